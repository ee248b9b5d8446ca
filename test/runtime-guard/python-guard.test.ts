import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { policy, run } from './native/guarded';
import { recordsIn } from './native/records';

/** The interpreter itself, since the shim of a version manager starts other programs. */
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();

/** Runs a program in Python, as `python3 -c`. */
function python(program: string, document?: string, env: NodeJS.ProcessEnv = {}) {
  return run([PYTHON, '-c', program], document, { env: { PATH: process.env.PATH, ...env } });
}

/** Returns a program that prints the result of a statement. */
const tried = (statement: string) => `
try:
    ${statement}
    print('done')
except Exception as error:
    print(type(error).__name__, getattr(error, 'errno', None))`;

test('a policy that allows everything changes nothing in Python', () => {
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
])('under alert, %s works, and is reported with the line of code', (category, statement) => {
  const { stdout, events } = python(tried(statement), policy('allow', { modes: { [category]: 'alert' } }));
  expect(stdout).toBe('done\n');
  expect(events[0]).toMatchObject({ category, action: 'alerted', stack: category === 'nativeAddon' ? expect.any(String) : '<module> (<string>:3)' });
});

test('importing modules writes nothing and reports nothing', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-modules-'));
  try {
    fs.writeFileSync(path.join(folder, 'own.py'), 'WORD = "hello"\n');
    const { stdout, events } = python('import own; print(own.WORD)', policy('alert'), { PYTHONPATH: folder });
    expect({ stdout, events, left: fs.readdirSync(folder) }).toEqual({ stdout: 'hello\n', events: [], left: ['own.py'] });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

describe('before the first invocation', () => {
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-task-'));
    fs.mkdirSync(path.join(folder, 'library'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Loads a function that uses a one-file library, under a policy that only judges code. */
  function load(module: string, maker: string, changes: object = {}, mode: 'alert' | 'block' = 'block', env: NodeJS.ProcessEnv = {}) {
    fs.writeFileSync(path.join(folder, 'app.py'), module);
    fs.writeFileSync(path.join(folder, 'library/maker.py'), maker);
    const document = policy('allow', { modes: { dynamicCode: mode }, ...changes });
    const ofFunction = { LAMBDA_TASK_ROOT: folder, PYTHONPATH: folder, TEXT: "print('made')", AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9' };
    return python('import app', document, { ...ofFunction, ...env });
  }

  const MAKER = "def make(text):\n    exec(compile(text, '<generated>', 'exec'), {})\n";
  const USER = "import os\nfrom library import maker\n\nmaker.make(os.environ['TEXT'])\n";

  test('files of the function are loaded, and code from names alone is allowed', () => {
    const module = `import ast, collections, dataclasses, typing
Pair = collections.namedtuple('Pair', 'a b')

@dataclasses.dataclass(frozen=True, order=True)
class Order:
    number: 'typing.Optional[int]' = None
    lines: list = dataclasses.field(default_factory=list)

print(Pair(1, 2).b, Order(7).number, typing.get_type_hints(Order)['number'], ast.literal_eval('[1]'), len(open(__file__).read()) > 0)
`;
    expect(load(module, '')).toMatchObject({ stdout: '2 7 typing.Optional[int] [1] True\n', events: [] });
  });

  test('code from data is blocked, and the error names the fix', () => {
    const { stdout, stderr, events } = load(USER, MAKER);
    expect(stdout).toBe('');
    expect(stderr).toContain('PermissionError: [Errno 13] Permission denied by the runtime policy of this function (dynamicCode); to permit it, '
      + "add library/maker.py to initCode, or make dynamicCode alert: '<generated>'");
    const stack = expect.stringContaining('library/maker.py:2');
    expect(events).toEqual([expect.objectContaining({ category: 'dynamicCode', action: 'blocked', target: '<generated>', stack })]);
  });

  test('after the first invocation has started, the error says to create the code earlier', () => {
    const { stderr } = load(`import socket\nsocket.socket().connect_ex(('127.0.0.1', 9))\n${USER}`, MAKER, { initCode: ['library/maker.py'] });
    expect(stderr).toContain('to permit it, make the code when the function is loaded and add library/maker.py to initCode, or make dynamicCode alert');
  });

  test.each([['library/maker.py'], ['library/*.py'], ['**/maker.py'], ['library/**']])('a file that the policy lists as %s may create code', (entry) => {
    expect(load(USER, MAKER, { initCode: ['other.py', entry] })).toMatchObject({ stdout: 'made\n', events: [] });
  });

  test('the first invocation reports how often a listed file created code', () => {
    const turn = "import socket\nsocket.socket().connect_ex(('127.0.0.1', 9))\n";
    const { stderr } = load(`${USER}${turn}`, MAKER, { initCode: ['other.py', 'library/**'] }, 'block', { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9' });
    expect(recordsIn(stderr, 'initCode')).toMatchObject([{ permitted: { 'library/**': expect.any(Number) } }]);
  });

  test.each([['app.py'], ['library/make'], ['*/maker'], ['*.py']])('%s does not match the file', (entry) => {
    expect(load(USER, MAKER, { initCode: [entry] })).toMatchObject({ stdout: '', events: [expect.objectContaining({ action: 'blocked' })] });
  });

  test('a listed file can’t create code under the name of another module', () => {
    const posing = MAKER.replace('<generated>', '/usr/lib/python3/dataclasses.py');
    expect(load(USER, posing, { initCode: ['library/**'] })).toMatchObject({ stdout: '', events: [expect.objectContaining({ action: 'blocked' })] });
  });

  test('literal text of the file does not count as data', () => {
    expect(load('from library import maker\n', 'exec("print(\'in the file\')")\n')).toMatchObject({ stdout: 'in the file\n', events: [] });
  });

  test('under alert, code from data works and is reported', () => {
    const { stdout, events } = load(USER, MAKER, {}, 'alert');
    expect({ stdout, events }).toMatchObject({ stdout: 'made\n', events: [{ category: 'dynamicCode', action: 'alerted' }] });
  });

  test('code that is loaded before the function is checked, too', () => {
    fs.writeFileSync(path.join(folder, 'sitecustomize.py'), "import os\nexec(os.environ['TEXT'])\n");
    const { stdout, events } = load('', '');
    expect(stdout).not.toContain('made');
    expect(events).toContainEqual(expect.objectContaining({ category: 'dynamicCode', action: 'blocked', stack: expect.stringContaining('sitecustomize.py:2') }));
  });
});

/** Python has no threads with a separate interpreter that the guard could block. */
const REMEDIES: readonly (readonly [category: string, statement: string, fix?: string])[] = [
  ['childProcess', "import os; os.system('true')"],
  ['childProcess', "import subprocess; subprocess.run(['true'])"],
  ['fileWrite', "open('/tmp/sec3-never-made', 'w')"],
  ['network', "import socket; socket.create_connection(('203.0.113.9', 443))", 'add the host to allowedHosts, or make network alert'],
  ['network', "import socket; socket.getaddrinfo('evil.example', 443)", 'add the host to allowedHosts, or make network alert'],
  ['nativeAddon', 'import ctypes'],
  ['inspector', 'import sys; sys.settrace(None)'],
  ['inspector', "open('/proc/self/environ')", 'let no category block'],
  ['dynamicCode', "import os; exec(os.environ['PATH'])"],
];

test.each(REMEDIES.map(([category, statement, fix]) => [category, statement, fix ?? `make ${category} alert`] as const))('an error of %s names the policy, the category and the fix: %s', (category, statement, fix) => {
  const program = `try:\n    ${statement}\nexcept Exception as error:\n    print(error)`;
  const { stdout } = python(program, policy('block'));
  expect(stdout).toMatch(new RegExp(`by the runtime policy of this function \\(${category}\\); to permit it, ${fix}(:|$)`, 'm'));
});

test('an error of the system keeps its message', () => {
  const program = `
import os, socket
print(socket.socket().connect_ex(('203.0.113.9', 443)), os.listdir('/') != [])
try:
    open('/none')
except OSError as error:
    print(error)`;
  expect(python(program, policy('block')).stdout).toBe("13 True\n[Errno 2] No such file or directory: '/none'\n");
});

test('Python code can’t disable the hook', () => {
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

describe('modules imported after the first invocation has started', () => {
  const MODULES = {
    'package/__init__.py': '"""A package."""\nfrom __future__ import annotations\nfrom .part import WORD\n\ndef shown(x: NoSuchName = 1):\n    return WORD, __doc__, x\n',
    'package/part.py': "WORD = 'caf\u00e9'\n",
    'latin.py': Buffer.from("# -*- coding: latin-1 -*-\nNAME = 'caf\xe9'\n", 'latin1'),
    'empty.py': '',
    'broken.py': "SECRET = 'of the source' more\n",
    'failing.py': "raise ValueError('at run time')\n",
  };
  const LATE = `
import os, socket, sys
sys.path.insert(0, os.environ['LAMBDA_TASK_ROOT'])
socket.socket().connect_ex(('127.0.0.1', 9))
import package, latin, empty
print(package.shown(), latin.NAME, empty.__doc__, package.shown.__annotations__, package.__file__.endswith('__init__.py'))
for name in ('broken', 'failing', 'absent'):
    try:
        __import__(name)
    except Exception as error:
        print(type(error).__name__, str(getattr(error, 'text', None)).strip(), str(error).replace(os.environ['LAMBDA_TASK_ROOT'], ''))
`;
  let task: string;

  beforeEach(() => {
    task = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-late-'));
    for (const [name, content] of Object.entries(MODULES)) {
      fs.mkdirSync(path.dirname(path.join(task, name)), { recursive: true });
      fs.writeFileSync(path.join(task, name), content);
    }
  });
  afterEach(() => fs.rmSync(task, { recursive: true }));

  const late = (document?: string) => python(LATE, document, { LAMBDA_TASK_ROOT: task, AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9', PYTHONDONTWRITEBYTECODE: '1' }).stdout.split('\n');

  test('work as without a guard; a syntax error shows no source', () => {
    const [unguarded, guarded] = [late(), late(policy('allow', { modes: { sourceRead: 'block' } }))];
    expect(unguarded[0]).toContain('A package.');
    expect(unguarded[1]).toContain('of the source');
    expect(guarded[1]).toBe('SyntaxError None /broken.py cannot be compiled; the runtime policy of this function does not let its text be shown (sourceRead)');
    expect([guarded[0], ...guarded.slice(2)]).toEqual([unguarded[0], ...unguarded.slice(2)]);
  });
});

describe('an uncaught error, after the first invocation has started', () => {
  const SHOWN = `
import io, os, socket, sys, threading

def fail():
    raise ValueError('never caught')  # a line of source

class Finalized:
    def __del__(self):
        fail()

def show():
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    Finalized()
    try:
        fail()
    except ValueError as error:
        sys.__excepthook__(type(error), error, error.__traceback__)

socket.socket().connect_ex(('127.0.0.1', 9))
`;
  let task: string;

  beforeEach(() => {
    task = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-uncaught-'));
  });
  afterEach(() => fs.rmSync(task, { recursive: true }));

  const show = (program: string, document?: string) => {
    fs.writeFileSync(path.join(task, 'app.py'), `${SHOWN}${program}\n`);
    return python('import app', document, { LAMBDA_TASK_ROOT: task, PYTHONPATH: task, AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9', PYTHONDONTWRITEBYTECODE: '1' });
  };
  const errors = (stderr: string) => stderr.split('ValueError: never caught\n').length - 1;

  test('is shown without lines of source, and causes no event', () => {
    expect(show('show()').stderr).toContain('# a line of source');
    const { stderr, events } = show('show()', policy('block'));
    expect({ events, errors: errors(stderr), lines: stderr.includes('# a line of source') }).toEqual({ events: [], errors: 3, lines: false });
  });

  test('is shown in the smallest thread', () => {
    const { status, stderr, events } = show('threading.stack_size(32768 if sys.version_info < (3, 14) else 131072)\nshow()', policy('block'));
    expect({ status, events, errors: errors(stderr) }).toEqual({ status: 0, events: [], errors: 3 });
  });

  test.each(['alert', 'block'] as const)('is no cover for other reads: %s', (mode) => {
    const reads = `
original = io.open

def instead(*arguments):
    try:
        original(__file__).close()
    except OSError:
        pass
    return original(*arguments)

io.open = instead
Finalized()`;
    const [event, ...later] = show(reads, policy('allow', { modes: { sourceRead: mode } })).events;
    for (const each of [event, ...later]) expect(each).toMatchObject({ category: 'sourceRead', api: 'open', stack: expect.stringContaining('instead') });
  });
});
