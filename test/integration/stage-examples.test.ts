/** The examples whose functions run without an API in front: deployed on this machine, each function gets events as its source makes them. */
import * as path from 'path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { prepareEnvironments } from '../../stage/root/environment';
import { QueuePoller } from '../../stage/services/queue-poller';
import { StreamPoller } from '../../stage/services/stream-poller';
import { shardsOf } from '../../stage/services/stream-shard';
import { StackStage } from '../../stage/stack-stage';
import { REPOSITORY } from '../tools/command';

jest.setTimeout(1_200_000);

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const app = (name: string) => path.join(REPOSITORY, 'examples', name, 'app.ts');

let stage: StackStage;

beforeEach(() => (stage = new StackStage()));

afterEach(() => stage.stop());

/** What a table holds, by the id of its construct. */
async function items(table: string): Promise<any[]> {
  const TableName = stage.deployment.ref(stage.deployment.logicalId('AWS::DynamoDB::GlobalTable', table));
  return (await new DynamoDBClient(stage.moto.clientConfig).send(new ScanCommand({ TableName }))).Items ?? [];
}

/** Invokes a function, which has to run to its end. */
async function invoke(id: string, event: unknown): Promise<any> {
  const { payload, functionError } = await stage.fn(id).invoke(event);
  expect({ functionError, payload: functionError && payload, logs: functionError && stage.fn(id).logs }).toEqual({});
  return JSON.parse(payload);
}

async function messagesIn(queue: string): Promise<any[]> {
  const { Messages = [] } = await new SQSClient(stage.moto.clientConfig).send(new ReceiveMessageCommand({ QueueUrl: stage.queueUrl(queue), MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body }) => JSON.parse(Body!));
}

test('examples/events: an order goes from source to source, and what does not match goes no further', async () => {
  prepareEnvironments('nodejs24.x');
  await stage.deploy(app('events'), 'Shop');
  const mappings = await stage.deployment.takeMappings();
  const mappingOf = (id: string) => mappings.find(({ functionArn }) => functionArn === stage.fn(id).deployed.arn)!;

  const placed = (detail: unknown) => ({
    'version': '0', 'id': ID, 'detail-type': 'OrderPlaced', 'source': 'shop.checkout', 'account': '123456789012', 'time': '2026-11-27T00:00:00Z', 'region': 'eu-central-1', 'resources': [], detail,
  });
  await invoke('Store', placed({ id: ID, items: 2 }));
  await invoke('Store', placed({ id: ID, items: 2, admin: true }));
  expect(await items('Orders')).toEqual([{ id: { S: ID }, items: { N: '2' } }]);
  expect(await messagesIn('StoreEventValidationQuarantine')).toMatchObject([{ reason: { rule: 'additionalProperties' } }]);

  const stream = { batchSize: 10, reportsFailures: true, bisects: false, maximumRetryAttempts: 1 };
  await new StreamPoller(await shardsOf(stage.moto, mappingOf('Announce').source), stream, () => stage.fn('Announce')).drain();
  expect(stage.aws.calls).toContain('Publish');

  const notification = (message: unknown) => ({
    Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: 'arn', Sns: { Type: 'Notification', MessageId: ID, TopicArn: 'arn', Message: JSON.stringify(message), MessageAttributes: {} } }],
  });
  await invoke('Dispatch', notification({ id: ID, items: 2 }));
  await invoke('Dispatch', notification({ id: ID, items: 1000 }));
  await new SQSClient(stage.moto.clientConfig).send(new SendMessageCommand({ QueueUrl: stage.queueUrl('Parcels'), MessageBody: '{"id":1}' }));

  const { functionArn, ...mapping } = mappingOf('Pack');
  await new QueuePoller(new SQSClient(stage.moto.clientConfig), stage.queueUrl('Parcels'), { functionArn, ...mapping }, () => stage.fn('Pack')).drain();
  expect(await items('Packed')).toEqual([{ id: { S: ID }, items: { N: '2' } }]);
  expect(await messagesIn('PackEventValidationQuarantine')).toHaveLength(1);

  const streamName = stage.deployment.ref(stage.deployment.logicalId('AWS::Kinesis::Stream'));
  for (const data of [{ order: ID, grams: 500 }, { order: ID, grams: -1 }, { order: ID, grams: 250 }]) {
    const record = { StreamName: streamName, Data: Buffer.from(JSON.stringify(data)).toString('base64'), PartitionKey: 'one' };
    await stage.moto.json('kinesis', 'Kinesis_20131202.PutRecord', record);
  }
  await new StreamPoller(await shardsOf(stage.moto, mappingOf('Sum').source), stream, () => stage.fn('Sum')).drain();
  expect(stage.fn('Sum').logs).toContain('{"parcels":2,"grams":750}');
  expect(stage.aws.refused).toEqual([]);
});

test('examples/python: feedback is stored, its address is in no log, and other bodies are rejected', async () => {
  prepareEnvironments('python3.13');
  await stage.deploy(app('python'), 'Feedback');
  const request = (body: unknown) => ({
    resource: '/feedback', path: '/feedback', httpMethod: 'POST', headers: { 'content-type': 'application/json' }, multiValueHeaders: { 'content-type': ['application/json'] },
    queryStringParameters: null, multiValueQueryStringParameters: null, pathParameters: null, stageVariables: null,
    requestContext: { resourcePath: '/feedback', httpMethod: 'POST', requestId: ID, stage: 'prod' }, body: JSON.stringify(body), isBase64Encoded: false,
  });
  const feedback = { id: ID, email: 'jane.doe@example.com', stars: 5 };
  expect(await invoke('StoreFeedback', request(feedback))).toMatchObject({ statusCode: 201 });
  expect(await items('Table')).toEqual([{ id: { S: ID }, email: { S: feedback.email }, stars: { N: '5' } }]);
  expect(stage.fn('StoreFeedback').logs).toContain('[redacted]');
  expect(stage.fn('StoreFeedback').logs).not.toContain('jane.doe');
  expect(await invoke('StoreFeedback', request({ ...feedback, stars: 6 }))).toMatchObject({ statusCode: 400 });
  expect(await items('Table')).toHaveLength(1);
  expect(stage.aws.refused).toEqual([]);
});

test('examples/http-api: notes are those of the token’s subject, and requests of no route are rejected', async () => {
  prepareEnvironments('nodejs24.x');
  await stage.deploy(app('http-api'), 'Notes');
  const request = (subject: string, routeKey: string, more: object = {}) => {
    const [method, rawPath] = routeKey.split(' ');
    const authorizer = { jwt: { claims: { sub: subject }, scopes: null } };
    return {
      version: '2.0', routeKey, rawPath, rawQueryString: '', headers: { 'content-type': 'application/json' }, isBase64Encoded: false,
      requestContext: { http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'x' }, routeKey, requestId: ID, stage: '$default', authorizer }, ...more,
    };
  };
  const write = (subject: string, note: object) => invoke('NotesFunction', request(subject, 'POST /notes', { body: JSON.stringify(note) }));
  const read = (subject: string) => invoke('NotesFunction', request(subject, 'GET /notes/{id}', { pathParameters: { id: ID } }));
  expect(await write('jane', { id: ID, text: 'milk' })).toMatchObject({ statusCode: 201 });
  expect(await write('jane', { id: ID, text: 'milk', owner: 'john' })).toMatchObject({ statusCode: 400 });
  expect(await read('jane')).toMatchObject({ statusCode: 200, body: expect.stringContaining('milk') });
  expect(await read('john')).toMatchObject({ statusCode: 404 });
  expect(await invoke('NotesFunction', request('jane', 'DELETE /notes/{id}', { pathParameters: { id: ID } }))).toMatchObject({ statusCode: 400 });
  expect(stage.aws.refused).toEqual([]);
});
