/**
 * Measures the cost of the gate at synthesis, compared in one run with cdk-nag's packs and with a plugin that does nothing. It also measures how the
 * gate's own time grows with the size of templates of all shapes.
 *
 *   npm run bench:gate
 */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, IPolicyValidationContext, IPolicyValidationPlugin, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { GROWTH_SHAPES } from './growth-shapes';
import { buildService } from './workloads';
// Users run the compiled package.
import { Sec3Checks } from '../build';
import { Gate, readStacks } from '../build/gate';
import { SEC3_RULES } from '../build/secure/rules';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const STACKS = 50;
const FUNCTIONS_PER_STACK = 10;

const GROWTH_ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const FACTORS = [1, 2, 4, 8];
/** The maximum exponent between the last two sizes; higher ones are marked. */
const MOST_GROWTH = 1.2;
const SHAPE_WIDTH = Math.max(...Object.keys(GROWTH_SHAPES).map((name) => name.length)) + 2;

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
// Findings are expected, but their text and exit code would disturb the output.
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
  const own = new Map(Object.keys(VARIANTS).map((name) => [name, [] as number[]]));
  let resources = 0;
  const variants = Object.entries(VARIANTS);
  for (let round = -1; round < ROUNDS; round += 1) {
    // Each round starts with another variant, so that no variant always runs after the same one and pays for its garbage collection.
    variants.push(variants.shift()!);
    for (const [name, plugin] of variants) {
      const { time, ownTime, count } = synthesize(plugin);
      resources = count;
      // The first round is a warm-up.
      if (round < 0) continue;
      times.get(name)!.push(time);
      own.get(name)!.push(ownTime);
    }
  }
  const ratioTo = (name: string, base: string) => median(times.get(name)!.map((time, round) => time / times.get(base)![round]));
  console.log(`Synthesis of ${STACKS} stacks, ${STACKS * FUNCTIONS_PER_STACK} functions, ${resources} resources; median of ${ROUNDS} rounds`);
  console.log(`${'variant'.padEnd(28)}${'CPU time'.padStart(10)}${'of no plugin'.padStart(16)}${'of empty plugin'.padStart(18)}${'plugin alone'.padStart(15)}`);
  for (const [name, values] of times) {
    const ratios = [ratio(ratioTo(name, 'no plugin')).padStart(16), ratio(ratioTo(name, 'empty plugin')).padStart(18)];
    const alone = `${median(own.get(name)!).toFixed(0)} ms`.padStart(15);
    console.log(`${name.padEnd(28)}${`${median(values).toFixed(0)} ms`.padStart(10)}${ratios.join('')}${alone}`);
  }
}

/** Synthesizes the app. Returns the CPU time of the synthesis, and that of the plugin alone. */
function synthesize(plugin: (app: App) => IPolicyValidationPlugin | undefined): { time: number; ownTime: number; count: number } {
  const outdir = fs.mkdtempSync(path.join(folder, 'synth-'));
  const start = process.cpuUsage();
  // With the settings of the CDK CLI, which reads the report itself, so that the app neither prints it nor throws.
  const app = new App({ outdir, context: { '@aws-cdk/core:failSynthOnValidationErrors': false, 'aws:cdk:enable-path-metadata': true } });
  for (let i = 0; i < STACKS; i += 1) buildService(new Stack(app, `Service${i}`), FUNCTIONS_PER_STACK);
  const registered = plugin(app);
  let ownTime = 0;
  if (registered) {
    const validate = registered.validate.bind(registered);
    const timed = (context: IPolicyValidationContext) => {
      const before = process.cpuUsage();
      const report = validate(context);
      ownTime += since(before);
      return report;
    };
    Validations.of(app).addPlugins(Object.assign(Object.create(registered) as IPolicyValidationPlugin, { validate: timed }));
  }
  const assembly = app.synth();
  const time = since(start);
  const count = assembly.stacks.reduce((sum, stack) => sum + Object.keys(stack.template.Resources).length, 0);
  fs.rmSync(outdir, { recursive: true, force: true });
  return { time, ownTime, count };
}

/** Measures the gate's own time on templates of each shape. The exponent of linear growth is 1. */
function benchGrowth(): void {
  const gate = new Gate(SEC3_RULES);
  console.log(`\nThe gate alone on a template that grows; CPU time in ms, least of ${GROWTH_ROUNDS} rounds`);
  console.log(`${'what grows'.padEnd(SHAPE_WIDTH)}${FACTORS.map((factor) => `${factor}x`.padStart(8)).join('')}${'exponent'.padStart(10)}`);
  for (const [name, { base, template }] of Object.entries(GROWTH_SHAPES)) {
    const files = FACTORS.map((factor) => {
      const file = path.join(folder, `${factor}.json`);
      fs.writeFileSync(file, JSON.stringify(template(base * factor), undefined, 1));
      return file;
    });
    const least = files.map(() => Infinity);
    for (let round = 0; round < GROWTH_ROUNDS; round += 1) {
      files.forEach((file, index) => {
        const start = process.cpuUsage();
        gate.run({ stacks: readStacks({ file }) });
        least[index] = Math.min(least[index], since(start));
      });
    }
    const [smaller, larger] = least.slice(-2);
    const exponent = Math.log2(larger / smaller);
    const mark = exponent > MOST_GROWTH ? `  more than ${MOST_GROWTH}` : '';
    console.log(`${name.padEnd(SHAPE_WIDTH)}${least.map((time) => time.toFixed(0).padStart(8)).join('')}${exponent.toFixed(2).padStart(10)}${mark}`);
  }
}

/** Returns the CPU time since a start, in milliseconds. Other processes hardly affect it. */
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
