/**
 * What the gate costs at synthesis: side by side, in one run, with cdk-nag's packs and with a plugin that does nothing.
 *
 *   npm run bench:gate
 */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, IPolicyValidationPlugin, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { buildService } from './workloads';
// What users run is the compiled package.
import { Sec3Checks } from '../build';
import { Gate, readCloudAssembly } from '../build/gate';
import { SEC3_RULES } from '../build/secure/rules';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const STACKS = 50;
const FUNCTIONS_PER_STACK = 10;

const EMPTY: IPolicyValidationPlugin = { name: 'Empty', validate: () => ({ success: true, violations: [] }) };

const VARIANTS: { readonly [name: string]: (app: App) => IPolicyValidationPlugin | undefined } = {
  'no plugin': () => undefined,
  'empty plugin': () => EMPTY,
  'cdk-nag ServerlessChecks': (app) => new ServerlessChecks(app),
  'cdk-nag AwsSolutionsChecks': (app) => new AwsSolutionsChecks(app),
  'Sec3Checks': (app) => new Sec3Checks(app),
};

// The CDK's own template validator takes longer than everything measured here.
process.env.CDK_VALIDATION = 'false';
// Findings are expected; neither their text nor the exit code they bring is.
console.error = () => {};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-bench-'));
try {
  benchSynthesis();
  benchGrowth();
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

function benchSynthesis(): void {
  const times = new Map(Object.keys(VARIANTS).map((name) => [name, [] as number[]]));
  let resources = 0;
  const variants = Object.entries(VARIANTS);
  for (let round = -1; round < ROUNDS; round += 1) {
    // Each round starts with another one, so that none always pays for the garbage of the same predecessor.
    variants.push(variants.shift()!);
    for (const [name, plugin] of variants) {
      const { time, count } = synthesize(plugin);
      resources = count;
      // The first round warms up.
      if (round >= 0) times.get(name)!.push(time);
    }
  }
  const ratioTo = (name: string, base: string) => median(times.get(name)!.map((time, round) => time / times.get(base)![round]));
  console.log(`Synthesis of ${STACKS} stacks, ${STACKS * FUNCTIONS_PER_STACK} functions, ${resources} resources; median of ${ROUNDS} rounds`);
  console.log(`${'variant'.padEnd(28)}${'CPU time'.padStart(10)}${'of no plugin'.padStart(16)}${'of empty plugin'.padStart(18)}`);
  for (const [name, values] of times) {
    const ratios = [ratio(ratioTo(name, 'no plugin')).padStart(16), ratio(ratioTo(name, 'empty plugin')).padStart(18)];
    console.log(`${name.padEnd(28)}${`${median(values).toFixed(0)} ms`.padStart(10)}${ratios.join('')}`);
  }
}

function synthesize(plugin: (app: App) => IPolicyValidationPlugin | undefined): { time: number; count: number } {
  const outdir = fs.mkdtempSync(path.join(folder, 'synth-'));
  const start = process.cpuUsage();
  // As the CDK CLI has it: it reads the report, so the app neither prints it nor throws.
  const app = new App({ outdir, context: { '@aws-cdk/core:failSynthOnValidationErrors': false, 'aws:cdk:enable-path-metadata': true } });
  for (let i = 0; i < STACKS; i += 1) buildService(new Stack(app, `Service${i}`), FUNCTIONS_PER_STACK);
  const registered = plugin(app);
  if (registered) Validations.of(app).addPlugins(registered);
  const assembly = app.synth();
  const time = since(start);
  const count = assembly.stacks.reduce((sum, stack) => sum + Object.keys(stack.template.Resources).length, 0);
  fs.rmSync(outdir, { recursive: true, force: true });
  return { time, count };
}

/** The gate's own time on one stack that grows; linear growth has the exponent 1. */
function benchGrowth(): void {
  const gate = new Gate(SEC3_RULES);
  const sizes = [1, 2, 4, 8].map((factor) => {
    const outdir = path.join(folder, `growth-${factor}`);
    const app = new App({ outdir, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
    buildService(new Stack(app, 'Service'), 50 * factor);
    app.synth();
    return { factor, outdir, times: [] as number[], resources: 0 };
  });
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const size of sizes) {
      const start = process.cpuUsage();
      const { workload } = gate.run(readCloudAssembly(size.outdir));
      if (round >= 0) size.times.push(since(start));
      size.resources = workload.resources().length;
    }
  }
  console.log(`\nThe gate alone on one stack; median of ${ROUNDS} rounds`);
  const points = sizes.map((size) => ({ ...size, time: median(size.times) }));
  for (const { factor, resources, time } of points) {
    console.log(`${`${factor}x`.padEnd(6)}${`${resources} resources`.padStart(16)}${`${time.toFixed(1)} ms`.padStart(12)}${ratio(time / points[0].time).padStart(10)}`);
  }
  console.log(`growth: resources to the power of ${slope(points.map(({ resources, time }) => [Math.log(resources), Math.log(time)])).toFixed(2)}`);
}

/** CPU time since then, in milliseconds; other processes hardly disturb it. */
function since(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

function ratio(value: number): string {
  return `${value.toFixed(2)}x`;
}

/** Least-squares slope. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  return points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
