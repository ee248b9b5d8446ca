import { remember } from '../../../../lambda/event-validator/node/memory';
import { Redaction, redaction } from '../../../../lambda/event-validator/node/redaction/redaction';
import { EventSchema } from '../../../../lib/inbound-events/event-schema';
import { InvalidEventAction } from '../../../../lib/inbound-events/event-schema-options';
import { responseCheck } from '../../../../lib/inbound-events/response-check';
import { base64, BODY, EVENTS, MODEL, OBJECT } from '../../redaction/marked-events';
import { httpRequest, message, restRequest, sqsEvent } from '../../sample-events';
import { Laboratory } from '../../validated';

beforeEach(() => {
  remember(redaction);
  redaction.begin();
});

/** Logs the event and the handler's input completely. */
async function logged(schema: EventSchema, event: object): Promise<string> {
  const verdict = await new Laboratory([schema]).judge(event);
  return redaction.redact(JSON.stringify([event, verdict]));
}

test.each(EVENTS)('%s', async (_, schema, event, sensitive) => {
  const written = await logged(schema, event);
  expect(written).not.toMatch(sensitive);
  expect(written).toContain('[redacted]');
});

test('other values are kept, except in encoded bodies', async () => {
  expect(await logged(EventSchema.sqs(OBJECT), sqsEvent(message(BODY, 'm1')))).toContain('PUBLIC');
  const encoded = { ...httpRequest('POST /orders', BODY), body: base64('{"open":"PUBLIC"}'), isBase64Encoded: true };
  expect(await logged(EventSchema.httpApi({ body: MODEL }), encoded)).toContain(base64('{"open":"PUBLIC"}'));
});

test('sensitive values in responses are redacted', async () => {
  const check = responseCheck({ type: 'object', properties: { token: { 'type': 'string', 'x-sensitive': true } } });
  for (const [schema, event, answer] of [
    [EventSchema.direct({}), {}, { token: 'answered-token' }],
    [EventSchema.restApi({ route: 'GET /' }), restRequest('GET /', null), { statusCode: 200, body: '{"token":"answered-token"}' }],
    [EventSchema.restApi({ route: 'GET /' }), restRequest('GET /', null), { statusCode: 200, body: base64('{"token":"answered-token"}'), isBase64Encoded: true }],
  ] as const) {
    redaction.begin();
    const verdict = await new Laboratory([schema], check).judge(event);
    expect(verdict.call && verdict.finish!(answer)).toEqual(answer);
    expect(redaction.redact(JSON.stringify(answer))).not.toMatch(new RegExp(`answered|${base64('{"token":"answered')}`));
  }
});

test('no value is kept if nothing is marked', async () => {
  const before = redaction.met;
  await logged(EventSchema.sqs({ type: 'object' }, { onInvalid: InvalidEventAction.FAIL }), sqsEvent(message(BODY, 'm1')));
  expect(redaction.met).toBe(before);
  expect(new Redaction().isIdle).toBe(true);
});
