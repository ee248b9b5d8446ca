import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApprovedPackages } from './approved-packages';
import { folderInventory } from '../../lib/dependencies/inventory/folder-inventory';
import { npmInstall } from '../tools/node-releases';

jest.setTimeout(240_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-patched-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function run(...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stdout}${stderr}`);
}

test('a change by patch-package to an approved package is found, with the name of the file', () => {
  npmInstall(folder, ['left-pad@1.3.0', 'patch-package@8.0.1']);
  const certified = new ApprovedPackages(folderInventory(folder), folder);
  expect(certified.shortfalls(folderInventory(folder))).toEqual([]);

  const file = path.join(folder, 'node_modules/left-pad/index.js');
  const original = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, `${original}\nconsole.log('patched');\n`);
  run('node_modules/patch-package/index.js', 'left-pad');
  expect(fs.readdirSync(path.join(folder, 'patches'))).toEqual(['left-pad+1.3.0.patch']);

  // File as npm installs it; then patch-package runs, as after each installation.
  fs.writeFileSync(file, original);
  expect(certified.shortfalls(folderInventory(folder))).toEqual([]);
  run('node_modules/patch-package/index.js');
  expect(fs.readFileSync(file, 'utf8')).toContain("console.log('patched')");
  expect(certified.shortfalls(folderInventory(folder))).toEqual(['left-pad@1.3.0 ships other files than ana approved on 2026-11-27: index.js (changed)']);
});
