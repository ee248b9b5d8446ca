import { execFile } from 'child_process';
import * as fs from 'fs';
import * as http from 'http';
import { AddressInfo } from 'net';
import * as path from 'path';
import { promisify } from 'util';
import { compile, eventsIn, GuardEvent, LIBRARY, Mode, Outcome, policy, run } from './native/guarded';

const PROCESSES = [
  'fork', '_Fork', 'vfork', 'forkpty', 'clone', 'syscall-fork', 'syscall-clone3', 'posix_spawn', 'posix_spawnp', 'system', 'popen', 'wordexp',
  'execve', 'execv', 'execvp', 'execvpe', 'execl', 'execlp', 'execle', 'fexecve', 'execveat', 'syscall-execve',
];
/** Calls whose child process creates a file itself; the others run a shell. */
const FORKS = ['fork', '_Fork', 'forkpty', 'clone', 'syscall-fork', 'syscall-clone3'];

const FILES = [
  'open', 'open-rdwr', 'open-truncate', 'open-tmpfile', 'open64', 'openat', 'syscall-openat', 'syscall-openat2', 'creat', 'fopen', 'fopen-append', 'freopen',
  'freopen-own', 'open-proc-fd', 'open-symlink', 'open-stdin', 'spawn-addopen', 'mkstemp', 'mkostemp', 'mkdtemp', 'tmpfile', 'shm_open', 'rename', 'renameat', 'renameat2', 'link', 'linkat',
  'symlink', 'symlinkat', 'mkdir', 'mkdirat', 'mkfifo', 'mknod', 'truncate', 'unlink', 'unlinkat', 'remove', 'syscall-rename', 'syscall-mkdir', 'syscall-unlink',
  'chmod', 'fchmod', 'fchmodat', 'syscall-fchmodat', 'chown', 'fchown', 'utimensat', 'futimens', 'bind',
];
/** Calls without a lasting effect that a test could check. */
const TRACELESS = ['open-tmpfile', 'tmpfile', 'shm_open', 'chown', 'fchown'];

let calls: string;
let folder: string;

beforeAll(() => {
  calls = compile('calls.c', '-lutil', '-lresolv', '-ldl');
  folder = path.dirname(calls);
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
  fs.rmSync('/dev/shm/sec3-calls', { force: true });
});

describe('child processes', () => {
  test.each(PROCESSES)('%s', (call) => {
    expect(child(call)).toMatchObject({ made: true });
    expect(child(call, 'block')).toMatchObject({ made: false, stdout: 'EACCES\n', status: 0, events: [blocked('childProcess')] });
    const alerted = child(call, 'alert');
    expect(alerted).toMatchObject({ made: true });
    expect(alerted.events[0]).toMatchObject({ category: 'childProcess', action: 'alerted' });
    expect(child(call, 'allow')).toMatchObject({ made: true, stderr: '' });
  });

  test('a child process stays guarded, with any environment', () => {
    const document = policy('block', { modes: { childProcess: 'alert' } });
    const made = path.join(folder, 'by-child');
    const { events } = run([calls, 'execve-bare', `${calls} open ${made}; ${calls} mkdir ${made}`], document);
    expect(fs.existsSync(made)).toBe(false);
    expect(events.filter(({ category }) => category === 'fileWrite').map(({ api, action }) => [api, action])).toEqual([['open', 'blocked'], ['mkdir', 'blocked']]);
  });

  function child(call: string, mode?: Mode): Outcome & { made: boolean } {
    const file = path.join(folder, 'made');
    fs.rmSync(file, { force: true });
    const document = mode && policy('allow', { modes: { childProcess: mode } });
    const outcome = run([calls, call, FORKS.includes(call) ? file : `: > ${file}`], document);
    return { ...outcome, made: fs.existsSync(file) };
  }
});

describe('files', () => {
  test.each(FILES)('%s', (call) => {
    const changes = !TRACELESS.includes(call);
    expect(change(call)).toMatchObject({ changed: changes, stdout: 'done\n' });
    expect(change(call, 'block')).toMatchObject({ changed: false, stdout: 'EACCES\n', status: 0, events: [blocked('fileWrite')] });
    expect(change(call, 'alert')).toMatchObject({ changed: changes, stdout: 'done\n', events: [{ category: 'fileWrite', action: 'alerted' }] });
    expect(change(call, 'allow')).toMatchObject({ changed: changes, stdout: 'done\n', stderr: '' });
  });

  test.each(['device', 'read', 'lowest-descriptor'])('%s is not a write', (call) => {
    expect(change(call, 'block')).toMatchObject({ stdout: 'done\n', events: [] });
  });

  /** Checks whether the call changes the content of a folder with one file. */
  function change(call: string, mode?: Mode): Outcome & { changed: boolean } {
    const place = fs.mkdtempSync(path.join(folder, 'files-'));
    const file = path.join(place, 'file');
    fs.writeFileSync(`${file}.old`, 'old content');
    if (call === 'open-symlink') fs.symlinkSync(`${file}.old`, file);
    const before = contents(place);
    const outcome = run([calls, call, file], mode && policy('allow', { modes: { fileWrite: mode } }));
    return { ...outcome, changed: contents(place) !== before };
  }

  function contents(place: string): string {
    return fs.readdirSync(place).map((name) => {
      const file = path.join(place, name);
      const { mode, uid, mtimeMs } = fs.lstatSync(file);
      return `${name} ${mode} ${uid} ${mtimeMs}: ${fs.statSync(file).isFile() ? fs.readFileSync(file, 'utf8') : 'no file'}`;
    }).join('\n');
  }
});

describe('process memory', () => {
  const PATHS = ['/proc/self/mem', '/proc/thread-self/mem', '/proc/self/task/../mem', '/proc/self/root/proc/self/mem', '/proc/self/cwd/self/mem'];

  test.each(['mem-open', 'mem-syscall', 'mem-path-fd', 'mem-fopen', 'process_vm_writev', 'syscall-process_vm_writev', 'ptrace', 'syscall-ptrace'])('%s', (call) => {
    expect(memory(call, '/proc/self/mem')).toMatchObject({ stdout: 'done\n' });
    const error = call.startsWith('mem') ? 'EACCES\n' : 'EPERM\n';
    expect(memory(call, '/proc/self/mem', policy('allow', { modes: { worker: 'block' } }))).toMatchObject({ stdout: error, events: [blocked('inspector')] });
    const alerted = memory(call, '/proc/self/mem', policy('alert', { modes: { fileWrite: 'allow' } }));
    expect(alerted).toMatchObject({ stdout: 'done\n', events: [{ category: 'inspector', action: 'alerted' }] });
    expect(memory(call, '/proc/self/mem', policy('allow'))).toMatchObject({ stdout: 'done\n', stderr: '' });
  });

  test.each(PATHS)('by %s', (file) => {
    expect(memory('mem-open', file)).toMatchObject({ stdout: 'done\n' });
    expect(memory('mem-open', file, policy('block', { modes: { fileWrite: 'allow' } }))).toMatchObject({ stdout: 'EACCES\n' });
    expect(memory('mem-read', file, policy('block'))).toMatchObject({ stdout: 'EACCES\n' });
  });

  test('by a symbolic link and by a relative path', () => {
    const link = path.join(folder, 'link');
    fs.symlinkSync('/proc/self/mem', link);
    expect(memory('mem-open', link)).toMatchObject({ stdout: 'done\n' });
    expect(memory('mem-open', link, policy('block', { modes: { fileWrite: 'allow' } }))).toMatchObject({ stdout: 'EACCES\n' });
    expect(memory('mem-open', 'self/mem', policy('block', { modes: { fileWrite: 'allow' } }))).toMatchObject({ stdout: 'EACCES\n' });
  });

  test('blocks the initial environment of a process', () => {
    expect(memory('mem-read', '/proc/self/environ')).toMatchObject({ stdout: 'done\n' });
    expect(memory('mem-read', '/proc/self/task/../environ', policy('block'))).toMatchObject({ stdout: 'EACCES\n', events: [blocked('inspector')] });
  });

  test('allows a file that is only named mem', () => {
    const file = path.join(folder, 'mem');
    fs.writeFileSync(file, '');
    expect(memory('mem-read', file, policy('block'))).toMatchObject({ stdout: 'done\n', events: [] });
  });

  test('io_uring, which bypasses other checks, does not exist under a policy that blocks', () => {
    expect(memory('io_uring_setup', '', policy('block'))).toMatchObject({ stdout: 'ENOSYS\n' });
  });

  function memory(call: string, file: string, document?: string): Outcome {
    return run([calls, call, file], document, { cwd: '/proc' });
  }
});

describe('native libraries', () => {
  let addon: string;

  beforeAll(() => {
    addon = compile('addon.c', '-shared', '-fPIC');
  });
  afterAll(() => fs.rmSync(path.dirname(addon), { recursive: true }));

  test('one outside of the function is loaded only if the policy allows it', () => {
    expect(run([calls, 'dlopen', addon])).toMatchObject({ stdout: 'addon loaded\ndone\n' });
    expect(run([calls, 'dlopen', addon], policy('block'))).toMatchObject({ stdout: 'ELIBACC\n', events: [{ ...blocked('nativeAddon'), target: addon }] });
    expect(run([calls, 'dlopen', addon], policy('alert'))).toMatchObject({ stdout: 'addon loaded\ndone\n', events: [{ category: 'nativeAddon', action: 'alerted' }] });
    expect(run([calls, 'dlopen', addon], policy('allow'))).toMatchObject({ stdout: 'addon loaded\ndone\n', stderr: '' });
  });

  test('one found by LD_LIBRARY_PATH is blocked', () => {
    const env = { LD_LIBRARY_PATH: `/usr/lib:${path.dirname(addon)}` };
    expect(run([calls, 'dlopen', 'addon'], undefined, { env })).toMatchObject({ stdout: 'addon loaded\ndone\n' });
    expect(run([calls, 'dlopen', 'addon'], policy('block'), { env })).toMatchObject({ stdout: 'ELIBACC\n', events: [blocked('nativeAddon')] });
  });

  test('one in memory is blocked', () => {
    expect(run([calls, 'dlopen-memfd', addon])).toMatchObject({ stdout: 'addon loaded\ndone\n' });
    expect(run([calls, 'dlopen-memfd', addon], policy('block'))).toMatchObject({ stdout: 'ELIBACC\n', events: [blocked('nativeAddon')] });
  });

  test('one found by a program that hides the variable is blocked', () => {
    const env = { LD_LIBRARY_PATH: path.dirname(addon) };
    expect(run([calls, 'dlopen-unset', 'addon'], undefined, { env })).toMatchObject({ stdout: 'addon loaded\ndone\n' });
    expect(run([calls, 'dlopen-unset', 'addon'], policy('block'), { env })).toMatchObject({ stdout: 'ELIBACC\n', events: [blocked('nativeAddon')] });
  });

  test('one behind a link in a trusted folder is blocked', () => {
    const link = path.join(path.dirname(addon), 'runtime');
    fs.mkdirSync(link);
    fs.symlinkSync(addon, path.join(link, 'addon'));
    const env = { LAMBDA_RUNTIME_DIR: link };
    expect(run([calls, 'dlopen', path.join(link, 'addon')], policy('block'), { env })).toMatchObject({ stdout: 'ELIBACC\n' });
  });

  test('those of the runtime and the system are allowed', () => {
    const env = { LAMBDA_RUNTIME_DIR: path.dirname(addon) };
    expect(run([calls, 'dlopen', addon], policy('block'), { env })).toMatchObject({ stdout: 'addon loaded\ndone\n', events: [] });
    expect(run([calls, 'dlopen', 'libm.so.6'], policy('block'))).toMatchObject({ stdout: 'done\n', events: [] });
    expect(run([calls, 'dlopen', 'not-there.so'], policy('block'))).toMatchObject({ stdout: 'ELIBACC\n', events: [] });
  });
});

describe('events', () => {
  test('are one line of JSON with all fields, and a metric for CloudWatch', () => {
    const before = Date.now();
    const [event] = run([calls, 'mkdir', '/tmp/"quoted"\n\u00e9'], policy('block'), { env: { AWS_LAMBDA_FUNCTION_NAME: 'orders' } }).events;
    expect(event).toEqual({
      type: 'event',
      schemaVersion: 1,
      time: expect.any(String),
      requestId: null,
      functionName: 'orders',
      category: 'fileWrite',
      action: 'blocked',
      api: 'mkdir',
      target: '/tmp/"quoted"\n\u00e9',
      stack: null,
      count: 1,
      Blocked: 1,
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [{ Namespace: 'Sec3/RuntimeProtection', Dimensions: [['functionName', 'category'], ['functionName']], Metrics: [{ Name: 'Blocked', Unit: 'Count' }] }],
      },
    });
    const { Timestamp } = event._aws as { Timestamp: number };
    expect(new Date(Timestamp).toISOString()).toBe(event.time);
    expect(Timestamp).toBeGreaterThanOrEqual(before - 1);
    expect(Timestamp).toBeLessThanOrEqual(Date.now());
  });

  test.each([
    ['a long target is cut', Buffer.from('x'.repeat(400)), `/tmp/${'x'.repeat(251)}`],
    ['not within a character', Buffer.from('x'.repeat(250) + '\u00e9'), `/tmp/${'x'.repeat(250)}`],
    ['invalid UTF-8 is replaced', Buffer.from([0x61, 0xff, 0xc3, 0x28]), '/tmp/a\ufffd\ufffd('],
  ])('%s', (_, name, target) => {
    const script = path.join(folder, 'script.sh');
    fs.writeFileSync(script, Buffer.concat([Buffer.from(`exec ${calls} mkdir '/tmp/`), name, Buffer.from("'\n")]));
    const outcome = run(['sh', script], policy('block', { modes: { childProcess: 'allow' } }));
    expect(outcome.events.map((event) => event.target)).toEqual([target]);
  });

  test('a repeated event has one line a second, and then one with the count', () => {
    const script = 'for (let i = 0; i < 1000; i++) { try { fs.writeFileSync("/tmp/x", ""); } catch {} }';
    const { events } = run([process.execPath, '-e', script], policy('block'));
    expect(events.length).toBeLessThanOrEqual(4);
    expect(events.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
    expect(events.every((event) => event.Blocked === event.count)).toBe(true);
  });
});

describe('invocations', () => {
  test('events have the request id of the invocation', async () => {
    const server = http.createServer((_, response) => response.writeHead(200, { 'Lambda-Runtime-Aws-Request-Id': '8476a536-e9f4-11e8-9739-2dfe598c3fcd' }).end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const env = { LD_PRELOAD: LIBRARY, SEC3_RUNTIME_POLICY: policy('block'), AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` };
      const { stderr } = await promisify(execFile)(calls, ['invocation', `${port}`], { env });
      expect(eventsIn(stderr).map(({ target, requestId }) => [target, requestId])).toEqual([['/before', null], ['/during', '8476a536-e9f4-11e8-9739-2dfe598c3fcd']]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test('many threads and child processes work at once', () => {
    const outcome = run([calls, 'stress'], policy('allow', { modes: { childProcess: 'alert', fileWrite: 'block' } }));
    expect(outcome).toMatchObject({ status: 0, signal: null, stdout: 'done\n' });
    const writes = outcome.events.filter(({ category }) => category === 'fileWrite');
    // The children exit without their last lines. All lines written by them and by the threads are complete.
    expect(outcome.stderr.split('\n').filter((line) => line !== '')).toHaveLength(outcome.events.length);
    expect(writes.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(8 * 300);
  });
});

describe('start', () => {
  test('no program starts without a valid policy', () => {
    for (const [document, message] of [
      ['', 'SEC3_RUNTIME_POLICY: is not set'],
      ['yes', "starts with neither '{'"],
      ['@relative.json', 'has a relative path after @'],
      ['@/not/there.json', 'at /not/there.json: cannot be read'],
      ['{}', 'at /: key "version" is missing'],
    ]) {
      expect(run([calls, 'read', '/dev/null'], document)).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining(message) });
    }
  });

  test('a policy is read from a file', () => {
    const file = path.join(folder, 'policy.json');
    fs.writeFileSync(file, policy('block'));
    expect(run([calls, 'mkdir', path.join(folder, 'x')], `@${file}`)).toMatchObject({ stdout: 'EACCES\n' });
  });

  test('the policy of a running process is read-only', () => {
    const maps = run(['cat', '/proc/self/maps'], policy('alert')).stdout.split('\n');
    const last = maps.map((line, index) => (line.endsWith(path.basename(LIBRARY)) ? index : -1)).filter((index) => index >= 0).pop()!;
    // In the library's data without file content, the policy is in the middle: all other data is writable.
    const data = maps.slice(last + 1, last + 4).map((line) => line.slice(line.indexOf(' ') + 1).trim());
    expect(data).toEqual(['rw-p 00000000 00:00 0', 'r--p 00000000 00:00 0', 'rw-p 00000000 00:00 0']);
  });
});

function blocked(category: string): Partial<GuardEvent> {
  return { category, action: 'blocked', Blocked: 1 };
}
