import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { LambdaRuntime, LambdaRuntimeProps } from '../runtime-guard/lambda-runtime';
import { policy } from '../runtime-guard/native/guarded';
import { unpackLayer } from '../runtime-guard/unpacked-layer';
import { MotoServer } from '../tools/moto-server';
import { NodeMajor, nodeBinary, npmInstall } from '../tools/node-releases';
import { RuntimeClients } from '../tools/runtime-clients';

const FUNCTIONS = path.join(__dirname, '../runtime-guard/functions');
const LAMBDA_MAJORS: readonly NodeMajor[] = [20, 22, 24];
const POLICIES = {
  'alert only': policy('alert'),
  'standard': policy('alert', { modes: { childProcess: 'block', nativeAddon: 'block', inspector: 'block', network: 'block' } }),
  'strict': policy('block'),
};

jest.setTimeout(600_000);

let clients: RuntimeClients;
let layer: string;
let taskRoot: string;
const running: LambdaRuntime[] = [];

beforeAll(() => {
  clients = new RuntimeClients();
  layer = unpackLayer();
  taskRoot = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-function-'));
  npmInstall(taskRoot, ['@aws-sdk/client-secrets-manager@3', '@aws-lambda-powertools/logger@2', '@aws-lambda-powertools/parameters@2', 'express@4']);
  fs.cpSync(FUNCTIONS, taskRoot, { recursive: true });
});

afterEach(async () => {
  for (const runtime of running.splice(0)) await runtime.stop();
});

afterAll(() => {
  for (const folder of [layer, taskRoot]) if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

async function start(major: NodeMajor, handler: string, document?: string, more: Partial<LambdaRuntimeProps> = {}): Promise<LambdaRuntime> {
  const client = clients.client(major, handler);
  const guard = document === undefined ? undefined : { policy: document, layer };
  const runtime = await LambdaRuntime.start({ node: nodeBinary(major), client, taskRoot, handler, guard, ...more });
  running.push(runtime);
  return runtime;
}

/** Returns the results of some invocations, without values that differ in each run. */
async function outcomes(runtime: LambdaRuntime, events: readonly object[]) {
  const results = [];
  for (const event of events) {
    const { response, error, stream } = await runtime.invoke(event);
    results.push({ response, error: error && [error.errorType, error.errorMessage], stream });
  }
  return results;
}

const guarded = LAMBDA_MAJORS.flatMap((major) => (Object.keys(POLICIES) as (keyof typeof POLICIES)[]).map((name) => [major, name] as const));

describe.each(guarded)('the runtime client on Node.js %s under the policy %s', (major, name) => {
  const document = POLICIES[name];

  test.each(['commonjs', 'module'])('serves a handler in a %s file as without a guard', async (file) => {
    const events = [{ do: 'echo' }, { do: 'throw' }, { do: 'lazy' }, { do: 'system file' }, { do: 'echo', again: true }];
    const plain = await outcomes(await start(major, `${file}.handler`), events);
    const runtime = await start(major, `${file}.handler`, document);
    expect(await outcomes(runtime, events)).toEqual(plain);
    expect(plain[0].response).toContain('"remaining":true');
    expect(plain[2].response).toBe('["lazy CommonJS","lazy module"]');
    // Lazy loading neither reads sources nor does anything else that a policy concerns.
    expect(runtime.events).toEqual([]);
    expect(runtime.postures).toMatchObject([{ functionName: 'test-function', layers: { native: 'active', javascript: 'active' } }]);
  });

  test.each(['commonjs', 'module'])('streams the response of a handler in a %s file, also if it fails midway', async (file) => {
    const events = [{}, { break: true }];
    const plain = await outcomes(await start(major, `${file}.streaming`), events);
    const runtime = await start(major, `${file}.streaming`, document);
    expect(await outcomes(runtime, events)).toEqual(plain);
    expect(plain[0].stream).toMatchObject({ contentType: 'text/plain', parts: ['first ', 'second'] });
    expect(plain[1].error).toEqual(['Error', 'in the middle']);
    expect(runtime.events).toEqual([]);
  });

  test('reports an error at initialization', async () => {
    const plain = await (await start(major, 'broken.handler')).initError();
    const runtime = await start(major, 'broken.handler', document);
    const error = await runtime.initError();
    expect([error.errorType, error.errorMessage]).toEqual([plain.errorType, plain.errorMessage]);
    expect(error.errorMessage).toBe('this module cannot be loaded');
    expect(await runtime.exited()).not.toBe(0);
  });

  test('does not prevent the timeout of an invocation', async () => {
    const runtime = await start(major, 'module.handler', document);
    expect(await runtime.invoke({ do: 'hang' }, { timeoutMs: 1500 })).toMatchObject({ timedOut: true });
  });
});

test.each(LAMBDA_MAJORS)('on Node.js %s, a policy rejects what it blocks and reports what it alerts, with request and place', async (major) => {
  const props = { env: { WRITE_TO: path.join(taskRoot, '..', `${path.basename(taskRoot)}-written`) } };
  const attempts = ['childProcess', 'fileWrite', 'sourceRead', 'dynamicCode', 'worker', 'inspector'];
  const succeeded = ['"started"', '"written"', 'true', '42', '"from the thread"', '"attached"'];
  try {
    for (const [document, refused, action] of [
      [POLICIES.strict, attempts, 'blocked'],
      [POLICIES.standard, ['childProcess', 'inspector'], 'alerted'],
      [POLICIES['alert only'], [], 'alerted'],
    ] as const) {
      const runtime = await start(major, 'suspicious.handler', document, props);
      for (const [i, attempt] of attempts.entries()) {
        const { requestId, response } = await runtime.invoke({ attempt });
        const blocked = (refused as readonly string[]).includes(attempt);
        if (blocked) expect(response).toMatch(/"code":"(EACCES|EPERM|EFBIG|ERR_ACCESS_DENIED)"/);
        else expect(response).toBe(succeeded[i]);
        const event = runtime.events.find((each) => each.category === attempt)!;
        expect(event).toMatchObject({ requestId, action: blocked ? 'blocked' : action, functionName: 'test-function' });
        // The native guard reports operations that JavaScript does not have to block, and does not know the location.
        if (blocked && attempt !== 'fileWrite') expect(event.stack).toContain('suspicious.mjs');
      }
    }
  } finally {
    fs.rmSync(props.env.WRITE_TO, { force: true });
  }
});

describe('programs', () => {
  let moto: MotoServer;

  beforeAll(async () => {
    moto = await MotoServer.start();
  });

  afterAll(() => moto?.stop());

  test.each(LAMBDA_MAJORS)('work unchanged on Node.js %s under the policies standard and alertOnly', async (major) => {
    const programs = ['sdk', 'powertools', 'express', 'http', 'dns', 'files', 'streams', 'language'].map((run) => ({ run }));
    const props = { env: { MOTO_URL: moto.url } };
    const plain = await outcomes(await start(major, 'ordinary.handler', undefined, props), programs);
    expect(plain.filter(({ error }) => error)).toEqual([]);
    expect(plain[0].response).toBe('["kept","kept","ResourceNotFoundException"]');
    for (const document of [POLICIES.standard, POLICIES['alert only']]) {
      const runtime = await start(major, 'ordinary.handler', document, props);
      expect(await outcomes(runtime, programs)).toEqual(plain);
      expect(runtime.events.filter(({ action }) => action === 'blocked')).toEqual([]);
    }
  });
});
