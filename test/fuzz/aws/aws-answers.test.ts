import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionCommand, InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, paginateQuery, PutCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { AwsAnswers } from '../../../lib/fuzz/aws/aws-answers';
import { KnownModels } from '../../../lib/fuzz/aws/models/known-models';
import { USUAL } from '../../../lib/fuzz/aws/plan';
import type { FuzzFunction } from '../../../lib/fuzz/targets/functions';

jest.setTimeout(60_000);

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-answers-'));
fs.writeFileSync(path.join(root, 'index.js'), ['dynamodb', 'lambda', 's3', 'sns', 'sqs'].map((name) => `require('@aws-sdk/client-${name}');`).join('\n'));
const fn = { root, handler: 'index.handler', language: 'node' } as FuzzFunction;
const words = { texts: ['gold'], numbers: [3], names: ['status', 'total'], keys: [], errors: [], compared: {}, declared: {}, storesNumbers: false };
const aws = new AwsAnswers({ DescribeTable: { Table: { TableName: 'recorded' } } }, new KnownModels(fn, [path.join(__dirname, '../../../node_modules')], 'no-python'), words);
let settings: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string }; maxAttempts: number };

beforeAll(async () => (settings = { endpoint: await aws.start(), region: 'eu-west-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' }, maxAttempts: 1 }));
afterAll(() => {
  aws.stop();
  fs.rmSync(root, { recursive: true });
});
beforeEach(() => {
  aws.forget();
  aws.begin(USUAL);
});

const tables = () => DynamoDBDocumentClient.from(new DynamoDBClient(settings));
const Key = { pk: 'a' };
const TableName = 'orders';

test('items exist with the names that the code uses, or are missing', async () => {
  const { Item } = await tables().send(new GetCommand({ TableName, Key }));
  expect(Item).toEqual({ ...Key, status: expect.any(String), total: expect.any(Number) });
  expect((await tables().send(new GetCommand({ TableName, Key }))).Item).toEqual(Item);
  aws.begin({ ...USUAL, items: 'missing' });
  expect((await tables().send(new GetCommand({ TableName, Key }))).Item).toBeUndefined();
  expect((await tables().send(new QueryCommand({ TableName, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': 'a' } }))).Items).toEqual([]);
});

test('written items can be read, changed and deleted', async () => {
  aws.begin({ ...USUAL, items: 'missing' });
  const doc = tables();
  await doc.send(new PutCommand({ TableName, Item: { ...Key, n: 1 } }));
  expect((await doc.send(new GetCommand({ TableName, Key }))).Item).toEqual({ ...Key, n: 1 });
  const update = { UpdateExpression: 'SET #n = if_not_exists(#n, :zero) + :two, s = :s REMOVE gone', ExpressionAttributeNames: { '#n': 'n' }, ExpressionAttributeValues: { ':zero': 0, ':two': 2, ':s': 'x' } };
  expect((await doc.send(new UpdateCommand({ TableName, Key, ...update, ReturnValues: 'ALL_NEW' }))).Attributes).toEqual({ ...Key, n: 3, s: 'x' });
  await doc.send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item: { pk: 'b', n: 2 } } }] }));
  const { Items } = await doc.send(new QueryCommand({ TableName, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': 'b' } }));
  expect(Items).toEqual([{ pk: 'b', n: 2 }]);
  aws.begin(USUAL);
  await doc.send(new DeleteCommand({ TableName, Key }));
  expect((await doc.send(new GetCommand({ TableName, Key }))).Item).toBeUndefined();
});

test('conditions succeed or fail, and may lose a race', async () => {
  const put = () => tables().send(new PutCommand({ TableName, Item: Key, ConditionExpression: 'attribute_not_exists(pk)' }));
  await tables().send(new GetCommand({ TableName, Key: { pk: 'other' } }));
  await put();
  await expect(put()).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  aws.forget();
  aws.begin({ ...USUAL, fault: 'conflict' });
  await expect(put()).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  // Only the call in the plan.
  await put();
});

test('lists have a finite number of pages', async () => {
  aws.begin({ ...USUAL, pages: true });
  const pages: unknown[][] = [];
  const query = { TableName, KeyConditionExpression: 'pk = :p AND begins_with(sk, :s)', ExpressionAttributeValues: { ':p': 'a', ':s': 'line#' } };
  for await (const { Items } of paginateQuery({ client: tables() }, query)) pages.push(Items!);
  expect(pages.map((items) => items.length)).toEqual([1, 1]);
  expect(pages[0][0]).toMatchObject({ pk: 'a', sk: expect.stringMatching(/^line#/) });
  const lambda = new LambdaClient(settings);
  const first = await lambda.send(new ListFunctionsCommand({}));
  expect([first.Functions![0].FunctionName, first.NextMarker]).toEqual([expect.any(String), expect.any(String)]);
  expect((await lambda.send(new ListFunctionsCommand({ Marker: first.NextMarker }))).NextMarker).toBeUndefined();
});

test('buckets store objects', async () => {
  const s3 = new S3Client(settings);
  const at = { Bucket: 'b', Key: 'a folder/ü.txt' };
  const read = async (where = at) => (await s3.send(new GetObjectCommand(where))).Body!.transformToString();
  expect(await read()).toMatch(/./);
  await s3.send(new PutObjectCommand({ ...at, Body: 'put', ContentType: 'text/csv' }));
  expect(await read()).toBe('put');
  await s3.send(new CopyObjectCommand({ Bucket: 'b', Key: 'copy', CopySource: encodeURI('b/a folder/ü.txt') }));
  expect(await read({ Bucket: 'b', Key: 'copy' })).toBe('put');
  expect((await s3.send(new ListObjectsV2Command({ Bucket: 'b', Prefix: 'a' }))).Contents!.map(({ Key: key }) => key)).toEqual([at.Key]);
  await s3.send(new DeleteObjectCommand(at));
  await expect(read()).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('other services respond by the schemas of the SDK, in their protocols', async () => {
  const lambda = new LambdaClient(settings);
  expect((await lambda.send(new GetFunctionCommand({ FunctionName: 'f' }))).Configuration!.FunctionArn).toMatch(/^arn:aws:/);
  expect(JSON.parse(Buffer.from((await lambda.send(new InvokeCommand({ FunctionName: 'f' }))).Payload!).toString())).toMatchObject({ status: expect.anything() });
  expect((await new SNSClient(settings).send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: expect.stringMatching(/^arn:/) }]);
  expect((await new SNSClient(settings).send(new PublishCommand({ TopicArn: 'arn:aws:sns:eu-west-1:123456789012:t', Message: 'x' }))).MessageId).toEqual(expect.any(String));
  expect((await new DynamoDBClient(settings).send(new ListTablesCommand({}))).TableNames).toEqual([expect.any(String)]);
  const sqs = new SQSClient(settings);
  const QueueUrl = `${settings.endpoint}/123456789012/q`;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  expect((await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', MessageBody: 'x' }] }))).Successful).toHaveLength(1);
  expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toHaveLength(1);
  expect((await new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId: 's' }))).SecretString).toMatch(/^sec3-/);
});

test('faults are errors of the service, and calls are recorded', async () => {
  const get = () => new DynamoDBClient(settings).send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' } } }));
  aws.begin({ ...USUAL, fault: 'throttled', call: 1 });
  await get();
  await expect(get()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
  expect(aws.calls).toEqual([{ service: 'dynamodb', operation: 'GetItem', answer: 'ok' }, { service: 'dynamodb', operation: 'GetItem', answer: 'ProvisionedThroughputExceededException' }]);
  aws.begin({ ...USUAL, fault: 'denied' });
  await expect(new S3Client(settings).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toMatchObject({ name: 'AccessDenied' });
  aws.begin({ ...USUAL, fault: 'timeout' });
  await expect(get()).rejects.toThrow(/socket hang up/);
  aws.begin({ ...USUAL, items: 'missing' });
  await expect(new LambdaClient(settings).send(new GetFunctionCommand({ FunctionName: 'f' }))).rejects.toMatchObject({ name: expect.stringMatching(/NotFound/) });
  aws.begin({ ...USUAL, fault: 'conflict' });
  const creating = new CreateTableCommand({ TableName, KeySchema: [], AttributeDefinitions: [] });
  await expect(new DynamoDBClient(settings).send(creating)).resolves.toBeDefined();
});

test('an error has the properties that the client gives it by itself, and no others', async () => {
  const put = () => tables().send(new PutCommand({ TableName, Item: { ...Key }, ConditionExpression: 'attribute_not_exists(pk)' }));
  aws.begin({ ...USUAL, fault: 'conflict' });
  const error: any = await put().catch((e) => e);
  // `code` was its name before version 3.
  expect([error.name, error.code, error.Code]).toEqual(['ConditionalCheckFailedException', undefined, undefined]);
  aws.begin({ ...USUAL, fault: 'denied' });
  await expect(new LambdaClient(settings).send(new GetFunctionCommand({ FunctionName: 'f' }))).rejects.toMatchObject({ name: 'AccessDeniedException', message: expect.stringMatching(/./) });
  aws.begin({ ...USUAL, fault: 'denied' });
  await expect(new SQSClient(settings).send(new SendMessageCommand({ QueueUrl: `${settings.endpoint}/123456789012/q`, MessageBody: 'x' }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
