import * as fs from 'fs';
import { isBuiltin } from 'module';
import * as path from 'path';
import { build, formatMessages, Metafile, Plugin } from 'esbuild';
import { withLazyRequires } from './lazy-requires';

/** Options for chunks. */
export interface ChunkOptions {
  /** The folder of the project. */
  readonly root: string;
  /** The folder with compiled code, in which each folder is a room. */
  readonly source: string;
  /** The folder that chunks are written to. */
  readonly target: string;
  /** Packages that users install in addition to this one. */
  readonly external: readonly string[];
  /** Code that replaces a package, by its name. */
  readonly standIns: { readonly [name: string]: string };
}

/** A module in a chunk. */
export interface ChunkModule {
  /** The file name of the chunk, without `.js`. */
  readonly chunk: string;
  /** The property of the chunk's exports that loads the module. */
  readonly key: string;
}

/** Marks modules of other chunks in the metafile. */
const OTHER = 'chunk';

/** The name of the folder with the tables of a room. */
const TABLES = 'tables';

const STAND_IN = 'stand-in';

/**
 * Builds files that contain many CommonJS modules each: one for each room, one for each package, one for each table. Loading a chunk runs nothing.
 * Its exports are getters, which run a module when it is first required, as Node.js does with files.
 *
 * esbuild itself only splits ES modules, and loads all imports of a module at once.
 */
export class Chunks {
  /** The modules that other chunks require, by chunk. */
  private readonly entries = new Map<string, Map<string, string>>();
  private readonly stale = new Set<string>();

  constructor(private readonly options: ChunkOptions) {}

  /**
   * Writes the chunks that these files need.
   *
   * @returns esbuild's metafile of all chunks together
   */
  public async write(files: readonly string[]): Promise<Metafile> {
    for (const file of files) this.require(file);
    const metafiles = new Map<string, Metafile>();
    // A built chunk can require modules of chunks that were built without them.
    for (const chunk of this.stale) {
      this.stale.delete(chunk);
      metafiles.set(chunk, await this.build(chunk));
    }
    const all = [...metafiles.values()];
    const inputs = Object.assign({}, ...all.map((one) => one.inputs));
    const outputs = Object.assign({}, ...all.map((one) => one.outputs));
    // A module has the same name in all chunks that require it.
    return JSON.parse(JSON.stringify({ inputs, outputs }).replace(new RegExp(`"${OTHER}:(.+?)#"`, 'g'), '"$1"'));
  }

  /** Returns the location of a file. */
  public locate(file: string): ChunkModule {
    const [, name, rest] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(file) ?? [];
    if (name !== undefined) return { chunk: `packages/${name.replace('@', '').replace('/', '.')}`, key: rest };
    const [room, ...inRoom] = path.relative(this.options.source, file).split(path.sep);
    if (room === '..' || inRoom.length === 0) throw new Error(`${file} is in no room`);
    const key = inRoom.join('/').replace(/\.js$/, '');
    // Tables contain only data. Each is read on first use.
    return inRoom[0] === TABLES ? { chunk: `${room}-${key}`, key } : { chunk: room, key };
  }

  /** Makes a module available to other chunks. */
  private require(file: string): ChunkModule {
    const { chunk, key } = this.locate(file);
    const entries = this.entries.get(chunk) ?? new Map<string, string>();
    this.entries.set(chunk, entries);
    if (!entries.has(key)) this.stale.add(chunk);
    entries.set(key, file);
    return { chunk, key };
  }

  private async build(chunk: string): Promise<Metafile> {
    const { root, target } = this.options;
    const entries = [...this.entries.get(chunk)!].sort(([a], [b]) => (a < b ? -1 : 1));
    const getters = entries.map(([key, file]) => `  ${JSON.stringify(key)}: { enumerable: true, get: () => require(${JSON.stringify(file)}) },`);
    const { metafile, warnings } = await build({
      stdin: { contents: `Object.defineProperties(exports, {\n${getters.join('\n')}\n});`, resolveDir: root, sourcefile: `${chunk}.js` },
      absWorkingDir: root,
      outfile: path.join(target, `${chunk}.js`),
      bundle: true,
      platform: 'node',
      target: 'node20',
      // Lines and names are kept for stack traces.
      minify: false,
      keepNames: !chunk.startsWith('packages/'),
      legalComments: 'none',
      logLevel: 'silent',
      metafile: true,
      plugins: [this.otherChunks(chunk)],
    });
    if (warnings.length > 0) throw new Error((await formatMessages(warnings, { kind: 'warning' })).join('\n'));
    return metafile;
  }

  /** Keeps modules of other chunks out of a chunk. */
  private otherChunks(chunk: string): Plugin {
    const { root, source, external, standIns } = this.options;
    const isExternal = (name: string) => isBuiltin(name) || external.some((one) => name === one || name.startsWith(`${one}/`));
    const resolving = Symbol('resolving');
    return {
      name: 'other-chunks',
      setup: ({ onResolve, onLoad, resolve }) => {
        onResolve({ filter: /.*/, namespace: 'file' }, async ({ path: name, importer, kind, resolveDir, pluginData }) => {
          if (pluginData === resolving) return undefined;
          if (standIns[name] !== undefined) return { path: name, namespace: STAND_IN };
          if (isExternal(name)) return { path: name, external: true };
          const { path: file, namespace, errors } = await resolve(name, { importer, kind, resolveDir, pluginData: resolving });
          // esbuild itself reports missing modules, and knows which packages are optional.
          if (errors.length > 0 || namespace !== 'file' || this.locate(file).chunk === chunk) return undefined;
          if (kind !== 'require-call') throw new Error(`${importer} imports ${name} as an ES module, which chunks can’t`);
          // With the extension of an ES module, esbuild would treat the substitute as an ES module, too.
          return { path: `${path.relative(root, file).split(path.sep).join('/')}#`, namespace: OTHER };
        });
        onLoad({ filter: /.*/, namespace: OTHER }, ({ path: file }) => {
          const other = this.require(path.join(root, file.slice(0, -1)));
          const from = path.posix.relative(path.posix.dirname(chunk), other.chunk);
          return { contents: `module.exports = require(${JSON.stringify(from.startsWith('.') ? from : `./${from}`)})[${JSON.stringify(other.key)}];`, loader: 'js' };
        });
        onLoad({ filter: /\.js$/, namespace: 'file' }, ({ path: file }) => {
          return file.startsWith(source + path.sep) ? { contents: withLazyRequires(fs.readFileSync(file, 'utf8'), file), loader: 'js' } : undefined;
        });
        onLoad({ filter: /.*/, namespace: STAND_IN }, ({ path: name }) => ({ contents: standIns[name], loader: 'js' }));
        for (const namespace of [OTHER, STAND_IN]) onResolve({ filter: /.*/, namespace }, ({ path: name }) => ({ path: name, external: true }));
      },
    };
  }
}
