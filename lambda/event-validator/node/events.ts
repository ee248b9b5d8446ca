import { isObject } from '../../../lib/json/json-object';

/**
 * An event, with the parts that are read. Each part can be missing, because senders write parts of events, and anyone in the account can invoke some
 * functions.
 */
export interface AnyEvent {
  readonly [key: string]: any;
}

/** The source of an event, determined by its structure. The names are those of the contract. */
export type Kind = 'sqs' | 'kinesis' | 'dynamoDbStream' | 'sns' | 's3' | 'eventBridge' | 'restApi' | 'httpApi' | 'functionUrl' | 'other';

const KINDS_OF_RECORDS: { readonly [source: string]: Kind } = {
  'aws:sqs': 'sqs',
  'aws:kinesis': 'kinesis',
  'aws:dynamodb': 'dynamoDbStream',
  'aws:sns': 'sns',
  'aws:s3': 's3',
};
const FUNCTION_URL = /\.lambda-url\.[a-z0-9-]+\.on\.aws(\.cn)?$/;
const STREAM = /^arn:[\w-]+:(kinesis|dynamodb):/;

export function kindOf(event: unknown): Kind {
  if (!isObject(event)) return 'other';
  if (Array.isArray(event.Records)) return kindOfRecords(event);
  if (isObject(event.requestContext)) return kindOfRequest(event, event.requestContext);
  return typeof event['detail-type'] === 'string' && typeof event.source === 'string' && 'detail' in event ? 'eventBridge' : 'other';
}

function kindOfRecords({ Records: [first], eventSourceARN }: AnyEvent): Kind {
  // The last invocation of a tumbling window can have no records.
  if (first === undefined) return ({ kinesis: 'kinesis', dynamodb: 'dynamoDbStream' } as const)[STREAM.exec(eventSourceARN)?.[1] ?? ''] ?? 'other';
  const source = isObject(first) ? (first.eventSource ?? first.EventSource) : undefined;
  return typeof source === 'string' && Object.hasOwn(KINDS_OF_RECORDS, source) ? KINDS_OF_RECORDS[source] : 'other';
}

function kindOfRequest(event: AnyEvent, context: AnyEvent): Kind {
  if (event.version === '2.0' && isObject(context.http)) return FUNCTION_URL.test(String(context.domainName)) ? 'functionUrl' : 'httpApi';
  if (typeof event.httpMethod !== 'string' || typeof event.resource !== 'string') return 'other';
  // HTTP APIs can send requests in the format of REST APIs. They then set the version.
  return event.version === '1.0' ? 'httpApi' : 'restApi';
}
