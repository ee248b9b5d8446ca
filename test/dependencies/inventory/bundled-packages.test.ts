import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { folderOf, hashOf, npmLock } from './folders';
import { hashOf as hashOfFile } from '../../../lib/dependencies/content/files';
import { inventoryBundle } from '../../../lib/dependencies/inventory/bundle-inventory';
import { readSbom, Sbom } from '../../../lib/dependencies/sbom/read-sbom';

type Files = { readonly [file: string]: string | object };

/** Bundles `entry.js` as the CDK does, and returns its packages. */
function bundle(
  files: Files, external: readonly string[] = [], installed: Files = {}, links: { readonly [at: string]: string } = {},
): { output: string; sbom: Sbom } {
  const folder = folderOf({ 'package-lock.json': npmLock({}), ...files });
  for (const [at, target] of Object.entries(links)) {
    fs.mkdirSync(path.dirname(path.join(folder, at)), { recursive: true });
    fs.symlinkSync(target, path.join(folder, at));
  }
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
  it('has the packages of the files that esbuild included, and no others', () => {
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
      files: {
        'index.js': hashOfFile('module.exports = 1;'),
        'package.json': hashOfFile(JSON.stringify({ name: 'real', version: '3.0.0', license: 'ISC', scripts: { install: 'x' } })),
      },
      size: expect.any(Number),
    });
  });

  it('reports a package with an invalid name as unknown, and writes no stub of it', () => {
    const named = (folder: string, name: string, version: string): Files => ({ [`node_modules/${folder}/package.json`]: { name, version }, [`node_modules/${folder}/index.js`]: 'console.log(1);' });
    const { output, sbom } = bundle({ 'entry.js': "require('a'); require('b'); require('c');", ...named('a', '../../evil', '1.0.0'), ...named('b', 'b', 'latest'), ...named('c', 'c', 'v1.0.0') });
    expect(sbom.packages.map(({ name, version }) => [name, version])).toEqual([['c', '1.0.0']]);
    expect(sbom.unknown.map(({ what, why }) => [what, why])).toEqual([
      ['node_modules/a', 'it calls itself "../../evil" "1.0.0", and no package of npm has such a name or version'],
      ['node_modules/b', 'it calls itself "b" "latest", and no package of npm has such a name or version'],
    ]);
    expect(fs.readdirSync(path.join(output, 'node_modules'))).toEqual(['c']);
  });

  it('has each package.json that selects files of a package, in every folder on the path to them', () => {
    const { sbom } = bundle({
      'entry.js': "require('@s/a');",
      ...packageAt('@s/a', '1.0.0', '', { main: 'dist/deep/main.js' }),
      'node_modules/@s/a/dist/package.json': { sideEffects: false },
      'node_modules/@s/a/dist/deep/main.js': 'console.log(1);',
      'node_modules/@s/a/other/package.json': {},
    });
    expect(sbom.packages.map(({ files }) => Object.keys(files!).sort())).toEqual([['dist/deep/main.js', 'dist/package.json', 'package.json']]);
  });

  it('has the packages of workspaces, as the project’s own, without a stub', () => {
    const { output, sbom } = bundle({
      'entry.js': "require('./packages/own/index.js');",
      'packages/own/package.json': { name: '@acme/own', license: 'MIT' },
      'packages/own/index.js': "require('./deep/file.js');",
      'packages/own/deep/file.js': 'console.log(1);',
    });
    expect(sbom.packages).toEqual([{
      ecosystem: 'npm',
      name: '@acme/own',
      version: '0.0.0',
      how: 'bundled',
      license: 'MIT',
      path: 'packages/own',
      isOwn: true,
      dependents: [],
      size: expect.any(Number),
      files: { 'index.js': expect.any(String), 'deep/file.js': expect.any(String) },
    }]);
    expect(fs.existsSync(path.join(output, 'node_modules'))).toBe(false);
  });

  it('marks copies that comments name, but not names in sentences', () => {
    const { sbom } = bundle({
      'entry.js': "require('a');",
      ...packageAt('a', '1.0.0', '/*! a v1.0.0 */ /*! left-pad v1.3.0 | MIT */\n/*! @s/b@2.0.0 */\n/*! generated by tool 3.0.0 */\n/* see v1.2.3 */ module.exports = 1;'),
    });
    expect(sbom.packages.map(({ name, version, vendoredIn }) => [name, version, vendoredIn])).toEqual([
      ['@s/b', '2.0.0', 'a@1.0.0'], ['a', '1.0.0', undefined], ['left-pad', '1.3.0', 'a@1.0.0'],
    ]);
  });

  it('marks copies that comments of own files name, except the project itself', () => {
    const { sbom } = bundle({
      'package.json': { name: 'orders' },
      'entry.js': "require('./vendor/pad.min.js'); require('./packages/own/index.js');",
      'vendor/pad.min.js': '/*! left-pad v1.3.0 | MIT */ /*! orders v2.0.0 */ module.exports = 1;',
      'packages/own/package.json': { name: '@acme/own', version: '1.0.0' },
      'packages/own/index.js': '/*! own v1.0.0 */ /*! b v2.0.0 */ module.exports = 1;',
    });
    expect(sbom.packages.map(({ name, version, path: at, isOwn, vendoredIn }) => [name, version, at, isOwn, vendoredIn])).toEqual([
      ['@acme/own', '1.0.0', 'packages/own', true, undefined],
      ['b', '2.0.0', 'packages/own/index.js', undefined, '@acme/own@1.0.0'],
      ['left-pad', '1.3.0', 'vendor/pad.min.js', undefined, 'own code'],
    ]);
  });

  it('has copies of locked packages in own folders, to be certified, but not workspaces as such', () => {
    const { sbom } = bundle({
      'entry.js': "require('./vendor/a/index.js'); require('./packages/own/index.js');",
      'package-lock.json': npmLock({ 'node_modules/a': '1.0.0' }),
      'vendor/a/package.json': { name: 'a', version: '1.0.0' },
      'vendor/a/index.js': 'module.exports = 1;',
      'packages/own/package.json': { name: 'a', version: '2.0.0' },
      'packages/own/index.js': 'module.exports = 2;',
    });
    expect(sbom.unknown).toEqual([]);
    expect(sbom.packages.map(({ name, version, isOwn, integrity, files }) => [name, version, isOwn, integrity, Object.keys(files!)])).toEqual([
      ['a', '1.0.0', undefined, hashOf('a', '1.0.0'), ['index.js', 'package.json']],
      ['a', '2.0.0', true, undefined, ['index.js']],
    ]);
  });

  it('has what hooks add to it: copies of packages, other bundles, archives', () => {
    const { sbom } = bundle({ 'entry.js': 'console.log(1);', 'package-lock.json': npmLock({ 'node_modules/a': '1.0.0' }) }, [], {
      'vendor/a/package.json': { name: 'a', version: '1.0.0' },
      'vendor/a/index.js': 'module.exports = 1;',
      'other.js': 'var __commonJS = 1;',
      'min.js': '/*! left-pad v1.3.0 */ 1;',
      'data.zip': 'no archive',
      'page.html': '<html>',
    });
    expect(sbom.packages.map(({ name, version, path: at, vendoredIn }) => [name, version, at, vendoredIn])).toEqual([
      ['a', '1.0.0', 'vendor/a', undefined], ['left-pad', '1.3.0', 'min.js', 'own code'],
    ]);
    expect(sbom.unknown.map(({ what }) => what)).toEqual(['data.zip', 'other.js']);
  });

  it('has both of two versions of a package, each with a stub', () => {
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

  it('has the hash of its own copy if the archive of another package includes the same version, and no hash if both ship', () => {
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

  it('reports external modules, except those that the runtime has, that are installed, or that do not exist', () => {
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

  it('reports folders without a package name', () => {
    const { sbom } = bundle({ 'entry.js': "require('x');", 'node_modules/x/package.json': { type: 'commonjs' }, 'node_modules/x/index.js': 'module.exports = 1;' });
    expect(sbom.unknown).toMatchObject([{ what: 'node_modules/x', why: expect.stringContaining('name and version') }]);
  });

  describe('manipulations by install scripts of other packages', () => {
    const lock = { 'package-lock.json': npmLock({ 'node_modules/a': '1.0.0', 'node_modules/b': '1.0.0' }) };
    const unknown = (files: Files, links: { readonly [at: string]: string } = {}) => {
      return bundle(files, [], {}, links).sbom.unknown.map(({ what, why }) => [what, why]);
    };

    it('a file that Node.js prefers to the package', () => {
      const files = { 'entry.js': "require('a');", ...lock, ...packageAt('a', '1.0.0', 'x = 1'), 'node_modules/a.js': 'x = 2' };
      expect(unknown(files)).toEqual([['node_modules/a.js', expect.stringContaining('package.json is missing')]]);
    });

    it('a link instead of the package, to a folder that claims to be this package or another one', () => {
      for (const name of ['a', 'other']) {
        const files = { 'entry.js': "require('a');", ...lock, 'evil/package.json': { name, version: '1.0.0' }, 'evil/index.js': 'x = 2' };
        expect(unknown(files, { 'node_modules/a': '../evil' })).toEqual([['node_modules/a', expect.stringContaining('evil/index.js ships in its place')]]);
      }
    });

    it('a file of the package that is a link, or whose path in package.json is outside of the package', () => {
      const files = {
        'entry.js': "require('a'); require('b/sub');",
        ...lock,
        'evil.js': 'x = 2',
        'node_modules/a/package.json': { name: 'a', version: '1.0.0' },
        'node_modules/b/package.json': { name: 'b', version: '1.0.0' },
      };
      const whys = [['node_modules/a', expect.stringContaining('evil.js ships in its place')], ['node_modules/b', expect.stringContaining('evil.js ships in its place')]];
      expect(unknown({ ...files, 'node_modules/b/sub/package.json': { main: '../../../evil.js' } }, { 'node_modules/a/index.js': '../../evil.js' })).toEqual(whys);
    });

    it('a file of the package that imports a file outside of packages', () => {
      const files = { 'entry.js': "require('a');", ...lock, ...packageAt('a', '1.0.0', "require('../../evil.js');"), 'evil.js': 'x = 2' };
      expect(unknown(files)).toEqual([['node_modules/a', expect.stringContaining('its index.js imports ../../evil.js')]]);
    });

    it('settings of the bundler and declared links are no manipulations', () => {
      const own = { 'node_modules/own': { link: true, resolved: 'packages/own' } };
      const files = {
        'entry.js': "require('own'); require('a'); require('#hash');",
        'package-lock.json': { lockfileVersion: 3, packages: { ...own, 'node_modules/a': { version: '1.0.0', integrity: hashOf('a', '1.0.0') } } },
        'packages/own/package.json': { name: 'own', version: '1.0.0' },
        'packages/own/index.js': 'x = 1',
        'package.json': { imports: { '#hash': './shim.js' } },
        ...packageAt('a', '1.0.0', 'x = 1'),
        'tsconfig.json': { compilerOptions: { paths: { a: ['./shim.js'] } } },
        'shim.js': 'x = 3',
      };
      expect(unknown(files, { 'node_modules/own': '../packages/own' })).toEqual([]);
    });
  });

  it('hashes files whose names have characters of URLs', () => {
    const { sbom } = bundle({ 'entry.js': "require('a/x#y.js');", ...packageAt('a', '1.0.0', ''), 'node_modules/a/x#y.js': 'x = 1' });
    expect(sbom.unknown).toEqual([]);
    expect(sbom.packages[0].files).toMatchObject({ 'x#y.js': hashOfFile('x = 1') });
  });

  it('reads a lock file only for packages', () => {
    expect(bundle({ 'entry.js': 'console.log(1);', 'package-lock.json': '{' }).sbom).toMatchObject({ packages: [], unknown: [] });
    expect(bundle({ 'entry.js': "require('a');", ...packageAt('a', '1.0.0', 'x = 1'), 'package-lock.json': '{' }).sbom).toMatchObject({ unknown: [{ what: 'package-lock.json' }] });
  });

  it('has stubs that require() skips when it looks in a layer', () => {
    const { output } = bundle({ 'entry.js': "require('a');", ...packageAt('a', '1.0.0', 'x = 1') });
    const layer = folderOf(packageAt('a', '2.0.0', "module.exports = 'of the layer';"));
    fs.writeFileSync(path.join(output, 'later.js'), "process.stdout.write(require('a'));");
    const env = { ...process.env, NODE_PATH: path.join(layer, 'node_modules') };
    expect(spawnSync(process.execPath, [path.join(output, 'later.js')], { env, encoding: 'utf8' }).stdout).toBe('of the layer');
  });

  it('is rejected without a metafile, or with one of another folder', () => {
    const output = folderOf({ 'index.js': '' });
    const bundling = { output, folder: output, lock: path.join(output, 'package-lock.json'), external: [] };
    expect(() => inventoryBundle(bundling)).toThrow('esbuild wrote no index.meta.json: leave --metafile out of esbuildArgs');
    fs.writeFileSync(path.join(output, 'index.meta.json'), JSON.stringify({ inputs: {}, outputs: { 'x.js': { inputs: {}, imports: [], entryPoint: 'gone.js' } } }));
    expect(() => inventoryBundle(bundling)).toThrow(`esbuild did not run in ${output}: there is no gone.js`);
    expect(fs.readdirSync(output)).toEqual(['index.js']);
  });
});
