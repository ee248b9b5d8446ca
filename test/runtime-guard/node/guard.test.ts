import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as fc from 'fast-check';
import { NODE_MAJORS, nodeBinary } from '../../tools/node-releases';
import { CATEGORIES, eventsIn, GUARD, Mode, policy } from '../native/guarded';
import { recordsIn } from '../native/records';

jest.setTimeout(120_000);

let taskRoot: string;

beforeAll(() => {
  taskRoot = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-node-guard-'));
  fs.writeFileSync(path.join(taskRoot, 'source.cjs'), 'exports.secret = "of the source";');
  fs.writeFileSync(path.join(taskRoot, 'thread.cjs'), 'require("worker_threads").parentPort.postMessage("thread")');
});

afterAll(() => fs.rmSync(taskRoot, { recursive: true, force: true }));

/** One expression for each category, with its value or the code of its error. */
const PROBES: Record<string, { readonly code: string; readonly value: unknown; readonly error: string }> = {
  childProcess: { code: 'require("child_process").spawnSync("/bin/true").status', value: 0, error: 'ERR_ACCESS_DENIED' },
  sourceRead: { code: 'require("fs").readFileSync(process.env.LAMBDA_TASK_ROOT + "/source.cjs").length', value: 33, error: 'EACCES' },
  dynamicCode: { code: 'require("vm").runInThisContext("6 * 7")', value: 42, error: 'ERR_ACCESS_DENIED' },
  worker: {
    code: 'await new Promise((r) => new (require("worker_threads").Worker)(process.env.LAMBDA_TASK_ROOT + "/thread.cjs").once("message", r))',
    value: 'thread',
    error: 'ERR_ACCESS_DENIED',
  },
  inspector: { code: '(new (require("inspector").Session)().connect(), "attached")', value: 'attached', error: 'ERR_ACCESS_DENIED' },
};

interface Outcome {
  readonly status: number | null;
  readonly results: unknown;
  readonly stderr: string;
  readonly events: ReturnType<typeof eventsIn>;
}

/** Evaluates expressions one after the other, in a separate process. */
function evaluate(document: string | undefined, expressions: readonly string[], env: NodeJS.ProcessEnv = {}, guard = GUARD): Outcome {
  const steps = expressions.map((code) => `try { results.push(${code}) } catch (e) { results.push({ code: e.code ?? e.name }) }`);
  const program = path.join(taskRoot, 'program.cjs');
  fs.writeFileSync(program, `setTimeout(async () => { const results = []; ${steps.join(';\n')}; console.log(JSON.stringify(results)); }, 5)`);
  const command = document === undefined ? [process.execPath] : [path.join(guard, 'wrapper'), process.execPath];
  return start([...command, program], { ...(document !== undefined && { SEC3_RUNTIME_POLICY: document }), ...env });
}

function start(command: readonly string[], env: NodeJS.ProcessEnv): Outcome {
  const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), {
    env: { PATH: process.env.PATH, LAMBDA_TASK_ROOT: taskRoot, AWS_LAMBDA_FUNCTION_NAME: 'orders', ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, results: stdout ? JSON.parse(stdout) : undefined, stderr, events: eventsIn(stderr) };
}

const CODES = Object.values(PROBES).map(({ code }) => code);
const VALUES = Object.values(PROBES).map(({ value }) => value);
const NAMES = Object.keys(PROBES);

describe('modes', () => {
  test('without a guard, every probe works', () => {
    expect(evaluate(undefined, CODES).results).toEqual(VALUES);
  });

  test('allow changes nothing and writes nothing', () => {
    expect(evaluate(policy('allow'), CODES)).toMatchObject({ status: 0, results: VALUES, stderr: '' });
  });

  test('alert changes nothing, and reports each probe', () => {
    const { results, events } = evaluate(policy('alert'), CODES);
    expect(results).toEqual(VALUES);
    expect(new Set(events.map(({ category }) => category))).toEqual(new Set(NAMES));
    expect(events.every(({ action, Alerted }) => action === 'alerted' && Alerted === 1)).toBe(true);
  });

  test('block rejects each probe, and reports it with its place', () => {
    const { results, events } = evaluate(policy('block'), CODES);
    expect(results).toEqual(Object.values(PROBES).map(({ error }) => ({ code: error })));
    expect(events.map(({ category }) => category)).toEqual(NAMES);
    for (const event of events) expect(event).toMatchObject({ action: 'blocked', Blocked: 1, stack: expect.stringContaining(`${taskRoot}/program.cjs:`) });
  });

  test('each category has its own mode', () => {
    const mode = fc.constantFrom<Mode>('block', 'alert', 'allow');
    fc.assert(
      fc.property(fc.record(Object.fromEntries(CATEGORIES.map((name) => [name, mode]))), (modes) => {
        const { results, events } = evaluate(policy('allow', { modes }), CODES);
        expect(results).toEqual(NAMES.map((name) => (modes[name] === 'block' ? { code: PROBES[name].error } : PROBES[name].value)));
        const seen = new Map(events.map(({ category, action }) => [category, action]));
        for (const name of NAMES) expect(seen.get(name)).toBe({ block: 'blocked', alert: 'alerted', allow: undefined }[modes[name]]);
      }),
      { numRuns: 8 },
    );
  });
});

describe('events', () => {
  test('have the documented fields, and become CloudWatch metrics', () => {
    const { events } = evaluate(policy('block'), [PROBES.dynamicCode.code]);
    expect(events).toEqual([
      {
        type: 'event',
        schemaVersion: 1,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        requestId: null,
        functionName: 'orders',
        category: 'dynamicCode',
        action: 'blocked',
        api: 'vm.Script',
        target: null,
        stack: expect.any(String),
        count: 1,
        Blocked: 1,
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'Sec3/RuntimeProtection',
              Dimensions: [['functionName', 'category'], ['functionName']],
              Metrics: [{ Name: 'Blocked', Unit: 'Count' }],
            },
          ],
        },
      },
    ]);
  });

  test('of one kind are reported once, and then counted', () => {
    const { events } = evaluate(policy('alert'), [`[1, 2, 3, 4, 5].map(() => ${PROBES.dynamicCode.code}).length`]);
    expect(events.map(({ count }) => count)).toEqual([1, 4]);
    expect(events.map(({ Alerted }) => Alerted)).toEqual([1, 4]);
  });

  test('stay short and on one line with any target', () => {
    const { stderr } = evaluate(policy('alert'), ['(() => { try { process.binding("\\n\\u0000\\u2028\\"" + "x".repeat(100000)) } catch { return 1 } })()']);
    const line = stderr.split('\n').find((each) => each.includes('process.binding'))!;
    expect(line.length).toBeLessThan(4096);
    expect(JSON.parse(line).target).toMatch(/^\n\0\u2028"x+$/);
  });

  test('are not affected by changed prototypes', () => {
    const pollution = `(() => {
      Object.prototype.toJSON = Array.prototype.toJSON = String.prototype.toJSON = () => 'nothing happened';
      Map.prototype.get = () => ({ time: Infinity, more: 0 });
      String.prototype.startsWith = () => true;
      Date.prototype.toISOString = () => { throw new Error() };
    })()`;
    const { events, results } = evaluate(policy('block'), [`${pollution} ?? ${PROBES.dynamicCode.code}`]);
    expect(JSON.stringify(results)).toContain('nothing happened');
    expect(events).toMatchObject([{ category: 'dynamicCode', action: 'blocked' }]);
  });
});

describe('rarely used modules of Node.js', () => {
  const loaded = 'process.moduleLoadList.filter((name) => /^NativeModule (?:v8|vm|inspector|wasi|trace_events)$/.test(name)).map((name) => name.slice(13)).sort()';

  test.each(['block', 'alert'] as const)('are not loaded just to be hooked, under %s', (mode) => {
    expect(evaluate(policy(mode), [loaded]).results).toEqual([[]]);
  });

  test.each(['block', 'alert'] as const)('can all be loaded without an event, under %s', (mode) => {
    const modules = 'require("module").builtinModules.map((name) => [name, typeof require(name)])';
    const unguarded = evaluate(undefined, [modules]).results;
    expect(evaluate(policy(mode), [modules])).toMatchObject({ results: unguarded, events: [] });
  });

  test('can’t be loaded by a custom loader, because Node.js does not start with one', () => {
    fs.writeFileSync(path.join(taskRoot, 'loader.mjs'), '');
    const env = { NODE_OPTIONS: `--experimental-loader=${path.join(taskRoot, 'loader.mjs')}` };
    expect(evaluate(policy('alert', { modes: { inspector: 'block' } }), [loaded], env)).toMatchObject({ status: 1, results: undefined });
  });

  test.each(['require("inspector")', '(await import("inspector"))', 'process.getBuiltinModule("inspector")', 'require("inspector/promises")'])('are hooked when code loads them: %s', (inspector) => {
    const { results, events } = evaluate(policy('alert', { modes: { inspector: 'block' } }), [`${inspector}.open(0)`, 'require("inspector").open(0)']);
    expect(results).toEqual([{ code: 'ERR_ACCESS_DENIED' }, { code: 'ERR_ACCESS_DENIED' }]);
    expect(events).toMatchObject([{ api: 'inspector.open', action: 'blocked', count: 1 }, { api: 'inspector.open', action: 'blocked', count: 1 }]);
  });

  test.each(['new URL("file:///nowhere/x").protocol', 'require("url").fileURLToPath(new URL("file:///nowhere/x"))'])('URLs of other files are not imports: %s', (code) => {
    const unguarded = evaluate(undefined, [code]).results;
    expect(evaluate(policy('block'), [code])).toMatchObject({ results: unguarded, events: [] });
  });

  test('are listed unchanged, and the list can’t be changed', () => {
    const changed = '(process.moduleLoadList.push("more"), process.moduleLoadList.includes("more"))';
    expect(evaluate(policy('block'), ['process.moduleLoadList.includes("NativeModule fs")', changed, `(require("v8"), ${loaded})`]).results).toEqual([true, false, ['v8']]);
  });
});

describe('the guard can’t be removed', () => {
  test.each([
    ['its modules are not in the cache', `Object.keys(require.cache).filter((file) => file.startsWith(${JSON.stringify(`${GUARD}/node/`)})).map((file) => Object.keys(require.cache[file].exports).length)`, [0]],
    ['Function has no other constructor', '[Function, (() => {}).constructor, (async () => {}).constructor, (function* () {}).constructor].map((f) => { try { f("1"); return f.name } catch (e) { return e.name } })', Array(4).fill('EvalError')],
    ['instances do not reveal the original Worker', 'Object.getPrototypeOf(require("worker_threads").Worker.prototype.constructor) === require("events") && require("worker_threads").Worker.prototype.constructor === require("worker_threads").Worker', true],
    ['internal bindings are closed', '["fs", "spawn_sync", "inspector"].map((name) => { try { return process.binding(name) } catch (e) { return e.code } })', Array(3).fill('ERR_ACCESS_DENIED')],
    ['properties that old packages need exist', 'typeof process.binding("buffer").kStringMaxLength', 'number'],
    ['ES modules see the same functions', '(await import("vm")).compileFunction === require("vm").compileFunction', true],
  ])('%s', (_, code, expected) => {
    expect(evaluate(policy('block'), [code]).results).toEqual([expected]);
  });

  test.each(['{ execArgv: [] }', '{ env: {}, execArgv: [] }', '{ env: { SEC3_RUNTIME_POLICY: "{}" } }', 'undefined'])('a worker thread with %s is guarded, too', (options) => {
    fs.writeFileSync(path.join(taskRoot, 'prying.cjs'), `
      let result;
      try { result = require('fs').readFileSync(${JSON.stringify(path.join(taskRoot, 'source.cjs'))}, 'utf8') } catch (e) { result = e.code }
      require('worker_threads').parentPort.postMessage(result);`);
    const thread = `await new Promise((r) => new (require("worker_threads").Worker)(process.env.LAMBDA_TASK_ROOT + "/prying.cjs", ${options}).once("message", r))`;
    expect(evaluate(policy('block', { modes: { worker: 'alert' } }), [thread]).results).toEqual(['EACCES']);
  });

  test.each(['require', 'import'])('%s loads deployed files, and no files written at run time', (how) => {
    const dropped = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-dropped-'));
    fs.writeFileSync(path.join(dropped, 'dropped.cjs'), 'exports.secret = "dropped"');
    const load = (file: string) => (how === 'require' ? `require(${JSON.stringify(file)}).secret` : `(await import(${JSON.stringify(file)})).secret`);
    const { results } = evaluate(policy('block'), [load(path.join(taskRoot, 'source.cjs')), load(path.join(dropped, 'dropped.cjs'))]);
    fs.rmSync(dropped, { recursive: true });
    expect(results).toEqual(['of the source', { code: 'ERR_ACCESS_DENIED' }]);
  });

  test.each([
    ['leaves the folder of the function', (folder: string) => `${taskRoot}/../${path.basename(folder)}/dropped.cjs`],
    ['is relative', () => 'dropped.cjs'],
  ])('the loader does not compile a file whose name %s', (_, name) => {
    const dropped = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-dropped-'));
    fs.writeFileSync(path.join(dropped, 'dropped.cjs'), 'exports.secret = "dropped"');
    const code = `((module) => (process.chdir(${JSON.stringify(dropped)}), require("module")._extensions[".js"](module, ${JSON.stringify(name(dropped))}), module.exports.secret))(new module.constructor("x"))`;
    const outcomes = [undefined, policy('block')].map((document) => evaluate(document, [code]).results);
    fs.rmSync(dropped, { recursive: true });
    expect(outcomes).toEqual([['dropped'], [{ code: 'ERR_ACCESS_DENIED' }]]);
  });

  test.each(['Module.prototype._compile', 'module._compile', 'Module.wrap'])('if source can’t be read, %s does not show it, even if everything else is allowed', (api) => {
    const stand = {
      'Module.prototype._compile': 'Module.prototype._compile = (code) => (seen = code); require(file)',
      'module._compile': 'Module._extensions[".cjs"] = Module._extensions[".js"].bind(null, { paths: [], _compile: (code) => (seen = code) }, file); require(file)',
      'Module.wrap': 'const { wrap } = Module; Module.wrap = (code) => wrap((seen = code)); require(file)',
    }[api];
    const code = `((file, Module, seen) => { ${stand}; return seen })(${JSON.stringify(path.join(taskRoot, 'source.cjs'))}, require("module"))`;
    expect(evaluate(policy('allow'), [code]).results).toEqual(['exports.secret = "of the source";']);
    const { results, events } = evaluate(policy('allow', { modes: { sourceRead: 'block' } }), [code]);
    expect(JSON.stringify(results)).not.toContain('of the source');
    const alert = evaluate(policy('allow', { modes: { sourceRead: 'alert' } }), [code]);
    expect(alert.results).toEqual(['exports.secret = "of the source";']);
    expect(alert.events).toMatchObject([{ category: 'sourceRead', action: 'alerted', api }]);
    // A write to a read-only property has no effect in sloppy mode, and throws no error.
    expect(events).toMatchObject(api === 'Module.prototype._compile' ? [] : [{ category: 'sourceRead', action: 'blocked', api }]);
  });
});

/** Returns the stack of a call's error, after the first invocation has arrived, under a policy that blocks everything. */
function stackOf(call: string): string {
  const source = JSON.stringify(path.join(taskRoot, 'source.cjs'));
  const code = `await (async (fs, path, source, net) => { try { ${call} } catch (e) { return e.stack } })(require("fs"), require("path"), ${source}, require("net"))`;
  return String(evaluate(policy('block'), [code]).results);
}

const CONNECT = 'await new Promise((done, failed) => net.connect(443, ADDRESS).on("error", failed))';
const REMEDIES: readonly (readonly [category: string, call: string, fix?: string])[] = [
  ['sourceRead', 'fs.readFileSync(source)'],
  ['sourceRead', 'await fs.promises.readFile(source)'],
  ['sourceRead', 'await new Promise((done, failed) => fs.readFile(path.relative(process.cwd(), source), failed))'],
  ['fileWrite', 'fs.writeFileSync(source + ".new", "")'],
  ['childProcess', 'require("child_process").spawnSync("/bin/true")'],
  ['childProcess', 'await new Promise((done, failed) => require("child_process").spawn("/bin/true").on("error", failed))'],
  ['network', CONNECT.replace('ADDRESS', '"203.0.113.9"'), 'add the host to allowedHosts, or make network alert'],
  ['network', CONNECT.replace('ADDRESS', '"2001:db8::9"'), 'add the host to allowedHosts, or make network alert'],
  ['network', 'await require("dns").promises.lookup("evil.example")', 'add the host to allowedHosts, or make network alert'],
  ['nativeAddon', 'process.dlopen({ exports: {} }, source)'],
  ['dynamicCode', 'eval("1")', 'make the code when the function is loaded and add program.cjs to initCode, or make dynamicCode alert'],
  ['dynamicCode', 'new Function("")', 'make the code when the function is loaded and add program.cjs to initCode, or make dynamicCode alert'],
  ['dynamicCode', 'require("vm").runInThisContext("1")'],
  ['worker', 'new (require("worker_threads").Worker)(source)'],
  ['inspector', 'new (require("inspector").Session)().connect()'],
  ['inspector', 'fs.readFileSync("/proc/self/environ")', 'let no category block'],
  ['inspector', 'process.binding("fs")', 'let no category block'],
];

test.each(REMEDIES.map(([category, call, fix]) => [category, call, fix ?? `make ${category} alert`] as const))('an error of %s names the policy, the category and the fix: %s', (category, call, fix) => {
  const words = `by the runtime policy of this function (${category}); to permit it, ${fix}\n`;
  expect(`${stackOf(call)}\n`).toContain(words);
});

test('the list contains all categories', () => {
  expect([...new Set(REMEDIES.map(([category]) => category))].sort()).toEqual([...CATEGORIES].sort());
});

test('while the function is loaded, the error suggests initCode', () => {
  fs.writeFileSync(path.join(taskRoot, 'maker.cjs'), 'exports.words = (() => { try { eval("1") } catch (e) { return e.message } })();');
  const command = [path.join(GUARD, 'wrapper'), process.execPath, '-p', `JSON.stringify(require(${JSON.stringify(path.join(taskRoot, 'maker.cjs'))}).words)`];
  const { results } = start(command, { SEC3_RUNTIME_POLICY: policy('block') });
  expect(results).toBe('eval is blocked by the runtime policy of this function (dynamicCode); to permit it, add maker.cjs to initCode, or make dynamicCode alert');
});

test('errors of the system, and similar ones, are not changed', () => {
  const code = '((fs) => { try { fs.readFileSync("/nowhere") } catch (e) { return [e.stack, Object.assign(new Error("x"), { code: "EACCES", path: "/nowhere" }).stack] } })(require("fs"))';
  expect(String(evaluate(policy('block'), [code]).results)).not.toContain('runtime policy');
});

describe('code on the command line is not checked', () => {
  test.each([['-e', 'console.log(6 * 7)'], ['-p', '6 * 7'], ['--input-type=module', '-e', 'console.log(6 * 7)']])('%s', (...code) => {
    const command = [path.join(GUARD, 'wrapper'), process.execPath, ...code];
    expect(start(command, { SEC3_RUNTIME_POLICY: policy('block') })).toMatchObject({ status: 0, results: 42, events: [] });
  });

  test('but dynamic code within it is', () => {
    const command = [path.join(GUARD, 'wrapper'), process.execPath, '-e', 'try { eval("1") } catch (e) { console.log(JSON.stringify(e.name)) }'];
    expect(start(command, { SEC3_RUNTIME_POLICY: policy('block') })).toMatchObject({ results: 'EvalError', events: [{ api: 'eval' }] });
  });
});

describe('layers', () => {
  const GUARD_FILE = path.join(GUARD, 'node/guard.cjs');

  test('one line lists the active layers', () => {
    expect(recordsIn(evaluate(policy('alert'), []).stderr, 'posture')).toMatchObject([
      {
        schemaVersion: 1,
        functionName: 'orders',
        runtime: `nodejs ${process.versions.node}`,
        layers: { native: 'active', engine: 'active', javascript: 'active', auditHook: 'inactive' },
        modes: Object.fromEntries(CATEGORIES.map((name) => [name, 'alert'])),
      },
    ]);
  });

  test('without the native guard, Node.js does not start', () => {
    const { status, stderr, results } = start([process.execPath, '--require', GUARD_FILE, '-p', '1'], { SEC3_RUNTIME_POLICY: policy('alert') });
    expect({ status, results }).toEqual({ status: 1, results: undefined });
    expect(stderr).toMatch(/^sec3-runtime-guard: .*libsec3guard\.so is not loaded, .*; start it through the wrapper, or set onDegraded to warn\n$/);
  });

  test('it starts if the policy only requires a warning', () => {
    const document = policy('alert', { onDegraded: 'warn' });
    const { status, stderr, results } = start([process.execPath, '--require', GUARD_FILE, '-p', '1'], { SEC3_RUNTIME_POLICY: document });
    expect({ status, results }).toEqual({ status: 0, results: 1 });
    expect(JSON.parse(stderr.split('\n')[0])).toMatchObject({ type: 'posture', layers: { native: 'inactive', engine: 'inactive', javascript: 'active' } });
  });

  test.each([
    ['none', undefined, 'SEC3_RUNTIME_POLICY is not set; set it to a policy document, or to @/path/of/one'],
    ['no JSON', '{', 'SEC3_RUNTIME_POLICY cannot be read: '],
    ['a file that does not exist', '@/nowhere/policy.json', "SEC3_RUNTIME_POLICY cannot be read: ENOENT: no such file or directory, open '/nowhere/policy.json'"],
    ['a category without a mode', policy('block', { modes: { worker: undefined } }), 'SEC3_RUNTIME_POLICY /modes/worker is undefined; it has to be one of block, alert, allow'],
    ['a wrong mode', policy('block', { modes: { worker: 'off' as Mode } }), 'SEC3_RUNTIME_POLICY /modes/worker is "off"; it has to be one of block, alert, allow'],
    ['a wrong onDegraded', policy('block', { onDegraded: 'ignore' }), 'SEC3_RUNTIME_POLICY /onDegraded is "ignore"; it has to be fail or warn'],
  ])('a policy that is %s stops the process, where there is no library either', (_, document, message) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-no-library-'));
    fs.cpSync(path.dirname(GUARD_FILE), path.join(folder, 'node'), { recursive: true });
    const files = [GUARD_FILE, path.join(folder, 'node/guard.cjs')];
    const [withLibrary, alone] = files.map((file) => start([process.execPath, '--require', file, '-p', '1'], document === undefined ? {} : { SEC3_RUNTIME_POLICY: document }));
    fs.rmSync(folder, { recursive: true });
    expect([withLibrary.status, alone.status]).toEqual([1, 1]);
    expect(withLibrary.stderr).toContain('sec3-runtime-guard: SEC3_RUNTIME_POLICY');
    expect(alone.stderr).toContain(`sec3-runtime-guard: ${message}`);
  });
});

describe('a thread that writes down what it has in memory, or what it runs', () => {
  test.each([
    'require("v8").setHeapSnapshotNearHeapLimit(1)',
    ...['--heapsnapshot-near-heap-limit=1', '--cpu-prof', '--heap_prof'].map((flag) => `new (require("worker_threads").Worker)("1", { eval: true, execArgv: [${JSON.stringify(flag)}] })`),
  ])('%s counts as inspector', (code) => {
    const { results, events } = evaluate(policy('allow', { modes: { inspector: 'block' } }), [code]);
    expect({ results, events }).toMatchObject({ results: [{ code: 'ERR_ACCESS_DENIED' }], events: [{ category: 'inspector', action: 'blocked' }] });
  });

  // Node.js creates the folder of the profile after V8 has left the environment of the thread.
  test.each(NODE_MAJORS)('the guard reports files that are made when a thread has ended (Node.js %i)', (major) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-profile-'));
    const program = path.join(taskRoot, 'profiled.cjs');
    fs.writeFileSync(program, `new (require('worker_threads').Worker)('1', { eval: true, execArgv: ['--cpu-prof', '--cpu-prof-dir=${folder}/made'] })`);
    const { status, events } = start([path.join(GUARD, 'wrapper'), nodeBinary(major), program], { SEC3_RUNTIME_POLICY: policy('alert') });
    const made = fs.readdirSync(path.join(folder, 'made'));
    fs.rmSync(folder, { recursive: true });
    expect({ status, made: made.length }).toEqual({ status: 0, made: 1 });
    expect(events.some(({ category, api }) => category === 'fileWrite' && api === 'mkdir')).toBe(true);
  });
});

test('code may extend the prototypes of objects and arrays if both dynamicCode and sourceRead are alert', () => {
  const code = 'typeof [Reflect.set(Object.prototype, "first", 1), Array.prototype.last = () => 2, [].last?.()][2]';
  expect(evaluate(policy('block', { modes: { dynamicCode: 'alert', sourceRead: 'alert' } }), [code]).results).toEqual(['number']);
});

describe('flags of Node.js', () => {
  const PERMISSION = '--permission --disable-warning=SecurityWarning --allow-fs-read=* --allow-fs-write=* --allow-addons --allow-wasi';
  const flags = (major: number, document: string) => {
    const modes = JSON.stringify(JSON.parse(document).modes).slice(1, -1);
    return spawnSync('sh', ['-c', '. "$1"; sec3_node_flags "$2" "$3"; printf %s "$node_flags"', 'sh', path.join(GUARD, 'node/flags.sh'), `${major}`, modes], {
      encoding: 'utf8',
    }).stdout.trim();
  };

  test.each([
    [20, '--zero-fill-buffers'],
    [22, `--zero-fill-buffers ${PERMISSION} --disable-sigusr1`],
    [24, `--zero-fill-buffers ${PERMISSION} --disable-sigusr1`],
    [26, '--zero-fill-buffers --no-experimental-ffi --disable-sigusr1'],
  ])('of version %s, if everything is blocked', (major, expected) => expect(flags(major, policy('block'))).toBe(expected));

  test.each([20, 22, 24, 26])('of version %s: none, if nothing is blocked', (major) => {
    expect(flags(major, policy('alert'))).toBe('');
    expect(flags(major, policy('allow'))).toBe('');
  });

  test('the permission model grants what is not blocked, and is not used if files may be written', () => {
    const modes = { worker: 'alert', childProcess: 'allow' } as const;
    expect(flags(24, policy('block', { modes }))).toContain(`${PERMISSION} --allow-child-process --allow-worker`);
    expect(flags(24, policy('block', { modes: { fileWrite: 'alert' } }))).not.toContain('--permission');
  });
});
