import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { packageFolder } from '../../../lib/functions';
import { folderOfPackage } from '../../../lib/functions/code/package-folder';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-package-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

test('is the folder with the package’s own package.json', () => {
  expect(JSON.parse(fs.readFileSync(path.join(packageFolder(), 'package.json'), 'utf8')).name).toBe('cdk-sec3');
});

test('skips folders of other packages and files that are not JSON', () => {
  const inner = path.join(folder, 'a/b/c');
  fs.mkdirSync(inner, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{"name": "mine"}');
  fs.writeFileSync(path.join(folder, 'a/package.json'), '{"name": "other"}');
  fs.writeFileSync(path.join(folder, 'a/b/package.json'), 'mine');
  expect([folderOfPackage(inner, 'mine'), folderOfPackage(inner, 'other'), folderOfPackage(inner, 'none')]).toEqual([folder, path.join(folder, 'a'), undefined]);
});

test('reports an app that bundles this package, and does not treat its assets as shipped ones', () => {
  const app = path.join(folder, 'app');
  fs.mkdirSync(path.join(app, 'assets/secret-rotation'), { recursive: true });
  fs.writeFileSync(path.join(app, 'package.json'), '{"name": "app"}');
  const source = `
    import { isShippedAsset, shippedAsset } from ${JSON.stringify(path.join(__dirname, '../../../lib/functions/code/shipped-asset'))};
    console.log(isShippedAsset(process.argv[2]));
    shippedAsset('secret-rotation');`;
  buildSync({ stdin: { contents: source, loader: 'ts', resolveDir: __dirname }, bundle: true, platform: 'node', outfile: path.join(app, 'app.js') });
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(app, 'app.js'), path.join(app, 'assets/secret-rotation')], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([1, 'false\n']);
  expect(stderr).toContain('exclude it from the bundle');
});
