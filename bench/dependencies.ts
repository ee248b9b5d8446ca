/**
 * Measures the cost of the inventory of a function's packages. It is compared with `@cyclonedx/cyclonedx-esbuild`, which makes a bill of materials of
 * the same metafile. The synthesis of an app of bundled functions is compared with that of the same app without inventory and certification.
 *
 *   npm run bench:deps
 *   npm run bench:deps -- advisories
 */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
import { buildSync } from 'esbuild';
import { strToU8, zipSync } from 'fflate';
// Users run the compiled package.
import { certifiedFileText, EMPTY_FILE } from '../build/dependencies/certification/certified-file';
import { contentsFileOf, contentsText } from '../build/dependencies/certification/contents-file';
import { CertifiedDependencies } from '../build/dependencies/certified-dependencies';
import { contentDigest } from '../build/dependencies/content/files';
import { packageContent } from '../build/dependencies/content/package-files';
import { inventoriedBundling } from '../build/dependencies/inventory/inventoried-bundling';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 11);
const FUNCTIONS = Number(process.env.BENCH_FUNCTIONS ?? 50);

const root = path.join(__dirname, '..');
const lock = path.join(root, 'package-lock.json');
const program = path.join(root, 'assets/dependency-inventory/index.js');
const peer = path.join(root, 'node_modules/@cyclonedx/cyclonedx-esbuild/bin/cyclonedx-esbuild-cli.js');

// Entry files have to be in the project whose packages they import.
const sources = fs.mkdtempSync(path.join(root, 'bench/handlers-'));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-bench-'));
const meter = path.join(folder, 'meter.cjs');
// On Linux, the value of resourceUsage includes the memory of the parent process.
const METER = `process.on('exit', () => {
  const fs = require('fs');
  const [, highest] = fs.existsSync('/proc/self/status') ? /VmHWM:\\s+(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8')) : [, process.resourceUsage().maxRSS];
  fs.writeSync(3, JSON.stringify({ ...process.cpuUsage(), memory: Number(highest) }));
});
`;
fs.writeFileSync(meter, METER);
/** Writes a handler that imports packages of this project, and returns its path. */
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

/**
 * Builds two apps at once, alternating by function, so that other load of the machine affects both equally. esbuild, which runs for each function,
 * takes most of the time.
 */
function benchSynthesis(): void {
  process.chdir(root);
  const certified = path.join(folder, 'certified-dependencies.json');
  certify(certified);
  const apps = [new BundledApp('without'), new BundledApp('with', CertifiedDependencies.fromFile(certified))];
  const entries = Array.from({ length: FUNCTIONS + 1 }, (_, index) => handler(index));
  const turns = entries.map((entry, index) => {
    const times = new Map((index % 2 === 0 ? apps : [...apps].reverse()).map((app) => [app, timed(() => app.add(index, entry))]));
    return apps.map((app) => times.get(app)!);
  }).slice(1); // The first one warms up.
  const syntheses = apps.map((app) => timed(() => app.synthesize()));
  const totals = apps.map((_, which) => syntheses[which] + turns.reduce((sum, turn) => sum + turn[which], 0));
  console.log(`\nSynthesis of ${FUNCTIONS} bundled functions, whose files certified-dependencies.json certifies`);
  apps.forEach(({ name }, which) => {
    const [whole, each] = [totals[which] / 1000, median(turns.map((turn) => turn[which]))];
    console.log(`${name.padEnd(36)}${whole.toFixed(1).padStart(6)} s, of which ${(syntheses[which] / 1000).toFixed(1)} s after bundling; ${each.toFixed(0)} ms for a function, median`);
  });
  console.log(`ratio ${(totals[1] / totals[0]).toFixed(3)}; of functions one by one ${median(turns.map(([without, having]) => having / without)).toFixed(3)}, median`);
}

/** An app of bundled functions, with or without certified dependencies. */
class BundledApp {
  private readonly app: App;
  private readonly stack: Stack;

  constructor(
    public readonly name: string,
    private readonly certified?: CertifiedDependencies,
  ) {
    this.app = new App({ outdir: path.join(folder, name) });
    this.stack = new Stack(this.app, 'Stack');
  }

  public add(index: number, entry: string): void {
    const bundling = { minify: true, logLevel: nodejs.LogLevel.ERROR };
    const props = { runtime: lambda.Runtime.NODEJS_22_X, entry, depsLockFilePath: lock, bundling };
    this.certified?.certify(new nodejs.NodejsFunction(this.stack, `Function${index}`, inventoriedBundling(props)));
    if (!this.certified) new nodejs.NodejsFunction(this.stack, `Function${index}`, props);
  }

  /** @throws Error if a function has no bill of materials, or if a package is not certified */
  public synthesize(): void {
    const { stacks } = this.app.synth();
    if (!this.certified) return;
    const functions = Object.values<any>(stacks[0].template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    for (const { Metadata } of functions) {
      const { packages, certification } = Metadata['cdk-sec3:dependencies'];
      if (packages === 0 || certification.problems.length > 0) throw new Error(`not what was to be measured: ${JSON.stringify(certification)}`);
    }
  }
}

/** The number of advisories: about as many as there are for malicious packages of npm. */
const ADVISORIES = Number(process.env.BENCH_ADVISORIES ?? 200_000);

/** Loads only the module that reads advisories. */
const LOAD = `const { Advisories } = require(${JSON.stringify(path.join(root, 'build/dependencies/advisories/advisories.js'))});`;

/** Reads advisories and looks up packages, in a separate process. */
const ASK = `
  ${LOAD}
  const advisories = Advisories.read([process.argv[1]]);
  let found = 0;
  for (let at = 0; at < 332; at += 1) found += advisories.about({ ecosystem: 'npm', name: 'package-' + at * 100, version: '1.0.0' }).length;
  if (found !== 332) throw new Error('found ' + found);
`;

/** Measures the cost of advisories at synthesis: the first time, which builds the index, and later times. */
function benchAdvisories(): void {
  const osv = path.join(folder, 'osv');
  fs.mkdirSync(osv);
  // fflate can't write archives with more files.
  const each = 50_000;
  let size = 0;
  for (let from = 0; from < ADVISORIES; from += each) {
    const files: { [name: string]: Uint8Array } = {};
    for (let at = from; at < Math.min(ADVISORIES, from + each); at += 1) files[`MAL-${at}.json`] = strToU8(JSON.stringify(maliciousPackage(at)));
    const archive = zipSync(files, { level: 1 });
    size += archive.length / 1e6;
    fs.writeFileSync(path.join(osv, `npm-${from}.zip`), archive);
  }
  console.log(`\n${ADVISORIES} advisories, in archives of ${size.toFixed(0)} MB, 332 packages; CPU time and the most memory of a process`);
  const runs = [['without advisories', LOAD], ['without an index, which is made', ASK], ['with an index', ASK]].map(([name, code]) => {
    return { name, ...measured(['-e', code, osv]) };
  });
  for (const { name, cpu, memory } of runs) {
    console.log(`${name.padEnd(36)}${(cpu / 1000).toFixed(2).padStart(6)} s${memory.toFixed(0).padStart(8)} MB, ${(memory - runs[0].memory).toFixed(0)} MB more`);
  }
}

/** Returns an advisory in the format of the database of malicious packages. */
function maliciousPackage(at: number): object {
  return {
    schema_version: '1.7.4',
    id: `MAL-2025-${at}`,
    published: '2025-01-01T00:00:00Z',
    modified: new Date().toISOString(),
    summary: `Malicious code in package-${at} (npm)`,
    details: `The package package-${at} was found to contain malicious code. Any computer that has it installed or running is compromised. ${String(at).repeat(30)}`,
    affected: [{ package: { ecosystem: 'npm', name: `package-${at}`, purl: `pkg:npm/package-${at}` }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }], database_specific: { cwes: [{ cweId: 'CWE-506' }] } }],
    credits: [{ name: 'someone', type: 'FINDER' }],
    database_specific: { 'malicious-packages-origins': [{ import_time: '2025-01-01T00:00:00Z', sha256: String(at).padStart(64, '0'), source: 'a-source', versions: ['1.0.0'] }] },
  };
}

/** Certifies the packages of the handlers, with their files, as `cdk-sec3 certify` does. */
function certify(file: string): void {
  const { packages } = JSON.parse(fs.readFileSync(lock, 'utf8')) as { packages: Record<string, { integrity?: string }> };
  const approval = { criteria: 'reviewed', approvedBy: 'bench', approvedOn: '2026-01-01', expires: '2099-12-31', reason: 'for this benchmark', scope: 'all' as const };
  const { components } = JSON.parse(fs.readFileSync(path.join(folder, 'peer.cdx.json'), 'utf8')) as { components: { group?: string; name: string; version: string }[] };
  const shipped = components.map(({ group, name, version }) => {
    const full = group === undefined ? name : `${group}/${name}`;
    const files = packageContent(path.join(root, 'node_modules', full)).files;
    const entry = { ecosystem: 'npm' as const, name: full, version, integrity: packages[`node_modules/${full}`]?.integrity, content: contentDigest(files), ...approval };
    return { entry, content: { package: `npm:${full}@${version}`, files } };
  });
  fs.writeFileSync(file, certifiedFileText({ ...EMPTY_FILE, packages: shipped.map(({ entry }) => entry) }));
  fs.writeFileSync(contentsFileOf(file), contentsText(shipped.map(({ content }) => content)));
}

/** Runs variants alternately, so that other load of the machine affects all of them equally. The first round is a warm-up. */
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

/** Does the same as {@link measured}, but returns only the CPU time. */
function run(args: readonly string[]): number {
  return measured(args).cpu;
}

/** Runs a Node.js program. @returns its CPU time in ms, which depends less on other load than elapsed time, and its peak memory in MB */
function measured(args: readonly string[]): { readonly cpu: number; readonly memory: number } {
  const { status, stderr, output } = spawnSync(process.execPath, ['--require', meter, ...args], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  const { user, system, memory } = JSON.parse(output[3]!);
  return { cpu: (user + system) / 1000, memory: memory / 1000 };
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

try {
  const bundling = (): void => {
    benchFunction();
    benchSynthesis();
  };
  const parts: { readonly [name: string]: () => void } = { bundling, advisories: benchAdvisories };
  const named = process.argv.slice(2);
  for (const [name, part] of Object.entries(parts)) if (named.length === 0 || named.includes(name)) part();
} finally {
  for (const made of [sources, folder]) fs.rmSync(made, { recursive: true, force: true });
}
