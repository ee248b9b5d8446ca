import { SendMessageBatchCommand, SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs';
import { Quarantined } from './validation';

/** Limits of SendMessageBatch. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;

/** Maximum number of concurrent requests. */
const PARALLEL = 8;

const client = new SQSClient({ maxAttempts: 4 });

/** Characters that SQS rejects although JSON allows them unescaped. */
const REJECTED = /[\uFFFE\uFFFF]/g;

/**
 * Sends records to a queue, each in a separate message: `{ schemaVersion, time, functionName, source, id, reason, record }`.
 *
 * @returns the indexes of the records that are not in the queue
 */
export async function sendAll(queueUrl: string, records: readonly Quarantined[]): Promise<ReadonlySet<number>> {
  const failed = new Set<number>();
  const batches = batchesOf(records, failed);
  const worker = async () => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      for (const place of await sendBatch(queueUrl, batch)) failed.add(place);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return failed;
}

function batchesOf(records: readonly Quarantined[], failed: Set<number>): SendMessageBatchRequestEntry[][] {
  const batches: SendMessageBatchRequestEntry[][] = [];
  let bytes = Infinity;
  for (const [place, record] of records.entries()) {
    const MessageBody = bodyOf(record);
    const size = Buffer.byteLength(MessageBody);
    if (size > MAX_BYTES) {
      failed.add(place);
      continue;
    }
    if (bytes + size > MAX_BYTES || batches[batches.length - 1].length === MAX_ENTRIES) {
      batches.push([]);
      bytes = 0;
    }
    batches[batches.length - 1].push({ Id: String(place), MessageBody });
    bytes += size;
  }
  return batches;
}

function bodyOf(record: Quarantined): string {
  const message = { schemaVersion: 1, time: new Date().toISOString(), functionName: process.env.AWS_LAMBDA_FUNCTION_NAME, ...record };
  return JSON.stringify(message).replace(REJECTED, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

async function sendBatch(QueueUrl: string, Entries: SendMessageBatchRequestEntry[]): Promise<readonly number[]> {
  try {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    return Failed.map(({ Id }) => Number(Id));
  } catch (error) {
    console.error(JSON.stringify({ type: 'event-validation', message: `quarantine failed: ${(error as Error).name}` }));
    return Entries.map(({ Id }) => Number(Id));
  }
}
