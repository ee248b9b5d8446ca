/** Examples deployed on this machine, except for examples/orders: each function gets requests as its API passes them on. */
import * as path from 'path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { prepareEnvironments } from '../../stage/root/environment';
import { StackStage } from '../../stage/stack-stage';
import { REPOSITORY } from '../tools/command';

jest.setTimeout(1_200_000);

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const app = (name: string) => path.join(REPOSITORY, 'examples', name, 'app.ts');

let stage: StackStage;

beforeEach(() => (stage = new StackStage()));

afterEach(() => stage.stop());

/** Returns the items of a table, by the id of its construct. */
async function items(table: string): Promise<any[]> {
  const TableName = stage.deployment.ref(stage.deployment.logicalId('AWS::DynamoDB::GlobalTable', table));
  return (await new DynamoDBClient(stage.moto.clientConfig).send(new ScanCommand({ TableName }))).Items ?? [];
}

/** Invokes a function, and waits for its end. */
async function invoke(id: string, event: unknown): Promise<any> {
  const { payload, functionError } = await stage.fn(id).invoke(event);
  expect({ functionError, payload: functionError && payload, logs: functionError && stage.fn(id).logs }).toEqual({});
  return JSON.parse(payload);
}

test('examples/python: feedback is stored, its address is not logged, and invalid bodies are rejected', async () => {
  prepareEnvironments('python3.13');
  await stage.deploy(app('python'), 'Feedback');
  const request = (body: unknown) => ({
    resource: '/feedback',
    path: '/feedback',
    httpMethod: 'POST',
    headers: { 'content-type': 'application/json' },
    multiValueHeaders: { 'content-type': ['application/json'] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: { resourcePath: '/feedback', httpMethod: 'POST', requestId: ID, stage: 'prod' },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  });
  const feedback = { id: ID, email: 'jane.doe@example.com', stars: 5 };
  expect(await invoke('StoreFeedback', request(feedback))).toMatchObject({ statusCode: 201 });
  expect(await items('Table')).toEqual([{ id: { S: ID }, email: { S: feedback.email }, stars: { N: '5' } }]);
  expect(stage.fn('StoreFeedback').logs).toContain('[redacted]');
  expect(stage.fn('StoreFeedback').logs).not.toContain('jane.doe');
  expect(await invoke('StoreFeedback', request({ ...feedback, stars: 6 }))).toMatchObject({ statusCode: 400 });
  expect(await items('Table')).toHaveLength(1);
  expect(stage.aws.rejected).toEqual([]);
});

test('examples/http-api: users see only their own notes, and requests without a route are rejected', async () => {
  prepareEnvironments('nodejs24.x');
  await stage.deploy(app('http-api'), 'Notes');
  const request = (subject: string, routeKey: string, more: object = {}) => {
    const [method, rawPath] = routeKey.split(' ');
    const authorizer = { jwt: { claims: { sub: subject }, scopes: null } };
    return {
      version: '2.0',
      routeKey,
      rawPath,
      rawQueryString: '',
      headers: { 'content-type': 'application/json' },
      isBase64Encoded: false,
      requestContext: { http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'x' }, routeKey, requestId: ID, stage: '$default', authorizer },
      ...more,
    };
  };
  const write = (subject: string, note: object) => invoke('NotesFunction', request(subject, 'POST /notes', { body: JSON.stringify(note) }));
  const read = (subject: string) => invoke('NotesFunction', request(subject, 'GET /notes/{id}', { pathParameters: { id: ID } }));
  expect(await write('jane', { id: ID, text: 'milk' })).toMatchObject({ statusCode: 201 });
  expect(await write('jane', { id: ID, text: 'milk', owner: 'john' })).toMatchObject({ statusCode: 400 });
  expect(await read('jane')).toMatchObject({ statusCode: 200, body: expect.stringContaining('milk') });
  expect(await read('john')).toMatchObject({ statusCode: 404 });
  expect(await invoke('NotesFunction', request('jane', 'DELETE /notes/{id}', { pathParameters: { id: ID } }))).toMatchObject({ statusCode: 400 });
  expect(stage.aws.rejected).toEqual([]);
});
