import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { InstalledApps, PACKAGE_MANAGERS, type Fixture } from './package-managers';
import { inventoriedBundling } from '../../lib/dependencies/inventory/inventoried-bundling';
import { recordDependencies } from '../../lib/dependencies/inventory/record-dependencies';
import type { Inventory } from '../../lib/dependencies/inventory/shipped-package';

jest.setTimeout(240_000);

const apps = new InstalledApps();
afterAll(() => apps.remove());

/** Prints the packages of the files that Node.js loads for a handler. */
const LOADED = `
  const [handler] = process.argv.slice(1);
  const fs = require('fs');
  // Some packages load others when a property is asked for.
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

/** Synthesizes a function of an app, in the environment that the app was installed in. */
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

const named = ({ packages }: Inventory): string[] => packages.filter(({ isOwn }) => !isOwn).map(({ name, version }) => `${name}@${version}`).sort();
const filesOf = (folder: string): string[] => fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });

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

  it('has a hash of each package, and says what needs it', () => {
    const form = fixture.startsWith('yarn-4') ? /^yarn:10c0\/[0-9a-f]{128}$/ : /^sha512-[A-Za-z0-9+/]{86}==$/;
    for (const { name, integrity, isOwn } of first.inventory.packages) {
      if (!isOwn) expect([name, integrity]).toEqual([name, expect.stringMatching(form)]);
    }
    const ms = first.inventory.packages.filter(({ name }) => name === 'ms').map(({ version, dependents }) => [version, dependents]);
    expect(ms).toEqual([['2.0.0', ['debug@2.6.9']], ['2.1.3', ['debug@4.3.7']]]);
    expect(first.inventory.packages.find(({ name }) => name === 'left-pad')?.dependents).toEqual([]);
  });

  it('ships an SBOM that is valid by the schema of CycloneDX, and stubs, and no metafile', async () => {
    for (const file of [path.join(first.asset, 'sbom.cdx.json'), path.join(first.assembly, 'sbom/Stack/Function.cdx.json')]) {
      await expect(new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(fs.readFileSync(file, 'utf8'))).resolves.toBeNull();
    }
    expect(filesOf(first.asset).filter((file) => /meta/i.test(file))).toEqual([]);
    const stubs = filesOf(path.join(first.asset, 'node_modules')).filter((file) => file.endsWith('package.json'));
    const described = stubs.map((file) => JSON.parse(fs.readFileSync(path.join(first.asset, 'node_modules', file), 'utf8')));
    expect(described.map(({ name, version }) => `${name}@${version}`).sort()).toEqual(named(first.inventory));
  });

  it('has the same code in another output folder', () => {
    const second = synthesize(app.folder, app.env, 'other/output');
    expect(path.basename(second.asset)).toBe(path.basename(first.asset));
    expect(second.inventory).toEqual(first.inventory);
  });

  it('runs as bundled', () => {
    const script = 'require(process.argv[1]).handler().then((result) => process.stdout.write(JSON.stringify(result)))';
    const { stdout } = spawnSync(process.execPath, ['-e', script, first.asset], { encoding: 'utf8', cwd: '/' });
    expect(JSON.parse(stdout)).toEqual({ own: 'function', debug: 'function', oldDebug: 'undefined', padded: '  1', valid: '1.2.3' });
  });
});

describe('nodeModules', () => {
  it('are installed packages, beside those that are bundled', () => {
    const { folder, env } = apps.install('npm');
    const { inventory, asset } = synthesize(folder, env, 'cdk.installed', { nodeModules: ['debug'] });
    const how = Object.fromEntries(inventory.packages.map((one) => [`${one.name}@${one.version}`, one.how]));
    expect(how).toMatchObject({ 'debug@4.3.7': 'installed', 'ms@2.1.3': 'installed', 'debug@2.6.9': 'bundled', 'semver@7.7.1': 'bundled' });
    const loaded = loadedBy(path.join(asset, 'index.js'), '/', env);
    expect(loaded).toEqual(['debug@4.3.7', 'ms@2.1.3']);
    expect(inventory.unknown).toEqual([]);
  });
});
