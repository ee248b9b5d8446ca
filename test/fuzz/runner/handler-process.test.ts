import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { HandlerProcess } from '../../../lib/fuzz/runner/handler-process';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-runner-')));
afterAll(() => fs.rmSync(folder, { recursive: true }));
jest.setTimeout(60_000);

const FILES = { node: 'index.js', python: 'index.py' } as const;

/** What is logged by a handler that gets `{ "card": "4111" }`. */
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
  ['an error that nobody catches', 'setImmediate(() => { throw new Error(card); }); await new Promise(() => {})', 'Uncaught Exception {"type":"Error","message":"4111",'],
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

test('Python: below its level, `logging` writes nothing, as in Lambda', async () => {
  expect(await logsOf('python', 'import logging\ndef handler(event, context):\n  logging.info(event["card"])\n')).toBe('');
});
