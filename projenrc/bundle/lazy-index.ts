import * as fs from 'fs';
import * as path from 'path';
import type { ChunkModule } from './chunks';

/** The files that a compiled index exports all of. */
export function reexported(index: string): string[] {
  const code = fs.readFileSync(index, 'utf8');
  return [...code.matchAll(/^__exportStar\(require\("(.+?)"\), exports\);$/gm)].map(([, name]) => path.resolve(path.dirname(index), `${name}.js`));
}

/**
 * An index with the same exports, each of which is loaded when it is first read, and is a plain property from then on: it stays the
 * same where a test has modules forgotten, and can be spied on. What follows the getters never runs: `import` in ES modules finds the
 * names there.
 *
 * @param locate where a file is
 */
export function lazyIndex(files: readonly string[], locate: (file: string) => ChunkModule): string {
  const getters: string[] = [];
  const names: string[] = [];
  for (const file of files) {
    const { chunk, key } = locate(file);
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    for (const name of Object.keys(require(file))) {
      getters.push(`lazy(${JSON.stringify(name)}, () => require(${JSON.stringify(`./${chunk}`)})[${JSON.stringify(key)}]);`);
      names.push(name);
    }
  }
  return `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
function lazy(name, load) {
  const define = (property) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, ...property });
  define({ get: () => define({ value: load()[name], writable: true })[name] });
}
${getters.join('\n')}
0 && (module.exports = { ${names.join(', ')} });
`;
}
