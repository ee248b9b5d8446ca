import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { unzipSync } from 'fflate';
import { functionIn, stackOf, variablesOf } from './protected';
import { shippedAsset } from '../../lib/functions';
import { protectFunction } from '../../lib/runtime-protection/protect-function';
import { RuntimeMode, RuntimePolicy } from '../../lib/runtime-protection/runtime-policy';

/** Folder that replaces /opt of a function. */
let opt: string;

beforeAll(() => {
  opt = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-layer-'));
  for (const [name, content] of Object.entries(unzipSync(fs.readFileSync(shippedAsset('runtime-guard.zip'))))) {
    const file = path.join(opt, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content, { mode: 0o755 });
  }
  fs.writeFileSync(path.join(opt, 'other-wrapper'), '#!/bin/sh\necho other wrapper\nexec "$@"\n', { mode: 0o755 });
});

afterAll(() => fs.rmSync(opt, { recursive: true }));

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs code as Lambda does: with the wrapper and the variables in the template of a protected function. */
function runs(code: string, policy: RuntimePolicy, environment: { [name: string]: string } = {}): Run {
  const stack = stackOf();
  protectFunction(functionIn(stack, { environment }), policy);
  const entries = Object.entries<string>(variablesOf(stack)).map(([name, value]) => [name, value.replace(/^\/opt\//, `${opt}/`)]);
  const { AWS_LAMBDA_EXEC_WRAPPER: wrapper, ...variables } = Object.fromEntries(entries);
  const env = { PATH: process.env.PATH, AWS_LAMBDA_FUNCTION_NAME: 'orders', AWS_REGION: 'eu-west-1', ...variables };
  return spawnSync(wrapper, [process.execPath, '-e', code], { env, encoding: 'utf8' });
}

const SPAWN = `
  try {
    const { error, stdout } = require('child_process').spawnSync('/bin/echo', ['spawned'], { encoding: 'utf8' });
    console.log(error ? 'denied' : stdout.trim());
  } catch {
    console.log('denied');
  }`;

test.each<[string, RuntimePolicy, string, string | undefined]>([
  ['standard', RuntimePolicy.standard(), 'denied', 'blocked'],
  ['strict', RuntimePolicy.strict({ allowedHosts: ['*.example.com', '10.0.0.0/8:5432', '[2001:db8::]/32:443'] }), 'denied', 'blocked'],
  ['alertOnly', RuntimePolicy.alertOnly(), 'spawned', 'alerted'],
  ['functionShield', RuntimePolicy.functionShield({ createChildProcess: RuntimeMode.BLOCK }), 'denied', 'blocked'],
  ['functionShield without policies', RuntimePolicy.functionShield({}), 'spawned', undefined],
])('a child process under %s', (_, policy, result, action) => {
  const { status, stdout, stderr } = runs(SPAWN, policy);
  expect({ status, stdout }).toEqual({ status: 0, stdout: `${result}\n` });
  const events = stderr.split('\n').filter((line) => line.startsWith('{"type":"event"')).map((line) => JSON.parse(line));
  expect([...new Set(events.map((event) => `${event.functionName} ${event.category} ${event.action}`))]).toEqual(action ? [`orders childProcess ${action}`] : []);
});

test('events become the metrics of the alarms', () => {
  const { stderr } = runs(SPAWN, RuntimePolicy.standard());
  const event = JSON.parse(stderr.split('\n').find((line) => line.startsWith('{"type":"event"'))!);
  expect(event).toMatchObject({ functionName: 'orders', Blocked: 1 });
  expect(event._aws.CloudWatchMetrics).toEqual([
    { Namespace: 'Sec3/RuntimeProtection', Dimensions: [['functionName', 'category'], ['functionName']], Metrics: [{ Name: 'Blocked', Unit: 'Count' }] },
  ]);
});

test('an existing wrapper is started after the guard', () => {
  const { status, stdout } = runs("console.log('handler')", RuntimePolicy.standard(), { AWS_LAMBDA_EXEC_WRAPPER: '/opt/other-wrapper' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'other wrapper\nhandler\n' });
});
