/**
 * Measures the cost of `cdk-sec3 check` and `cdk-sec3 report` for an app with 500 functions: CPU time and memory of whole processes, compared in one
 * run with a process that only parses the same templates.
 *
 *   npm run bench:report
 */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { buildService } from './workloads';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const STACKS = 50;
const FUNCTIONS_PER_STACK = 10;

const MAIN = JSON.stringify(path.resolve(__dirname, '../build/cli/main.js'));
const cli = (...argv: string[]): string => {
  const io = '{ stdout: { write: () => true }, stderr: process.stderr, color: false, cwd: process.cwd() }';
  return `done = require(${MAIN}).main(${JSON.stringify(argv)}, ${io});`;
};

/** The program of each process, which runs in the folder of the app. */
const VARIANTS: { readonly [name: string]: string } = {
  'Node.js alone': '',
  'parsing the templates': "for (const file of fs.readdirSync('cdk.out')) if (file.endsWith('.template.json')) JSON.parse(fs.readFileSync('cdk.out/' + file, 'utf8'));",
  'loading cdk-sec3': `require(${MAIN});`,
  'check': cli('check', '--fail-on', 'never'),
  'check --format sarif': cli('check', '--fail-on', 'never', '--format', 'sarif', '--output', 'sec3.sarif'),
  'report, HTML': cli('report', '--html', 'sec3.html'),
  'report, all formats': cli('report', '--html', 'sec3.html', '--markdown', 'sec3.md', '--json', 'sec3.json', '--well-architected', 'answer.json'),
};

interface Cost {
  /** CPU time in milliseconds. Other processes hardly affect it. */
  readonly time: number;
  /** The peak memory of the process, in MiB. */
  readonly memory: number;
}

// The CDK's own template validator must not be measured.
process.env.CDK_VALIDATION = 'false';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-bench-'));
try {
  bench();
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

function bench(): void {
  const app = new App({ outdir: path.join(folder, 'cdk.out') });
  for (let i = 0; i < STACKS; i += 1) buildService(new Stack(app, `Service${i}`), FUNCTIONS_PER_STACK);
  const templates = app.synth().stacks.map((stack) => stack.template);
  const resources = templates.reduce<number>((sum, { Resources }) => sum + Object.keys(Resources).length, 0);
  const costs = new Map(Object.keys(VARIANTS).map((name) => [name, [] as Cost[]]));
  for (let round = 0; round < ROUNDS; round += 1) for (const [name, code] of Object.entries(VARIANTS)) costs.get(name)!.push(run(code));
  const middle = (name: string, of: keyof Cost) => median(costs.get(name)!.map((cost) => cost[of]));
  const base = 'parsing the templates';
  console.log(`${STACKS * FUNCTIONS_PER_STACK} functions, ${resources} resources, templates of ${(JSON.stringify(templates).length / 1e6).toFixed(1)} MB; median of ${ROUNDS} processes`);
  console.log(`${'process'.padEnd(24)}${'CPU time'.padStart(10)}${'of parsing'.padStart(12)}${'memory'.padStart(10)}${'of parsing'.padStart(12)}`);
  for (const name of costs.keys()) {
    const [time, memory] = [middle(name, 'time'), middle(name, 'memory')];
    const cells = [`${time.toFixed(0)} ms`.padStart(10), ratio(time / middle(base, 'time')), `${memory.toFixed(0)} MiB`.padStart(10), ratio(memory / middle(base, 'memory'))];
    console.log(`${name.padEnd(24)}${cells.join('')}`);
  }
  for (const file of ['sec3.html', 'sec3.md', 'sec3.json', 'sec3.sarif']) console.log(`${file.padEnd(24)}${`${(fs.statSync(path.join(folder, file)).size / 1e6).toFixed(2)} MB`.padStart(10)}`);
}

function run(code: string): Cost {
  const measured = `const fs = require('fs'); let done; ${code}
    Promise.resolve(done).then((exitCode) => {
      if (exitCode) throw new Error('exit code ' + exitCode);
      const { user, system } = process.cpuUsage();
      fs.writeFileSync('cost.json', JSON.stringify({ time: (user + system) / 1000, memory: process.resourceUsage().maxRSS / 1024 }));
    });`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', measured], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(fs.readFileSync(path.join(folder, 'cost.json'), 'utf8'));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

function ratio(value: number): string {
  return `${value.toFixed(1)}x`.padStart(12);
}
