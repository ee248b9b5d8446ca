import { spawn } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { HandlerProcess } from '../../../lib/fuzz/runner/handler-process';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-runner-')));
afterAll(() => fs.rmSync(folder, { recursive: true }));
jest.setTimeout(60_000);

const FILES = { node: 'index.js', python: 'index.py' } as const;

/** Returns the log of a handler that gets `{ "card": "4111" }`. */
async function logsOf(language: 'node' | 'python', code: string): Promise<string> {
  const root = fs.mkdtempSync(path.join(folder, `${language}-`));
  fs.writeFileSync(path.join(root, FILES[language]), code);
  const handler = new HandlerProcess({ root, handler: 'index.handler', language, env: {} }, { timeout: 10_000 });
  await handler.start();
  const { logs } = await handler.run(['{"card":"4111"}']);
  await handler.stop();
  return logs.trim();
}

test.each<[string, string, string]>([
  ['the console', 'console.log("got", card)', 'got 4111'],
  ['the streams', 'process.stderr.write(card)', '4111'],
  ['descriptor 1', 'fs.writeSync(1, card)', '4111'],
  ['descriptor 2', 'fs.writeSync(2, card)', '4111'],
  ['an error that is thrown', 'throw new TypeError(card)', 'Invoke Error {"type":"TypeError","message":"4111",'],
  ['an uncaught error', 'setImmediate(() => { throw new Error(card); }); await new Promise(() => {})', 'Uncaught Exception {"type":"Error","message":"4111",'],
])('Node.js: %s', async (_, code, line) => {
  expect(await logsOf('node', `const fs = require('fs'); exports.handler = async ({ card }) => { ${code}; };`)).toContain(line);
});

test.each<[string, string, string]>([
  ['print', 'print("got", card)', 'got 4111'],
  ['sys.stderr', 'sys.stderr.write(card)', '4111'],
  ['logging', 'logging.getLogger("shop").warning("got %s", card)', '[WARNING]\tgot 4111'],
  ['descriptor 1', 'os.write(1, card.encode())', '4111'],
  ['an error that is raised', 'raise ValueError(card)', '[ERROR] ValueError: 4111'],
])('Python: %s', async (_, code, line) => {
  const logs = await logsOf('python', `import logging, os, sys\ndef handler(event, context):\n  card = event["card"]\n  ${code}\n`);
  expect(logs.split('\n')[0]).toBe(line);
});

test.each<[string, 'node' | 'python', string, string | RegExp]>([
  ['a module of the SDK', 'node', "require('@aws-sdk/client-absent/deep');", /; Lambda’s runtimes have it, but this project does not: run npm install --save-dev @aws-sdk\/client-absent$/],
  ['another module', 'node', "require('absent/deep');", /; the code that ships does not contain absent: bundle it, or add it to a layer of the function$/],
  ['a file of its own', 'node', "require('./absent');", /^Error: Cannot find module '\.\/absent'$/],
  ['boto3', 'python', 'raise ModuleNotFoundError("No module named \'boto3\'")', /; Lambda’s runtimes have it, but (\S+) does not: run \1 -m pip install boto3, or name another program with --python$/],
  ['another module', 'python', 'import absent.deep', /^ModuleNotFoundError: No module named 'absent'; the code that ships does not contain absent: /],
  ['another error', 'python', 'raise ValueError("No table")', /^ValueError: No table$/],
])('names the fix of a missing module: %s in %s', async (_, language, code, message) => {
  const root = fs.mkdtempSync(path.join(folder, `${language}-`));
  fs.writeFileSync(path.join(root, FILES[language]), code);
  const handler = new HandlerProcess({ root, handler: 'index.handler', language, env: {} }, { timeout: 10_000 });
  await expect(handler.start()).rejects.toThrow(message);
});

describe('waits for a handler as Lambda does', () => {
  const handlers: readonly [string, string, string][] = [
    ['a promise', 'async () => 1', '1'],
    ['a callback that is called later', '(event, context, callback) => { setTimeout(() => callback(null, 2), 20); }', '2'],
    ['the context', '(event, context) => { setTimeout(() => context.succeed(3), 20); }', '3'],
    ['what it does until nothing is left to do, where it says nothing', '() => { setTimeout(() => (global.done = true), 20); return 4; }', 'null'],
  ];

  test.each(handlers)('%s', async (_, code, result) => {
    const root = fs.mkdtempSync(path.join(folder, 'waits-'));
    fs.writeFileSync(path.join(root, 'index.js'), `exports.handler = ${code};`);
    const handler = new HandlerProcess({ root, handler: 'index.handler', language: 'node', runtime: 'nodejs22.x', env: {} }, { timeout: 10_000, node: process.execPath });
    expect([await handler.run(['{}']), await handler.run(['{}'])]).toEqual([expect.objectContaining({ end: 'returned', result }), expect.objectContaining({ end: 'returned', result })]);
    await handler.stop();
  });

  test('a late error of one event is not attributed to the next', async () => {
    const root = fs.mkdtempSync(path.join(folder, 'late-'));
    fs.writeFileSync(path.join(root, 'index.js'), 'exports.handler = async ({ late }) => { if (late) setTimeout(() => { throw new Error("late"); }, 500); else await new Promise((r) => setTimeout(r, 5000)); };');
    const handler = new HandlerProcess({ root, handler: 'index.handler', language: 'node', env: {} }, { timeout: 10_000 });
    expect((await handler.run(['{"late":true}'])).end).toBe('returned');
    expect(await handler.run(['{}'])).toMatchObject({ end: 'stopped', since: 1, error: { message: 'late' } });
    await handler.stop();
  });
});

test.each(['node', 'python'] as const)('%s: a handler gets no environment variables of this process, which can be credentials', async (language) => {
  const code = language === 'node' ? 'exports.handler = async () => console.log(Object.keys(process.env).join());' : 'import os\ndef handler(event, context):\n  print(",".join(os.environ))\n';
  const known = Object.keys(process.env);
  process.env.AWS_SECRET_ACCESS_KEY ??= 'x';
  process.env.SEC3_TEST_TOKEN = 'x';
  try {
    const names = (await logsOf(language, code)).split(',');
    expect(names).toContain('PATH');
    expect(names.filter((name) => /^AWS_|TOKEN|^HOME$/.test(name))).toEqual([]);
  } finally {
    for (const name of Object.keys(process.env)) if (!known.includes(name)) delete process.env[name];
  }
});

test('line separators in texts reach the handler unchanged', async () => {
  const root = fs.mkdtempSync(path.join(folder, 'lines-'));
  fs.writeFileSync(path.join(root, 'index.js'), 'exports.handler = async ({ text }) => text;');
  const handler = new HandlerProcess({ root, handler: 'index.handler', language: 'node', env: {} }, { timeout: 10_000 });
  expect((await handler.run([JSON.stringify({ text: '\u2028\u2029\u0085\n' })])).result).toBe(JSON.stringify('\u2028\u2029\u0085\n'));
  await handler.stop();
});

test('a handler process ends with its parent, even in an endless loop', async () => {
  const root = fs.mkdtempSync(path.join(folder, 'endless-'));
  fs.writeFileSync(path.join(root, 'index.js'), 'exports.handler = async () => { for (;;); };');
  const program = `
    const { HandlerProcess } = require('${path.join(__dirname, '../../../lib/fuzz/runner/handler-process')}');
    const handler = new HandlerProcess({ root: '${root}', handler: 'index.handler', language: 'node', env: {} }, { timeout: 60000 });
    handler.start().then(() => { console.log(handler['process'].pid); handler.run(['{}']); });`;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const) {
    const fuzzer = spawn(process.execPath, ['--import', 'tsx', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TSX_TSCONFIG_PATH: path.join(__dirname, '../../tsconfig.json'), NODE_ENV: undefined } });
    const pid = await new Promise<number>((resolve) => fuzzer.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk))));
    expect(isRunning(pid)).toBe(true);
    fuzzer.kill(signal);
    for (let tries = 0; isRunning(pid) && tries < 300; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    expect([signal, isRunning(pid)]).toEqual([signal, false]);
  }
}, 240_000);

function isRunning(pid: number): boolean {
  try {
    // A zombie process has ended.
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('Python: `logging` omits messages below its level, as in Lambda', async () => {
  expect(await logsOf('python', 'import logging\ndef handler(event, context):\n  logging.info(event["card"])\n')).toBe('');
});

test('branches are not recorded while memory is measured, because V8 keeps data of every function', async () => {
  const root = fs.mkdtempSync(path.join(folder, 'node-'));
  const coverage = fs.mkdtempSync(path.join(folder, 'coverage-'));
  fs.writeFileSync(path.join(root, 'index.js'), 'exports.handler = async () => { if (process.env.NODE_V8_COVERAGE) throw new Error("recorded"); };');
  const handler = new HandlerProcess({ root, handler: 'index.handler', language: 'node', env: {} }, { timeout: 10_000, coverage });
  expect((await handler.run(['{}'])).error?.message).toBe('recorded');
  expect(await handler.soak({ events: ['{}'], most: 20, every: 10, within: 10_000 })).toMatchObject({ failed: 0 });
  expect((await handler.run(['{}'])).error?.message).toBe('recorded');
  await handler.stop();
});
