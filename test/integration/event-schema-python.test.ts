import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { SqsServer } from './sqs-server';
import { EventSchema } from '../../lib/inbound-events/event-schema';
import { pythonContract } from '../../lib/inbound-events/events/python-contract';
import { writeLayer } from '../../lib/inbound-events/events/validator-layer';
import { metricsWhenFrozen } from '../event-validator/frozen';
import { BAD, BATCH, GOOD, ORDER } from '../event-validator/sample-batch';
import { httpRequest, message, sqsEvent } from '../event-validator/sample-events';
import { expectOnlyValid, SAMPLE_SOURCES } from '../event-validator/sample-sources';
import { LambdaRuntime } from '../runtime-guard/lambda-runtime';
import { policy } from '../runtime-guard/native/guarded';
import { unpackLayer } from '../runtime-guard/unpacked-layer';
import { pipInstall, PythonRelease, pythonReleases } from '../tools/python-releases';

const POLICIES: { readonly [name: string]: string | undefined } = { 'no guard': undefined, 'the guard': policy('block') };

jest.setTimeout(600_000);

// Versions that Lambda supports.
const pythons = pythonReleases().filter(({ minor }) => ['3.12', '3.13', '3.14'].includes(minor));
let folder: string;
let guard: string;
let sqs: SqsServer;
const running: LambdaRuntime[] = [];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-event-python-'));
  fs.cpSync(path.join(__dirname, '../event-validator/functions/python'), path.join(folder, 'task'), { recursive: true });
  guard = unpackLayer();
  for (const python of pythons) pipInstall(python, site(python), ['awslambdaric==4.2.2', 'boto3==1.44.8']);
  sqs = await SqsServer.start();
});

beforeEach(() => {
  sqs.messages.length = 0;
  sqs.rejects = false;
});

afterEach(async () => {
  for (const runtime of running.splice(0)) await runtime.stop();
});

afterAll(async () => {
  await sqs?.stop();
  for (const made of [folder, guard]) if (made) fs.rmSync(made, { recursive: true, force: true });
});

/** Returns the content of the runtime's folder in Lambda: its client, and the SDK. */
function site(python: PythonRelease): string {
  return path.join(folder, python.minor);
}

/** Starts a function with the validator in Lambda's own runtime client. */
async function start(python: PythonRelease, name: string, schemas: EventSchema[], document?: string): Promise<LambdaRuntime> {
  // The guard knows /opt by its name. Here the layer is in the folder of the function, which counts as deployed too.
  const layer = fs.mkdtempSync(path.join(folder, 'task/layer-'));
  const written = writeLayer(pythonContract({ sources: schemas.map(({ _contract }) => _contract) }), 'python');
  fs.cpSync(written, layer, { recursive: true });
  fs.rmSync(written, { recursive: true });
  const handler = 'sec3_event_validator.handler.handler';
  const runtime = await LambdaRuntime.start({
    node: python.binary,
    client: { args: ['-m', 'awslambdaric', handler], folder: site(python) },
    taskRoot: path.join(folder, 'task'),
    handler,
    guard: document === undefined ? undefined : { policy: document, layer: guard },
    env: { ...sqs.environment, PYTHONPATH: `${site(python)}:${path.join(layer, 'python')}`, PYTHONDONTWRITEBYTECODE: '1', SEC3_EVENT_HANDLER: name },
  });
  running.push(runtime);
  return runtime;
}

async function invoke(runtime: LambdaRuntime, event: unknown): Promise<unknown> {
  const { response, error } = await runtime.invoke(event, { timeoutMs: 60_000 });
  return error ? [error.errorType, error.errorMessage] : (JSON.parse(response!) as unknown);
}

test('a Python interpreter is available', () => {
  console.info(`Pythons available: ${pythons.map(({ minor }) => minor).join(', ')}`);
  expect(pythons.length).toBeGreaterThan(0);
});

describe.each(pythons.map((python) => [python.minor, python] as const))('on Python %s under a strict guard', (_, python) => {
  test('each event is counted before the response, after which Lambda may freeze the process', async () => {
    const runtime = await start(python, 'app.queue', [EventSchema.sqs(ORDER)], policy('block'));
    for (let time = 0; time < 5; time++) await invoke(runtime, BATCH);
    const metrics = await metricsWhenFrozen(runtime);
    expect(metrics.map(({ Accepted = 0, Rejected = 0 }) => [Accepted, Rejected])).toEqual(Array.from({ length: 5 }, () => [[0, 1], [2, 0]]).flat());
  });

  test.each(SAMPLE_SOURCES)('the handler gets only valid events of $source', async (sample) => {
    const runtime = await start(python, 'app.ready', [sample.schema], policy('block'));
    await expectOnlyValid(sample, (event) => invoke(runtime, event), sqs.messages);
    expect(runtime.events).toEqual([]);
  });
});

describe.each(pythons.flatMap((python) => Object.keys(POLICIES).map((name) => [python.minor, name, python] as const)))('on Python %s with %s', (_, name, python) => {
  const document = POLICIES[name];

  test('an invalid message goes to quarantine with its reason, and the handler gets the others', async () => {
    const runtime = await start(python, 'app.queue', [EventSchema.sqs(ORDER)], document);
    expect(await invoke(runtime, BATCH)).toEqual({ got: [GOOD, GOOD] });
    expect(sqs.messages).toMatchObject([
      { schemaVersion: 1, functionName: 'test-function', source: 'sqs', id: 'm2', reason: { field: '/quantity', rule: 'minimum' }, record: { messageId: 'm2', body: BAD } },
    ]);
    // The validator causes no event of the guard.
    expect(runtime.events).toEqual([]);
    expect(runtime.postures).toHaveLength(document === undefined ? 0 : 1);
  });

  test('a message that the quarantine rejects is reported as failed, and the process continues', async () => {
    sqs.rejects = true;
    const runtime = await start(python, 'app.queue', [EventSchema.sqs(ORDER)], document);
    expect(await invoke(runtime, BATCH)).toEqual({ got: [GOOD, GOOD], batchItemFailures: [{ itemIdentifier: 'm2' }] });
    sqs.rejects = false;
    expect(await invoke(runtime, BATCH)).toEqual({ got: [GOOD, GOOD] });
    expect(runtime.output).toContain('quarantine failed: ');
    expect(runtime.events).toEqual([]);
  });

  test('HTTP requests reach a handler in a folder', async () => {
    const runtime = await start(python, 'src/nested.http', [EventSchema.httpApi({ route: 'POST /orders', body: ORDER })], document);
    expect(await invoke(runtime, httpRequest('POST /orders', GOOD))).toEqual({ statusCode: 200, body: GOOD });
    expect(await invoke(runtime, httpRequest('POST /orders', BAD))).toEqual({
      statusCode: 400, headers: { 'content-type': 'application/json' }, body: '{"message":"Invalid request","field":"/body/quantity","rule":"minimum"}', isBase64Encoded: false,
    });
    expect(runtime.events).toEqual([]);
  });

  test('errors of the handler, of its module, and of an event without a schema are reported', async () => {
    const runtime = await start(python, 'app.failing', [EventSchema.sqs(ORDER)], document);
    expect(await invoke(runtime, sqsEvent(message(GOOD, 'm1')))).toEqual(['KeyError', "'the handler failed'"]);
    expect(await invoke(runtime, { detail: {} })).toEqual(['Sec3.InvalidEvent', 'no schema of the function applies to events of this source (other)']);
    expect(await (await start(python, 'broken.handler', [EventSchema.sqs(ORDER)], document)).initError()).toMatchObject({ errorType: 'LookupError', errorMessage: 'this module cannot be loaded' });
    expect(await (await start(python, 'app.none', [EventSchema.sqs(ORDER)], document)).initError()).toMatchObject({ errorMessage: expect.stringContaining("'none'") });
  });

  test('the function sees its own handler name, and metrics are lines of JSON', async () => {
    const runtime = await start(python, 'app.name', [EventSchema.direct({ type: 'object' })], document);
    expect(await invoke(runtime, {})).toBe('app.name');
    const metrics = () => runtime.output.split('\n').find((each) => each.startsWith('{"type":"event-validation"'));
    // Output of the process may arrive after the answer.
    for (let tries = 0; tries < 100 && metrics() === undefined; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    const line = metrics()!;
    expect(JSON.parse(line)).toMatchObject({
      functionName: 'test-function', source: 'direct', Accepted: 1, _aws: { CloudWatchMetrics: [{ Namespace: 'Sec3/EventValidation', Dimensions: [['functionName'], ['functionName', 'source']] }] },
    });
  });
});
