import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { eventsIn, GUARD, inNamespace, policy } from '../native/guarded';

jest.setTimeout(60_000);

let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-https-'));
  const names = ['-subj', '/CN=allowed.example', '-addext', 'subjectAltName=DNS:allowed.example,DNS:other.example'];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-keyout', 'key.pem', '-out', 'cert.pem', ...names];
  const { status, stderr } = spawnSync('openssl', request, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl failed: ${stderr}`);
  fs.writeFileSync(path.join(folder, 'hosts'), '127.0.0.1 localhost\n203.0.113.10 allowed.example\n203.0.113.11 other.example\n');
  fs.writeFileSync(
    path.join(folder, 'app.mjs'),
    `import { readFileSync } from 'node:fs';
     import { createServer, get } from 'node:https';
     const [key, ca] = ['key.pem', 'cert.pem'].map((name) => readFileSync(new URL(name, import.meta.url)));
     const server = createServer({ key, cert: ca }, (request, response) => response.end('hello')).listen(443);
     const ask = (url) => new Promise((resolve) => {
       get(url, { ca, agent: false }, async (response) => resolve((await response.toArray()).join(''))).on('error', ({ code }) => resolve(code));
     });
     const answers = [];
     for (const url of ['https://allowed.example/', 'https://other.example/', 'https://203.0.113.11/', 'https://allowed.example/']) answers.push(await ask(url));
     server.close();
     console.log(JSON.stringify(answers));`,
  );
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Runs the requests in a separate network, with its own hosts file. */
function answers(document?: string) {
  const command = [...(document === undefined ? [] : [path.join(GUARD, 'wrapper')]), process.execPath, path.join(folder, 'app.mjs')];
  const named = ['unshare', '-m', 'sh', '-c', `mount --bind ${path.join(folder, 'hosts')} /etc/hosts && exec "$@"`, 'sh', ...command];
  const [program, ...args] = inNamespace(named, ['203.0.113.10/32', '203.0.113.11/32']);
  const { stdout, stderr } = spawnSync(program, args, { env: { PATH: process.env.PATH, ...(document !== undefined && { SEC3_RUNTIME_POLICY: document }) }, encoding: 'utf8' });
  return { answers: JSON.parse(stdout), events: eventsIn(stderr) };
}

test('without a guard, every host responds; the certificate does not match the address', () => {
  expect(answers().answers).toEqual(['hello', 'hello', 'ERR_TLS_CERT_ALTNAME_INVALID', 'hello']);
});

test('https to allowed hosts works, and to others it is blocked', () => {
  const { answers: given, events } = answers(policy('allow', { modes: { network: 'block' }, allowedHosts: ['allowed.example:443'] }));
  expect([given[0], given[3]]).toEqual(['hello', 'hello']);
  expect(given[1]).toMatch(/^(ENOTFOUND|EAI_\w+|EACCES)$/);
  expect(given[2]).toBe('EACCES');
  expect(events.map(({ action, target }) => [action, target])).toEqual([
    ['blocked', expect.stringContaining('other.example')],
    ['blocked', '203.0.113.11:443'],
  ]);
});

test('under alert, all responses are as without a guard', () => {
  const { answers: given, events } = answers(policy('alert', { allowedHosts: ['allowed.example:443'] }));
  expect(given).toEqual(answers().answers);
  expect(events.filter(({ category }) => category === 'network').every(({ action }) => action === 'alerted')).toBe(true);
});
