import { ApiParameter } from '../../../lib/inbound-events/api-parameter';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { HttpEventSchemaProps } from '../../../lib/inbound-events/event-schema-options';
import { responseCheck } from '../../../lib/inbound-events/response-check';
import { httpRequest, restRequest, urlRequest } from '../sample-events';
import { Laboratory } from '../validated';

const BODY = { type: 'object', additionalProperties: false, required: ['quantity'], properties: { quantity: { type: 'integer', minimum: 1, maximum: 100 } } };
const GOOD = '{"quantity":1}';

/** Returns field and rule of the response with status 400; undefined if the handler gets the request. */
async function rejection(schemas: EventSchema[], event: unknown): Promise<string | undefined> {
  const verdict: any = await new Laboratory(schemas).judge(event);
  if (verdict.call) return undefined;
  const { statusCode, headers, body } = verdict.answer;
  expect([statusCode, headers]).toEqual([400, { 'content-type': 'application/json' }]);
  const { message, field, rule, ...rest } = JSON.parse(body) as { readonly [key: string]: string };
  expect([message, rest]).toEqual(['Invalid request', {}]);
  return `${field} ${rule}`;
}

test('cookies are validated as clients send them', async () => {
  const cookies = { session: ApiParameter.pattern('^[0-9a-f]{4}$', 4), theme: ApiParameter.oneOf(['dark', 'light']).optional() };
  const rest = (...lines: string[]) => restRequest('GET /orders', null, { headers: { Cookie: lines.at(-1) }, multiValueHeaders: { Cookie: lines } });
  const restSchema = EventSchema.restApi({ route: 'GET /orders', cookies });
  const made = ['session=12ef', 'other="a=b";session=12ef; theme=dark', 'session=12eg', 'theme=dark', 'session=12ef; session=12ef', 'session=12ef; theme=blue', 'session="12ef"', 'session', '; ;'];
  const expected = [undefined, undefined, '/cookie/session pattern', '/cookie/session required', '/cookie/session repeated', '/cookie/theme enum', '/cookie/session maxLength', '/cookie/session required', '/cookie/session required'];
  expect(await Promise.all(made.map((line) => rejection([restSchema], rest(line))))).toEqual(expected);
  expect(await rejection([restSchema], rest('theme=dark', 'session=12ef'))).toBeUndefined();
  expect(await rejection([restSchema], restRequest('GET /orders', null))).toBe('/cookie/session required');
  const httpSchema = EventSchema.httpApi({ route: 'GET /orders', cookies });
  const http = (...sent: string[]) => ({ ...httpRequest('GET /orders', undefined), rawQueryString: '', cookies: sent });
  expect(await rejection([httpSchema], http('theme=dark', 'session=12ef'))).toBeUndefined();
  expect(await rejection([httpSchema], http('session=1'))).toBe('/cookie/session pattern');
});

describe('a REST API', () => {
  const schemas = [
    EventSchema.restApi({ route: 'POST /orders', body: BODY }),
    EventSchema.restApi({
      route: 'GET /orders/{id}',
      pathParameters: { id: ApiParameter.pattern('^[0-9]{1,9}$', 9) },
      queryParameters: { limit: ApiParameter.integer(1, 50).optional() },
      headers: { 'X-Tenant': ApiParameter.oneOf(['a', 'b']) },
    }),
  ];
  const get = (more: object) =>
    restRequest('GET /orders/{id}', null, { pathParameters: { id: '7' }, headers: { 'x-tenant': 'a' }, multiValueHeaders: { 'x-tenant': ['a'] }, ...more });
  const query = (...limits: string[]) => ({ queryStringParameters: { limit: limits.at(-1) }, multiValueQueryStringParameters: { limit: limits } });

  test.each([
    [GOOD, undefined],
    ['{"quantity":0}', '/body/quantity minimum'],
    ['{}', '/body/quantity required'],
    ['{"quantity":1,"admin":true}', '/body additionalProperties'],
    ['{"quantity":1,"quantity":2}', '/body duplicate-key'],
    ['{"quantity":1', '/body json'],
    ['', '/body required'],
    [null, '/body required'],
  ])('body %s', async (body, expected) => {
    expect(await rejection(schemas, restRequest('POST /orders', body))).toBe(expected);
  });

  test('a body in base64 is decoded, and one that is not UTF-8 is rejected', async () => {
    const encoded = (bytes: Uint8Array) => restRequest('POST /orders', Buffer.from(bytes).toString('base64'), { isBase64Encoded: true });
    expect(await rejection(schemas, encoded(Buffer.from(GOOD)))).toBeUndefined();
    expect(await rejection(schemas, encoded(Buffer.from([0x7b, 0xff, 0x7d])))).toBe('/body utf-8');
  });

  test.each([
    [{}, undefined],
    [query('10'), undefined],
    [query('0'), '/query/limit minimum'],
    [query('1e1'), undefined],
    [query('0x10'), '/query/limit type'],
    [query('ten'), '/query/limit type'],
    [query('9007199254740993'), '/query/limit type'],
    [query('1', '2'), '/query/limit repeated'],
    [{ queryStringParameters: { limit: '1', debug: '1' } }, '/query additionalProperties'],
    [{ pathParameters: { id: 'x' } }, '/path/id pattern'],
    [{ pathParameters: null }, '/path/id required'],
    [{ headers: {}, multiValueHeaders: {} }, '/header/x-tenant required'],
    [{ multiValueHeaders: { 'x-tenant': ['a', 'b'] } }, '/header/x-tenant repeated'],
    [{ multiValueHeaders: { 'X-TENANT': ['c'] } }, '/header/x-tenant enum'],
    [{ body: '{}' }, '/body unexpected'],
    [{ queryStringParameters: JSON.parse('{"__proto__":"x"}') }, ' forbidden-key'],
  ])('parameters %j', async (more, expected) => {
    expect(await rejection(schemas, get(more))).toBe(expected);
  });

  test('a route without a schema is rejected', async () => {
    expect(await rejection(schemas, restRequest('DELETE /orders', null))).toBe(' route');
  });

  test('requests are normalized', async () => {
    const schema = EventSchema.restApi({ route: 'ANY /orders', body: { type: 'object', properties: { name: { 'type': 'string', 'x-normalize': ['trim'] } } } });
    const verdict: any = await new Laboratory([schema]).judge(restRequest('PUT /orders', Buffer.from('{"name":" Ann "}').toString('base64'), { isBase64Encoded: true }));
    expect(verdict.event).toMatchObject({ body: '{"name":"Ann"}', isBase64Encoded: false });
  });

  test('the response to an invalid request does not contain the value', async () => {
    const laboratory = new Laboratory(schemas);
    const verdict: any = await laboratory.judge(restRequest('POST /orders', '{"quantity":"card-of-Ann"}'));
    expect(verdict.answer.body).toBe('{"message":"Invalid request","field":"/body/quantity","rule":"type"}');
    expect(laboratory.output).not.toContain('card-of-Ann');
  });
});

describe('an HTTP API', () => {
  const props: HttpEventSchemaProps = { route: 'POST /orders', body: BODY, queryParameters: { dry: ApiParameter.oneOf(['true', 'false']).optional() } };
  const schemas = [EventSchema.httpApi(props)];

  test.each([
    [httpRequest('POST /orders', GOOD), undefined],
    [httpRequest('POST /orders', '{"quantity":101}'), '/body/quantity maximum'],
    [httpRequest('POST /orders', GOOD, { rawQueryString: 'dry=true', queryStringParameters: { dry: 'true' } }), undefined],
    [httpRequest('POST /orders', GOOD, { rawQueryString: 'dry=true&dry=false', queryStringParameters: { dry: 'true,false' } }), '/query/dry repeated'],
    [httpRequest('POST /other', GOOD), ' route'],
    [{ ...restRequest('POST /orders', GOOD), version: '1.0' }, undefined],
    [{ ...restRequest('POST /orders', '[]'), version: '1.0' }, '/body type'],
  ])('%#', async (event, expected) => {
    expect(await rejection(schemas, event)).toBe(expected);
  });

  test('the route $default is supported', async () => {
    const schema = EventSchema.httpApi({ route: '$default', body: BODY });
    expect(await rejection([schema], httpRequest('POST /any', GOOD, { routeKey: '$default' }))).toBeUndefined();
  });
});

describe('a function URL', () => {
  const schemas = [
    EventSchema.functionUrl({ route: 'GET /orders/{id}', pathParameters: { id: ApiParameter.pattern('^[a-z ]{1,9}$', 9) } }),
    EventSchema.functionUrl({ route: 'POST /orders', body: BODY }),
  ];

  test.each([
    ['GET /orders/abc', undefined, undefined],
    ['GET /orders/a%20c', undefined, undefined],
    ['GET /orders/A', undefined, '/path/id pattern'],
    ['GET /orders/%ff', undefined, '/path utf-8'],
    ['GET /orders/', undefined, ' route'],
    ['GET /orders/a/b', undefined, ' route'],
    ['POST /orders', GOOD, undefined],
    ['POST /orders', '{"quantity":0}', '/body/quantity minimum'],
  ])('%s %s', async (request, body, expected) => {
    expect(await rejection(schemas, urlRequest(request, body))).toBe(expected);
  });

  test('does not accept events of an HTTP API', async () => {
    await expect(new Laboratory(schemas).judge(httpRequest('POST /orders', GOOD))).rejects.toThrow('no schema of the function applies to events of this source (httpApi)');
  });
});

describe('a response', () => {
  const laboratory = () =>
    new Laboratory([EventSchema.httpApi({ body: BODY })], responseCheck({ type: ['object', 'null'], additionalProperties: false, properties: { id: { type: 'string' } } }));

  test.each([
    [{ statusCode: 200, body: '{"id":"1"}' }, 'kept'],
    [{ statusCode: 204 }, 'kept'],
    [{ id: '1' }, 'kept'],
    ['{"id":"1"}', 'kept'],
    [{ statusCode: 404, body: 'not found' }, 'kept'],
    [{ statusCode: 200, body: Buffer.from('{"id":"1"}').toString('base64'), isBase64Encoded: true }, 'kept'],
    [{ statusCode: 200, body: '{"id":"1","password":"x"}' }, 'held back'],
    [{ statusCode: 200, body: '<html>' }, 'held back'],
    [{ password: 'x' }, 'held back'],
  ])('%j is %s', async (result, expected) => {
    const lab = laboratory();
    const verdict: any = await lab.judge(httpRequest('POST /orders', GOOD));
    const written = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
    const answer = verdict.finish(result);
    const lines = written.mock.calls.map(([line]) => String(line)).join('');
    written.mockRestore();
    if (expected === 'kept') expect(answer).toBe(result);
    else expect(answer).toMatchObject({ statusCode: 500, body: '{"message":"Internal error"}' });
    expect(lines.includes('"RejectedResponses":1')).toBe(expected === 'held back');
    expect(lines).not.toContain('password');
  });
});
