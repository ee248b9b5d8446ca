import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { LambdaRuntime } from '../runtime-guard/lambda-runtime';
import { policy } from '../runtime-guard/native/guarded';
import { unpackLayer } from '../runtime-guard/unpacked-layer';
import { MotoServer } from '../tools/moto-server';
import { pipInstall, PythonRelease, pythonReleases } from '../tools/python-releases';

const FUNCTIONS = path.join(__dirname, '../runtime-guard/functions/python');
const RUNTIME_CLIENT = 'awslambdaric==4.2.2';
const POLICIES = {
  'alert only': policy('alert'),
  'standard': policy('alert', { modes: { childProcess: 'block', nativeAddon: 'block', inspector: 'block', network: 'block' } }),
  'strict': policy('block'),
};
type PolicyName = keyof typeof POLICIES;

jest.setTimeout(600_000);

const pythons = pythonReleases();
const running: LambdaRuntime[] = [];
let folder: string;
let moto: MotoServer;
let layer: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-python-'));
  layer = unpackLayer();
  fs.cpSync(FUNCTIONS, path.join(folder, 'task'), { recursive: true });
  for (const python of pythons) pipInstall(python, site(python), [RUNTIME_CLIENT, 'boto3==1.44.8']);
  moto = await MotoServer.start();
});

afterEach(async () => {
  for (const runtime of running.splice(0)) await runtime.stop();
});

afterAll(async () => {
  await moto?.stop();
  for (const made of [folder, layer]) if (made) fs.rmSync(made, { recursive: true, force: true });
});

/** Returns the content of the runtime's folder in Lambda: its client, and the SDK. */
function site(python: PythonRelease): string {
  return path.join(folder, python.minor);
}

async function start(python: PythonRelease, module: string, document?: string): Promise<LambdaRuntime> {
  const handler = `${module}.handler`;
  const runtime = await LambdaRuntime.start({
    node: python.binary,
    client: { args: ['-m', 'awslambdaric', handler], folder: site(python) },
    taskRoot: path.join(folder, 'task'),
    handler,
    ...(document !== undefined && { guard: { policy: document, layer } }),
    env: { PYTHONPATH: site(python), PYTHONDONTWRITEBYTECODE: '1' },
  });
  running.push(runtime);
  return runtime;
}

async function outcomes(runtime: LambdaRuntime, ...events: readonly object[]) {
  const results = [];
  for (const event of events) {
    const { response, error } = await runtime.invoke(event);
    results.push({ response, error: error && [error.errorType, error.errorMessage] });
  }
  return results;
}

test('a Python interpreter is available', () => {
  console.info(`Pythons available: ${pythons.map(({ minor }) => minor).join(', ')}`);
  expect(pythons.length).toBeGreaterThan(0);
});

const guarded = pythons.flatMap((python) => (Object.keys(POLICIES) as PolicyName[]).map((name) => [python.minor, name, python] as const));

describe.each(guarded)('the runtime client on Python %s under the policy %s', (minor, name, python) => {
  test('serves invocations as without a guard', async () => {
    const events = [{ do: 'echo' }, { do: 'lazy' }, { do: 'lazy' }, { do: 'echo', again: true }];
    const plain = await outcomes(await start(python, 'app'), ...events);
    const runtime = await start(python, 'app', POLICIES[name]);
    expect(await outcomes(runtime, ...events)).toEqual(plain);
    expect(plain[1].response).toBe('["late", "1", 42]');
    expect(runtime.events).toEqual([]);
    expect(runtime.postures).toMatchObject([{ functionName: 'test-function', runtime: expect.stringContaining(`python ${minor}.`), layers: { native: 'active', auditHook: 'active' } }]);
  });

  test('reports errors of the handler as without a guard, and continues', async () => {
    const events = [{ do: 'throw' }, { do: 'log' }, { do: 'echo' }];
    const plain = await outcomes(await start(python, 'app'), ...events);
    const runtime = await start(python, 'app', POLICIES[name]);
    expect(await outcomes(runtime, ...events)).toEqual(plain);
    expect(plain[0].error).toEqual(['ValueError', 'not today']);
    // `strict` removes the lines of the function's code from tracebacks.
    expect(runtime.events).toEqual([]);
  });

  test('reports an initialization error, and ends', async () => {
    const runtime = await start(python, 'broken', POLICIES[name]);
    expect(await runtime.initError()).toMatchObject({ errorType: 'Runtime.ImportModuleError', errorMessage: expect.stringContaining('no_such_module') });
    expect(await runtime.exited()).toBe(1);
  });

  test('continues after an invocation that times out', async () => {
    const runtime = await start(python, 'app', POLICIES[name]);
    expect(await runtime.invoke({ do: 'echo' })).toHaveProperty('response');
    expect(await runtime.invoke({ do: 'sleep' }, { timeoutMs: 300 })).toMatchObject({ timedOut: true });
  });

  test('boto3 works', async () => {
    const runtime = await start(python, 'aws', POLICIES[name]);
    const { response, error } = await runtime.invoke({ endpoint: moto.url, name: `${minor}-${name}` }, { timeoutMs: 60_000 });
    expect({ response, error }).toEqual({ response: '["opens", true]', error: undefined });
    expect(runtime.events.filter(({ action }) => action === 'blocked')).toEqual([]);
  });

  test.each([
    ['child', 'childProcess', ['standard', 'strict']],
    ['made', 'dynamicCode', ['strict']],
    ['source', 'sourceRead', ['strict']],
  ] as const)('%s is an event of the invocation, with the line of code', async (conduct, category, blockedBy) => {
    const runtime = await start(python, 'app', POLICIES[name]);
    const { requestId, response, error } = await runtime.invoke({ do: conduct });
    const blocked = (blockedBy as readonly PolicyName[]).includes(name);
    expect(error?.errorType).toBe(blocked ? 'PermissionError' : undefined);
    expect(response === undefined).toBe(blocked);
    // Output of the process may arrive after the answer.
    for (let tries = 0; tries < 100 && runtime.events.length === 0; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    const [event] = runtime.events.filter((each) => each.category === category);
    expect(event).toMatchObject({ requestId, action: blocked ? 'blocked' : 'alerted', stack: expect.stringMatching(new RegExp(`^${conduct} \\(.*/app\\.py:\\d+\\)$`)) });
  });
});
