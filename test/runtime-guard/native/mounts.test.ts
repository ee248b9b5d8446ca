import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { policy, run } from './guarded';

/** The interpreter itself, since the shim of a version manager starts other programs. */
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();

/** Reads files after the process has connected to the Runtime API, and prints for each whether that succeeded. */
const READER = `
import os, socket, sys
host, port = os.environ['AWS_LAMBDA_RUNTIME_API'].split(':')
server = socket.create_server((host, int(port)))
socket.create_connection((host, int(port))).close()
for path in sys.argv[1:]:
    try:
        open(path).read()
        print('read')
    except OSError as error:
        print('blocked' if '(sourceRead)' in error.strerror else error)
`;

let folder: string;
const at = (name: string) => path.join(folder, name);

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-mounts-'));
  for (const name of ['task/nested', 'task spaced/nested', 'other']) fs.mkdirSync(at(name), { recursive: true });
  for (const name of ['task/source.txt', 'task spaced/source.txt', 'other/data.txt']) fs.writeFileSync(at(name), 'text');
  fs.symlinkSync(at('task/source.txt'), at('other/link.txt'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Returns the files that a function can read under a policy that blocks sourceRead, after mount commands in separate namespaces. */
function readable(mounts: readonly string[], taskRoot: string, files: readonly string[]) {
  const script = ['ip link set lo up', ...mounts, 'exec "$@"'].join(' && ');
  const document = policy('allow', { modes: { sourceRead: 'block' } });
  const env = { LAMBDA_TASK_ROOT: at(taskRoot), AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001' };
  const within = (command: readonly string[]) => ['unshare', '-rnm', 'sh', '-c', script, 'sh', ...command];
  const { stdout, stderr } = run([PYTHON, '-c', READER, ...files.map(at)], document, { env: { PATH: process.env.PATH, ...env }, within });
  if (stdout === '') throw new Error(stderr);
  return stdout.trim().split('\n');
}

const bind = (name: string) => `mount --bind '${at(name)}' '${at(name)}'`;
const nested = (name: string) => `mount -t tmpfs nested '${at(name)}/nested' && echo text > '${at(name)}/nested/source.txt'`;

test.each([
  ['is a folder like others', false],
  ['is a separate mount', true],
])('if the task root %s, only its files are blocked, by any path', (_, isMounted) => {
  const files = ['other/data.txt', 'task/source.txt', 'other/link.txt'];
  expect(readable(isMounted ? [bind('task')] : [], 'task', files)).toEqual(['read', 'blocked', 'blocked']);
});

test.each(['task', 'task spaced'])('files mounted below %s are source, too', (taskRoot) => {
  const files = ['other/data.txt', `${taskRoot}/source.txt`, `${taskRoot}/nested/source.txt`];
  expect(readable([bind(taskRoot), nested(taskRoot)], taskRoot, files)).toEqual(['read', 'blocked', 'blocked']);
});
