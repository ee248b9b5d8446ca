import * as fs from 'fs';
import * as path from 'path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { ApprovedPackages } from './approved-packages';
import { differencesOf, Explanation, unexplained } from './bills-of-materials';
import { PYTHON_MANAGERS, PythonApp, PythonApps } from './python-managers';
import { archivedFiles } from '../../lib/dependencies/certification/archived-files';
import { differencesOf as changesOf } from '../../lib/dependencies/content/files';
import { folderInventory } from '../../lib/dependencies/inventory/folder-inventory';
import type { Inventory } from '../../lib/dependencies/inventory/shipped-package';
import { sbomOf } from '../../lib/dependencies/sbom/sbom';
import { PythonTool } from '../tools/python-tool';

jest.setTimeout(600_000);

const KINDS = Object.keys(PYTHON_MANAGERS);
const peer = new PythonTool('cyclonedx-bom', '7.2.1', 'cyclonedx-py');
const apps = new PythonApps();
let installed: { readonly [kind: string]: PythonApp };
/** Packages as uv installed them. */
let approved: ApprovedPackages;
beforeAll(async () => {
  // They mostly wait for the registry.
  installed = Object.fromEntries(await Promise.all(KINDS.map(async (kind) => [kind, await apps.install(kind)] as const)));
  approved = new ApprovedPackages(folderInventory(installed.uv.code, installed.uv.folder), '.');
});
afterAll(() => apps.remove());

/** Options that make the other program read the lock file, or for uv its environment. */
const PEER: { readonly [kind: string]: readonly string[] } = {
  uv: ['environment', '.venv'], pip: ['requirements', 'requirements.txt'], Poetry: ['poetry', '--only', 'main'], Pipenv: ['pipenv'],
};

/** Facts that the other program lacks if it reads a lock file, which only has names, versions and hashes. */
const SAYS_NOTHING: { readonly [kind: string]: readonly string[] } = {
  uv: ['hashes'], pip: ['licenses', 'dependents'], Poetry: ['licenses'], Pipenv: ['licenses', 'dependents'],
};

const BY_PEP_639: { readonly [classifier: string]: string } = {
  'License :: OSI Approved :: BSD License': 'BSD License',
  // The license of Python itself has more parts than that of its foundation.
  'Python-2.0': 'PSF-2.0',
};

function explanations(kind: string, { packages }: Inventory): Explanation[] {
  const copies = new Set(packages.filter(({ vendoredIn }) => vendoredIn !== undefined).map(({ name, version }) => `pypi/${name}@${version}`));
  return [
    { name: 'copies in folders of others, which the other program leaves out', explains: ({ package: name, what, theirs }) => what === 'component' && copies.has(name) && theirs.length === 0 },
    { name: 'needed by such a copy', explains: ({ what, ours, theirs }) => what === 'dependents' && theirs.length === 0 && ours.every((name) => copies.has(name)) },
    { name: 'pip of the virtual environment, which ships and is in no lock file', explains: ({ package: name, what, theirs }) => what === 'component' && name.startsWith('pypi/pip@') && theirs.length === 0 },
    { name: `${SAYS_NOTHING[kind].join(' and ')} that the other program does not read there`, explains: ({ what, theirs }) => SAYS_NOTHING[kind].includes(what) && theirs.length === 0 },
    { name: 'licenses by classifiers', explains: ({ what, ours, theirs }) => what === 'licenses' && theirs.length === 1 && BY_PEP_639[theirs[0]] === ours[0] },
    // It has hashes for URLs, and Pipenv does not record the registry of indirect dependencies.
    { name: 'hashes without a registry', explains: ({ what, theirs }) => kind === 'Pipenv' && what === 'hashes' && theirs.length === 0 },
  ];
}

describe.each(KINDS)('an app installed with %s', (kind) => {
  it('has the same bill of materials as from cyclonedx-py, with explained differences', async () => {
    const { code, folder } = installed[kind];
    const inventory = folderInventory(code, folder);
    expect(inventory.unknown).toEqual([]);
    const ours = sbomOf('function', inventory);
    await expect(new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(ours)).resolves.toBeNull();
    const { stdout: theirs, stderr } = peer.run([...PEER[kind], '--no-validate', '--output-format', 'JSON'], folder);
    if (theirs === '') throw new Error(stderr);
    const differences = differencesOf(ours, theirs);
    expect(unexplained(`${kind}: ${inventory.packages.length} packages`, differences, explanations(kind, inventory))).toEqual([]);
    expect(inventory.packages.filter(({ vendoredIn }) => vendoredIn === undefined).length).toBeGreaterThanOrEqual(9);
  });

  it('ships the files of the archives in the cache of Poetry', () => {
    process.env.POETRY_CACHE_DIR = apps.poetryCache;
    const { packages } = folderInventory(installed[kind].code, installed[kind].folder);
    for (const one of packages.filter(({ name, vendoredIn }) => vendoredIn === undefined && name !== 'pip')) {
      expect([one.name, changesOf(one.files!, archivedFiles(one)!)]).toEqual([one.name, []]);
    }
  });

  it('matches an approval under another package manager, until a file changes', () => {
    const inventory = () => folderInventory(installed[kind].code, installed[kind].folder);
    // Virtual environments contain pip, which is not approved.
    const shortfalls = () => approved.shortfalls(inventory()).filter((one) => !one.startsWith('pip@'));
    expect(shortfalls()).toEqual([]);

    const at = (file: string) => path.join(installed[kind].code, file);
    fs.appendFileSync(at('flask/app.py'), 'import evil\n');
    fs.writeFileSync(at('jinja2/evil.py'), '');
    fs.mkdirSync(at('typing_extensions'));
    fs.writeFileSync(at('typing_extensions/__init__.py'), '');
    fs.rmSync(at(fs.readdirSync(at('.')).find((name) => name.startsWith('blinker-'))!), { recursive: true });
    const other = 'ships other files than ana approved on 2026-11-27';
    expect(shortfalls().sort()).toEqual([
      expect.stringMatching(/^blinker: it may be blinker 1\./),
      `flask@3.0.3 ${other}: flask/app.py (changed)`,
      expect.stringMatching(new RegExp(`^jinja2@\\S+ ${other}: jinja2/evil.py \\(added\\)$`)),
      `typing-extensions@4.12.2 ${other}: typing_extensions/__init__.py (added)`,
    ]);
  });
});
