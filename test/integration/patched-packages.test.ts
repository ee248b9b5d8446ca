import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { Fixture, InstalledApps } from './package-managers';
import { archivedFiles } from '../../lib/dependencies/certification/archived-files';
import { differencesOf } from '../../lib/dependencies/content/files';
import { folderInventory } from '../../lib/dependencies/inventory/folder-inventory';
import { sbomOf } from '../../lib/dependencies/sbom/sbom';
import { npmInstall } from '../tools/node-releases';

jest.setTimeout(240_000);

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-patched-')));
const apps = new InstalledApps();
const before = process.cwd();
afterAll(() => {
  process.chdir(before);
  apps.remove();
  fs.rmSync(root, { recursive: true, force: true });
});

const ARCHIVE = 'local-archive-1.0.0.tgz';

/** Returns a patch that adds a line to left-pad. */
function patch(): string {
  const folder = path.join(root, 'original');
  npmInstall(folder, ['left-pad@1.3.0']);
  const lines = fs.readFileSync(path.join(folder, 'node_modules/left-pad/index.js'), 'utf8').split('\n').slice(0, 3);
  return ['diff --git a/index.js b/index.js', '--- a/index.js', '+++ b/index.js', '@@ -1,3 +1,4 @@', '+/* patched */', ...lines.map((line) => ` ${line}`), ''].join('\n');
}

/** Creates an app with a patch, and a package in an archive. */
function app(name: string, manifest: object): string {
  const folder = path.join(root, name);
  fs.mkdirSync(path.join(folder, 'patches'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'app', version: '1.0.0', ...manifest }));
  fs.writeFileSync(path.join(folder, 'patches/left-pad.patch'), patch());
  fs.mkdirSync(path.join(root, 'archive'), { recursive: true });
  fs.writeFileSync(path.join(root, 'archive/package.json'), JSON.stringify({ name: 'local-archive', version: '1.0.0' }));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: path.join(root, 'archive') });
  return folder;
}

const APPS: { readonly [fixture in 'pnpm-9' | 'yarn-4']: { readonly manifest: object; readonly install: readonly string[]; readonly patches: readonly string[]; readonly archive: string } } = {
  'pnpm-9': {
    manifest: {
      dependencies: { 'left-pad': '1.3.0', 'semver': '7.7.1', 'local-archive': `file:${ARCHIVE}` },
      pnpm: { patchedDependencies: { 'left-pad@1.3.0': 'patches/left-pad.patch' } },
    },
    install: ['install', '--no-frozen-lockfile', '--ignore-scripts', '--config.node-linker=hoisted'],
    patches: ['patches/left-pad.patch'],
    archive: `file:${ARCHIVE}`,
  },
  'yarn-4': {
    manifest: { dependencies: { 'left-pad': 'patch:left-pad@npm%3A1.3.0#./patches/left-pad.patch', 'semver': '7.7.1', 'local-archive': `file:./${ARCHIVE}` } },
    install: ['install', '--no-immutable', '--mode=skip-build'],
    patches: ['./patches/left-pad.patch'],
    archive: `file:./${ARCHIVE}`,
  },
};

test.each(Object.entries(APPS))('%s: patches and sources are in the bill of materials, and the archive of the lock file is compared', async (fixture, { manifest, install, patches, archive }) => {
  const folder = app(fixture, manifest);
  if (fixture === 'yarn-4') {
    fs.writeFileSync(path.join(folder, 'yarn.lock'), '');
    fs.writeFileSync(path.join(folder, '.yarnrc.yml'), 'nodeLinker: node-modules\nenableTelemetry: false\nenableGlobalCache: false\n');
  }
  apps.manage(fixture as Fixture, folder, install);
  // yarn keeps its archives beside the packages.
  process.chdir(folder);

  const inventory = folderInventory(folder);
  const of = (wanted: string) => inventory.packages.find(({ name }) => name === wanted)!;
  expect(of('left-pad')).toMatchObject({ patches });
  expect(fs.readFileSync(path.join(folder, 'node_modules/left-pad/index.js'), 'utf8')).toContain('/* patched */');
  expect(['left-pad', 'semver', 'local-archive'].map((name) => of(name).source)).toEqual([undefined, undefined, archive]);
  expect(of('semver').patches).toBeUndefined();

  const text = sbomOf('app', inventory);
  await expect(new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).resolves.toBeNull();
  const component = JSON.parse(text).components.find(({ name }: { readonly name: string }) => name === 'left-pad');
  expect(component.hashes).toBeUndefined();
  expect(component.pedigree.patches).toEqual(patches.map((url) => ({ type: 'unofficial', diff: { url } })));

  // The archive of yarn has the patch; that of the registry does not.
  const differences = differencesOf(of('left-pad').files!, archivedFiles(of('left-pad'))!);
  expect(differences).toEqual(fixture === 'yarn-4' ? [] : [{ path: 'index.js', kind: 'changed' }]);
});
