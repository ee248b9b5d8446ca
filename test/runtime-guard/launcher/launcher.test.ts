import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { LAMBDA_GID, LAMBDA_UID, launcher } from './launcher';

function run(...command: string[]) {
  return spawnSync(launcher(), command, { encoding: 'utf8' });
}

/** Returns the name of the error of a system call inside the launcher, as a program in C gets it, or `none`. */
function errnoOf(call: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-call-'));
  try {
    fs.chmodSync(folder, 0o755);
    const program = path.join(folder, 'call');
    const source = `#define _GNU_SOURCE
      #include <errno.h>
      #include <sched.h>
      #include <signal.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      int main(void) { puts(syscall(${call}) < 0 ? strerrorname_np(errno) : "none"); return 0; }`;
    const compiled = spawnSync('gcc', ['-x', 'c', '-o', program, '-'], { input: source, encoding: 'utf8' });
    expect(compiled.stderr).toBe('');
    // After a fork, both processes print it.
    return [...new Set(run(program).stdout.trim().split('\n'))].join();
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test('the command runs as the user of a Lambda function and can’t gain capabilities', () => {
  const { stdout } = run('cat', '/proc/self/status');
  const status = Object.fromEntries(stdout.trim().split('\n').map((line) => line.split(/:\s*/)));
  expect(status).toMatchObject({
    Uid: Array(4).fill(LAMBDA_UID).join('\t'),
    Gid: Array(4).fill(LAMBDA_GID).join('\t'),
    Groups: '',
    CapPrm: '0000000000000000',
    CapEff: '0000000000000000',
    CapBnd: '0000000000000000',
    CapAmb: '0000000000000000',
    NoNewPrivs: '1',
  });
});

test.each([
  'SYS_prctl, 38 /* PR_SET_NO_NEW_PRIVS */, 1, 0, 0, 0',
  'SYS_seccomp, 1, 0, 0',
  'SYS_ptrace, 0, 0, 0, 0',
  'SYS_chroot, "/"',
  'SYS_unshare, CLONE_NEWUSER',
  'SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0',
])('%s is not permitted', (call) => {
  expect(errnoOf(call)).toBe('EPERM');
});

test.each([
  'SYS_clone3, 0, 0',
  'SYS_io_uring_setup, 1, 0',
  '444 /* landlock_create_ruleset */, 0, 0, 1',
  '0x40000000 | 39 /* getpid of x32 */',
])('%s does not exist', (call) => {
  expect(errnoOf(call)).toBe('ENOSYS');
});

test.each(['SYS_getpid', 'SYS_clone, SIGCHLD, 0, 0, 0, 0', 'SYS_memfd_create, "x", 0'])('%s is not affected', (call) => {
  expect(errnoOf(call)).toBe('none');
});

test('threads, child processes and loopback work in a runtime', () => {
  const program = `
    const { Worker } = require('worker_threads');
    const { spawnSync } = require('child_process');
    require('net').createServer((s) => s.end('hello')).listen(0, '127.0.0.1', function () {
      require('net').connect(this.address().port, '127.0.0.1').on('data', (data) => {
        new Worker('require("worker_threads").parentPort.postMessage("thread")', { eval: true }).on('message', (message) => {
          console.log(String(data), message, spawnSync('id', ['-u'], { encoding: 'utf8' }).stdout.trim());
          process.exit(0);
        });
      });
    });`;
  expect(run('node', '-e', program)).toMatchObject({ status: 0, stdout: `hello thread ${LAMBDA_UID}\n`, stderr: '' });
});

test('the exit code and the signal of the command are kept', () => {
  expect(run('sh', '-c', 'exit 7').status).toBe(7);
  expect(run('sh', '-c', 'kill -9 $$').signal).toBe('SIGKILL');
});

test('reports an absent command, a command that does not exist, and missing privileges', () => {
  expect(run()).toMatchObject({ status: 125, stderr: 'usage: launcher COMMAND [ARGUMENT]...\n' });
  expect(run('/no/such/program')).toMatchObject({ status: 126, stderr: 'launcher: /no/such/program: No such file or directory\n' });
  expect(run(launcher(), 'true')).toMatchObject({
    status: 125,
    stderr: 'launcher: dropping ambient capabilities: Operation not permitted\n',
  });
});
