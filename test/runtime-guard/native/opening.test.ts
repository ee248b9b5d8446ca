import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { policy, run, RunOptions } from './guarded';

/** The interpreter itself, since the shim of a version manager starts other programs. */
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();

/** Opens files in many ways, each twice, and prints the results: numbers, errors, content. */
const PROGRAM = `
import os, stat, sys
os.chdir(sys.argv[1])
os.mkdir('folder')
os.symlink('known', 'link')
os.symlink('nowhere', 'dangling')
os.symlink('loop', 'loop')
os.mkfifo('pipe')
with open('known', 'w') as file:
    file.write('some text')

def tried(path, flags, mode=0o640, **options):
    try:
        fd = os.open(path, flags, mode, **options)
    except OSError as error:
        return error.errno, error.filename
    kind, held = os.fstat(fd), os.get_inheritable(fd)
    try:
        text = os.read(fd, 20)
    except OSError as error:
        text = error.errno
    os.close(fd)
    return fd, oct(kind.st_mode), kind.st_size, held, text

paths = ['known', 'link', 'dangling', 'loop', 'folder', 'pipe', 'missing', 'missing/file', 'known/file', 'x' * 300, './folder/../known', 'folder/']
here = os.getcwd()
paths += [f'{here}/{path}' for path in paths] + [f'{here}//known', '', '/', '/' + 'x/' * 300, '/dev/null', '/dev/ptmx', '/proc/self/status']
for path in paths:
    for name in ('O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_PATH', 'O_NOFOLLOW', 'O_DIRECTORY', 'O_APPEND', 'O_CREAT', 'O_TRUNC'):
        flags = getattr(os, name) | os.O_NONBLOCK
        for more in (0, os.O_EXCL if name == 'O_CREAT' else os.O_CLOEXEC, os.O_RDWR if name in ('O_CREAT', 'O_TRUNC', 'O_APPEND') else 0):
            if name == 'O_TRUNC' and not more & os.O_RDWR:
                continue
            got = tried(path, flags | more)
            known = got[:-1] if path.startswith('/proc') and len(got) > 2 else got
            print(str((path, name, more, known)).replace(here, '@'))
folder = os.open('folder', os.O_RDONLY)
print(folder, tried('../known', os.O_RDONLY, dir_fd=folder), tried('made', os.O_CREAT | os.O_RDWR, dir_fd=folder), os.listdir(folder))
print(tried('folder', os.O_TMPFILE | os.O_RDWR)[:2])
for mode in ('r', 'w', 'a', 'x', 'r+', 'rb'):
    for name in ('known', 'missing', 'fresh' + mode):
        try:
            with open(name, mode) as file:
                print(mode, name, file.fileno())
        except OSError as error:
            print(mode, name, error)
print(sorted(os.listdir('.')))
`;

/** Makes openat2 fail in all programs that it executes; its number is 437 on every architecture. */
const WITHOUT_OPENAT2 = `
import ctypes, os, struct, sys
code = [(0x20, 0, 0, 0), (0x15, 0, 1, 437), (0x06, 0, 0, 0x50000 | int(sys.argv[1])), (0x06, 0, 0, 0x7fff0000)]
filter = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *each) for each in code))
prctl = ctypes.CDLL(None, use_errno=True).prctl
assert prctl(38, 1, 0, 0, 0) == 0 and prctl(22, 2, struct.pack('HxxxxxxP', len(code), ctypes.addressof(filter)), 0, 0) == 0
os.execvp(sys.argv[2], sys.argv[2:])
`;
const openat2Gives = (error: number) => (command: readonly string[]) => [PYTHON, '-c', WITHOUT_OPENAT2, String(error), ...command];

/** Returns the output of the program in a separate folder. */
function opened(document?: string, options: RunOptions = {}): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-opening-'));
  try {
    const { stdout, stderr, status } = run([PYTHON, '-c', PROGRAM, folder], document, options);
    if (status !== 0) throw new Error(stderr);
    return stdout;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test.each([
  ['something else is blocked', policy('allow', { modes: { inspector: 'block' } })],
  ['all is alerted', policy('alert')],
])('if %s, opening files works as without a guard: descriptors, errors, flags', (_, document) => {
  expect(opened(document)).toBe(opened());
});

test.each([
  ['no such call', os.constants.errno.ENOSYS],
  ['a filter against it', os.constants.errno.EPERM],
])('the same if the kernel has %s as openat2', (_, error) => {
  expect(opened(policy('allow', { modes: { inspector: 'block' } }), { within: openat2Gives(error) })).toBe(opened());
});

// An error that only openat2 returns identifies the calls that use it.
test.each([
  ['one call opens what an absolute path without links leads to', '/etc/passwd', 'Input/output error'],
  ['what another path leads to is held and judged first', '/etc/../etc/passwd', ''],
  ['process memory is held, and blocked', '/proc/1/environ', 'Permission denied'],
])('%s', (_, file, failure) => {
  const { stderr, stdout } = run(['cat', file], policy('block'), { within: openat2Gives(os.constants.errno.EIO) });
  expect(stdout).toBe(failure === '' ? fs.readFileSync(file, 'utf8') : '');
  expect(stderr).toMatch(failure === '' ? /^$/ : new RegExp(`^cat: ${file}: ${failure}$`, 'm'));
});
