import * as fs from 'fs';
import { cli, inTemporaryFolder } from './harness';

const files = inTemporaryFolder();
const event = (functionName: string, target: string) => JSON.stringify({ type: 'event', schemaVersion: 1, functionName, category: 'network', action: 'alerted', api: 'connect', target, count: 1 });

test('writes what functions did as a policy', async () => {
  files({ 'a.log': `${event('orders', 'pay.example.com')}\n`, 'b.log': `x ${event('mail', '169.254.169.254:80')}\n` });
  const { code, out, err } = await cli(['guard', 'suggest', '--log', 'a.log', '--log', 'b.log']);
  expect(code).toBe(0);
  expect(out).toContain("    'pay.example.com', // once\n    // '169.254.169.254:80', // once: it hands out credentials");
  expect(err).toBe('cdk-sec3: 2 events of 2 functions: 1 host allowed, 1 for you to decide\n');
});

test('of one function, as JSON, into a file', async () => {
  files({ 'a.log': [event('orders', 'pay.example.com'), event('mail', 'smtp.example.com')].join('\n') });
  expect(await cli(['guard', 'suggest', '--log', 'a.log', '--function', 'mail', '--format', 'json', '--output', 'policy.json'])).toMatchObject({ code: 0, out: '' });
  expect(JSON.parse(fs.readFileSync('policy.json', 'utf8'))).toMatchObject({ version: 1, allowedHosts: ['smtp.example.com'], modes: { network: 'block' } });
});

test.each([
  [['--log', 'missing.log'], /--log missing.log: can’t be read/],
  [['--log', 'empty.log'], /nothing of the runtime guard in what --log names[^]*\n- empty\.log: no line of the guard/],
  [['--log', 'empty.log', '--log', 'cut.json'], /\n- empty\.log: .*\n- cut\.json: it begins like JSON and can’t be read as JSON \(.*\)/],
  [['--log', 'a.log', '--function', 'other'], /--function other: there is nothing of it; there are:\n- orders/],
  [[], /required option '--log <file>'/],
])('%j is no success', async (args, message) => {
  files({ 'empty.log': 'START\n', 'cut.json': '{"events": [{', 'a.log': event('orders', 'x.example.com') });
  const { code, err } = await cli(['guard', 'suggest', ...args]);
  expect([code, err]).toEqual([2, expect.stringMatching(message)]);
});

test('lines of the guard that can’t be read are shown, and the exit code says that the policy lacks them', async () => {
  files({ 'a.log': `${event('orders', 'pay.example.com')}\n${event('orders', 'mail.example.com').slice(0, -9)}\n` });
  const { code, out, err } = await cli(['guard', 'suggest', '--log', 'a.log']);
  expect([code, out]).toEqual([2, expect.stringContaining("'pay.example.com'")]);
  expect(err).toMatch(/the policy lacks 1 line of the guard that can’t be read as JSON, the first is "\{\\"type\\":\\"event.*: take the log again/);
});
