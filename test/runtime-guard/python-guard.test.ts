import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { policy, run } from './native/guarded';

/** Not what a version manager puts in its place: that starts other programs. */
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();

/** Runs a program in Python, as `python3 -c`. */
function python(program: string, document?: string, env: NodeJS.ProcessEnv = {}) {
  return run([PYTHON, '-c', program], document, { env: { PATH: process.env.PATH, ...env } });
}

/** A program that says what became of a statement. */
const tried = (statement: string) => `
try:
    ${statement}
    print('done')
except Exception as error:
    print(type(error).__name__, getattr(error, 'errno', None))`;

test('a policy that allows everything leaves Python as it is', () => {
  const program = 'import ctypes, os, sys; sys.settrace(None); print(ctypes.CDLL(None).getpid() == os.getpid(), os.system("true"))';
  expect(python(program, policy('allow'))).toMatchObject({ status: 0, stdout: 'True 0\n', stderr: '' });
});

test.each([
  ['childProcess', "import os; os.system('true')", 'PermissionError 13', 'os.system', 'true'],
  ['childProcess', "import subprocess; subprocess.run(['true', 'a secret'])", 'PermissionError 13', 'subprocess.Popen', 'true'],
  ['childProcess', 'import os; os.fork()', 'PermissionError 13', 'os.fork', null],
  ['nativeAddon', 'import ctypes', 'ImportError None', 'import', '_ctypes'],
  ['inspector', 'import sys; sys.settrace(None)', 'PermissionError 13', 'sys.settrace', null],
  ['inspector', 'import sys; sys.setprofile(None)', 'PermissionError 13', 'sys.setprofile', null],
  ['fileWrite', "open('/tmp/sec3-never-made', 'w')", 'PermissionError 13', 'open', '/tmp/sec3-never-made'],
])('blocked %s is an ordinary error of %s', (category, statement, error, api, target) => {
  const { stdout, events } = python(tried(statement), policy('allow', { modes: { [category]: 'block' } }));
  expect(stdout).toBe(`${error}\n`);
  expect(events).toEqual([expect.objectContaining({ category, action: 'blocked', api, target, stack: '<module> (<string>:3)' })]);
});

test.each([
  ['childProcess', "import os; os.system('true')"],
  ['inspector', 'import sys; sys.settrace(None)'],
  ['nativeAddon', 'import ctypes'],
])('under alert, %s goes on, and is reported with the line of code that did it', (category, statement) => {
  const { stdout, events } = python(tried(statement), policy('allow', { modes: { [category]: 'alert' } }));
  expect(stdout).toBe('done\n');
  expect(events[0]).toMatchObject({ category, action: 'alerted', stack: category === 'nativeAddon' ? expect.any(String) : '<module> (<string>:3)' });
});

test('importing modules writes nothing, so nothing is reported', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-modules-'));
  try {
    fs.writeFileSync(path.join(folder, 'own.py'), 'WORD = "hello"\n');
    const { stdout, events } = python('import own; print(own.WORD)', policy('alert'), { PYTHONPATH: folder });
    expect({ stdout, events, left: fs.readdirSync(folder) }).toEqual({ stdout: 'hello\n', events: [], left: ['own.py'] });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('before the first invocation, code may be made and the own files read: that is how modules are loaded', () => {
  const program = 'import collections, os; print(eval(\'6 * 7\'), collections.namedtuple(\'P\', \'a\')(1).a, len(open(os.environ[\'LAMBDA_TASK_ROOT\'] + \'/own.py\').read()))';
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-task-'));
  try {
    fs.writeFileSync(path.join(folder, 'own.py'), '1\n');
    expect(python(program, policy('block'), { LAMBDA_TASK_ROOT: folder })).toMatchObject({ stdout: '42 1 2\n', events: [] });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('the hook outlives what Python code can do to it', () => {
  const program = `
import gc, os, sys
sys.audit = sys.addaudithook = lambda *arguments: None
sys.modules.pop('sys')
for found in gc.get_objects():
    if type(found).__name__ == 'builtin_function_or_method' and 'audit' in found.__name__:
        for holder in gc.get_referrers(found):
            if isinstance(holder, dict):
                holder.pop(found.__name__, None)
${tried("os.system('true')")}`;
  expect(python(program, policy('block')).stdout).toBe('PermissionError 13\n');
});
