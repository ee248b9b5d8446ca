import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { StackTemplate, Workload } from '../../../lib/gate';
import { Invocation } from '../../../stage/root/environment';
import { ApiClient, RequestOptions } from '../../../stage/services/api-client';
import { ApiFront } from '../../../stage/services/api-front';
import { TooManyRequests } from '../../../stage/services/lambda-service';

const REGION = 'eu-central-1';
const ORDER = {
  $schema: 'http://json-schema.org/draft-04/schema#', type: 'object', required: ['id'], additionalProperties: false, properties: { id: { type: 'string', format: 'uuid' } },
};
const URI = { 'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations' };

interface Method {
  readonly path: string;
  readonly verb?: string;
  readonly properties?: object;
  readonly integration?: object;
}

let folder: string;
let front: ApiFront;
let events: any[];
let outcome: Partial<Invocation> | Error;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-front-'));
  events = [];
  outcome = { payload: JSON.stringify({ statusCode: 200, body: 'done' }) };
});

afterEach(async () => {
  await front?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Serves an API with methods in front of one function. */
async function serve(methods: readonly Method[], more: object = {}, api: object = {}): Promise<void> {
  const resources = Object.assign({}, ...methods.map(({ path: place, verb = 'POST', properties, integration }, index) => ({
    [`Resource${index}`]: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: place } },
    [`Method${index}`]: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ResourceId: { Ref: `Resource${index}` },
        HttpMethod: verb,
        AuthorizationType: 'NONE',
        Integration: { Type: 'AWS_PROXY', Uri: URI, ...integration },
        ...properties,
      },
    },
  })));
  const body: any = {
    Resources: {
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api', ...api } },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: 'arn:aws:iam::123456789012:role/fn', Code: { ZipFile: '0' } } },
      Order: { Type: 'AWS::ApiGateway::Model', Properties: { RestApiId: { Ref: 'Api' }, ContentType: 'application/json', Schema: ORDER } },
      Body: { Type: 'AWS::ApiGateway::RequestValidator', Properties: { RestApiId: { Ref: 'Api' }, ValidateRequestBody: true } },
      Parameters: { Type: 'AWS::ApiGateway::RequestValidator', Properties: { RestApiId: { Ref: 'Api' }, ValidateRequestParameters: true } },
      ...resources,
      ...more,
    },
  };
  front = await ApiFront.start({
    workload: new Workload([new StackTemplate({ file: 'template.json', body })]),
    folder,
    stage: 'prod',
    region: REGION,
    functionAt: () => ({
      invoke: async (event: unknown) => {
        events.push(event);
        if (outcome instanceof Error) throw outcome;
        return { payload: '', requestId: 'request', ...outcome };
      },
    }),
    secretOf: () => undefined,
  });
}

function send(method: string, place: string, body = '', options: RequestOptions = {}) {
  return new ApiClient(front.port, 'api.execute-api.eu-central-1.amazonaws.com', REGION).send(method, place, body, options);
}

const MODELLED = { RequestModels: { 'application/json': { Ref: 'Order' } }, RequestValidatorId: { Ref: 'Body' } };

test('a function gets the event of a proxy integration', async () => {
  await serve([{ path: '{order-id}', verb: 'GET' }]);
  expect(await send('GET', '/prod/a%20b?x=1&x=2', '', { headers: { 'X-Own': 'yes' } })).toMatchObject({ status: 200, body: 'done' });
  expect(events).toEqual([expect.objectContaining({
    httpMethod: 'GET',
    resource: '/{order-id}',
    pathParameters: { 'order-id': 'a b' },
    queryStringParameters: { x: '2' },
    multiValueQueryStringParameters: { x: ['1', '2'] },
    headers: expect.objectContaining({ 'X-Own': 'yes' }),
    body: null,
  })]);
});

test('a malformed parameter is passed unchanged', async () => {
  await serve([{ path: '{id}', verb: 'GET' }]);
  expect((await send('GET', '/prod/%E0%A4%A')).status).toBe(200);
  expect(events).toEqual([expect.objectContaining({ pathParameters: { id: '%E0%A4%A' } })]);
});

test.each([['POST', '/prod/other'], ['PUT', '/prod/orders'], ['POST', '/test/orders'], ['POST', '/prod/orders/1']])('%s %s is not an endpoint', async (method, place) => {
  await serve([{ path: 'orders' }]);
  expect((await send(method, place)).status).toBe(403);
  expect(events).toEqual([]);
});

test('a method ANY accepts all verbs', async () => {
  await serve([{ path: 'orders', verb: 'ANY' }]);
  for (const method of ['GET', 'POST', 'DELETE']) expect((await send(method, '/prod/orders')).status).toBe(200);
});

test.each(['', '{', '[]', '{}', '{"id":1}', '{"id":"1","admin":true}'])('the body %j is rejected by the model', async (body) => {
  await serve([{ path: 'orders', properties: MODELLED }]);
  expect(await send('POST', '/prod/orders', body)).toMatchObject({ status: 400, headers: { 'x-amzn-errortype': 'BAD_REQUEST_BODY' } });
  expect(events).toEqual([]);
});

test('formats are not validated, and content types without a model are accepted', async () => {
  await serve([{ path: 'orders', properties: MODELLED }]);
  expect((await send('POST', '/prod/orders', '{"id":"no uuid"}')).status).toBe(200);
  expect((await send('POST', '/prod/orders', '<xml/>', { headers: { 'content-type': 'text/xml' } })).status).toBe(200);
  expect((await send('POST', '/prod/orders', '[]', { headers: { 'content-type': 'application/json; charset=utf-8' } })).status).toBe(400);
});

test('a model for $default applies to all content types', async () => {
  await serve([{ path: 'orders', properties: { ...MODELLED, RequestModels: { $default: { Ref: 'Order' } } } }]);
  expect((await send('POST', '/prod/orders', '<xml/>', { headers: { 'content-type': 'text/xml' } })).status).toBe(400);
});

test('required parameters have to exist and may not be empty', async () => {
  const RequestParameters = { 'method.request.querystring.page': true, 'method.request.header.X-Client': true, 'method.request.querystring.size': false };
  await serve([{ path: 'orders', verb: 'GET', properties: { RequestParameters, RequestValidatorId: { Ref: 'Parameters' } } }]);
  expect((await send('GET', '/prod/orders?page=1', '', { headers: { 'x-client': 'a' } })).status).toBe(200);
  for (const place of ['/prod/orders', '/prod/orders?page=', '/prod/orders?size=1']) {
    expect(await send('GET', place, '', { headers: { 'x-client': 'a' } })).toMatchObject({ status: 400, body: expect.stringContaining('[page]') });
  }
  expect((await send('GET', '/prod/orders?page=1')).status).toBe(400);
});

test('mapping templates create the event and the response', async () => {
  const integration = {
    Type: 'AWS',
    PassthroughBehavior: 'NEVER',
    RequestTemplates: { 'application/json': '{"order":$input.json(\'$.id\'),"client":"$util.escapeJavaScript($input.params(\'X-Client\'))"}' },
    IntegrationResponses: [
      { StatusCode: '201', ResponseTemplates: { 'application/json': '{"made":$input.json(\'$.id\')}' } },
      { StatusCode: '409', SelectionPattern: 'exists.*', ResponseTemplates: { 'application/json': '{"message":"exists"}' } },
    ],
  };
  await serve([{ path: 'orders', integration }]);
  outcome = { payload: '{"id":"1"}' };
  expect(await send('POST', '/prod/orders', '{"id":"1"}', { headers: { 'X-Client': 'a"b' } })).toMatchObject({ status: 201, body: '{"made":"1"}' });
  expect(events).toEqual([{ order: '1', client: 'a"b' }]);
  outcome = { payload: '{"errorType":"Error","errorMessage":"exists already","trace":[]}', functionError: 'Handled' };
  expect(await send('POST', '/prod/orders', '{"id":"1"}')).toMatchObject({ status: 409, body: '{"message":"exists"}' });
  expect((await send('POST', '/prod/orders', 'text', { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
});

test.each<[string, Partial<Invocation> | Error]>([
  ['fails', { payload: '{"errorType":"Error","errorMessage":"secret"}', functionError: 'Handled' }],
  ['ends its environment', { payload: '{"errorMessage":"Task timed out after 3.00 seconds"}', functionError: 'Reset' }],
  ['returns a text', { payload: '"done"' }],
  ['returns nothing', { payload: 'null' }],
  ['returns no status', { payload: '{"body":"done"}' }],
  ['returns a body that is not a text', { payload: '{"statusCode":200,"body":{}}' }],
  ['has too many invocations', new TooManyRequests('too many')],
])('a function that %s gives status 502 without details', async (_, what) => {
  await serve([{ path: 'orders' }]);
  outcome = what;
  expect(await send('POST', '/prod/orders')).toMatchObject({ status: 502, body: '{"message":"Internal server error"}' });
});

test('gateway responses are applied', async () => {
  const response = (ResponseType: string, properties: object) => ({ Type: 'AWS::ApiGateway::GatewayResponse', Properties: { RestApiId: { Ref: 'Api' }, ResponseType, ...properties } });
  await serve([{ path: 'orders', properties: MODELLED }], {
    BadBody: response('BAD_REQUEST_BODY', { StatusCode: '422', ResponseTemplates: { 'application/json': '{"why":$context.error.messageString}' } }),
    Others: response('DEFAULT_4XX', { ResponseTemplates: { 'application/json': '{"message":"no"}' } }),
  });
  expect(await send('POST', '/prod/orders', '{}')).toMatchObject({ status: 422, body: '{"why":"Invalid request body"}' });
  expect(await send('GET', '/prod/orders')).toMatchObject({ status: 403, body: '{"message":"no"}' });
});

test.each<[string, Method, string]>([
  ['an authorizer', { path: 'orders', properties: { AuthorizationType: 'CUSTOM', AuthorizerId: 'abc' } }, 'can\'t tell who may call POST /orders'],
  ['a service of AWS', { path: 'orders', integration: { Type: 'AWS', Uri: 'arn:aws:apigateway:eu-central-1:sqs:path/1/q' } }, 'calls a service of AWS'],
])('%s is not supported', async (_, method, message) => {
  await expect(serve([method])).rejects.toThrow(message);
});

test('binary bodies are not supported', async () => {
  await expect(serve([{ path: 'orders' }], {}, { BinaryMediaTypes: ['image/png'] })).rejects.toThrow('POST /orders takes binary bodies');
});
