/** Reads the imports between the folders of the project, as TypeScript resolves them. */
import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..');

export interface House {
  /** The folders that each folder imports from. A folder is a room (`lib/gate`), a deployable (`lambda/runtime-guard`), `lib/index.ts` or `bin`. */
  readonly imports: ReadonlyMap<string, ReadonlySet<string>>;
  /** The deployables that each room names, because it reads them from `assets/`. */
  readonly ships: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads all folders. */
export function readHouse(): House {
  const imports = new Map<string, Set<string>>();
  const ships = new Map<string, Set<string>>();
  const deployables = fs.readdirSync(path.join(ROOT, 'lambda'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
  for (const name of deployables) imports.set(`lambda/${name}`, new Set());
  for (const file of [...sources('lib'), ...sources('lambda'), 'bin/cdk-sec3']) {
    const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
    const folder = folderOf(file);
    const imported = imports.get(folder) ?? new Set();
    imports.set(folder, imported);
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      if (!fileName.startsWith('.')) continue;
      // Code in lib/ is compiled, and loaded from bundle/.
      const target = folderOf(path.join(path.dirname(file), fileName).replace(/^bundle\//, 'lib/'));
      if (target !== folder) imported.add(target);
    }
    const named = file.startsWith('lib/') ? texts(file, text).map((value) => value.replace(/\.zip$/, '')) : [];
    for (const name of named.filter((value) => deployables.includes(value))) ships.set(folder, (ships.get(folder) ?? new Set()).add(`lambda/${name}`));
  }
  return { imports, ships };
}

/** Returns a relation without the edges that follow from others. */
export function reduced(relation: ReadonlyMap<string, ReadonlySet<string>>): Map<string, string[]> {
  const reaches = (from: string, to: string): boolean => [...(relation.get(from) ?? [])].some((next) => next === to || reaches(next, to));
  return new Map([...relation].map(([from, targets]) => {
    const kept = [...targets].filter((to) => ![...targets].some((other) => other !== to && reaches(other, to)));
    return [from, kept.sort()];
  }));
}

/** Returns the README of a folder with the line about its imports. */
export function withImports(readme: string, targets: ReadonlySet<string>): string {
  const names = [...targets].sort().map((target) => `\`${target}\``);
  return readme.replace(/^Imports: .*$/m, `Imports: ${names.join(', ') || 'no other rooms'}.`);
}

function sources(folder: string): string[] {
  const names = fs.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.(ts|mjs|cjs)$/.test(name)).map((name) => path.join(folder, name)).sort();
}

function folderOf(file: string): string {
  const [top, name] = file.split(path.sep);
  if (top === 'bin') return 'bin';
  return top === 'lib' && /^index(\.ts)?$/.test(name) ? 'lib/index.ts' : `${top}/${name}`;
}

/** Returns the texts in a file, except for import paths. */
function texts(file: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}
