/** Identifies the parts of a file that the authors of the app wrote. Bundlers add packages and their own helpers. */
import * as fs from 'fs';
import { SourceMap } from 'module';
import * as path from 'path';

/** Whether the code at an offset of a file belongs to the app itself. */
export type IsOwn = (offset: number) => boolean;

/** The comment that esbuild writes above each module. */
const MODULE = /^ *\/\/ (\S+\.[cm]?[jt]sx?)$/gm;
/** The average number of characters in a line above which a file counts as minified. */
const MINIFIED = 400;

/** Returns a test for own code. Undefined if own code can't be recognized, because the file is minified and has no source map. */
export function ownCode(root: string, file: string, source: string): IsOwn | undefined {
  if (path.relative(root, file).split(path.sep).includes('node_modules')) return () => false;
  return bySourceMap(file, source) ?? byComments(source) ?? (source.length / source.split('\n').length > MINIFIED ? undefined : () => true);
}

function bySourceMap(file: string, source: string): IsOwn | undefined {
  const map = sourceMap(file, source);
  if (!map) return undefined;
  const starts = [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => {
    let line = starts.length - 1;
    while (starts[line] > offset) line -= 1;
    const entry = map.findEntry(line, offset - starts[line]);
    return 'originalSource' in entry && !isOfPackage(entry.originalSource);
  };
}

function sourceMap(file: string, source: string): SourceMap | undefined {
  const [, named] = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(source) ?? [];
  if (named === undefined) return undefined;
  try {
    const [, inline] = /^data:application\/json;(?:charset=utf-8;)?base64,(.*)$/.exec(named) ?? [];
    return new SourceMap(JSON.parse(inline ? Buffer.from(inline, 'base64').toString() : fs.readFileSync(path.join(path.dirname(file), named), 'utf8')));
  } catch {
    // The file names a source map that is not shipped.
    return undefined;
  }
}

function byComments(source: string): IsOwn | undefined {
  const modules = [...source.matchAll(MODULE)].map(({ index, 1: name }) => ({ index, isOwn: !isOfPackage(name) }));
  if (modules.length === 0) return undefined;
  return (offset) => modules.filter(({ index }) => index <= offset).pop()?.isOwn ?? false;
}

function isOfPackage(name: string): boolean {
  return /(^|\/)node_modules\//.test(name) || name === '';
}
