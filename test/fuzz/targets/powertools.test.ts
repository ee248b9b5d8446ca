import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as fc from 'fast-check';
import { casesOf } from '../../../lib/fuzz/targets/cases';
import { askedFor, wordsOf } from '../../../lib/fuzz/targets/dictionary';
import type { EntryPoint } from '../../../lib/fuzz/targets/entry-points';
import type { FuzzFunction } from '../../../lib/fuzz/targets/functions';
import { UnseenScene } from '../planted/unseen-scene';

const scene = new UnseenScene();
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-powertools-'));
afterAll(() => {
  scene.remove();
  fs.rmSync(root, { recursive: true });
});
jest.setTimeout(120_000);

const QUEUE: EntryPoint = {
  kind: 'sqs', name: 'sqs Queue', declaredBy: 'Mapping', checksBody: false, checksParameters: false, rejectsParameters: false, contentTypes: [], binaryTypes: [], parameters: [], notes: [],
};

function words(code: string, language: 'node' | 'python' = 'python') {
  fs.writeFileSync(path.join(root, language === 'node' ? 'index.js' : 'index.py'), code);
  return wordsOf({ root, ownHandler: 'index.handler', language } as FuzzFunction);
}

/** Returns events of a queue whose sender is in no template. */
function events(code: string, language?: 'node' | 'python'): string {
  return fc.sample(casesOf(QUEUE, words(code, language)).arbitrary, { numRuns: 60, seed: 3 }).map(({ event }) => event).join('\n');
}

test.each([
  ['event.get_header_value("X-Tenant", default_value="none")'], ['app.current_event.get_header_value(name="X-Tenant")'],
  ['@idempotent(event_key_jmespath=\'headers."X-Tenant"\', persistence_store=store)'], ["makeIdempotent(run, { config: new IdempotencyConfig({ eventKeyJmesPath: 'headers.\"X-Tenant\"' }) })"],
])('headers: %s', (code) => {
  expect(askedFor(words(code)).headers).toContain('X-Tenant');
});

test.each([
  ['event.get_query_string_value("page", "1")'], ["app.current_event.get_multi_value_query_string_values('page')"],
])('query parameters: %s', (code) => {
  expect(askedFor(words(code)).queries).toContain('page');
});

test.each([
  ["extractDataFromEnvelope(event, 'Records[*].powertools_json(body).[orderId, user.tenant]')"], ['extract_data_from_envelope(data=event, envelope="powertools_json(body).[orderId, user.tenant]")'],
])('fields of an envelope: %s', (code) => {
  expect(words(code).names).toEqual(expect.arrayContaining(['orderId', 'tenant']));
  expect(words(code).names).not.toContain('powertools_json');
});

test.each<[string, 'node' | 'python', string, RegExp]>([
  ['S3', 'python', 'for record in event.records:\n    go(record.decoded_nested_s3_event.record)', /ObjectCreated:Put/],
  ['S3', 'node', 'const { Records } = S3SqsEventNotificationSchema.parse(event);', /ObjectCreated:Put/],
  ['SNS', 'python', 'parse(event=event, model=Order, envelope=envelopes.SnsSqsEnvelope)', /\\"Type\\":\\"Notification\\"/],
  ['SNS', 'node', 'SnsSqsEnvelope.parse(event, Order)', /\\"Type\\":\\"Notification\\"/],
  ['EventBridge', 'python', 'extract_data_from_envelope(data=event, envelope=envelopes.S3_EVENTBRIDGE_SQS)', /\\"detail-type\\":/],
  ['a sender that sets attributes', 'python', 'for record in event.records:\n    go(record.message_attributes["priority"].string_value)', /"messageAttributes":\{[^}]*"priority"/],
])('the names of Powertools say that %s sends to a queue, in %s', (_, language, code, envelope) => {
  expect(events(code, language)).toMatch(envelope);
  expect(events('go(record.body)', language)).not.toMatch(envelope);
});

test.each<['node' | 'python', string]>([
  ['node', 'const Order = z.object({ id: z.string().uuid(), count: z.number().int().positive(), open: z.boolean(), at: z.string().datetime(), tags: z.array(z.string()), mail: z.email() });'],
  ['python', 'class Order(BaseModel):\n    id: UUID\n    count: int = Field(gt=0)\n    open: bool\n    at: datetime\n    tags: List[str]\n    mail: Optional[EmailStr] = None\n'],
])('fields that a model in %s declares, with their types', (language, code) => {
  expect(words(code, language).declared).toEqual({
    id: { type: 'string', format: 'uuid' },
    count: { type: 'integer' },
    open: { type: 'boolean' },
    at: { type: 'string', format: 'date-time' },
    tags: { type: 'array', maxItems: 3, items: { type: 'string' } },
    mail: { type: 'string', format: 'email' },
  });
});

test('what the parser of Powertools accepts reaches the code behind it', async () => {
  const code = `const { SqsEnvelope } = require('@aws-lambda-powertools/parser/envelopes');
const { JSONStringified } = require('@aws-lambda-powertools/parser/helpers');
const { z } = require('zod');
const Order = z.object({ orderId: z.string().uuid(), quantity: z.number().int().min(1), express: z.boolean(), lines: z.array(z.string()) });
exports.handler = async (event) => {
  let orders;
  try { orders = SqsEnvelope.parse(event, JSONStringified(Order)); } catch { return; }
  for (const { quantity, express, lines } of orders) if (express && quantity > 12) console.log(lines[quantity].length);
};
`;
  const { findings } = await scene.fuzz({ name: 'orders of a queue', kind: 'sqs', code, finds: 'exception' }, 4, 400, 'exception');
  // Zod creates code when it first parses an event. The guard reports that, unless it reported the same less than a second before.
  expect(findings.filter(({ cause }) => cause !== 'guard-event dynamicCode Function')).toMatchObject([{ id: 'exception', message: expect.stringContaining('length') }]);
});
