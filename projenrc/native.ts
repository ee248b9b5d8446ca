/**
 * Builds the native library of the runtime guard for both architectures. A single pinned cross compiler produces the same bytes on any machine. The
 * results are committed next to their sources, so building the package needs no compiler. A record next to each library identifies its sources.
 *
 * tsx projenrc/native.ts [folder]     default: lambda/runtime-guard/native
 */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { NativeRecord, nativeRecord } from './native-record';

/** The PyPI package with clang, lld, and glibc's headers and symbol versions. */
const COMPILER = 'ziglang==0.15.2';
/** Amazon Linux 2023 has glibc 2.34. */
const GLIBC = '2.34';
export const MACHINES = ['x86_64', 'aarch64'] as const;
export type Machine = (typeof MACHINES)[number];

const source = path.join(__dirname, '../lambda/runtime-guard/native');

const FLAGS = [
  '-std=c11', '-O2', '-g0', '-fPIC', '-shared', '-fvisibility=hidden', '-D_GNU_SOURCE',
  '-Wall', '-Wextra', '-Werror',
  '-fstack-protector-strong', '-D_FORTIFY_SOURCE=2', '-fno-sanitize=all', '-ffile-prefix-map=.=',
  '-Wl,-z,relro', '-Wl,-z,now', '-Wl,-z,noexecstack', '-Wl,-z,defs', '-Wl,--build-id=none', '-Wl,--strip-all', '-Wl,-soname,libsec3guard.so',
];

/** Writes `<target>/<machine>/libsec3guard.so` and its record for each machine. */
export function buildNative(target: string): void {
  const python = compiler();
  const files = fs.readdirSync(source).filter((name) => name.endsWith('.c')).sort();
  for (const machine of MACHINES) {
    const library = libraryFile(target, machine);
    fs.mkdirSync(path.dirname(library), { recursive: true });
    run(python, ['-m', 'ziglang', 'cc', ...options(machine), '-o', library, ...files], source);
    fs.chmodSync(library, 0o755);
    fs.writeFileSync(recordFile(target, machine), `${JSON.stringify(recordOf(source, library, machine), undefined, 2)}\n`);
  }
}

/** Returns the record for a library that is built now, from the C files of a folder. */
export function recordOf(folder: string, library: string, machine: Machine): NativeRecord {
  return nativeRecord([COMPILER, ...options(machine)], folder, library);
}

export function libraryFile(folder: string, machine: Machine): string {
  return path.join(folder, machine, 'libsec3guard.so');
}

export function recordFile(folder: string, machine: Machine): string {
  return path.join(folder, machine, 'libsec3guard.json');
}

function options(machine: Machine): string[] {
  return ['-target', `${machine}-linux-gnu.${GLIBC}`, ...FLAGS];
}

/** Returns the Python interpreter of a virtual environment with the compiler. The environment is created once for each version. */
function compiler(): string {
  const venv = path.join(os.tmpdir(), `sec3-${COMPILER.replace('==', '-')}`);
  const python = path.join(venv, 'bin/python');
  const complete = path.join(venv, 'complete');
  if (!fs.existsSync(complete)) {
    run('python3', ['-m', 'venv', '--clear', venv]);
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', COMPILER]);
    fs.writeFileSync(complete, '');
  }
  return python;
}

function run(command: string, args: readonly string[], cwd?: string): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
}

if (require.main === module) buildNative(path.resolve(process.argv[2] ?? source));
