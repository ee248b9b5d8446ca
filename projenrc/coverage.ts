/** Runs all tests or the named ones, and prints the coverage of each room and each deployable. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const ROOT = path.join(__dirname, '..');
const MEASURES = ['lines', 'branches', 'functions'] as const;
const SOURCES = ['lib/**/*.ts', 'lambda/**/*.ts'];

type Counts = { readonly [measure in (typeof MEASURES)[number]]: { readonly total: number; readonly covered: number } };

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-coverage-'));
try {
  const options = ['--coverage', '--coverageReporters=json-summary', `--coverageDirectory=${folder}`, ...SOURCES.map((files) => `--collectCoverageFrom=${files}`)];
  const run = spawnSync(process.execPath, [require.resolve('jest/bin/jest'), '--ci', ...options, ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' });
  process.exitCode = run.status ?? 1;
  print(JSON.parse(fs.readFileSync(path.join(folder, 'coverage-summary.json'), 'utf8')) as { readonly [file: string]: Counts });
} finally {
  fs.rmSync(folder, { recursive: true });
}

function print({ total, ...files }: { readonly [file: string]: Counts }): void {
  const rooms = new Map<string, Counts[]>();
  for (const [file, counts] of Object.entries(files)) {
    const room = path.relative(ROOT, file).split(path.sep).slice(0, 2).join('/');
    rooms.set(room, [...(rooms.get(room) ?? []), counts]);
  }
  const rows = [['', ...MEASURES], ...[...rooms].sort().map(([room, counts]) => [room, ...shares(counts)]), ['all', ...shares([total])]];
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, ...cells] of rows) console.log(`${name.padEnd(width)}  ${cells.map((cell) => cell.padStart(9)).join('  ')}`);
}

/** Returns the percentages for all files together. */
function shares(files: readonly Counts[]): string[] {
  return MEASURES.map((measure) => {
    const sum = (what: 'covered' | 'total') => files.reduce((all, counts) => all + counts[measure][what], 0);
    return sum('total') === 0 ? '-' : `${((100 * sum('covered')) / sum('total')).toFixed(1)} %`;
  });
}
