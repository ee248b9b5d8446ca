/** The fuzzers that this one is compared with. They are installed in a temporary folder, only for the benchmark. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { pathToFileURL } from 'url';
import { buildSync } from 'esbuild';
import { Send } from './in-process';
import { adaptToOlderGlibc } from './older-glibc';
import { wordsOf } from '../../lib/fuzz/targets/dictionary';
import { FuzzFunction } from '../../lib/fuzz/targets/functions';

export const JAZZER = '@jazzer.js/core@4.0.0';
export const FAKER = 'json-schema-faker@0.6.3';

/** The result of a search. `runs` is the number of runs until the bug was found; undefined if it was not found. */
export interface Search {
  readonly runs?: number;
  readonly milliseconds: number;
}

/** The handler, and the finding that is searched for. */
export interface Hunt {
  readonly root: string;
  readonly schema: object;
  readonly finds: string;
}

type Generate = (schema: object, options: object) => Promise<unknown>;

export class Peers {
  /** Reason why Jazzer.js can't run on this machine; undefined if it can. */
  public readonly jazzerProblem?: string;
  private generator?: Promise<{ readonly generate: Generate }>;

  /** @param folder an empty folder */
  constructor(private readonly folder: string) {
    const { status, stderr } = spawnSync('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', JAZZER, FAKER], { encoding: 'utf8', cwd: folder });
    if (status !== 0) throw new Error(`${JAZZER} and ${FAKER} can’t be installed: ${stderr}`);
    this.jazzerProblem = this.madeToLoad();
    buildSync({ entryPoints: [path.join(__dirname, 'jazzer-target.ts')], outfile: path.join(folder, 'target.js'), bundle: true, platform: 'node', logLevel: 'warning' });
  }

  /** Returns a value of a schema from json-schema-faker. */
  public async faked(schema: object, seed: number, documents: { readonly [uri: string]: unknown } = {}): Promise<unknown> {
    this.generator ??= import(pathToFileURL(path.join(this.folder, 'node_modules/json-schema-faker/dist/index.js')).href) as Promise<{ readonly generate: Generate }>;
    const { generate } = await this.generator;
    return generate(schema, { seed, optionalsProbability: 0.7, refResolver: (uri: string) => documents[uri.replace(/#.*$/, '')] });
  }

  /** Searches with values of json-schema-faker. Half of them are mutated at random in one place, which may or may not make them invalid. */
  public async fakerSearch(hunt: Hunt, send: Send, seed: number, most: number): Promise<Search> {
    const start = performance.now();
    const random = randomFrom(seed);
    for (let runs = 1; runs <= most; runs += 1) {
      const value = await this.faked(hunt.schema, seed * 1_000_003 + runs).catch(() => null);
      const body = JSON.stringify(random() < 0.5 ? value : mutated(value, random));
      if ((await send(body)).includes(hunt.finds)) return { runs, milliseconds: performance.now() - start };
    }
    return { milliseconds: performance.now() - start };
  }

  /**
   * Searches with Jazzer.js on the bytes of the body. The corpus is one valid body, and the dictionary has the words of the schema and of the
   * handler's file.
   */
  public async jazzerSearch(hunt: Hunt, seed: number, most: number): Promise<Search> {
    const corpus = fs.mkdtempSync(path.join(this.folder, 'corpus-'));
    fs.writeFileSync(path.join(corpus, 'valid'), JSON.stringify(await this.faked(hunt.schema, seed).catch(() => ({}))));
    const beside = (extension: string) => path.join(this.folder, `${path.basename(corpus)}.${extension}`);
    const result = beside('json');
    fs.writeFileSync(beside('dict'), dictionaryOf(hunt));
    const start = performance.now();
    // The bug detectors of Jazzer.js would stop at bugs that are not searched for, such as a path traversal.
    const own = ['--disableBugDetectors', '.*', '-i', path.basename(hunt.root)];
    const engine = [`-runs=${most}`, `-seed=${seed}`, `-dict=${beside('dict')}`];
    spawnSync(process.execPath, [path.join(this.folder, 'node_modules/.bin/jazzer'), path.join(this.folder, 'target.js'), corpus, ...own, '--', ...engine], {
      cwd: corpus,
      env: { ...process.env, SEC3_BENCH: JSON.stringify({ ...hunt, result }) },
      stdio: 'ignore',
    });
    const milliseconds = performance.now() - start;
    return fs.existsSync(result) ? { ...(JSON.parse(fs.readFileSync(result, 'utf8')) as { readonly runs: number }), milliseconds } : { milliseconds };
  }

  private madeToLoad(): string | undefined {
    const folder = path.join(this.folder, 'node_modules/@jazzer.js/fuzzer');
    const problem = () => {
      const { status, stderr } = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(path.join(folder, 'dist/addon.js'))})`], { encoding: 'utf8' });
      return status === 0 ? undefined : /^Error: .*/m.exec(stderr)?.[0] ?? stderr;
    };
    const first = problem();
    if (first === undefined || !/GLIBC_2\.38/.test(first)) return first;
    adaptToOlderGlibc(path.join(folder, 'prebuilds', `fuzzer-linux-${process.arch}.node`));
    return problem();
  }
}

/** Returns a dictionary in the format of libFuzzer. */
function dictionaryOf({ root, schema }: Hunt): string {
  const { texts, numbers, names } = wordsOf({ root, ownHandler: 'index.handler', language: 'node' } as FuzzFunction);
  const inSchema = [...JSON.stringify(schema).matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text);
  const words = new Set([...texts, ...names, ...inSchema, ...numbers.map(String)].filter((word) => word !== ''));
  const escaped = (word: string) => [...Buffer.from(word)].map((byte) => (/[\w ]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)).join('');
  return [...words].map((word) => `"${escaped(word)}"\n`).join('');
}

/** Returns the value with one random place replaced, removed or added. */
function mutated(value: unknown, random: () => number): unknown {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const replacement = () => pick<unknown>([null, true, false, 0, -1, 1, random() * 1e9, 1.5, '', 'x', 'a'.repeat(300), [], {}, [null], { x: 1 }]);
  if (typeof value !== 'object' || value === null || random() < 0.2) return replacement();
  if (Array.isArray(value)) {
    if (value.length === 0 || random() < 0.2) return [...value, replacement()];
    const at = Math.floor(random() * value.length);
    return random() < 0.3 ? value.filter((_, index) => index !== at) : value.map((item, index) => (index === at ? mutated(item, random) : item));
  }
  const names = Object.keys(value);
  if (names.length === 0 || random() < 0.2) return { ...value, extra: replacement() };
  const name = pick(names);
  const { [name]: old, ...others } = value as { readonly [key: string]: unknown };
  return random() < 0.3 ? others : { ...others, [name]: mutated(old, random) };
}

/** Returns the random number generator of Park and Miller. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
