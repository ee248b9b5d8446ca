import { TooManyRequests } from './lambda-service';
import { StreamRecord, StreamShard } from './stream-shard';
import { Invocation } from '../root/environment';

/** How a stream is mapped to a function. */
export interface StreamMapping {
  readonly batchSize: number;
  /** Whether the answer of the function is read for what has failed (ReportBatchItemFailures). */
  readonly reportsFailures: boolean;
  /** Whether a batch that fails is split in two (BisectBatchOnFunctionError). */
  readonly bisects: boolean;
  /** How often a batch is tried again; by default as often as it takes. */
  readonly maximumRetryAttempts?: number;
}

/** What the destination for failures is sent: where records are, and not what they hold. */
export interface DroppedBatch {
  readonly condition: 'RetryAttemptsExhausted';
  readonly shardId: string;
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
  readonly batchSize: number;
}

/** What runs batches. */
export interface StreamConsumer {
  invoke(event: object): Promise<Invocation>;
}

/** So many failures in a row, without an end of retries, and the shard is stuck: in AWS for as long as the stream keeps its records. */
const STUCK = 20;

/** A batch fails again and again, and nothing after it in the shard is read. */
export class ShardBlocked extends Error {}

/**
 * Lambda's poller of a stream: records of a shard come in their order, and a batch that fails holds up those after it. Without the
 * waiting between retries.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export class StreamPoller {
  /** Batches that were dropped, for the destination of failures. */
  public readonly dropped: DroppedBatch[] = [];
  /** How many records each invocation got. */
  public readonly batches: number[] = [];

  constructor(
    private readonly shards: readonly StreamShard[],
    private readonly mapping: StreamMapping,
    private readonly fn: () => StreamConsumer,
  ) {}

  /** Reads each shard to its present end. @throws ShardBlocked where a batch is never done */
  public async drain(): Promise<void> {
    for (const shard of this.shards) {
      const next = () => shard.next(this.mapping.batchSize);
      for (let records = await next(); records.length > 0; records = await next()) await this.deliver(shard, records);
    }
  }

  private async deliver(shard: StreamShard, batch: readonly StreamRecord[], attempt = 0): Promise<void> {
    const { bisects, maximumRetryAttempts = Infinity } = this.mapping;
    const invocation = await this.invoke(batch);
    const first = this.firstFailure(batch, invocation);
    if (first === undefined) return;
    const left = batch.slice(first);
    if (attempt >= maximumRetryAttempts) return void this.drop(shard, left);
    if (attempt >= STUCK) throw new ShardBlocked(`${shard.id}: the batch from ${left[0].sequenceNumber} on fails again and again, and no record after it is read`);
    // What is known to be done is not split again, and a split is no retry.
    if (!bisects || first > 0 || left.length === 1) return this.deliver(shard, left, attempt + 1);
    const middle = Math.ceil(left.length / 2);
    for (const half of [left.slice(0, middle), left.slice(middle)]) await this.deliver(shard, half, attempt);
  }

  /** A function that has too many invocations gets the batch again. */
  private async invoke(batch: readonly StreamRecord[]): Promise<Invocation | undefined> {
    this.batches.push(batch.length);
    try {
      return await this.fn().invoke({ Records: batch.map(({ event }) => event) });
    } catch (e) {
      if (!(e instanceof TooManyRequests)) throw e;
      return undefined;
    }
  }

  /** Where to go on: the lowest record that is reported. An answer that Lambda can't read, or that names another record, fails the batch. */
  private firstFailure(batch: readonly StreamRecord[], invocation: Invocation | undefined): number | undefined {
    if (!invocation || invocation.functionError) return 0;
    if (!this.mapping.reportsFailures) return undefined;
    const { batchItemFailures = [] } = JSON.parse(invocation.payload || 'null') ?? {};
    if (!Array.isArray(batchItemFailures)) return 0;
    const places = batchItemFailures.map((failure) => batch.findIndex(({ sequenceNumber }) => sequenceNumber === failure?.itemIdentifier));
    return places.length === 0 ? undefined : Math.max(0, Math.min(...places));
  }

  private drop({ id: shardId }: StreamShard, records: readonly StreamRecord[]): void {
    this.dropped.push({
      condition: 'RetryAttemptsExhausted',
      shardId,
      batchSize: records.length,
      startSequenceNumber: records[0].sequenceNumber,
      endSequenceNumber: records[records.length - 1].sequenceNumber,
    });
  }
}
