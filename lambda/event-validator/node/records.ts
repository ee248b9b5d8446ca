import { attributeValues } from './attribute-values';
import { decode } from './bytes';
import { checkEncoded, checkParsed, checkText, meetItem } from './check';
import { BucketSource, DynamoDbSource, KinesisSource, QueueSource, TopicSource } from './contract';
import { AnyEvent } from './events';
import { InvalidEvent, Rejection } from './rejection';
import { inspectNames, parseJson } from './strict-json';
import { isObject } from '../../../lib/json/json-object';

/** Sources whose events are lists of records. */
export type RecordSource = QueueSource | KinesisSource | DynamoDbSource | TopicSource | BucketSource;

/** An invalid record. */
export interface Rejected {
  readonly index: number;
  /** The id of the record at the service. */
  readonly id: string;
  readonly record: AnyEvent;
  readonly rejection: Rejection;
}

/** The results for the records of an event. */
export interface Judged {
  /** The valid records for the handler, in the order of the event. */
  readonly good: readonly AnyEvent[];
  readonly rejected: readonly Rejected[];
}

/** The checks of records by source: how to get their ids, and how to validate their payloads. */
const SOURCES: { readonly [source in RecordSource['source']]: { readonly name: string; readonly id: (record: AnyEvent) => unknown; readonly check: (source: any, record: AnyEvent) => AnyEvent } } = {
  sqs: { name: 'aws:sqs', id: (record) => record.messageId, check: checkQueued },
  kinesis: { name: 'aws:kinesis', id: (record) => record.kinesis?.sequenceNumber, check: checkStreamed },
  dynamoDbStream: { name: 'aws:dynamodb', id: (record) => record.dynamodb?.SequenceNumber, check: checkChange },
  sns: { name: 'aws:sns', id: (record) => record.Sns?.MessageId, check: checkPublished },
  s3: { name: 'aws:s3', id: (record) => record.responseElements?.['x-amz-request-id'] ?? record.s3?.object?.sequencer, check: checkObject },
};

/**
 * Validates each record of an event.
 *
 * @throws InvalidEvent if a record has no id, so that its result could not be reported
 */
export function judgeRecords(source: RecordSource, records: readonly unknown[]): Judged {
  const good: AnyEvent[] = [];
  const rejected: Rejected[] = [];
  const { name, id: idOf, check } = SOURCES[source.source];
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index];
    const id = isObject(record) ? idOf(record) : undefined;
    if (!isObject(record) || typeof id !== 'string' || id === '') throw new InvalidEvent(`record ${index} of an event from ${name} has no id`);
    try {
      if ((record.eventSource ?? record.EventSource) !== name) throw new Rejection('', 'envelope');
      good.push(check(source, record));
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      rejected.push({ index, id, record, rejection: error });
    }
  }
  return { good, rejected };
}

function checkQueued({ envelope, payload, check }: QueueSource, record: AnyEvent): AnyEvent {
  inspectNames(record.messageAttributes);
  const body = envelope === 'none' ? checkText(check, record.body, payload) : checkEnveloped(envelope, payload, check, record.body);
  return body === undefined ? record : { ...record, body };
}

/** Validates the payload inside of an SNS or EventBridge envelope in a queue message. */
function checkEnveloped(envelope: 'sns' | 'eventBridge', payload: QueueSource['payload'], check: QueueSource['check'], body: unknown): string | undefined {
  if (typeof body !== 'string') throw new Rejection('', 'envelope');
  const outer = parseJson(body);
  if (!isObject(outer)) throw new Rejection('', 'envelope');
  if (envelope === 'sns') {
    if (outer.Type !== 'Notification') throw new Rejection('', 'envelope');
    const message = checkText(check, outer.Message, payload);
    return message === undefined ? undefined : JSON.stringify({ ...outer, Message: message });
  }
  if (!isObject(outer.detail) || typeof outer['detail-type'] !== 'string' || typeof outer.source !== 'string') throw new Rejection('', 'envelope');
  const detail = checkParsed(check, outer.detail);
  return check.normalization === undefined ? undefined : JSON.stringify({ ...outer, detail });
}

function checkStreamed({ payload, check }: KinesisSource, record: AnyEvent): AnyEvent {
  const { data } = record.kinesis;
  const { text, encode } = decode(data);
  const checked = () => {
    const normal = checkText(check, text, payload);
    return normal === undefined ? record : { ...record, kinesis: { ...record.kinesis, data: encode(normal) } };
  };
  return checkEncoded(check, data, checked, ({ kinesis }) => kinesis.data);
}

function checkChange({ check }: DynamoDbSource, record: AnyEvent): AnyEvent {
  for (const item of [record.dynamodb?.Keys, record.dynamodb?.OldImage]) meetItem(check, item);
  if (record.eventName === 'REMOVE') return record;
  const { NewImage: image } = record.dynamodb;
  if (!isObject(image)) throw new Rejection('', 'envelope');
  checkParsed(check, attributeValues(image));
  return record;
}

function checkPublished({ payload, check }: TopicSource, record: AnyEvent): AnyEvent {
  inspectNames(record.Sns.MessageAttributes);
  const message = checkText(check, record.Sns.Message, payload);
  return message === undefined ? record : { ...record, Sns: { ...record.Sns, Message: message } };
}

/** Validates the notification about an object. The event contains the key URL-encoded; the schema applies to the decoded key. */
function checkObject({ check }: BucketSource, record: AnyEvent): AnyEvent {
  const { bucket, object } = record.s3 ?? {};
  if (typeof bucket?.name !== 'string' || typeof object?.key !== 'string') throw new Rejection('', 'envelope');
  let key: string;
  try {
    key = decodeURIComponent(object.key.replace(/\+/g, ' '));
  } catch {
    throw new Rejection('/key', 'utf-8');
  }
  const { size } = object;
  checkParsed(check, { eventName: record.eventName, bucket: bucket.name, key, ...(size !== undefined && { size }) });
  return record;
}
