import * as fs from 'fs';
import { cli, inTemporaryFolder } from './harness';

const files = inTemporaryFolder();
const event = (functionName: string, target: string) => JSON.stringify({ type: 'event', schemaVersion: 1, functionName, category: 'network', action: 'alerted', api: 'connect', target, count: 1 });

test('writes a policy from the guard’s log', async () => {
  files({ 'a.log': `${event('orders', 'pay.example.com')}\n`, 'b.log': `x ${event('mail', '169.254.169.254:80')}\n` });
  const { code, out, err } = await cli(['guard', 'suggest', '--log', 'a.log', '--log', 'b.log']);
  expect(code).toBe(0);
  expect(out).toContain("    'pay.example.com', // once\n    // '169.254.169.254:80', // once: it provides credentials");
  expect(err).toBe('cdk-sec3: 2 events of 2 functions: 1 host allowed, 1 for you to decide\n');
});

test('takes one function, as JSON, into a file', async () => {
  files({ 'a.log': [event('orders', 'pay.example.com'), event('mail', 'smtp.example.com')].join('\n') });
  expect(await cli(['guard', 'suggest', '--log', 'a.log', '--function', 'mail', '--format', 'json', '--output', 'policy.json'])).toMatchObject({ code: 0, out: '' });
  expect(JSON.parse(fs.readFileSync('policy.json', 'utf8'))).toMatchObject({ version: 1, allowedHosts: ['smtp.example.com'], modes: { network: 'block' } });
});

test.each([
  [['--log', 'missing.log'], /--log missing.log: can’t be read/],
  [['--log', 'empty.log'], /The logs of --log have no lines of the runtime guard[^]*\n- empty\.log: no line of the guard/],
  [['--log', 'empty.log', '--log', 'cut.json'], /\n- empty\.log: .*\n- cut\.json: it begins like JSON and can’t be read as JSON \(.*\)/],
  [['--log', 'a.log', '--function', 'other'], /--function other: no events of this function. The logs have events of:\n- orders/],
  [[], /required option '--log <file>'/],
])('%j fails', async (args, message) => {
  files({ 'empty.log': 'START\n', 'cut.json': '{"events": [{', 'a.log': event('orders', 'x.example.com') });
  const { code, err } = await cli(['guard', 'suggest', ...args]);
  expect([code, err]).toEqual([2, expect.stringMatching(message)]);
});

test('reports unreadable lines of the guard, and exits with 2 because the policy may be incomplete', async () => {
  files({ 'a.log': `${event('orders', 'pay.example.com')}\n${event('orders', 'mail.example.com').slice(0, -9)}\n` });
  const { code, out, err } = await cli(['guard', 'suggest', '--log', 'a.log']);
  expect([code, out]).toEqual([2, expect.stringContaining("'pay.example.com'")]);
  expect(err).toMatch(/the policy is incomplete: 1 line of the guard can’t be read\. Export the log again.* 1 line: it can’t be read as JSON, as in "\{\\"type\\":\\"event/);
});

test.each<[string, string]>([
  ['of another version', event('orders', 'mail.example.com').replace('"schemaVersion":1', '"schemaVersion":2')],
  ['of an unknown category', event('orders', 'mail.example.com').replace('"network"', '"memory"')],
  ['with a negative count', event('orders', 'mail.example.com').replace('"count":1', '"count":-1')],
])('a line %s is counted, and a log with only such lines fails', async (_, other) => {
  files({ 'a.log': `${event('orders', 'pay.example.com')}\n${other}\n`, 'b.log': `${other}\n` });
  const both = await cli(['guard', 'suggest', '--log', 'a.log']);
  expect([both.code, both.out, both.err]).toEqual([2, expect.stringContaining("'pay.example.com', // once"), expect.stringMatching(/the policy is incomplete: 1 line .*1 line: its (schemaVersion|category|count) is/)]);
  const alone = await cli(['guard', 'suggest', '--log', 'b.log']);
  expect([alone.code, alone.out, alone.err]).toEqual([2, '', expect.stringMatching(/no lines of the runtime guard[^]*b\.log: 1 line of the guard can’t be read/)]);
});

test('shows the called function for a call without a target', async () => {
  files({ 'a.log': event('orders', 'x').replace('"target":"x"', '"target":null') });
  expect((await cli(['guard', 'suggest', '--log', 'a.log'])).out).toContain("// '(no target known, by connect)', // once: a policy can’t name this host");
});
