import * as fs from 'fs';
import * as path from 'path';
import { readHouse, reduced, withImports } from '../../projenrc/house-imports';
import { housePicture } from '../../projenrc/house-picture';
import { rooms } from '../../projenrc/rooms';

const ROOT = path.join(__dirname, '../..');
const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const { imports, ships } = readHouse();
const folders = [...imports.keys()].filter((folder) => fs.statSync(path.join(ROOT, folder)).isDirectory() && folder !== 'bin');
const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/architecture.md', 'docs/adoption.md', ...folders.map((folder) => `${folder}/README.md`)];

test('the diagram shows the imports of the code; npm run docs updates it', async () => {
  expect(read('docs/architecture.svg')).toBe(await housePicture());
}, 60_000);

test('every room is in the order that the linter enforces', () => {
  expect(folders.filter((folder) => folder.startsWith('lib/')).sort()).toEqual(rooms.map((room) => `lib/${room}`).sort());
});

test('imports are read from lib, lambda and bin', () => {
  expect(imports.get('bin')).toEqual(new Set(['lib/cli']));
  expect(imports.get('lib/gate')).toEqual(new Set(['lib/checklist', 'lib/json']));
  expect(imports.get('lambda/bulletin-feed')).toEqual(new Set(['lib/awareness']));
  expect(ships.get('lib/runtime-protection')).toEqual(new Set(['lambda/runtime-guard']));
});

test('only arrows that follow from others are omitted', () => {
  const relation = new Map(Object.entries({ a: new Set(['b', 'c', 'd']), b: new Set(['c']), c: new Set<string>(), d: new Set<string>() }));
  expect(reduced(relation)).toEqual(new Map(Object.entries({ a: ['b', 'd'], b: ['c'], c: [], d: [] })));
});

test.each(folders)('the README of %s lists the rooms that it imports', (folder) => {
  const readme = read(`${folder}/README.md`);
  expect(readme).toMatch(/^Imports: .*\.$/m);
  // `npm run docs` writes the line.
  expect(readme).toBe(withImports(readme, imports.get(folder)!));
});

test.each(folders)('the README of %s names only existing files', (folder) => {
  const cells = [...read(`${folder}/README.md`).matchAll(/^\| ([^|]*) \|/gm)].flatMap(([, cell]) => [...cell.matchAll(/`([\w./-]+(?:\/|\.(?:ts|cjs|mjs|json|py)))`/g)]);
  expect(cells.map(([, file]) => file).filter((file) => !fs.existsSync(path.join(ROOT, folder, file)))).toEqual([]);
});

test.each(documents)('%s names only existing files', (document) => {
  // Paths of this repository in running text. Another test checks links.
  const paths = [...read(document).matchAll(/`((?:lib|lambda|test|docs|projenrc|bench|examples|bin)\/[\w./-]*)`/g)].map(([, file]) => file);
  expect(paths.filter((file) => !fs.existsSync(path.join(ROOT, file)))).toEqual([]);
});
