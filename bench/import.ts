/**
 * Measures the cost of importing the package and starting its command: Node.js processes with the packed package and with its peers, compared in one
 * run.
 *
 *   npm run bench:import
 */
import { execFileSync, spawnSync, StdioOptions } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const ROOT = path.join(__dirname, '..');
const PEERS = ['aws-cdk-lib', 'constructs', 'cdk-nag'];

const EMPTY = 'an empty process';
/** Findings are expected, and must not fail the synthesis. */
const CONTEXT = "{ '@aws-cdk/core:failSynthOnValidationErrors': false }";
const APP = `const { App, Stack, Validations, aws_lambda: lambda } = require('aws-cdk-lib'); const app = new App({ outdir: 'cdk.out', context: ${CONTEXT} });`;
const PROPS = `const code = lambda.Code.fromAsset(${JSON.stringify(path.join(ROOT, 'examples/orders/handlers'))});
  const props = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code };`;
const FUNCTION = `${APP} ${PROPS} new lambda.Function(new Stack(app, 'Orders'), 'Api', props);`;
const SECURE = `${APP} ${PROPS} new (require('cdk-sec3').SecureFunction)(new Stack(app, 'Orders'), 'Api', props);`;
const NAG = "Validations.of(app).addPlugins(new (require('cdk-nag').AwsSolutionsChecks)(app));";
const SEC3 = "require('cdk-sec3').Sec3.enforce(app);";

/** Programs by name. Each runs in a separate process, and is compared with the first one of its group. */
const GROUPS: readonly { readonly [name: string]: string }[] = [
  { 'import cdk-nag': "require('cdk-nag');", 'import cdk-sec3': "require('cdk-sec3');" },
  {
    'an app with AwsSolutionsChecks': APP + NAG,
    'an app with Sec3.enforce': APP + SEC3,
  },
  {
    'a function synthesized with AwsSolutionsChecks': `${FUNCTION} ${NAG} app.synth();`,
    'a function synthesized with Sec3.enforce': `${FUNCTION} ${SEC3} app.synth();`,
  },
  { 'lambda.Function': "require('aws-cdk-lib').aws_lambda.Function;", 'SecureFunction': "require('cdk-sec3').SecureFunction;" },
  { 'a lambda.Function made': FUNCTION, 'a SecureFunction made, with all that it brings': SECURE },
  { 'all of cdk-nag': "Object.values(require('cdk-nag').rules);", 'all of cdk-sec3, as ES modules import it': "Object.values(require('cdk-sec3'));" },
  { [EMPTY]: '', 'cdk-sec3 --help': "process.argv.push('cdk-sec3', '--help'); require('./node_modules/cdk-sec3/bin/cdk-sec3');" },
];

interface Cost {
  /** CPU time of the process, in milliseconds. */
  readonly cpu: number;
  /** The peak memory of the process, in megabytes. */
  readonly memory: number;
  /** The number of CommonJS modules, without those of Node.js. */
  readonly modules: number;
}

const MEASURES = ['cpu', 'memory', 'modules'] as const;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-import-'));

const OPTIONS = {
  cwd: folder,
  // The CDK's own template validator takes longer than everything measured here.
  env: { ...process.env, CDK_VALIDATION: 'false' },
  encoding: 'utf8',
  stdio: ['ignore', 'ignore', 'pipe', 'pipe'] as StdioOptions,
} as const;

try {
  install();
  report(measure());
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Installs the package as npm does for a user. */
function install(): void {
  const [pack] = Object.values(JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT, encoding: 'utf8' })));
  const target = path.join(folder, 'node_modules/cdk-sec3');
  fs.mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', path.join(folder, (pack as { filename: string }).filename), '-C', target, '--strip-components=1']);
  for (const peer of PEERS) fs.symlinkSync(path.join(ROOT, 'node_modules', peer), path.join(folder, 'node_modules', peer));
}

function measure(): Map<string, Cost[]> {
  const programs = GROUPS.flatMap((group) => Object.entries(group));
  const costs = new Map(programs.map(([name]) => [name, [] as Cost[]]));
  // The first round is a warm-up: it fills caches of the file system.
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [name, program] of programs) {
      const cost = run(program);
      if (round >= 0) costs.get(name)!.push(cost);
    }
  }
  return costs;
}

function run(program: string): Cost {
  const atExit = `process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const cost = { cpu: (userCPUTime + systemCPUTime) / 1000, memory: maxRSS / 1024, modules: Object.keys(require.cache).length };
    require('fs').writeSync(3, JSON.stringify(cost));
  });`;
  const { status, output } = spawnSync(process.execPath, ['-e', atExit + program], OPTIONS);
  if (status !== 0) throw new Error(`${program} failed: ${output[2]}`);
  return JSON.parse(output[3]!);
}

function report(costs: ReadonlyMap<string, readonly Cost[]>): void {
  console.log(`Processes of Node.js ${process.version}, median of ${ROUNDS} rounds; ratios, of which the empty process is taken off except for the command's`);
  console.log(`${''.padEnd(48)}${'CPU'.padStart(9)}${'memory'.padStart(10)}${'modules'.padStart(10)}   to the line above: CPU, memory, modules`);
  for (const group of GROUPS) {
    const [base] = Object.keys(group);
    for (const name of Object.keys(group)) {
      const [cpu, memory, modules] = MEASURES.map((of) => median(costs.get(name)!.map((cost) => cost[of])));
      const ratios = name === base ? [] : MEASURES.map((of) => ratio(costs, name, base, of));
      const figures = `${`${cpu.toFixed(0)} ms`.padStart(9)}${`${memory.toFixed(1)} MB`.padStart(10)}${modules.toFixed(0).padStart(10)}`;
      console.log(`${name.padEnd(48)}${figures}${ratios.map((value) => (Number.isFinite(value) ? `${value.toFixed(2)}x` : '-').padStart(9)).join('')}`);
    }
  }
}

function ratio(costs: ReadonlyMap<string, readonly Cost[]>, name: string, base: string, of: keyof Cost): number {
  const without = (round: number): number => (base === EMPTY ? 0 : costs.get(EMPTY)![round][of]);
  return median(costs.get(name)!.map((cost, round) => (cost[of] - without(round)) / (costs.get(base)![round][of] - without(round))));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
