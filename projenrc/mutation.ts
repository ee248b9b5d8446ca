/**
 * Makes small changes to the code of the gate, and counts the changes that tests detect. Arguments are paths of files or folders. Without any, a
 * sample of SEC3_FILES files is taken with the seed SEC3_SEED. Results of earlier runs are kept. Options, such as --concurrency=1, are passed to
 * Stryker.
 */
import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const ROOT = path.join(__dirname, '..');

/** The folders with the engine, and with the files of rules and templates. */
const JUDGES = ['lib/gate', ...roomsWith('rules'), ...roomsWith('template')];

interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

interface Report {
  readonly files: { readonly [file: string]: { readonly mutants: readonly Mutant[]; readonly source: string } };
}

const TESTS = tests();
const NOTICED = ['Killed', 'Timeout'];
const UNNOTICED = ['Survived', 'NoCoverage'];

const args = process.argv.slice(2);
const named = args.filter((arg) => !arg.startsWith('--')).map((arg) => path.normalize(arg).replace(/\/$/, ''));
const files = named.length === 0 ? sample() : sources().filter((file) => named.some((name) => file === name || file.startsWith(`${name}/`)));
if (files.length === 0) throw new Error(`no file of ${JUDGES.join(', ')} is in ${named.join(', ')}`);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-mutation-'));
try {
  const report = path.join(folder, 'report.json');
  const config = path.join(folder, 'stryker.json');
  fs.writeFileSync(config, JSON.stringify(options(report)));
  const stryker = path.join(ROOT, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const run = spawnSync(process.execPath, [stryker, 'run', config, ...args.filter((arg) => arg.startsWith('--'))], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, CDK_VALIDATION: 'false', TSX_TSCONFIG_PATH: 'test/tsconfig.json' },
  });
  process.exitCode = run.status ?? 1;
  if (run.status === 0) print(JSON.parse(fs.readFileSync(report, 'utf8')) as Report);
} finally {
  fs.rmSync(folder, { recursive: true });
}

function roomsWith(kind: string): string[] {
  return fs.readdirSync(path.join(ROOT, 'lib')).map((room) => `lib/${room}/${kind}`).filter((each) => fs.existsSync(path.join(ROOT, each)));
}

/** Returns the files to change. Index files are left out, because they contain no logic. */
function sources(): string[] {
  const all = JUDGES.flatMap((judge) => fs.readdirSync(path.join(ROOT, judge), { recursive: true, encoding: 'utf8' }).map((name) => path.join(judge, name)));
  return all.filter((file) => file.endsWith('.ts') && path.basename(file) !== 'index.ts').sort();
}

function sample(): string[] {
  const seed = process.env.SEC3_SEED ?? String(Date.now());
  const count = Number(process.env.SEC3_FILES ?? 8);
  console.log(`SEC3_SEED=${seed} SEC3_FILES=${count}`);
  const place = (file: string) => createHash('sha256').update(`${seed} ${file}`).digest('hex');
  return sources().sort((a, b) => (place(a) < place(b) ? -1 : 1)).slice(0, count);
}

function options(report: string): object {
  return {
    mutate: files,
    plugins: ['texts', 'in-process'].map((name) => path.join(__dirname, `mutation/${name}.mjs`)),
    ignorers: ['texts'],
    testRunner: 'in-process',
    warnings: { unknownOptions: false },
    inProcess: { tests: [...new Set(files.flatMap(testsOf))] },
    // Tests read the assets in the tree, so the assets are not ignored.
    ignorePatterns: ['/build', '/bundle', '/docs', '/dist', '/coverage', '/integ', 'cdk.out', '*.jsii', '*.tsbuildinfo'],
    coverageAnalysis: 'perTest',
    // Code that runs when a module is loaded, such as lists of names, is covered by all tests or none. Each change to it would run all of them.
    ignoreStatic: true,
    dryRunTimeoutMinutes: 30,
    // The timeout is for endless loops, with some reserve for a busy machine.
    timeoutMS: 20_000,
    incremental: true,
    incrementalFile: '.stryker/incremental.json',
    tempDirName: '.stryker/tmp',
    reporters: ['progress-append-only', 'json'],
    jsonReporter: { fileName: report },
    allowEmpty: true,
  };
}

/**
 * Returns the tests that should detect a change of a file. For a rule: its own test, and that of its fixes. For other files of a room: the tests of
 * the room's rules and readers, of all fixes, and those that import the file. For the engine: its own tests. Tests of whole apps take too long.
 */
function testsOf(file: string): string[] {
  const [, room, kind] = file.split('/');
  if (room === 'gate') return ['test/gate'];
  if (kind === 'rules') return [file.replace(/^lib/, 'test').replace(/ts$/, 'test.ts'), 'test/secure/fixes.test.ts'];
  const importing = TESTS.filter(([, text]) => text.includes(`/${file.replace(/\.ts$/, '')}'`)).map(([name]) => name);
  return [`test/${room}/rules`, `test/${room}/template`, 'test/secure/fixes.test.ts', ...importing];
}

/** Returns the tests that can run in this process, with their text. Tests with shared setup or with module mocks can't. */
function tests(): (readonly [name: string, text: string])[] {
  const names = fs.readdirSync(path.join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts') && !/^(?:integration|e2e|docs)\//.test(name));
  const read = names.map((name) => [path.join('test', name), fs.readFileSync(path.join(ROOT, 'test', name), 'utf8')] as const);
  return read.filter(([, text]) => !/\b(?:beforeAll|afterAll|jest\.(?!fn|spyOn|use\w+Timers))\b/.test(text));
}

/**
 * Prints the undetected changes of this run, one per line, and the score of each folder over all runs: the share of detected changes among those that
 * ran.
 */
function print(report: Report): void {
  const scores = new Map<string, Mutant[]>();
  for (const [file, { mutants, source }] of Object.entries(report.files)) {
    const judge = JUDGES.find((each) => file.startsWith(`${each}/`))!;
    scores.set(judge, [...(scores.get(judge) ?? []), ...mutants]);
    if (!files.includes(file)) continue;
    const lines = source.split('\n');
    for (const { status, mutatorName, replacement, location: { start } } of mutants.filter((mutant) => UNNOTICED.includes(mutant.status))) {
      console.log(`${file}:${start.line}:${start.column} ${status} ${mutatorName}: ${lines[start.line - 1].trim()} -> ${replacement?.split('\n')[0]}`);
    }
  }
  for (const [judge, mutants] of [...scores, ['all', [...scores.values()].flat()] as const]) {
    const count = (statuses: readonly string[]) => mutants.filter(({ status }) => statuses.includes(status)).length;
    const noticed = count(NOTICED);
    const ran = noticed + count(UNNOTICED);
    if (ran > 0) console.log(`${judge}: ${noticed} of ${ran}, ${((100 * noticed) / ran).toFixed(1)} %`);
  }
}
