import { TooManyRequests } from './lambda-service';
import { StreamRecord, StreamShard } from './stream-shard';
import { Invocation } from '../root/environment';

/** The mapping from a stream to a function. */
export interface StreamMapping {
  readonly batchSize: number;
  /** Whether the response of the function reports failed records (ReportBatchItemFailures). */
  readonly reportsFailures: boolean;
  /** Whether a failed batch is split in two (BisectBatchOnFunctionError). */
  readonly bisects: boolean;
  /** Number of retries of a batch. @default - without limit */
  readonly maximumRetryAttempts?: number;
}

/** The message to the destination for failures: the positions of the records, without their content. */
export interface DroppedBatch {
  readonly condition: 'RetryAttemptsExhausted';
  readonly shardId: string;
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
  readonly batchSize: number;
}

/** Processes batches. */
export interface StreamConsumer {
  invoke(event: object): Promise<Invocation>;
}

/**
 * The number of consecutive failures after which a shard without a limit of retries counts as stuck. In AWS, it is stuck until the stream drops its
 * records.
 */
const STUCK = 20;

/** A batch fails repeatedly, so that no later record in the shard is read. */
export class ShardBlocked extends Error {}

/**
 * Lambda's poller of a stream. Records of a shard are delivered in order, and a failed batch delays those after it. There is no delay between
 * retries.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export class StreamPoller {
  /** The dropped batches, as sent to the destination for failures. */
  public readonly dropped: DroppedBatch[] = [];
  /** The number of records in each invocation. */
  public readonly batches: number[] = [];

  constructor(
    private readonly shards: readonly StreamShard[],
    private readonly mapping: StreamMapping,
    private readonly fn: () => StreamConsumer,
  ) {}

  /** Reads each shard to its current end. @throws ShardBlocked if a batch never succeeds */
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
    if (attempt >= STUCK) throw new ShardBlocked(`${shard.id}: the batch from ${left[0].sequenceNumber} on fails repeatedly, and no later record is read`);
    // After a reported failure, the rest is retried without a split. A split does not count as a retry.
    if (!bisects || first > 0 || left.length === 1) return this.deliver(shard, left, attempt + 1);
    const middle = Math.ceil(left.length / 2);
    for (const half of [left.slice(0, middle), left.slice(middle)]) await this.deliver(shard, half, attempt);
  }

  /** Invokes the function. If it has too many invocations, the batch is retried. */
  private async invoke(batch: readonly StreamRecord[]): Promise<Invocation | undefined> {
    this.batches.push(batch.length);
    try {
      return await this.fn().invoke({ Records: batch.map(({ event }) => event) });
    } catch (e) {
      if (!(e instanceof TooManyRequests)) throw e;
      return undefined;
    }
  }

  /**
   * Returns the index of the first reported record, at which processing continues. A response that Lambda can't read, or that names an unknown
   * record, fails the batch.
   */
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
