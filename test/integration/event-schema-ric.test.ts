import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { SqsServer } from './sqs-server';
import { EventSchema } from '../../lib/inbound-events/event-schema';
import { InvalidEventAction } from '../../lib/inbound-events/event-schema-options';
import { ContractCheck } from '../../lib/inbound-events/events/contract';
import { responseCheck } from '../../lib/inbound-events/response-check';
import { metricsWhenFrozen } from '../event-validator/frozen';
import { BAD, BATCH, GOOD, ORDER } from '../event-validator/sample-batch';
import { httpRequest, message, sqsEvent, urlRequest } from '../event-validator/sample-events';
import { expectOnlyValid, SAMPLE_SOURCES } from '../event-validator/sample-sources';
import { handlerIn, removeValidators, unpackedValidator } from '../event-validator/validated';
import { LambdaRuntime } from '../runtime-guard/lambda-runtime';
import { policy } from '../runtime-guard/native/guarded';
import { unpackLayer } from '../runtime-guard/unpacked-layer';
import { NodeMajor, nodeBinary } from '../tools/node-releases';
import { RuntimeClients } from '../tools/runtime-clients';

const FUNCTIONS = path.join(__dirname, '../event-validator/functions');
const MAJORS: readonly NodeMajor[] = [20, 22, 24];
const POLICIES: { readonly [name: string]: string | undefined } = {
  'no guard': undefined,
  'a guard that alerts': policy('alert'),
  'a guard that blocks': policy('block'),
};
const FAIL = { onInvalid: InvalidEventAction.FAIL };

jest.setTimeout(600_000);

let clients: RuntimeClients;
let guard: string;
let taskRoot: string;
let sqs: SqsServer;
const running: LambdaRuntime[] = [];

beforeAll(async () => {
  clients = new RuntimeClients();
  guard = unpackLayer();
  taskRoot = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-function-'));
  fs.cpSync(FUNCTIONS, taskRoot, { recursive: true });
  sqs = await SqsServer.start();
});

beforeEach(() => {
  sqs.messages.length = 0;
  sqs.rejects = false;
});

afterEach(async () => {
  for (const runtime of running.splice(0)) await runtime.stop();
  removeValidators();
});

afterAll(async () => {
  await sqs?.stop();
  for (const folder of [guard, taskRoot]) if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

/** Starts a function with the validator in Lambda's own runtime client. */
async function start(major: NodeMajor, name: string, schemas: EventSchema[], document?: string, response?: ContractCheck): Promise<LambdaRuntime> {
  // The guard knows /opt by its name. Here the layer is in the folder of the function, which counts as deployed too.
  const layer = fs.mkdtempSync(path.join(taskRoot, 'layer-'));
  fs.cpSync(unpackedValidator(schemas, response), layer, { recursive: true });
  const handler = handlerIn(layer);
  const runtime = await LambdaRuntime.start({
    node: nodeBinary(major),
    client: clients.client(major, handler),
    taskRoot,
    handler,
    guard: document === undefined ? undefined : { policy: document, layer: guard },
    env: { ...sqs.environment, SEC3_EVENT_HANDLER: name, AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${major}.x` },
  });
  running.push(runtime);
  return runtime;
}

async function invoke(runtime: LambdaRuntime, event: unknown) {
  const { response, error, stream } = await runtime.invoke(event);
  return error ? [error.errorType, error.errorMessage] : stream ? { stream: stream.contentType, body: response } : (JSON.parse(response!) as unknown);
}

describe.each(MAJORS.flatMap((major) => Object.keys(POLICIES).map((name) => [major, name] as const)))('on Node.js %s with %s', (major, name) => {
  const document = POLICIES[name];

  test.each([
    ['commonjs.handler', {}],
    ['commonjs.nested.deep.handler', {}],
    ['module.handler', { ready: 'ready' }],
    ['src/handlers/queue.process.handler', {}],
  ])('an invalid message goes to quarantine with its reason, and %s gets the others', async (handler, more) => {
    const runtime = await start(major, handler, [EventSchema.sqs(ORDER)], document);
    expect(await invoke(runtime, BATCH)).toEqual({ got: [GOOD, GOOD], ...more });
    expect(sqs.messages).toMatchObject([
      { schemaVersion: 1, functionName: 'test-function', source: 'sqs', id: 'm2', reason: { field: '/quantity', rule: 'minimum' }, record: { messageId: 'm2', body: BAD } },
    ]);
    // The validator causes no event of the guard.
    expect(runtime.events).toEqual([]);
    expect(runtime.postures).toHaveLength(document === undefined ? 0 : 1);
  });

  test('a message that the quarantine rejects is reported as failed, and the process continues', async () => {
    sqs.rejects = true;
    const runtime = await start(major, 'module.handler', [EventSchema.sqs(ORDER)], document);
    expect(await invoke(runtime, BATCH)).toMatchObject({ got: [GOOD, GOOD], batchItemFailures: [{ itemIdentifier: 'm2' }] });
    sqs.rejects = false;
    expect(await invoke(runtime, BATCH)).toEqual({ got: [GOOD, GOOD], ready: 'ready' });
    expect(runtime.output).toContain('quarantine failed: ');
  });

  test('responses are streamed, and an invalid request gets an error response', async () => {
    const runtime = await start(major, 'module.streaming', [EventSchema.functionUrl({ route: 'POST /orders', body: ORDER })], document);
    expect(await invoke(runtime, urlRequest('POST /orders', GOOD))).toEqual({ stream: 'text/plain', body: `got ${GOOD}` });
    const { stream, body } = (await invoke(runtime, urlRequest('POST /orders', BAD))) as { stream: string; body: string };
    expect(stream).toBe('application/vnd.awslambda.http-integration-response');
    const [prelude, answer] = body.split('\0'.repeat(8));
    expect(JSON.parse(prelude)).toEqual({ statusCode: 400, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(answer)).toEqual({ message: 'Invalid request', field: '/body/quantity', rule: 'minimum' });
    // The runtime can handle the next request.
    expect(await invoke(runtime, urlRequest('POST /orders', GOOD))).toEqual({ stream: 'text/plain', body: `got ${GOOD}` });
  });

  test('HTTP requests and responses are validated', async () => {
    const answer = responseCheck({ type: 'object', required: ['at'], properties: {} });
    const runtime = await start(major, 'module.http', [EventSchema.httpApi({ route: 'POST /orders', body: ORDER })], document, answer);
    expect(await invoke(runtime, httpRequest('POST /orders', GOOD))).toEqual({ statusCode: 200, body: GOOD });
    expect(await invoke(runtime, httpRequest('POST /orders', BAD))).toMatchObject({ statusCode: 400 });
    expect(await invoke(runtime, httpRequest('POST /orders', GOOD.replace('"at"', '"At"')))).toMatchObject({ statusCode: 400 });
    const withoutTime = JSON.stringify({ id: (JSON.parse(GOOD) as { id: string }).id });
    expect(await invoke(runtime, httpRequest('POST /orders', withoutTime))).toMatchObject({ statusCode: 500, body: '{"message":"Internal error"}' });
  });

  test('errors of the handler, of its module, and of an event without a schema are reported', async () => {
    const runtime = await start(major, 'commonjs.failing', [EventSchema.sqs(ORDER)], document);
    expect(await invoke(runtime, sqsEvent(message(GOOD, 'm1')))).toEqual(['TypeError', 'the handler failed']);
    expect(await invoke(runtime, { detail: {} })).toEqual(['Sec3.InvalidEvent', 'no schema of the function applies to events of this source (other)']);
    expect(await (await start(major, 'broken.handler', [EventSchema.sqs(ORDER)], document)).initError()).toMatchObject({ errorType: 'RangeError', errorMessage: 'this module cannot be loaded' });
    expect(await (await start(major, 'commonjs.none', [EventSchema.sqs(ORDER)], document)).initError()).toMatchObject({
      errorType: 'Runtime.HandlerNotFound', errorMessage: 'commonjs.none is undefined or not exported',
    });
  });

  test('the function sees its own handler name, and metrics are lines of JSON', async () => {
    const runtime = await start(major, 'commonjs.name', [EventSchema.direct({ type: 'object' })], document);
    expect(await invoke(runtime, {})).toBe('commonjs.name');
    const line = runtime.output.split('\n').find((each) => each.startsWith('{"type":"event-validation"'))!;
    expect(JSON.parse(line)).toMatchObject({
      functionName: 'test-function', source: 'direct', Accepted: 1, _aws: { CloudWatchMetrics: [{ Namespace: 'Sec3/EventValidation', Dimensions: [['functionName'], ['functionName', 'source']] }] },
    });
  });
});

describe.each(MAJORS)('on Node.js %s under a strict guard', (major) => {
  test('each event is counted before the response, after which Lambda may freeze the process', async () => {
    const runtime = await start(major, 'commonjs.handler', [EventSchema.sqs(ORDER)], policy('block'));
    for (let time = 0; time < 5; time++) await invoke(runtime, BATCH);
    const metrics = await metricsWhenFrozen(runtime);
    expect(metrics.map(({ Accepted = 0, Rejected = 0 }) => [Accepted, Rejected])).toEqual(Array.from({ length: 5 }, () => [[0, 1], [2, 0]]).flat());
  });

  test.each(SAMPLE_SOURCES)('the handler gets only valid events of $source', async (sample) => {
    const runtime = await start(major, 'module.handler', [sample.schema], policy('block'));
    await expectOnlyValid(sample, (event) => invoke(runtime, event), sqs.messages);
    expect(runtime.events).toEqual([]);
  });
});

/** The runtime client for Node.js 22 and 24 here does not support callbacks; Lambda's own for 22 still does. */
describe('in a runtime with callbacks', () => {
  test.each([
    ['callback', 'fail', { got: 2, batchItemFailures: [{ itemIdentifier: 'm2' }] }],
    ['callback', 'quarantine', { got: 2 }],
    ['lazy', 'fail', { got: 2, batchItemFailures: [{ itemIdentifier: 'm2' }] }],
    ['lazy', 'quarantine', { got: 2 }],
    ['sync', 'fail', { got: 2, batchItemFailures: [{ itemIdentifier: 'm2' }] }],
    ['sync', 'quarantine', { got: 2 }],
    ['silent', 'fail', { batchItemFailures: [{ itemIdentifier: 'm2' }] }],
    ['silent', 'quarantine', null],
  ])('the handler %s works under %s', async (name, onInvalid, expected) => {
    const runtime = await start(20, `commonjs.${name}`, [EventSchema.sqs(ORDER, onInvalid === 'fail' ? FAIL : {})]);
    expect(await invoke(runtime, BATCH)).toEqual(expected);
    expect(await invoke(runtime, BATCH)).toEqual(expected);
  });

  test('a newer runtime rejects callbacks, as without the validator', async () => {
    const runtime = await start(24, 'commonjs.callback', [EventSchema.sqs(ORDER)]);
    expect((await runtime.initError()).errorType).toBe('Runtime.CallbackHandlerDeprecated');
  });
});
