import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { framesIn, outputWith, withTelemetry } from './telemetry';
import { CARD, NAME, PAYMENT, PAYMENT_EVENT, SENSITIVE } from '../event-validator/redaction/payment';
import { handlerIn, removeValidators, unpackedValidator } from '../event-validator/validated';
import { LambdaRuntime } from '../runtime-guard/lambda-runtime';
import { policy } from '../runtime-guard/native/guarded';
import { unpackLayer } from '../runtime-guard/unpacked-layer';
import { NodeMajor, nodeBinary } from '../tools/node-releases';
import { RuntimeClients } from '../tools/runtime-clients';

const MAJORS: readonly NodeMajor[] = [20, 22, 24];
jest.setTimeout(600_000);

let clients: RuntimeClients;
let guard: string;
let taskRoot: string;
const running: LambdaRuntime[] = [];

beforeAll(() => {
  clients = new RuntimeClients();
  guard = unpackLayer();
  taskRoot = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-function-'));
  fs.cpSync(path.join(__dirname, '../event-validator/functions'), taskRoot, { recursive: true });
});

afterEach(async () => {
  for (const runtime of running.splice(0)) await runtime.stop();
  removeValidators();
});

afterAll(() => {
  for (const folder of [guard, taskRoot]) if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

interface Setting {
  readonly major: NodeMajor;
  readonly format: 'Text' | 'JSON';
  readonly policy?: string;
  /** Target of the runtime's log lines, as Lambda sets it. @default - stdout */
  readonly telemetry?: string;
}

async function start(name: string, { major, format, policy: document, telemetry }: Setting): Promise<LambdaRuntime> {
  const layer = fs.mkdtempSync(path.join(taskRoot, 'layer-'));
  fs.cpSync(unpackedValidator([PAYMENT]), layer, { recursive: true });
  const handler = handlerIn(layer);
  const runtime = await LambdaRuntime.start({
    node: telemetry === undefined ? nodeBinary(major) : withTelemetry(nodeBinary(major), telemetry),
    client: clients.client(major, handler),
    taskRoot,
    handler,
    guard: document === undefined ? undefined : { policy: document, layer: guard },
    env: { SEC3_EVENT_HANDLER: name, AWS_LAMBDA_LOG_FORMAT: format, AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${major}.x` },
  });
  running.push(runtime);
  return runtime;
}

/** Returns marks that are written in any case. Objects are read as often as without the validator: those in JSON once, others never. */
function marks({ format }: Setting): string[] {
  const reads = `READS ${format === 'JSON' ? 2 : 0}`;
  return ['LOG', 'ERROR', 'STDOUT', 'BYTES', 'STDERR', 'SYNC', 'WRITE', reads, 'ID', 'MESSAGE', 'LATER'].map((name) => `PUBLIC-${name}`);
}

describe.each(
  MAJORS.flatMap((major) => (['Text', 'JSON'] as const).flatMap((format) => [undefined, policy('block')].map((document) => ({ major, format, policy: document, guard: document ? 'guard' : 'no guard' })))),
)('on Node.js $major with $guard, lines in $format', (setting) => {
  test('output of the function contains no sensitive value, and keeps the rest', async () => {
    const runtime = await start('logging.everything', setting);
    const { response } = await runtime.invoke(PAYMENT_EVENT);
    expect(JSON.parse(response!)).toEqual({ id: 'PUBLIC-ID', card: CARD, name: NAME, pin: 123 });
    const output = await outputWith('PUBLIC-LATER', () => runtime.output);
    expect(output).not.toMatch(SENSITIVE);
    for (const mark of marks(setting)) expect(output).toContain(mark);
    expect(runtime.events).toEqual([]);
  });

  test('the error log of the runtime contains none either, and the caller gets the whole error', async () => {
    const runtime = await start('logging.failing', setting);
    const { error } = await runtime.invoke(PAYMENT_EVENT);
    expect(error!.errorMessage).toBe(`no card ${CARD}`);
    const output = await outputWith('no card [redacted]', () => runtime.output);
    expect(output).not.toMatch(SENSITIVE);
    expect(output).toContain('PUBLIC-ID');
  });

  test('the last output of a crashing process contains none either', async () => {
    const runtime = await start('logging.crashing', setting);
    void runtime.invoke(PAYMENT_EVENT).catch(() => {});
    await runtime.exited();
    expect(runtime.output).toContain('PUBLIC-CRASH [redacted]');
    expect(runtime.output).not.toMatch(SENSITIVE);
  });
});

test.each(MAJORS.flatMap((major) => (['Text', 'JSON'] as const).map((format) => ({ major, format }))))(
  'on Node.js $major, lines in $format that the runtime sends in frames', async (setting) => {
    const telemetry = path.join(taskRoot, `telemetry-${setting.major}-${setting.format}`);
    const runtime = await start('logging.everything', { ...setting, telemetry });
    await runtime.invoke(PAYMENT_EVENT);
    const written = await outputWith('PUBLIC-LATER', () => framesIn(telemetry).join('\n'));
    expect(written).not.toMatch(SENSITIVE);
    expect(runtime.output).not.toMatch(SENSITIVE);
    for (const mark of marks(setting)) expect(written + runtime.output).toContain(mark);
    if (setting.format === 'Text') return;
    const lines = framesIn(telemetry).map((frame) => JSON.parse(frame) as { readonly message?: unknown; readonly errorMessage?: string });
    expect(lines).toContainEqual(expect.objectContaining({ message: { id: 'PUBLIC-ID', card: '[redacted]', name: '[redacted]', pin: '[redacted]' } }));
    expect(lines).toContainEqual(expect.objectContaining({ errorType: 'TypeError', errorMessage: 'no card [redacted]' }));
  },
);
