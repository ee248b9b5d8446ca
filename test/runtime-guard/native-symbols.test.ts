import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { GUARD } from './native/guarded';

const SOURCE = path.join(GUARD, 'native');

/** Symbols that a C file uses, by the file that defines them. */
type Uses = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-symbols-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function succeed(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
  return stdout;
}

/** Compiles C files, and finds the file that defines each undefined symbol. */
function usesIn(source: string): Uses {
  const files = fs.readdirSync(source).filter((name) => name.endsWith('.c'));
  succeed('cc', ['-std=c11', '-fPIC', '-D_GNU_SOURCE', '-c', ...files.map((name) => path.join(source, name))]);
  const symbols = succeed('nm', ['-A', '-P', ...files.map((name) => name.replace(/c$/, 'o'))]).trim().split('\n').map((line) => {
    const [, file, symbol, kind] = /^(\S+)\.o: (\S+) (\w)/.exec(line)!;
    return { file, symbol, kind };
  });
  // Replacements of libc functions are called by the libc name, as everywhere.
  const standIns = new Set([...fs.readFileSync(path.join(SOURCE, 'functions.h'), 'utf8').matchAll(/X\((\w+)\)/g)].map(([, name]) => name));
  const owners = new Map(symbols.filter(({ symbol, kind }) => kind !== 'U' && kind === kind.toUpperCase() && !standIns.has(symbol)).map(({ file, symbol }) => [symbol, file]));
  const uses = new Map<string, Map<string, string[]>>(files.map((name) => [name.replace(/\.c$/, ''), new Map()]));
  for (const { file, symbol } of symbols.filter(({ kind }) => kind === 'U')) {
    const owner = owners.get(symbol);
    if (owner !== undefined) uses.get(file)!.set(owner, [...(uses.get(file)!.get(owner) ?? []), symbol]);
  }
  return uses;
}

/** Returns files that use each other in a cycle, with the first one again at the end; undefined without a cycle. */
function ringIn(uses: Uses): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const used of uses.get(file)!.keys()) {
      const ring = visit(used, [...trail, file]);
      if (ring) return ring;
    }
    done.add(file);
    return undefined;
  };
  return [...uses.keys()].map((file) => visit(file, [])).find((ring) => ring !== undefined);
}

describe('the files of the native guard', () => {
  let uses: Uses;

  beforeAll(() => {
    uses = usesIn(SOURCE);
  });

  test('have no circular dependencies', () => {
    expect(uses.get('interpose-syscall')?.get('interpose-sockets')).toContain('sec3_bind_denied');
    expect(ringIn(uses)).toBeUndefined();
  });

  test('declare the symbols that others use in their own header', () => {
    const declared = (file: string, symbol: string) => {
      const header = path.join(SOURCE, `${file}.h`);
      return fs.existsSync(header) && new RegExp(`\\b${symbol}\\b`).test(fs.readFileSync(header, 'utf8'));
    };
    const elsewhere = [...uses.values()].flatMap((used) => [...used])
      .flatMap(([owner, symbols]) => symbols.filter((symbol) => !declared(owner, symbol)).map((symbol) => `${symbol} of ${owner}.c`));
    expect(elsewhere).toEqual([]);
  });
});

test('a circle of three files is found from any of them', () => {
  const source = path.join(folder, 'ring');
  fs.mkdirSync(source);
  for (const [name, used] of [['alone', 'one'], ['one', 'two'], ['three', 'one'], ['two', 'three']]) {
    fs.writeFileSync(path.join(source, `${name}.c`), `int ${used}(void);\nint ${name}(void) { return ${used}(); }\n`);
  }
  expect(ringIn(usesIn(source))).toEqual(['one', 'two', 'three', 'one']);
});
