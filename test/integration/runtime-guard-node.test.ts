import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { eventsIn, GUARD, policy } from '../runtime-guard/native/guarded';
import { NODE_MAJORS, NodeMajor, nodeBinary } from '../tools/node-releases';

jest.setTimeout(120_000);

let task: string;

beforeAll(() => {
  task = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-node-releases-'));
});
afterAll(() => fs.rmSync(task, { recursive: true, force: true }));

/** Runs a program of the function after a simulated first invocation, and returns its output. */
function run(major: NodeMajor, document: string | undefined, files: Record<string, string | Buffer>, env: NodeJS.ProcessEnv = {}) {
  for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(task, name), content);
  const command = [...(document === undefined ? [] : [path.join(GUARD, 'wrapper')]), nodeBinary(major), path.join(task, 'program.cjs')];
  const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), {
    env: { PATH: process.env.PATH, LAMBDA_TASK_ROOT: task, ...(document !== undefined && { SEC3_RUNTIME_POLICY: document }), ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout: stdout.trim(), stderr, events: eventsIn(stderr) };
}

/** Returns a program that prints the result of an expression, or the name of its error. */
const saying = (expression: string) => ({
  'program.cjs': `setTimeout(async () => { try { console.log(${expression}) } catch (e) { console.log(e.name) } }, 5);`,
});

const inThread = (code: string) =>
  `await new Promise((done) => new (require('worker_threads').Worker)(process.env.LAMBDA_TASK_ROOT + '/thread.cjs').on('message', done).on('error', (e) => done(e.name)), ${JSON.stringify(code)})`;

const strict = policy('block');
/** Policy under which caches can be written. */
const writing = policy('block', { modes: { worker: 'allow', fileWrite: 'allow' } });

describe.each(NODE_MAJORS)('Node %i', (major) => {
  test.each([
    ['eval', "eval('6 * 7')", 'EvalError'],
    ['Function', "Function('return 42')()", 'EvalError'],
    ['WebAssembly', 'new WebAssembly.Module(Buffer.from("0061736d01000000", "hex")) && 42', 'CompileError'],
  ])('V8 asks the guard about %s, which keeps its identity', (_, code, error) => {
    const identity = 'eval === globalThis.eval && Function === (() => {}).constructor';
    expect(run(major, undefined, saying(code)).stdout).toBe('42');
    expect(run(major, policy('alert'), saying(code))).toMatchObject({ stdout: '42', events: [{ category: 'dynamicCode', action: 'alerted' }] });
    const { stdout, events } = run(major, strict, saying(code));
    expect({ stdout, events }).toMatchObject({ stdout: error, events: [{ category: 'dynamicCode', action: 'blocked', stack: expect.stringContaining(`${task}/program.cjs:`) }] });
    expect(run(major, strict, saying(identity))).toMatchObject({ stdout: 'true', events: [] });
  });

  test('a worker thread is guarded, too', () => {
    const files = { ...saying(inThread('')), 'thread.cjs': "let said; try { said = eval('6 * 7') } catch (e) { said = e.name } require('worker_threads').parentPort.postMessage(said)" };
    expect(run(major, undefined, files).stdout).toBe('42');
    expect(run(major, writing, files)).toMatchObject({ stdout: 'EvalError', events: [{ api: 'eval', action: 'blocked' }] });
  });

  test('fetch and late imports work', () => {
    const server = "require('http').createServer((request, response) => response.end('fetched')).listen(0, '127.0.0.1', function () { done(this) })";
    const fetched = `await new Promise((done) => ${server}).then(async (server) => { const text = await (await fetch('http://127.0.0.1:' + server.address().port)).text(); server.close(); return text })`;
    const files = { ...saying(`${fetched} + (await import('./late.mjs')).late`), 'late.mjs': "export { late } from './later.cjs';", 'later.cjs': "exports.late = ' late';" };
    expect(run(major, strict, files)).toMatchObject({ stdout: 'fetched late', events: [] });
  });

  test('listed files may create code while the function is loaded, and this is counted', () => {
    const maker = "exports.early = Function('return 42')(); exports.late = () => Function('return 43')();";
    const files = { ...saying("require('./maker.cjs').late()"), 'maker.cjs': maker };
    files['program.cjs'] = `console.log(require('./maker.cjs').early); ${files['program.cjs']}`;
    expect(run(major, undefined, files).stdout).toBe('42\n43');
    const { stdout, stderr, events } = run(major, policy('block', { initCode: ['*.cjs'] }), files);
    expect({ stdout, events }).toMatchObject({ stdout: '42\nEvalError', events: [{ api: 'Function', action: 'blocked' }] });
    expect(stderr).toContain('"type":"initCode"');
    expect(stderr).toContain('"permitted":{"*.cjs":1}');
    expect(run(major, policy('block', { initCode: ['other.cjs'] }), files).status).toBe(1);
  });

  test('the stack of an error does not contain the guard', () => {
    const { stdout } = run(major, strict, { 'program.cjs': "require('./thrower.cjs')", 'thrower.cjs': 'console.log(new Error().stack)' });
    expect(stdout).toContain(`${task}/thrower.cjs:1:`);
    expect(stdout).not.toContain(GUARD);
  });
});

describe.each(NODE_MAJORS.filter((major) => major > 20))('Node %i', (major) => {
  test('types are stripped from a deployed module while the function is loaded', () => {
    const typed = { 'typed.cts': 'exports.answer = 40 as number;', 'typed.mts': 'export const answer: number = 2;' };
    const early = "const { answer } = require('./typed.cts'); import('./typed.mts').then((other) => console.log(answer + other.answer));";
    expect(run(major, strict, { ...typed, 'program.cjs': early })).toMatchObject({ stdout: '42', events: [] });
    const late = run(major, strict, { ...typed, ...saying("require('./typed.cts').answer") });
    expect(late).toMatchObject({ stdout: 'Error', events: [{ category: 'sourceRead', action: 'blocked', api: 'late import of TypeScript' }] });
  });

  test('only deployed WebAssembly can be imported', () => {
    const wasm = Buffer.from('0061736d010000000105016000017f03020100070a0106616e7377657200000a06010400412a0b', 'hex');
    const files = { ...saying("(await import('./answer.wasm')).answer()"), 'answer.wasm': wasm };
    expect(run(major, strict, files)).toMatchObject({ stdout: '42', events: [] });
    const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-elsewhere-'));
    fs.writeFileSync(path.join(elsewhere, 'answer.wasm'), wasm);
    const { stdout, events } = run(major, strict, saying(`(await import('${elsewhere}/answer.wasm')).answer()`));
    fs.rmSync(elsewhere, { recursive: true });
    expect({ stdout, events }).toMatchObject({ stdout: 'Error', events: [{ category: 'dynamicCode', action: 'blocked', api: 'import' }] });
  });

  describe('a foreign cache of compiled code', () => {
    const honest = 'module.exports = "honest";';
    const poison = 'module.exports = "poison";';
    let cache: string;

    /** Stores the cached code of one text as that of another text of the same length. */
    beforeAll(() => {
      cache = path.join(task, `cache-${major}`);
      const flush = "require('module').flushCompileCache?.()";
      const cached = (text: string) => run(major, undefined, { 'program.cjs': `require('./module.cjs'); ${flush}`, 'module.cjs': text }, { NODE_COMPILE_CACHE: cache });
      const entries = () => fs.readdirSync(cache, { recursive: true, withFileTypes: true });
      const files = () => entries().filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
      cached(honest);
      const before = new Map(files().map((file) => [file, fs.readFileSync(file)]));
      fs.rmSync(cache, { recursive: true });
      cached(poison);
      for (const file of files()) {
        const theirs = before.get(file);
        const ours = fs.readFileSync(file);
        // The fourth word is a checksum of the source. It becomes that of the honest source.
        if (theirs) fs.writeFileSync(file, Buffer.concat([ours.subarray(0, 12), theirs.subarray(12, 16), ours.subarray(16)]));
      }
    });

    test.each([
      ['enabled by the environment', '', 'NODE_COMPILE_CACHE'],
      ['enabled by the program', "require('module').enableCompileCache(process.env.CACHE);", 'CACHE'],
    ])('is not used: %s', (_, before, variable) => {
      const files = { 'program.cjs': `${before} console.log(require('./module.cjs'))`, 'module.cjs': honest };
      expect(run(major, undefined, files, { [variable]: cache }).stdout).toBe('poison');
      expect(run(major, writing, files, { [variable]: cache }).stdout).toBe('honest');
    });

    test('prevents a thread from starting if its environment contains it', () => {
      const thread = `const thread = new (require('worker_threads').Worker)(__dirname + '/thread.cjs', { env: { NODE_COMPILE_CACHE: ${JSON.stringify(cache)} } });`;
      const files = { 'program.cjs': `${thread} thread.on('message', console.log).on('exit', (code) => console.log('exit', code))`, 'thread.cjs': "require('worker_threads').parentPort.postMessage('ran')" };
      expect(run(major, undefined, files).stdout).toBe('ran\nexit 0');
      const { stdout, stderr } = run(major, writing, files);
      expect(stdout).toBe('exit 1');
      expect(stderr).toContain('NODE_COMPILE_CACHE has Node.js run compiled code that cannot be checked; unset it, or set /modes/dynamicCode to alert');
    });
  });
});
