import * as fs from 'fs';
import * as path from 'path';
import type { ChunkModule } from './chunks';

/** Returns the files that a compiled index re-exports. */
export function reexported(index: string): string[] {
  const code = fs.readFileSync(index, 'utf8');
  return [...code.matchAll(/^__exportStar\(require\("(.+?)"\), exports\);$/gm)].map(([, name]) => path.resolve(path.dirname(index), `${name}.js`));
}

/**
 * Returns an index with the same exports. Each export is loaded on first read, and is a plain property from then on, so it stays the same if a test
 * resets modules, and it can be spied on. The code after the getters never runs, but ES modules find the names there.
 *
 * @param locate returns the location of a file
 * @param checks the module that checks arguments of classes, and the classes that use it
 */
export function lazyIndex(
  files: readonly string[],
  locate: (file: string) => ChunkModule,
  checks: { readonly file: string; readonly classes: readonly string[] },
): string {
  const getters: string[] = [];
  const check = locate(checks.file);
  const names: string[] = [];
  for (const file of files) {
    const { chunk, key } = locate(file);
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    for (const name of Object.keys(require(file))) {
      const kind = checks.classes.includes(name) ? 'lazyClass' : 'lazy';
      getters.push(`${kind}(${JSON.stringify(name)}, () => require(${JSON.stringify(`./${chunk}`)})[${JSON.stringify(key)}][${JSON.stringify(name)}]);`);
      names.push(name);
    }
  }
  return `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
function lazy(name, load) {
  const define = (property) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, ...property });
  define({ get: () => define({ value: load(), writable: true })[name] });
}
function lazyClass(name, load) {
  lazy(name, () => require(${JSON.stringify(`./${check.chunk}`)})[${JSON.stringify(check.key)}].checkedClass(name, load(), require("./public-api.json")));
}
${getters.join('\n')}
0 && (module.exports = { ${names.join(', ')} });
`;
}
