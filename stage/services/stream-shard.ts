import { MotoServer } from '../../test/tools/moto-server';

/** A record of a stream, in the format of a function's event. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly event: object;
}

/** A shard that a poller reads in order. */
export interface StreamShard {
  readonly id: string;
  /** Returns the next records, up to a limit. Empty if there are no more yet. */
  next(limit: number): Promise<readonly StreamRecord[]>;
}

/** API of a stream: its calls, and the format of its records in events. */
interface StreamApi {
  readonly service: string;
  readonly prefix: string;
  /** Returns the parameter that identifies a stream. */
  readonly stream: (arn: string) => object;
  readonly sequenceNumber: (record: any) => string;
  readonly event: (record: any, shard: string) => object;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
const KINESIS: StreamApi = {
  service: 'kinesis',
  prefix: 'Kinesis_20131202',
  stream: (arn) => ({ StreamName: arn.split('/')[1] }),
  sequenceNumber: ({ SequenceNumber }) => SequenceNumber,
  event: ({ SequenceNumber: sequenceNumber, Data: data, PartitionKey: partitionKey, ApproximateArrivalTimestamp }, shard) => ({
    kinesis: { kinesisSchemaVersion: '1.0', partitionKey, sequenceNumber, data, approximateArrivalTimestamp: ApproximateArrivalTimestamp },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shard}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
  }),
};

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
const DYNAMODB: StreamApi = {
  // Requests to streams are signed with the name of DynamoDB itself.
  service: 'dynamodb',
  prefix: 'DynamoDBStreams_20120810',
  stream: (StreamArn) => ({ StreamArn }),
  sequenceNumber: ({ dynamodb: { SequenceNumber } }) => SequenceNumber,
  event: ({ eventID, eventName, dynamodb, awsRegion }) => ({ eventID, eventName, eventVersion: '1.1', eventSource: 'aws:dynamodb', awsRegion, dynamodb }),
};

/** Returns the shards of a Kinesis or DynamoDB stream in moto, from the beginning. */
export async function shardsOf(moto: MotoServer, arn: string): Promise<StreamShard[]> {
  const api = arn.split(':')[2] === 'dynamodb' ? DYNAMODB : KINESIS;
  const call = (operation: string, parameters: object) => moto.json(api.service, `${api.prefix}.${operation}`, parameters);
  const { StreamDescription } = await call('DescribeStream', api.stream(arn));
  return Promise.all(
    StreamDescription.Shards.map(async ({ ShardId }: { ShardId: string }): Promise<StreamShard> => {
      let { ShardIterator } = await call('GetShardIterator', { ...api.stream(arn), ShardId, ShardIteratorType: 'TRIM_HORIZON' });
      return {
        id: ShardId,
        next: async (Limit) => {
          const { Records = [], NextShardIterator } = await call('GetRecords', { ShardIterator, Limit });
          ShardIterator = NextShardIterator;
          return Records.map((record: any) => {
            const event = { ...api.event(record, ShardId), eventSourceARN: arn };
            return { sequenceNumber: api.sequenceNumber(record), event };
          });
        },
      };
    }),
  );
}
