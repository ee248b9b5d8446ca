import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { OtherHosts } from '../../../lib/fuzz/other-hosts/other-hosts';
import { HandlerProcess } from '../../../lib/fuzz/runner/handler-process';
import { unpackGuard } from '../../../lib/fuzz/runner/unpack-guard';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-hosts-')));
const file = path.join(folder, 'payments.yaml');
fs.writeFileSync(file, [
  'openapi: 3.0.3', 'info: { title: Payments, version: "1" }', 'paths:', '  /charges:', '    post:', '      responses:', '        201:', '          description: charged',
  '          content: { application/json: { schema: { type: object, required: [id], properties: { id: { type: string, enum: [ch_1] } }, additionalProperties: false } } }', '',
].join('\n'));
const guard = unpackGuard(path.join(folder, 'guard'));
const hosts = new OtherHosts([{ host: 'payments.example.com', file }]);
let ports: { readonly [host: string]: number };
beforeAll(async () => void (ports = await hosts.start()));
afterAll(() => {
  hosts.stop();
  fs.rmSync(folder, { recursive: true });
});
jest.setTimeout(60_000);

/** Returns the result of a handler that calls the host, under the guard. */
async function answered(language: 'node' | 'python', code: string): Promise<unknown> {
  const root = fs.mkdtempSync(path.join(folder, `${language}-`));
  fs.writeFileSync(path.join(root, language === 'node' ? 'index.js' : 'index.py'), code);
  const handler = new HandlerProcess({ root, handler: 'index.handler', language, env: {} }, { timeout: 10_000, guard, hosts: ports });
  const { result, error } = await handler.run(['{}']);
  await handler.stop();
  return error ?? JSON.parse(result!);
}

const URL = 'https://payments.example.com/charges';
const READ = 'let text = ""; response.on("data", (part) => (text += part)).on("end", () => resolve([response.statusCode, JSON.parse(text).id]));';

test.each<[string, string]>([
  ['fetch', `const response = await fetch("${URL}", { method: "POST", body: "{}" }); return [response.status, (await response.json()).id];`],
  ['https', `return new Promise((resolve, reject) => require("https").request("${URL}", { method: "POST" }, (response) => { ${READ} }).on("error", reject).end("{}"));`],
  ['http', `return new Promise((resolve, reject) => require("http").request("${URL.replace('s', '')}", { method: "POST" }, (response) => { ${READ} }).on("error", reject).end("{}"));`],
])('Node.js: %s', async (_, code) => {
  // Most statuses are the first ones of the document.
  expect(await answered('node', `exports.handler = async () => { ${code} };`)).toEqual([201, 'ch_1']);
});

test.each<[string, string]>([
  ['urllib', `with urllib.request.urlopen(urllib.request.Request("${URL}", b"{}")) as r:\n        return [r.status, json.load(r)["id"]]`],
  ['http.client', 'c = http.client.HTTPSConnection("payments.example.com")\n    c.request("POST", "/charges", "{}")\n    r = c.getresponse()\n    return [r.status, json.load(r)["id"]]'],
])('Python: %s', async (_, code) => {
  expect(await answered('python', `import http.client, json, urllib.request\n\n\ndef handler(event, context):\n    ${code}\n`)).toEqual([201, 'ch_1']);
});

test('other hosts can’t be reached', async () => {
  expect(await answered('node', 'exports.handler = async () => fetch("https://other.example.com/");')).toMatchObject({ type: 'TypeError', message: 'fetch failed' });
});

test('the same request gets the same response', async () => {
  const ask = async (body: string) => (await fetch(`http://127.0.0.1:${ports['payments.example.com']}/charges`, { method: 'POST', body })).text();
  expect(await ask('a')).toBe(await ask('a'));
});

test('an absent file is an error', () => {
  expect(() => new OtherHosts([{ host: 'a.example', file: path.join(folder, 'none.yaml') }])).toThrow('none.yaml');
});
