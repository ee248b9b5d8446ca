import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { buildSync } from 'esbuild';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { ApprovedPackages } from './approved-packages';
import { differencesOf, Explanation, unexplained } from './bills-of-materials';
import { InstalledApps, PACKAGE_MANAGERS, type Fixture } from './package-managers';
import { PackagesFromEverywhere } from './packages-from-everywhere';
import { folderInventory } from '../../lib/dependencies/inventory/folder-inventory';
import { inventoriedBundling } from '../../lib/dependencies/inventory/inventoried-bundling';
import { recordDependencies } from '../../lib/dependencies/inventory/record-dependencies';
import type { Inventory } from '../../lib/dependencies/inventory/shipped-package';
import { sbomOf } from '../../lib/dependencies/sbom/sbom';
import { sharedFolder } from '../tools/shared-folder';

jest.setTimeout(240_000);

const apps = new InstalledApps();
afterAll(() => apps.remove());

/** A program that prints the packages of the files that Node.js loads for a handler. */
const LOADED = `
  const [handler] = process.argv.slice(1);
  const fs = require('fs');
  // Some packages load others at the access of a property.
  const touch = (value, depth) => {
    if (depth === 0 || value === null || typeof value !== 'object') return;
    for (const key of Object.getOwnPropertyNames(value)) touch(value[key], depth - 1);
  };
  require(handler);
  for (const { exports } of Object.values(require.cache)) touch(exports, 3);
  const found = new Set();
  for (const file of Object.keys(require.cache)) {
    const at = /^.*[/\\\\]node_modules[/\\\\](?:@[^/\\\\]+[/\\\\])?[^/\\\\]+(?=[/\\\\])/.exec(file);
    const folder = at && JSON.parse(fs.readFileSync(at[0] + '/package.json', 'utf8'));
    if (folder) found.add(folder.name + '@' + folder.version);
  }
  process.stdout.write(JSON.stringify([...found].sort()));
`;

interface Synthesized {
  readonly asset: string;
  readonly assembly: string;
  readonly inventory: Inventory;
}

/** Synthesizes a function of an app, in the environment of its installation. */
function synthesize(folder: string, env: NodeJS.ProcessEnv, outdir: string, bundling: nodejs.BundlingOptions = {}): Synthesized {
  const saved = { cwd: process.cwd(), path: process.env.PATH };
  process.env.PATH = env.PATH;
  process.chdir(folder);
  try {
    const app = new App({ outdir: path.join(folder, outdir) });
    const stack = new Stack(app, 'Stack');
    const props = { runtime: lambda.Runtime.NODEJS_22_X, entry: path.join(folder, 'handlers/index.js'), bundling };
    const fn = new nodejs.NodejsFunction(stack, 'Function', inventoriedBundling(props));
    const { inventory } = recordDependencies(fn.node.defaultChild as lambda.CfnFunction);
    const assembly = app.synth().directory;
    return { assembly, inventory, asset: path.join(assembly, (fn.node.findChild('Code') as Asset).assetPath) };
  } finally {
    process.chdir(saved.cwd);
    process.env.PATH = saved.path;
  }
}

function loadedBy(file: string, cwd: string, env: NodeJS.ProcessEnv, preload: readonly string[] = []): string[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...preload, '-e', LOADED, file], { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** A known difference to other programs: they add hashes to URLs, and these lock files have no URLs. */
const HASHES: Explanation = { name: 'hashes, which the other program has by URLs alone', explains: ({ what, theirs }) => what === 'hashes' && theirs.length === 0 };
const CYCLONEDX_ESBUILD = path.join(__dirname, '../../node_modules/@cyclonedx/cyclonedx-esbuild/bin/cyclonedx-esbuild-cli.js');
const CYCLONEDX_NPM = '@cyclonedx/cyclonedx-npm@6.0.1';

/** Returns the output of a Node.js program. */
function outputOf(program: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Adds a line to a file, in an archive or a folder. Files shared with caches stay unchanged there. */
function addLine(folder: string, file: string): void {
  const [, archive, name] = /^(.*\.zip)\/(.*)$/.exec(file) ?? [];
  if (archive === undefined) {
    const at = fs.realpathSync(path.join(folder, file));
    const text = fs.readFileSync(at, 'utf8');
    fs.rmSync(at);
    fs.writeFileSync(at, `${text}\n// another line\n`);
    return;
  }
  const at = path.join(folder, archive.replace(/__virtual__\/[^/]+\/\d+\//, ''));
  const entries = unzipSync(fs.readFileSync(at));
  fs.writeFileSync(at, zipSync({ ...entries, [name]: strToU8(`${Buffer.from(entries[name]).toString()}\n// another line\n`) }));
}

const named = ({ packages }: Inventory): string[] => packages.filter(({ isOwn }) => !isOwn).map(({ name, version }) => `${name}@${version}`).sort();
const filesOf = (folder: string): string[] => fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });

/** Packages approved after the first installation. */
let approved: ApprovedPackages | undefined;

describe.each(Object.keys(PACKAGE_MANAGERS) as Fixture[])('an app installed with %s', (fixture) => {
  const isPnp = fixture === 'yarn-4-pnp';
  let app: { folder: string; env: NodeJS.ProcessEnv };
  let first: Synthesized;

  beforeAll(() => {
    app = apps.install(fixture);
    first = synthesize(app.folder, app.env, 'cdk.out');
  });

  it('ships the packages that Node.js loads for its handler', () => {
    const preload = isPnp ? ['--require', path.join(app.folder, '.pnp.cjs')] : [];
    const loaded = loadedBy(path.join(app.folder, 'handlers/index.js'), app.folder, app.env, preload);
    expect(loaded).toEqual(expect.arrayContaining(['debug@2.6.9', 'debug@4.3.7', 'left-pad@1.3.0', 'semver@7.7.1', '@isaacs/cliui@8.0.2']));
    expect(named(first.inventory)).toEqual(loaded);
    expect(first.inventory.unknown).toEqual([]);
  });

  it('has a hash of each package, and the packages that need it', () => {
    const form = fixture.startsWith('yarn-4') ? /^yarn:10c0\/[0-9a-f]{128}$/ : /^sha512-[A-Za-z0-9+/]{86}==$/;
    for (const { name, integrity, isOwn } of first.inventory.packages) {
      if (!isOwn) expect([name, integrity]).toEqual([name, expect.stringMatching(form)]);
    }
    const ms = first.inventory.packages.filter(({ name }) => name === 'ms').map(({ version, dependents }) => [version, dependents]);
    expect(ms).toEqual([['2.0.0', ['debug@2.6.9']], ['2.1.3', ['debug@4.3.7']]]);
    expect(first.inventory.packages.find(({ name }) => name === 'left-pad')?.dependents).toEqual([]);
  });

  it('ships an SBOM that is valid by the CycloneDX schema, and stubs, but no metafile', async () => {
    for (const file of [path.join(first.asset, 'sbom.cdx.json'), path.join(first.assembly, 'sbom/Stack/Function.cdx.json')]) {
      await expect(new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(fs.readFileSync(file, 'utf8'))).resolves.toBeNull();
    }
    expect(filesOf(first.asset).filter((file) => /meta/i.test(file))).toEqual([]);
    const stubs = filesOf(path.join(first.asset, 'node_modules')).filter((file) => file.endsWith('package.json'));
    const described = stubs.map((file) => JSON.parse(fs.readFileSync(path.join(first.asset, 'node_modules', file), 'utf8')));
    expect(described.map(({ name, version }) => `${name}@${version}`).sort()).toEqual(named(first.inventory));
  });

  it('has the same asset in another output folder', () => {
    const second = synthesize(app.folder, app.env, 'other/output');
    expect(path.basename(second.asset)).toBe(path.basename(first.asset));
    expect(second.inventory).toEqual(first.inventory);
  });

  // It finds nothing in the archives of Plug'n'Play.
  (isPnp ? it.skip : it)('has the bill of materials that cyclonedx-esbuild makes, but for what is understood', () => {
    const meta = path.join(app.folder, 'meta.json');
    const { metafile } = buildSync({ entryPoints: ['handlers/index.js'], absWorkingDir: app.folder, bundle: true, platform: 'node', outfile: 'out.js', write: false, metafile: true });
    fs.writeFileSync(meta, JSON.stringify(metafile));
    const theirs = outputOf(CYCLONEDX_ESBUILD, ['--bwd', app.folder, '--no-validate', '-o', '-', meta], app.folder);
    const ours = fs.readFileSync(path.join(first.asset, 'sbom.cdx.json'), 'utf8');
    expect(unexplained(`${fixture}: ${first.inventory.packages.length} packages`, differencesOf(ours, theirs), [HASHES])).toEqual([]);
  });

  it('runs when bundled', () => {
    const script = 'require(process.argv[1]).handler().then((result) => process.stdout.write(JSON.stringify(result)))';
    const { stdout } = spawnSync(process.execPath, ['-e', script, first.asset], { encoding: 'utf8', cwd: '/' });
    expect(JSON.parse(stdout)).toEqual({ own: 'function', debug: 'function', oldDebug: 'undefined', padded: '  1', valid: '1.2.3' });
  });

  it('matches an approval under another package manager, until a file changes', () => {
    approved ??= new ApprovedPackages(first.inventory, app.folder);
    expect(approved.shortfalls(first.inventory)).toEqual([]);

    const debug = first.inventory.packages.find(({ name, version }) => `${name}@${version}` === 'debug@4.3.7')!;
    addLine(app.folder, `${debug.path}/src/common.js`);
    const found = ['debug@4.3.7 ships other files than ana approved on 2026-11-27: src/common.js (changed)'];
    if (!isPnp) {
      const at = (file: string) => path.join(app.folder, file);
      fs.writeFileSync(at('node_modules/semver.js'), 'exports.valid = String;');
      fs.cpSync(fs.realpathSync(at('node_modules/pad')), at('evil'), { recursive: true });
      fs.rmSync(at('node_modules/pad'), { recursive: true });
      fs.symlinkSync('../evil', at('node_modules/pad'));
      found.push('node_modules/pad: evil/index.js ships in its place, which is not a file of that package', 'node_modules/semver.js: its package.json is missing, or has no name and version');
    }
    expect(approved.shortfalls(synthesize(app.folder, app.env, 'cdk.attacked').inventory).sort()).toEqual(found);
  });
});

describe('nodeModules', () => {
  it('are installed packages beside the bundled ones', () => {
    const { folder, env } = apps.install('npm');
    const { inventory, asset } = synthesize(folder, env, 'cdk.installed', { nodeModules: ['debug'] });
    const how = Object.fromEntries(inventory.packages.map((one) => [`${one.name}@${one.version}`, one.how]));
    expect(how).toMatchObject({ 'debug@4.3.7': 'installed', 'ms@2.1.3': 'installed', 'debug@2.6.9': 'bundled', 'semver@7.7.1': 'bundled' });
    const loaded = loadedBy(path.join(asset, 'index.js'), '/', env);
    expect(loaded).toEqual(['debug@4.3.7', 'ms@2.1.3']);
    expect(inventory.unknown).toEqual([]);
  });
});

describe('an app with packages from many sources, installed by npm', () => {
  const everywhere = new PackagesFromEverywhere();
  afterAll(() => everywhere.remove());

  it('matches its approval after another installation, and a change by another package’s install script is found', () => {
    const first = everywhere.install('first');
    const { packages, unknown } = folderInventory(first);
    expect(unknown).toEqual([]);
    expect(packages.map(({ name, isOwn }) => [name, isOwn ?? false])).toEqual([['from-git', false], ['inner', false], ['left-pad', false], ['linked', true], ['neighbour', false]]);
    const source = (of: string) => packages.find(({ name }) => name === of)!.source;
    expect(source('from-git')).toMatch(/^git\+file:\/\/\/.*\/git@[0-9a-f]{40}$/);
    expect([source('neighbour'), source('left-pad'), source('linked')]).toEqual(['file:neighbour-1.0.0.tgz', undefined, undefined]);
    const certified = new ApprovedPackages({ packages, unknown }, first);
    expect(certified.shortfalls(folderInventory(everywhere.install('second')))).toEqual([]);
    expect(certified.shortfalls(folderInventory(everywhere.install('third', { SEC3_ATTACK: '1' })))).toEqual([
      'left-pad@1.3.0 ships other files than ana approved on 2026-11-27: added.js (added), index.js (changed)',
    ]);
  });

  it('has the same bill of materials as from cyclonedx-npm, with explained differences', () => {
    const tool = sharedFolder('cyclonedx-npm-6.0.1', (folder) => {
      execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--silent', CYCLONEDX_NPM]);
    });
    const folder = everywhere.install('other');
    const theirs = outputOf(path.join(tool, 'node_modules/.bin/cyclonedx-npm'), ['--no-validate', '-o', '-'], folder);
    expect(unexplained('npm', differencesOf(sbomOf('app', folderInventory(folder)), theirs), [HASHES])).toEqual([]);
  });
});
