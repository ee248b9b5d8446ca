import * as fs from 'fs';
import * as path from 'path';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { StageFolders } from './stage-folders';
import { Internet } from '../../stage/network/internet';
import { LambdaFunction } from '../../stage/services/lambda-service';
import { StreamMapping, StreamPoller } from '../../stage/services/stream-poller';
import { shardsOf } from '../../stage/services/stream-shard';
import { MotoServer } from '../tools/moto-server';

jest.setTimeout(900_000);

/** Code that handles each record separately, and rejects the invalid one. */
const HANDLER = `
const bodyOf = ({ kinesis, dynamodb }) => (kinesis ? JSON.parse(Buffer.from(kinesis.data, 'base64').toString()).id : dynamodb.NewImage.id.S);
const idOf = ({ kinesis, dynamodb }) => (kinesis ? kinesis.sequenceNumber : dynamodb.SequenceNumber);
exports.handler = async ({ Records }) => {
  for (const record of Records) {
    if (bodyOf(record) === process.env.BAD) {
      if (process.env.REPORTS !== 'yes') throw new Error('cannot handle ' + bodyOf(record));
      return { batchItemFailures: [{ itemIdentifier: idOf(record) }] };
    }
    console.log('HANDLED ' + bodyOf(record) + ' ' + record.eventSourceARN);
  }
  return { batchItemFailures: [] };
};
`;

const IDS = ['a', 'b', 'c', 'd', 'e'];

let moto: MotoServer;
let folders: StageFolders;
let internet: Internet;
const functions: LambdaFunction[] = [];

beforeAll(async () => {
  moto = await MotoServer.start();
  folders = new StageFolders('streams');
  internet = await Internet.start(folders.folder, { 'example.com': () => ({ status: 200 }) });
});

afterAll(async () => {
  for (const fn of functions) await fn.kill();
  await internet?.stop();
  await moto?.stop();
  folders?.remove();
});

function functionOf(variables: Record<string, string>, opt = folders.make('opt')): LambdaFunction {
  const task = folders.make('task');
  fs.writeFileSync(path.join(task, 'index.js'), HANDLER, { mode: 0o644 });
  const name = `streams-${functions.length}`;
  const deployed = { arn: name, name, role: '', runtime: 'nodejs24.x', handler: 'index.handler', timeout: 10, memory: 256, variables, task, opt };
  const fn = new LambdaFunction(deployed, internet, folders.folder);
  functions.push(fn);
  return fn;
}

let streams = 0;

/** Streams with five records in one shard. */
const STREAMS: Record<string, () => Promise<string>> = {
  kinesis: async () => {
    const StreamName = `orders-${(streams += 1)}`;
    const call = (operation: string, parameters: object) => moto.json('kinesis', `Kinesis_20131202.${operation}`, { StreamName, ...parameters });
    await call('CreateStream', { ShardCount: 1 });
    for (const id of IDS) await call('PutRecord', { Data: Buffer.from(JSON.stringify({ id })).toString('base64'), PartitionKey: 'one' });
    return (await call('DescribeStream', {})).StreamDescription.StreamARN;
  },
  dynamodb: async () => {
    const client = new DynamoDBClient(moto.clientConfig);
    const TableName = `orders-${(streams += 1)}`;
    const { TableDescription } = await client.send(new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }));
    for (const id of IDS) await client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
    return TableDescription!.LatestStreamArn!;
  },
};

const handled = (fn: LambdaFunction) => [...fn.logs.matchAll(/HANDLED (\w) /g)].map(([, id]) => id);

async function poller(kind: string, fn: LambdaFunction, mapping: Partial<StreamMapping> = {}): Promise<StreamPoller> {
  const all = { batchSize: 4, reportsFailures: false, bisects: false, maximumRetryAttempts: 1, ...mapping };
  return new StreamPoller(await shardsOf(moto, await STREAMS[kind]()), all, () => fn);
}

describe.each(Object.keys(STREAMS))('a stream of %s', (kind) => {
  test('reaches the function in order', async () => {
    const fn = functionOf({});
    const polling = await poller(kind, fn);
    await polling.drain();
    expect(handled(fn)).toEqual(IDS);
    expect(polling.batches).toEqual([4, 1]);
  });

  test('loses a whole batch because of one failed record', async () => {
    const fn = functionOf({ BAD: 'c' });
    const polling = await poller(kind, fn);
    await polling.drain();
    expect(handled(fn)).toEqual(['a', 'b', 'a', 'b', 'e']);
    expect(polling.dropped.map(({ batchSize }) => batchSize)).toEqual([4]);
  });

  test('loses only the failed record with bisecting', async () => {
    const fn = functionOf({ BAD: 'c' });
    const polling = await poller(kind, fn, { bisects: true });
    await polling.drain();
    expect(new Set(handled(fn))).toEqual(new Set(['a', 'b', 'd', 'e']));
    expect(polling.dropped.map(({ batchSize }) => batchSize)).toEqual([1]);
  });

  test('handles no record twice with reported failures', async () => {
    const fn = functionOf({ BAD: 'd', REPORTS: 'yes' });
    const polling = await poller(kind, fn, { reportsFailures: true });
    await polling.drain();
    expect(handled(fn)).toEqual(['a', 'b', 'c', 'e']);
    expect(polling.dropped.map(({ batchSize }) => batchSize)).toEqual([1]);
  });
});

