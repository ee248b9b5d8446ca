import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { folderOf, hashOf, npmLock } from './folders';
import { hashOf as hashOfFile } from '../../../lib/dependencies/content/files';
import { inventoryBundle } from '../../../lib/dependencies/inventory/bundle-inventory';
import { readSbom, Sbom } from '../../../lib/dependencies/sbom/read-sbom';

type Files = { readonly [file: string]: string | object };

/** Bundles `entry.js` as the CDK does, and takes stock. */
function bundle(files: Files, external: readonly string[] = [], installed: Files = {}): { output: string; sbom: Sbom } {
  const folder = folderOf({ 'package-lock.json': npmLock({}), ...files });
  const output = folderOf(installed);
  const { metafile } = buildSync({
    entryPoints: ['entry.js'],
    absWorkingDir: folder,
    bundle: true,
    platform: 'node',
    external: [...external],
    outfile: path.join(output, 'index.js'),
    metafile: true,
    logLevel: 'error',
  });
  fs.writeFileSync(path.join(output, 'index.meta.json'), JSON.stringify(metafile));
  inventoryBundle({ output, folder, lock: path.join(folder, 'package-lock.json'), external });
  const file = path.join(output, 'sbom.cdx.json');
  return { output, sbom: readSbom(fs.readFileSync(file, 'utf8'), file) };
}

const packageAt = (name: string, version: string, code: string, more: object = {}): Files => ({
  [`node_modules/${name}/package.json`]: { name: name.replace(/^.*node_modules\//, ''), version, ...more },
  [`node_modules/${name}/index.js`]: code,
});

describe('a bundle', () => {
  it('ships the packages of the files that esbuild put in, and none that was left out', () => {
    const { sbom } = bundle({
      'entry.js': "import { used } from 'a'; import './own.js'; console.log(used);",
      'own.js': "console.log(require('alias'));",
      'package-lock.json': npmLock({ 'node_modules/a': '1.0.0', 'node_modules/real': '3.0.0' }),
      ...packageAt('a', '1.0.0', "export { used } from 'b'; export { other } from 'c';", { sideEffects: false, type: 'module' }),
      ...packageAt('b', '1.0.0', 'export const used = 1;', { sideEffects: false, type: 'module' }),
      ...packageAt('c', '1.0.0', 'export const other = 1;', { sideEffects: false, type: 'module' }),
      'node_modules/alias/package.json': { name: 'real', version: '3.0.0', license: 'ISC', scripts: { install: 'x' } },
      'node_modules/alias/index.js': 'module.exports = 1;',
    });
    expect(sbom.unknown).toEqual([]);
    expect(sbom.packages.map(({ name }) => name)).not.toContain('c');
    expect(sbom.packages.find(({ name }) => name === 'real')).toEqual({
      ecosystem: 'npm',
      name: 'real',
      version: '3.0.0',
      how: 'bundled',
      integrity: hashOf('real', '3.0.0'),
      license: 'ISC',
      hasInstallScript: true,
      path: 'node_modules/alias',
      dependents: [],
      files: { 'index.js': hashOfFile('module.exports = 1;') },
      size: expect.any(Number),
    });
  });

  it('holds both of two versions, each with a stub', () => {
    const { output, sbom } = bundle({
      'entry.js': "require('a'); require('b');",
      ...packageAt('a', '1.0.0', ''),
      ...packageAt('b', '1.0.0', "require('a');"),
      ...packageAt('b/node_modules/a', '2.0.0', ''),
    });
    expect(sbom.packages.filter(({ name }) => name === 'a')).toMatchObject([{ version: '1.0.0', dependents: [] }, { version: '2.0.0', dependents: ['b@1.0.0'] }]);
    const stub = (file: string): unknown => JSON.parse(fs.readFileSync(path.join(output, file, 'package.json'), 'utf8'));
    expect(stub('node_modules/a')).toEqual({ name: 'a', version: '1.0.0' });
    expect(stub('node_modules/a/node_modules/a')).toEqual({ name: 'a', version: '2.0.0' });
  });

  it('has the hash of its own copy, where another package has the same version in its archive; no hash that holds for both, where both ship', () => {
    const own = { 'node_modules/a': { version: '1.0.0', integrity: hashOf('a', '1.0.0') }, 'node_modules/b/node_modules/a': { version: '1.0.0', inBundle: true } };
    const files = (entry: string) => ({
      'entry.js': entry,
      'package-lock.json': { lockfileVersion: 3, packages: own },
      ...packageAt('a', '1.0.0', 'x = 1'),
      ...packageAt('b', '1.0.0', "require('a');"),
      ...packageAt('b/node_modules/a', '1.0.0', 'x = 2'),
    });
    const integrityOf = (entry: string) => bundle(files(entry)).sbom.packages.find(({ name }) => name === 'a')?.integrity;
    expect(integrityOf("require('a');")).toBe(hashOf('a', '1.0.0'));
    expect(integrityOf("require('b');")).toBeUndefined();
    expect(integrityOf("require('a'); require('b');")).toBeUndefined();
  });

  it('says what comes from elsewhere, but not what the runtime has, what is installed, or what is looked for in vain', () => {
    const { sbom, output } = bundle(
      {
        'entry.js': "require('@aws-sdk/client-s3'); require('installed/sub'); require('layer/sub'); require('fs'); require('node:path'); try { require('optional'); } catch {}",
      },
      ['@aws-sdk/*', 'installed', 'layer'],
      packageAt('installed', '1.0.0', ''),
    );
    expect(sbom.unknown).toEqual([{ what: 'layer/sub', why: expect.stringContaining('external'), fix: expect.stringContaining('nodeModules') }]);
    expect(sbom.packages).toMatchObject([{ name: 'installed', how: 'installed' }]);
    expect(fs.readdirSync(path.join(output, 'node_modules'))).toEqual(['installed']);
  });

  it('says which folders have no name', () => {
    const { sbom } = bundle({ 'entry.js': "require('x');", 'node_modules/x/package.json': { type: 'commonjs' }, 'node_modules/x/index.js': 'module.exports = 1;' });
    expect(sbom.unknown).toMatchObject([{ what: 'node_modules/x', why: expect.stringContaining('name and version') }]);
  });

  it('reads a lock file only for packages', () => {
    expect(bundle({ 'entry.js': 'console.log(1);', 'package-lock.json': '{' }).sbom).toMatchObject({ packages: [], unknown: [] });
    expect(bundle({ 'entry.js': "require('a');", ...packageAt('a', '1.0.0', 'x = 1'), 'package-lock.json': '{' }).sbom).toMatchObject({ unknown: [{ what: 'package-lock.json' }] });
  });

  it('has stubs that require passes by, on its way to a layer', () => {
    const { output } = bundle({ 'entry.js': "require('a');", ...packageAt('a', '1.0.0', 'x = 1') });
    const layer = folderOf(packageAt('a', '2.0.0', "module.exports = 'of the layer';"));
    fs.writeFileSync(path.join(output, 'later.js'), "process.stdout.write(require('a'));");
    const env = { ...process.env, NODE_PATH: path.join(layer, 'node_modules') };
    expect(spawnSync(process.execPath, [path.join(output, 'later.js')], { env, encoding: 'utf8' }).stdout).toBe('of the layer');
  });

  it('is refused without a metafile, and with one of another folder', () => {
    const output = folderOf({ 'index.js': '' });
    const bundling = { output, folder: output, lock: path.join(output, 'package-lock.json'), external: [] };
    expect(() => inventoryBundle(bundling)).toThrow('esbuild wrote no index.meta.json: leave --metafile out of esbuildArgs');
    fs.writeFileSync(path.join(output, 'index.meta.json'), JSON.stringify({ inputs: {}, outputs: { 'x.js': { inputs: {}, imports: [], entryPoint: 'gone.js' } } }));
    expect(() => inventoryBundle(bundling)).toThrow(`esbuild did not run in ${output}: there is no gone.js`);
    expect(fs.readdirSync(output)).toEqual(['index.js']);
  });
});
