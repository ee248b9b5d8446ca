/**
 * What taking stock of a function's packages costs: beside `@cyclonedx/cyclonedx-esbuild`, which makes a bill of materials of the
 * same metafile, and at synthesis of an app of bundled functions, beside the same app without it.
 *
 *   npm run bench:deps
 */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
import { buildSync } from 'esbuild';
// What users run is the compiled package.
import { inventoriedBundling } from '../build/dependencies/inventory/inventoried-bundling';
import { recordDependencies } from '../build/dependencies/inventory/record-dependencies';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const SYNTHESES = Number(process.env.BENCH_SYNTHESES ?? 3);
const FUNCTIONS = Number(process.env.BENCH_FUNCTIONS ?? 50);

const root = path.join(__dirname, '..');
const lock = path.join(root, 'package-lock.json');
const program = path.join(root, 'assets/dependency-inventory/index.js');
const peer = path.join(root, 'node_modules/@cyclonedx/cyclonedx-esbuild/bin/cyclonedx-esbuild-cli.js');

// Entries have to be part of the project whose packages they import.
const sources = fs.mkdtempSync(path.join(root, 'bench/handlers-'));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-bench-'));
const meter = path.join(folder, 'meter.cjs');
fs.writeFileSync(meter, "process.on('exit', () => require('fs').writeSync(3, JSON.stringify(process.cpuUsage())));\n");
try {
  benchFunction();
  benchSynthesis();
} finally {
  for (const made of [sources, folder]) fs.rmSync(made, { recursive: true, force: true });
}

/** A handler that imports packages of this project, with all that they need. */
function handler(index: number): string {
  const file = path.join(sources, `handler-${index}.js`);
  const packages = ['@aws-sdk/client-lambda', 'ajv', 'ajv-formats', 'semver', 'yaml'];
  fs.writeFileSync(file, `exports.handler = async () => [${index}, ${packages.map((name) => `require('${name}')`).join(', ')}];\n`);
  return file;
}

function benchFunction(): void {
  const { metafile } = buildSync({
    entryPoints: [handler(0)], absWorkingDir: root, bundle: true, platform: 'node', metafile: true, write: false, outfile: path.join(folder, 'index.js'), logLevel: 'error',
  });
  const meta = path.join(folder, 'index.meta.json');
  const output = path.join(folder, 'code');
  const report = path.join(folder, 'peer.cdx.json');
  const prepare = (): void => {
    fs.rmSync(output, { recursive: true, force: true });
    fs.mkdirSync(output);
    for (const at of [meta, path.join(output, 'index.meta.json')]) fs.writeFileSync(at, JSON.stringify(metafile));
  };
  const variants: { readonly [name: string]: readonly string[] } = {
    'node, which does nothing': ['-e', '0'],
    'cdk-sec3, with hashes and stubs': [program, output, root, lock],
    'cyclonedx-esbuild': [peer, '--bwd', root, '-o', report, meta],
    'cyclonedx-esbuild --no-validate': [peer, '--no-validate', '--bwd', root, '-o', report, meta],
  };
  const times = alternate(Object.keys(variants), ROUNDS, (name) => {
    prepare();
    return run(variants[name]);
  });
  const components = JSON.parse(fs.readFileSync(report, 'utf8')).components.length;
  console.log(`One function with ${components} packages, and a lock file of ${Math.round(fs.statSync(lock).size / 1024)} KiB; CPU time in ms, median of ${ROUNDS} rounds`);
  for (const name of Object.keys(variants)) {
    const ratio = median(times.get(name)!.map((time, round) => time / times.get('cdk-sec3, with hashes and stubs')![round]));
    console.log(`${name.padEnd(36)}${median(times.get(name)!).toFixed(0).padStart(6)}${`${ratio.toFixed(1)} times`.padStart(14)}`);
  }
}

function benchSynthesis(): void {
  const entries = Array.from({ length: FUNCTIONS }, (_, index) => handler(index));
  process.chdir(root);
  let outputs = 0;
  const times = alternate(['without', 'with'], SYNTHESES, (name) => {
    const outdir = path.join(folder, `out-${(outputs += 1)}`);
    return timed(() => {
      const app = new App({ outdir });
      const stack = new Stack(app, 'Stack');
      entries.forEach((entry, index) => {
        const bundling = { minify: true, logLevel: nodejs.LogLevel.ERROR };
        const props = { runtime: lambda.Runtime.NODEJS_22_X, entry, depsLockFilePath: lock, bundling };
        const fn = new nodejs.NodejsFunction(stack, `Function${index}`, name === 'with' ? inventoriedBundling(props) : props);
        if (name === 'with') recordDependencies(fn.node.defaultChild as lambda.CfnFunction);
      });
      app.synth();
    });
  });
  const ratio = median(times.get('with')!.map((time, round) => time / times.get('without')![round]));
  console.log(`\nSynthesis of ${FUNCTIONS} bundled functions; median of ${SYNTHESES} rounds`);
  for (const name of ['without', 'with']) console.log(`${name.padEnd(36)}${(median(times.get(name)!) / 1000).toFixed(1).padStart(6)} s`);
  console.log(`ratio ${ratio.toFixed(3)}`);
}

/** Runs variants in turns, so that what else the machine does meets all of them; the first round warms up. */
function alternate(names: readonly string[], rounds: number, measure: (name: string) => number): Map<string, number[]> {
  const times = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      const time = measure(name);
      if (round >= 0) times.get(name)!.push(time);
    }
  }
  return times;
}

/** Runs a program of Node.js. @returns its CPU time in ms, which other load of the machine changes less than the time that passes */
function run(args: readonly string[]): number {
  const { status, stderr, output } = spawnSync(process.execPath, ['--require', meter, ...args], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  const { user, system } = JSON.parse(output[3]!);
  return (user + system) / 1000;
}

function timed(action: () => void): number {
  const start = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
