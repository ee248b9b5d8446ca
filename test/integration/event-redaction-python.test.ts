import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { framesIn, outputWith, withTelemetry } from './telemetry';
import { pythonContract } from '../../lib/inbound-events/events/python-contract';
import { writeLayer } from '../../lib/inbound-events/events/validator-layer';
import { CARD, NAME, PAYMENT, PAYMENT_EVENT, SENSITIVE } from '../event-validator/redaction/payment';
import { LambdaRuntime } from '../runtime-guard/lambda-runtime';
import { policy } from '../runtime-guard/native/guarded';
import { unpackLayer } from '../runtime-guard/unpacked-layer';
import { pipInstall, PythonRelease, pythonReleases } from '../tools/python-releases';

jest.setTimeout(600_000);

// Versions that Lambda supports.
const pythons = pythonReleases().filter(({ minor }) => ['3.12', '3.13', '3.14'].includes(minor));
let folder: string;
let guard: string;
const running: LambdaRuntime[] = [];

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-event-python-'));
  fs.cpSync(path.join(__dirname, '../event-validator/functions/python'), path.join(folder, 'task'), { recursive: true });
  guard = unpackLayer();
  for (const python of pythons) pipInstall(python, site(python), ['awslambdaric==4.2.2']);
});

afterEach(async () => {
  for (const runtime of running.splice(0)) await runtime.stop();
});

afterAll(() => {
  for (const made of [folder, guard]) if (made) fs.rmSync(made, { recursive: true, force: true });
});

function site(python: PythonRelease): string {
  return path.join(folder, python.minor);
}

interface Setting {
  readonly python: PythonRelease;
  readonly format: 'Text' | 'JSON';
  readonly policy?: string;
  readonly telemetry?: string;
}

/** Starts a function with the validator in Lambda's own runtime client. */
async function start(name: string, { python, format, policy: document, telemetry }: Setting): Promise<LambdaRuntime> {
  const layer = fs.mkdtempSync(path.join(folder, 'task/layer-'));
  const written = writeLayer(pythonContract({ sources: [PAYMENT._contract] }), 'python');
  fs.cpSync(written, layer, { recursive: true });
  fs.rmSync(written, { recursive: true });
  const handler = 'sec3_event_validator.handler.handler';
  const runtime = await LambdaRuntime.start({
    node: telemetry === undefined ? python.binary : withTelemetry(python.binary, telemetry),
    client: { args: ['-m', 'awslambdaric', handler], folder: site(python) },
    taskRoot: path.join(folder, 'task'),
    handler,
    guard: document === undefined ? undefined : { policy: document, layer: guard },
    env: {
      PYTHONPATH: `${site(python)}:${path.join(layer, 'python')}`, PYTHONDONTWRITEBYTECODE: '1', SEC3_EVENT_HANDLER: name, AWS_LAMBDA_LOG_FORMAT: format,
    },
  });
  running.push(runtime);
  return runtime;
}

const MARKS = ['LOG', 'ERROR', 'EXCEPTION', 'STDOUT', 'ORIGINAL', 'LINES', 'BYTES', 'STDERR', 'WARNING', 'WRITE', 'ID', 'MESSAGE', 'LATER', 'THREAD'].map((name) => `PUBLIC-${name}`);

test('a Python interpreter is available', () => {
  console.info(`Pythons available: ${pythons.map(({ minor }) => minor).join(', ')}`);
  expect(pythons.length).toBeGreaterThan(0);
});

describe.each(
  pythons.flatMap((python) =>
    (['Text', 'JSON'] as const).flatMap((format) =>
      [undefined, policy('block')].map((document) => ({ minor: python.minor, python, format, policy: document, guard: document ? 'the guard' : 'no guard' })),
    ),
  ),
)('on Python $minor with $guard, lines in $format', (setting) => {
  test('output of the function contains no sensitive value, and keeps the rest', async () => {
    const runtime = await start('logs.everything', setting);
    const { response } = await runtime.invoke(PAYMENT_EVENT, { timeoutMs: 60_000 });
    expect(JSON.parse(response!)).toEqual({ id: 'PUBLIC-ID', card: CARD, name: NAME, pin: 123 });
    const output = await outputWith('PUBLIC-THREAD', () => runtime.output);
    expect(output).not.toMatch(SENSITIVE);
    for (const mark of MARKS) expect(output).toContain(mark);
    // Python reads the lines of code in tracebacks and warnings, and the guard reports that. None of these events is from the validator.
    expect(JSON.stringify(runtime.events)).not.toContain('sec3_event_validator');
  });

  test('the error log of the runtime contains none either, and the caller gets the whole error', async () => {
    const runtime = await start('logs.failing', setting);
    const { error } = await runtime.invoke(PAYMENT_EVENT, { timeoutMs: 60_000 });
    expect(error!.errorMessage).toContain(CARD);
    const output = await outputWith('PUBLIC no card [redacted] of [redacted]', () => runtime.output);
    expect(output).not.toMatch(SENSITIVE);
  });
});

test.each(pythons.flatMap((python) => (['Text', 'JSON'] as const).map((format) => ({ minor: python.minor, python, format }))))(
  'on Python $minor, lines in $format that the runtime sends in frames', async (setting) => {
    for (const name of ['everything', 'failing']) {
      const telemetry = path.join(folder, `telemetry-${setting.minor}-${setting.format}-${name}`);
      const runtime = await start(`logs.${name}`, { ...setting, telemetry });
      await runtime.invoke(PAYMENT_EVENT, { timeoutMs: 60_000 });
      const written = await outputWith(name === 'everything' ? 'PUBLIC-THREAD' : 'PUBLIC no card [redacted]', () => framesIn(telemetry).join('\n') + runtime.output);
      expect(written).not.toMatch(SENSITIVE);
      if (setting.format === 'JSON') for (const frame of framesIn(telemetry)) expect(JSON.parse(frame)).toHaveProperty('timestamp');
      if (name === 'everything') for (const mark of MARKS) expect(written).toContain(mark);
    }
  },
);
