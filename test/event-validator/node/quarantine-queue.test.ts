import type { sendAll as SendAll } from '../../../lambda/event-validator/node/quarantine-queue';
import { SqsServer } from '../../integration/sqs-server';

let sqs: SqsServer;
let sendAll: typeof SendAll;
const before = { ...process.env };

beforeAll(async () => {
  sqs = await SqsServer.start();
  Object.assign(process.env, sqs.environment, { AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'orders' });
  // The client is created when the module is loaded.
  ({ sendAll } = jest.requireActual<{ readonly sendAll: typeof SendAll }>('../../../lambda/event-validator/node/quarantine-queue'));
});

afterEach(() => {
  sqs.messages.length = 0;
  sqs.requests.length = 0;
  sqs.rejects = false;
});

afterAll(async () => {
  process.env = before;
  await sqs.stop();
});

const record = (id: number, body: string) => ({ source: 'sqs', id: `m${id}`, reason: { field: '', rule: 'json' }, record: { body } });

test('each record is a message of its own, with at most ten in a request', async () => {
  const records = Array.from({ length: 25 }, (_, id) => record(id, 'x'));
  expect(await sendAll(sqs.environment.SEC3_EVENT_QUARANTINE, records)).toEqual(new Set());
  expect(sqs.messages.map(({ id }) => id).sort()).toEqual(records.map(({ id }) => id).sort());
  expect(sqs.messages[0]).toMatchObject({ schemaVersion: 1, functionName: 'orders', source: 'sqs', reason: { field: '', rule: 'json' }, record: { body: 'x' } });
  expect(new Date(sqs.messages[0].time).getTime()).toBeGreaterThan(Date.now() - 60_000);
  expect([...sqs.requests].sort((a, b) => a - b)).toEqual([5, 10, 10]);
});

test('a request has at most a mebibyte, and a larger record is not sent', async () => {
  const records = [record(0, 'x'.repeat(600_000)), record(1, 'x'.repeat(600_000)), record(2, 'x'.repeat(1024 * 1024)), record(3, 'x')];
  expect(await sendAll(sqs.environment.SEC3_EVENT_QUARANTINE, records)).toEqual(new Set([2]));
  expect(sqs.messages.map(({ id }) => id).sort()).toEqual(['m0', 'm1', 'm3']);
  expect(sqs.requests).toHaveLength(2);
});

test('characters that SQS rejects are escaped and restored', async () => {
  const body = 'a\u0000b\uffff\ufffe\ud800';
  await sendAll(sqs.environment.SEC3_EVENT_QUARANTINE, [record(0, body)]);
  expect(sqs.messages[0].record.body).toBe(body);
  expect(sqs.received.at(-1)).not.toMatch(/[^\x20-\x7e]/);
});

test('records that SQS rejects are returned as failed', async () => {
  sqs.rejects = true;
  const errors = jest.spyOn(console, 'error').mockImplementation(() => {});
  try {
    expect(await sendAll(sqs.environment.SEC3_EVENT_QUARANTINE, [record(0, 'secret'), record(1, 'secret')])).toEqual(new Set([0, 1]));
    expect(String(errors.mock.calls)).not.toContain('secret');
    expect(errors).toHaveBeenCalledTimes(1);
  } finally {
    errors.mockRestore();
  }
});
