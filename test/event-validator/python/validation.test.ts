import { gzipSync } from 'zlib';
import { Size } from 'aws-cdk-lib';
import fc from 'fast-check';
import { ApiParameter } from '../../../lib/inbound-events/api-parameter';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { EventPayload, EventSchemaOptions, InvalidEventAction, QueueEnvelope } from '../../../lib/inbound-events/event-schema-options';
import { ContractCheck } from '../../../lib/inbound-events/events/contract';
import { responseCheck } from '../../../lib/inbound-events/response-check';
import { judgedInPython } from '../python-laboratory';
import { replaceAt } from '../replace-at';
import {
  busEvent, change, dynamoDbEvent, fifoMessage, httpRequest, kinesisEvent, message, notification, objectCreated, restRequest, s3Event, snsEnvelope,
  snsEvent, sqsEvent, streamRecord, urlRequest,
} from '../sample-events';
import { Laboratory } from '../validated';

const ID = '0b9a4c2e-7a55-4f0e-9a3e-0a52d9c2f1b7';
const ORDER = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'quantity'],
  properties: {
    id: { 'type': 'string', 'format': 'uuid', 'x-normalize': ['trim', 'lowercase'] },
    quantity: { 'type': 'integer', 'minimum': 1, 'maximum': 100, 'x-normalize': ['coerce'] },
    note: { 'type': 'string', 'maxLength': 20, 'x-normalize': ['nfc', 'default'], 'default': '' },
    tags: { type: 'object', patternProperties: { '^\\w+$': { 'type': 'string', 'x-normalize': ['trim'] } } },
  },
};
const PLAIN = { type: 'object', additionalProperties: false, required: ['quantity'], properties: { quantity: { type: 'integer', minimum: 1, maximum: 100 } } };
const GOOD = '{"quantity":1}';
const BAD = '{"quantity":0}';

/** Returns the result of the Node.js validator for an event, in the form of the Python one. */
async function judgedInNode(schemas: readonly EventSchema[], event: string, unavailable: number[], response?: ContractCheck): Promise<object> {
  const laboratory = new Laboratory(schemas, response);
  for (const place of unavailable) laboratory.unavailable.add(place);
  const attempt = async (what: () => unknown) => {
    try {
      return await what();
    } catch (error) {
      const { name, message: text } = error as Error;
      if (!/^Sec3\.Invalid(Event|Response)$/.test(name)) throw error;
      return { error: name === 'Sec3.InvalidEvent' ? text : `${name}: ${text}` };
    }
  };
  const outcome = await attempt(async () => {
    const verdict = await laboratory.judge(JSON.parse(event));
    if (!verdict.call) return verdict;
    const { finish } = verdict;
    const written = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      laboratory.output += String(text);
      return true;
    });
    const finished = finish && { finished: await attempt(() => finish({ total: 1 })) };
    written.mockRestore();
    return { call: true, event: verdict.event, ...finished };
  });
  return comparable({ outcome, quarantined: laboratory.quarantined, lines: laboratory.output.split('\n').filter(Boolean) });
}

/** Removes the time, and parses JSON texts, because the languages differ in numbers and escapes. */
function comparable({ outcome, quarantined, lines }: { outcome: any; quarantined: unknown; lines: readonly string[] }): object {
  const parsed = JSON.parse(JSON.stringify({ outcome, quarantined }, (_, value: unknown) => {
    if (typeof value !== 'string') return value;
    try {
      return { json: JSON.parse(value) as unknown };
    } catch {
      return value;
    }
  })) as object;
  const metrics = lines.map((line) => JSON.parse(line) as { _aws: { Timestamp?: number } });
  for (const line of metrics) delete line._aws.Timestamp;
  return { ...parsed, metrics };
}

/** Expects the same results of both; events are values, or JSON. */
async function expectSame(schemas: readonly EventSchema[], events: readonly unknown[], unavailable: number[] = [], response?: ContractCheck) {
  const texts = events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event)));
  const inPython = judgedInPython(schemas, texts, unavailable, response).map(comparable);
  for (const [i, text] of texts.entries()) {
    const expected = await judgedInNode(schemas, text, unavailable, response);
    expect({ text, ...inPython[i] }).toEqual({ text, ...expected });
  }
}

const BODIES = [
  GOOD, BAD, '', 'x', '{"quantity":1', '{"quantity":1}x', '{"quantity":1,"quantity":2}', '{"quantity":1,"\\u0071uantity":2}', '{"__proto__":{}}', '{"quantity":{"constructor":{"prototype":1}}}',
  '{"constructor":1,"quantity":1}', '{"quantity":9007199254740993}', '{"quantity":1e999}', '{"quantity":1.0}', '{"quantity":1e1}', '{"quantity":1.5}', `{"quantity":1${'0'.repeat(5000)}}`, '{"quantity":NaN}',
  '{"quantity":Infinity}', '{"quantity":true}', '{"quantity":"1"}', '[1]', 'null', '"\\ud800"', '{"\\udc00":1}', '{"quantity":1,"a\\/b":1}', '\ufeff{"quantity":1}', '{"quantity":01}', '"tab\tin"', ' {"quantity":2} ',
  `${'['.repeat(101)}${']'.repeat(101)}`, `${'['.repeat(100)}${']'.repeat(100)}`,
];

describe('Python validates as Node.js does: events', () => {
  const envelopes: [string, (onInvalid: EventSchemaOptions) => EventSchema, (bodies: readonly string[]) => object][] = [
    ['a queue', (options) => EventSchema.sqs(PLAIN, options), (bodies) => sqsEvent(...bodies.map((body, i) => message(body, `m${i}`)))],
    ['a FIFO queue', (options) => EventSchema.sqs(PLAIN, options), (bodies) => sqsEvent(...bodies.map((body, i) => fifoMessage(body, `m${i}`, `g${i % 3}`)))],
    ['a topic before a queue', (options) => EventSchema.sqs(PLAIN, { envelope: QueueEnvelope.SNS, ...options }), (bodies) => sqsEvent(...bodies.map((body, i) => message(i % 9 === 8 ? body : snsEnvelope(body), `m${i}`)))],
    ['a stream', (options) => EventSchema.kinesis(PLAIN, options), (bodies) => kinesisEvent(...bodies.map((body, i) => streamRecord(i % 2 ? gzipSync(body) : body, `${i}`)))],
    ['texts', (options) => EventSchema.sqs({ type: 'string', maxLength: 20 }, { payload: EventPayload.TEXT, ...options }), (bodies) => sqsEvent(...bodies.map((body, i) => message(body, `m${i}`)))],
  ];

  test.each(envelopes)('of %s', async (_, schema, event) => {
    for (const onInvalid of [InvalidEventAction.QUARANTINE, InvalidEventAction.FAIL]) {
      await expectSame([schema({ onInvalid })], [event(BODIES), event([GOOD, BAD, GOOD]), event([BAD]), event([GOOD])]);
    }
    await expectSame([schema({})], [event([GOOD, BAD, BAD, GOOD, BAD, GOOD])], [1]);
  });

  test('of topics, buckets and DynamoDB streams', async () => {
    for (const onInvalid of [InvalidEventAction.QUARANTINE, InvalidEventAction.FAIL]) {
      await expectSame([EventSchema.sns(PLAIN, { onInvalid })], BODIES.map((body) => snsEvent(notification(body))));
      const object = { type: 'object', required: ['key', 'size'], properties: { key: { type: 'string', pattern: '^in box/[a-zé]{1,20}\\.csv$' }, size: { type: 'integer', maximum: 2000 } } };
      await expectSame([EventSchema.s3(object, { onInvalid })], [['in+box/caf%C3%A9.csv', 1], ['in+box/..%2F', 1], ['in+box/a.csv', 3000], ['%ff', 1], ['%f', 1], ['a\n', 1]].map(([key, size]) => s3Event(objectCreated(key as string, size as number))));
      const images = [{ quantity: { N: '1' } }, { quantity: { N: '0' } }, { quantity: { N: '1e1' } }, { quantity: { N: '9'.repeat(38) } }, { quantity: { N: 'x' } }, { quantity: { S: '1' } }, { quantity: { N: '1', S: '1' } }, { quantity: { L: [{ M: { a: { NULL: true } } }] } }, { quantity: { X: 1 } }, { 'a/b': { BOOL: 1 } }];
      await expectSame([EventSchema.dynamoDbStream(PLAIN, { onInvalid })], images.map((image) => dynamoDbEvent(change(image as never, '1'), change(undefined, '2', 'REMOVE'))));
    }
  });

  test('of a bus, and direct invocations', async () => {
    const bus = (onInvalid: InvalidEventAction) => [EventSchema.eventBridge({ source: 'shop.orders', detailType: 'OrderPlaced', detail: ORDER, onInvalid })];
    const details = [{ id: ` ${ID.toUpperCase()} `, quantity: '5', note: 'e\u0301' }, { id: ID, quantity: 1, tags: { a: ' x ', é: ' y ' } }, { id: ID }, { id: ID, quantity: 'many' }, { id: ID, quantity: 1, note: 'x'.repeat(21) }];
    for (const onInvalid of [InvalidEventAction.QUARANTINE, InvalidEventAction.FAIL]) {
      await expectSame(bus(onInvalid), [...details.map((detail) => busEvent(detail)), busEvent({}, { 'detail-type': 'Other' })]);
      await expectSame(bus(onInvalid), [busEvent({})], [0]);
    }
    await expectSame([EventSchema.direct(ORDER)], [...details, ...BODIES.filter((body) => !/NaN|Inf|0{50}|:01|tab|^$|x$|^x|:1$|\ufeff/.test(body))]);
    await expectSame([EventSchema.sqs(PLAIN)], [null, 'null', '"text"', '1', '[]', {}, { Records: [] }, { Records: [null] }, { Records: [{ eventSource: 'constructor' }] }, { requestContext: {} }, { Records: [message(GOOD, '')] }]);
  });

  test('of HTTP requests', async () => {
    const parts = {
      body: ORDER,
      pathParameters: { id: ApiParameter.integer(1, 9) },
      queryParameters: { sort: ApiParameter.oneOf(['up', 'down']).optional(), q: ApiParameter.pattern('^[^a]*$', 9).optional() },
      headers: { 'If-Match': ApiParameter.pattern('^\\d+$', 9).optional() },
      cookies: { session: ApiParameter.pattern('^[0-9a-f]{4}$', 4).optional(), theme: ApiParameter.oneOf(['dark', 'light']).optional() },
    };
    const body = JSON.stringify({ id: ID, quantity: 1 });
    const rest = (more: object) => ({ ...restRequest('PUT /orders/{id}', body), pathParameters: { id: '1' }, queryStringParameters: null, multiValueQueryStringParameters: null, ...more });
    await expectSame([EventSchema.restApi({ route: 'PUT /orders/{id}', ...parts })], [
      rest({}), rest({ pathParameters: null }), rest({ pathParameters: { id: '10' } }), rest({ pathParameters: { id: '1\n' } }), rest({ queryStringParameters: { sort: 'up' } }), rest({ queryStringParameters: { sort: 'Up' } }),
      rest({ multiValueQueryStringParameters: { sort: ['up', 'up'] } }), rest({ queryStringParameters: { other: '1' } }), rest({ headers: { 'if-match': '12' }, multiValueHeaders: null }), rest({ headers: { 'IF-MATCH': '١' }, multiValueHeaders: null }),
      rest({ body: null }), rest({ body: '{}' }), rest({ body: Buffer.from(body).toString('base64'), isBase64Encoded: true }), rest({ body: '*', isBase64Encoded: true }), rest({ resource: '/other' }), rest({ queryStringParameters: JSON.parse('{"__proto__":"1"}') }),
      ...['session=12ef', 'a=b; theme=dark;session=12ef', 'session="12ef"', 'session', 'theme=dark; theme=dark', ' theme = blue ', '=;='].map((Cookie) => rest({ headers: { Cookie }, multiValueHeaders: null })),
      rest({ queryStringParameters: { q: '\n' } }), rest({ queryStringParameters: { q: 'xx\n' } }),
    ]);
    const http = (more: object) => ({ ...httpRequest('PUT /orders/{id}', body), pathParameters: { id: '1' }, rawQueryString: '', ...more });
    await expectSame([EventSchema.httpApi({ route: 'PUT /orders/{id}', ...parts })], ['', 'sort=up', 'sort=up&sort=up', 'sort', '?sort=up', 'q=%C3%A9+x', 'q=%ff', 'q=a', '&&sort=down&'].map((rawQueryString) => http({ rawQueryString })));
    await expectSame([EventSchema.httpApi({ route: 'PUT /orders/{id}', ...parts })], [['session=12ef'], ['theme=dark', 'session=x'], [1, null, 'theme'], []].map((cookies) => http({ cookies })));
    const url = (rawPath: string) => ({ ...urlRequest('PUT /orders/1', body), rawPath, rawQueryString: '' });
    await expectSame([EventSchema.functionUrl({ route: 'PUT /orders/{id}', ...parts })], ['/orders/1', '/orders/%31', '/orders/%zz', '/orders/%ff', '/orders/', '/orders', '/orders/1/2'].map(url));
  });

  test('with forms, uploads and lists of parameters', async () => {
    const form = {
      type: 'object',
      additionalProperties: false,
      required: ['amount'],
      properties: {
        amount: { type: 'number', multipleOf: 0.01 },
        tags: { type: 'array', maxItems: 3, uniqueItems: true, items: { type: 'string', maxLength: 3 } },
        address: { type: 'object', additionalProperties: false, properties: { city: { type: 'string' }, floors: { type: 'array', items: { type: 'integer' } } } },
        isGift: { type: 'boolean' },
      },
    };
    const schema = EventSchema.restApi({
      route: 'POST /orders',
      body: ORDER,
      form,
      uploads: [{ contentType: 'image/*', maxSize: Size.bytes(4) }, { contentType: 'Text/CSV', maxSize: Size.bytes(4) }],
      queryParameters: { id: ApiParameter.listOf(ApiParameter.integer(1, 9), 3).optional(), sort: ApiParameter.listOf(ApiParameter.oneOf(['a', 'b']), 2, ',').optional() },
    });
    const sent = (type: string | undefined, body: string | null, more: object = {}) => ({ ...restRequest('POST /orders', body), headers: type === undefined ? {} : { 'content-type': type }, multiValueHeaders: null, ...more });
    const forms = [
      'amount=19.99', 'amount=1.001', 'amount=1&amount=2', 'amount=x', 'tags=a', 'amount=1&tags=a', 'amount=1&tags=a&tags=b', 'amount=1&tags[]=a&tags[]=b', 'amount=1&tags[0]=a&tags[1]=b', 'amount=1&tags=a&tags=a',
      'amount=1&tags=a&tags=b&tags=c&tags=d', 'amount=1&tags=long%21', 'amount=1&address[city]=B+C', 'amount=1&address[floors][]=1&address[floors][]=2', 'amount=1&address[floors]=x', 'amount=1&address[street]=x',
      'amount=1&address=x&address[city]=y', 'amount=1&__proto__[a]=b', 'amount=1&isGift=true', 'amount=1&isGift=1', 'amount=1&other=2', '', 'amount', `amount=1&${'a[b]'.repeat(1)}${'[c]'.repeat(30)}=1`, 'amount=1&a[b=1', '%zz=%ff&amount=1',
    ];
    const body = JSON.stringify({ id: ID, quantity: 1 });
    await expectSame([schema], [
      ...forms.map((text) => sent('application/x-www-form-urlencoded; charset=utf-8', text)),
      sent('application/x-www-form-urlencoded', Buffer.from('amount=2').toString('base64'), { isBase64Encoded: true }), sent('application/x-www-form-urlencoded', '*', { isBase64Encoded: true }),
      sent('IMAGE/png', 'abcd'), sent('image/png', 'abcde'), sent('image/png', Buffer.from('abcd').toString('base64'), { isBase64Encoded: true }), sent('image/png', Buffer.from('abcde').toString('base64'), { isBase64Encoded: true }),
      sent('text/csv', 'é'), sent('text/csv', 'ééé'), sent('text/html', 'x'), sent('application/vnd.order+json', body), sent(undefined, body), sent('', body), sent('application/json', '{}'), sent('image/png', null),
      ...['id=1', 'id=1&id=2', 'id=1&id=x', 'id=1&id=2&id=3&id=4', 'sort=a', 'sort=a,b', 'sort=a,c', 'sort=a&sort=b'].map((text) => {
        const values: { [name: string]: string[] } = {};
        for (const [name, value] of new URLSearchParams(text)) (values[name] ??= []).push(value);
        return sent('application/json', body, { multiValueQueryStringParameters: values });
      }),
    ]);
  });

  test('with responses', async () => {
    for (const answer of [{ type: 'object', additionalProperties: false }, { type: 'object' }]) {
      await expectSame([EventSchema.direct({})], [{}], [], responseCheck(answer));
      await expectSame([EventSchema.restApi({})], [{ ...restRequest('GET /orders', null), queryStringParameters: null, multiValueQueryStringParameters: null, pathParameters: null }], [], responseCheck(answer));
    }
    await expectSame([EventSchema.sqs(PLAIN, { onInvalid: InvalidEventAction.FAIL })], [sqsEvent(message(GOOD, 'm1'), message(BAD, 'm2'))], [], responseCheck({ type: 'object' }));
  });

  test('of any shape', async () => {
    const schemas = [
      EventSchema.sqs(PLAIN), EventSchema.sns(PLAIN), EventSchema.s3(PLAIN), EventSchema.kinesis(PLAIN), EventSchema.dynamoDbStream(PLAIN),
      EventSchema.direct(PLAIN), EventSchema.restApi({ body: PLAIN }), EventSchema.httpApi({ body: PLAIN }),
      EventSchema.functionUrl({ body: PLAIN }), EventSchema.eventBridge({ source: 'shop.orders', detailType: 'OrderPlaced', detail: PLAIN }),
    ];
    const samples: object[] = [
      sqsEvent(message(GOOD, 'm1')), snsEvent(notification(GOOD)), s3Event(objectCreated('a')), kinesisEvent(streamRecord(GOOD, '1')), dynamoDbEvent(change({ quantity: { N: '1' } }, '1')), busEvent({}),
      restRequest('POST /orders', GOOD), httpRequest('POST /orders', GOOD), urlRequest('POST /orders', GOOD),
    ];
    // In JavaScript, properties whose names are numbers come first, so the first error may differ.
    const value = fc.jsonValue({ maxDepth: 3 }).filter((each) => !/"\d+":/.test(JSON.stringify(each)));
    const changed = fc.tuple(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(), value), { maxLength: 3 }));
    const events = fc.sample(changed, { numRuns: 1500, seed: 7 }).map(([sample, changes]) => {
      const event = structuredClone(sample);
      for (const [place, inner] of changes) replaceAt(event, place, inner);
      return event;
    });
    await expectSame(schemas, events);
  });
});
