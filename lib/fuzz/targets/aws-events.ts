/** Events in the formats of AWS. */
import { createHash } from 'crypto';

/** A request that a client sends. */
export interface HttpRequest {
  readonly method: string;
  /** The resource path, with parameters in braces. */
  readonly resource: string;
  readonly pathParameters: { readonly [name: string]: string };
  /** The query parameters in the order in which they were sent. A name can occur several times. */
  readonly query: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  /** A text, or the bytes of a binary body. */
  readonly body: string | Buffer | null;
  /** Whether the API treats the body as binary. */
  readonly isBinary: boolean;
  /** The claims about the caller from an authorizer, if the code reads them. */
  readonly claims?: { readonly [name: string]: string };
}

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
const REQUEST_ID = '00000000-0000-4000-8000-000000000001';
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:sec3-fuzz`;
const TIME = Date.UTC(2026, 0, 1);

/**
 * Returns the event of a REST API for a function. Header names keep their case. Repeated values are in a list, and the last one is repeated as a
 * single value. HTTP APIs with payload version 1.0 use the same format.
 */
export function restEvent(request: HttpRequest, version?: '1.0'): object {
  const path = pathOf(request);
  return {
    ...(version && { version }),
    resource: request.resource,
    path,
    httpMethod: request.method,
    headers: last(request.headers),
    multiValueHeaders: grouped(request.headers),
    queryStringParameters: last(request.query),
    multiValueQueryStringParameters: grouped(request.query),
    pathParameters: orNull(request.pathParameters),
    stageVariables: null,
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'sec3fuzz00',
      httpMethod: request.method,
      path: `/prod${path}`,
      protocol: 'HTTP/1.1',
      requestId: REQUEST_ID,
      requestTimeEpoch: TIME,
      resourceId: 'abc123',
      resourcePath: request.resource,
      stage: 'prod',
      identity: { sourceIp: '192.0.2.1', userAgent: 'sec3-fuzz' },
      ...(request.claims && { authorizer: { ...request.claims, principalId: 'sec3-fuzz', claims: request.claims } }),
    },
    ...bodyOf(request),
  };
}

/**
 * Returns the event of an HTTP API or a function URL (payload version 2.0). Header names are in lower case, and repeated values are joined by commas.
 */
export function httpEvent(request: HttpRequest, isUrl = false): object {
  const path = pathOf(request);
  const { body, isBase64Encoded } = bodyOf(request);
  const query = joined(request.query);
  const isCookie = ([name]: readonly [string, string]) => name.toLowerCase() === 'cookie';
  const cookies = request.headers.filter(isCookie).flatMap(([, value]) => value.split('; '));
  return {
    version: '2.0',
    routeKey: request.resource === '$default' ? '$default' : `${request.method} ${request.resource}`,
    rawPath: path,
    rawQueryString: request.query.map(([name, value]) => `${encodeURIComponent(sendable(name))}=${encodeURIComponent(sendable(value))}`).join('&'),
    ...(cookies.length > 0 && { cookies }),
    headers: joined(request.headers.filter((header) => !isCookie(header)).map(([name, value]) => [name.toLowerCase(), value])) ?? {},
    // These properties are absent, not null, if there are none.
    ...(query && { queryStringParameters: query }),
    ...(orNull(request.pathParameters) && { pathParameters: request.pathParameters }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'sec3fuzz00',
      domainName: isUrl ? `sec3fuzz00.lambda-url.${REGION}.on.aws` : `sec3fuzz00.execute-api.${REGION}.amazonaws.com`,
      requestId: REQUEST_ID,
      stage: '$default',
      timeEpoch: TIME,
      ...(request.claims && { authorizer: { jwt: { claims: request.claims, scopes: null }, lambda: request.claims } }),
      http: { method: request.method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'sec3-fuzz' },
    },
    ...(body !== null && { body }),
    isBase64Encoded,
  };
}

/** A message of a queue or a topic. */
export interface SentMessage {
  readonly text: string;
  /** The attributes that its sender gave it, by name. @default - none */
  readonly attributes?: { readonly [name: string]: string };
  /** Number of deliveries from the queue. @default 1 */
  readonly receives?: number;
}

/** Returns a batch of messages from a queue. The same message can be in it several times. */
export function sqsEvent(messages: readonly SentMessage[]): object {
  return {
    Records: messages.map((message) => ({
      messageId: `00000000-0000-4000-8000-${String(messages.indexOf(message)).padStart(12, '0')}`,
      receiptHandle: 'sec3-fuzz',
      body: message.text,
      md5OfBody: createHash('md5').update(message.text).digest('hex'),
      messageAttributes: described(message, (value) => ({ stringValue: value, stringListValues: [], binaryListValues: [], dataType: 'String' })),
      attributes: {
        ApproximateReceiveCount: String(message.receives ?? 1),
        SentTimestamp: String(TIME),
        SenderId: ACCOUNT,
        ApproximateFirstReceiveTimestamp: String(TIME),
      },
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:sec3-fuzz`,
      awsRegion: REGION,
    })),
  };
}

function described(message: SentMessage, as: (value: string) => object): object {
  return Object.fromEntries(Object.entries(message.attributes ?? {}).map(([name, value]) => [name, as(sendable(value))]));
}

const ofTopic = (value: string) => ({ Type: 'String', Value: value });

/** Wraps a message in the envelope of the service that sends it to a queue. EventBridge can only send JSON. */
export function enveloped(message: SentMessage, envelope: string | undefined): string {
  const { text } = message;
  // Without attributes, SNS leaves them out.
  const attributed = Object.keys(message.attributes ?? {}).length > 0 && { MessageAttributes: described(message, ofTopic) };
  if (envelope === 'sns') {
    return JSON.stringify({ Type: 'Notification', MessageId: REQUEST_ID, TopicArn: TOPIC, Message: text, Timestamp: new Date(TIME).toISOString(), ...attributed });
  }
  if (envelope !== 'eventBridge') return text;
  try {
    return JSON.stringify(busEvent('sec3.fuzz', 'Sec3Fuzz', JSON.parse(text)));
  } catch {
    return text;
  }
}

/** The message that S3 sends to a queue when notifications are configured. */
export const S3_TEST_EVENT = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: new Date(TIME).toISOString(), Bucket: 'sec3-fuzz', RequestId: REQUEST_ID, HostId: 'sec3-fuzz' };

/** Returns the event for a message of a topic. */
export function snsEvent(message: SentMessage): object {
  return {
    Records: [{
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: `${TOPIC}:1`,
      Sns: { Type: 'Notification', MessageId: REQUEST_ID, TopicArn: TOPIC, Subject: null, Message: message.text, Timestamp: new Date(TIME).toISOString(), MessageAttributes: described(message, ofTopic) },
    }],
  };
}

/** Returns the event for records of a Kinesis stream. */
export function kinesisEvent(data: readonly string[]): object {
  return {
    Records: data.map((text, index) => ({
      kinesis: { kinesisSchemaVersion: '1.0', partitionKey: '1', sequenceNumber: String(index), data: Buffer.from(text).toString('base64'), approximateArrivalTimestamp: TIME / 1000 },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `shardId-0:${index}`,
      eventName: 'aws:kinesis:record',
      awsRegion: REGION,
      eventSourceARN: `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/sec3-fuzz`,
      invokeIdentityArn: `arn:aws:iam::${ACCOUNT}:role/sec3-fuzz`,
    })),
  };
}

/** A change of an item in a table. */
export interface TableChange {
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  /** The key attributes in the format of DynamoDB. A change keeps them. */
  readonly key: { readonly [name: string]: object };
  /** The item before the change, as plain JSON. */
  readonly before: { readonly [name: string]: unknown };
  readonly after: { readonly [name: string]: unknown };
}

/** Returns the event for changes in a DynamoDB table, with the images that the view of its stream includes. */
export function dynamoDbEvent(changes: readonly TableChange[], view: string): object {
  return {
    Records: changes.map(({ eventName, key, before, after }, index) => {
      const has = (image: string, absent: string) => (view === image || view === 'NEW_AND_OLD_IMAGES') && eventName !== absent;
      const whole = (item: object) => ({ ...attributes(item), ...key });
      return {
        eventID: String(index).padStart(32, '0'),
        eventName,
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: REGION,
        dynamodb: {
          ApproximateCreationDateTime: TIME / 1000,
          Keys: key,
          ...(has('NEW_IMAGE', 'REMOVE') && { NewImage: whole(after) }),
          ...(has('OLD_IMAGE', 'INSERT') && { OldImage: whole(before) }),
          SequenceNumber: String(index + 1).padStart(21, '0'),
          SizeBytes: 100,
          StreamViewType: view,
        },
        eventSourceARN: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/sec3-fuzz/stream/2026-01-01T00:00:00.000`,
      };
    }),
  };
}

/** An object in a bucket, and what happened to it. */
export interface BucketObject {
  /** The name of the event without `s3:`. */
  readonly eventName: string;
  readonly bucket: string;
  readonly key: string;
  readonly size: unknown;
}

/** Returns the notification of S3 about an object. Its key is URL-encoded. A removed object has no size. */
export function s3Event({ eventName, bucket, key, size }: BucketObject): object {
  const written = encodeURIComponent(sendable(key)).replace(/%20/g, '+').replace(/%2F/g, '/');
  return {
    Records: [{
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: REGION,
      eventTime: new Date(TIME).toISOString(),
      eventName,
      userIdentity: { principalId: 'AWS:SEC3FUZZ' },
      requestParameters: { sourceIPAddress: '192.0.2.1' },
      responseElements: { 'x-amz-request-id': REQUEST_ID, 'x-amz-id-2': 'sec3-fuzz' },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'sec3-fuzz',
        bucket: { name: bucket, ownerIdentity: { principalId: 'SEC3FUZZ' }, arn: `arn:aws:s3:::${bucket}` },
        object: { key: written, ...(!/^ObjectRemoved|^LifecycleExpiration/.test(eventName) && { size, eTag: '0'.repeat(32) }), sequencer: '0'.repeat(16) },
      },
    }],
  };
}

/** Returns an event of EventBridge. */
export function busEvent(source: string, detailType: string, detail: unknown): object {
  return { 'version': '0', 'id': REQUEST_ID, 'detail-type': detailType, source, 'account': ACCOUNT, 'time': new Date(TIME).toISOString(), 'region': REGION, 'resources': [], detail };
}

/** Returns a value in the format of DynamoDB. */
export function attribute(value: unknown): object {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: sendable(value) };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  return Array.isArray(value) ? { L: value.map(attribute) } : { M: attributes(value as object) };
}

function attributes(item: object): object {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attribute(value)] as const));
}

function pathOf({ resource, pathParameters }: HttpRequest): string {
  if (resource === '$default') return '/';
  return resource.replace(/\{([^{}+]+)\+?\}/g, (_, name: string) => encodeURIComponent(sendable(pathParameters[name] ?? '')));
}

function bodyOf({ body, isBinary }: HttpRequest): { readonly body: string | null; readonly isBase64Encoded: boolean } {
  if (body === null) return { body, isBase64Encoded: false };
  return isBinary ? { body: Buffer.from(body as string).toString('base64'), isBase64Encoded: true } : { body: body.toString(), isBase64Encoded: false };
}

/** Returns null if there are no pairs. Many programs do not expect this. */
function last(pairs: readonly (readonly [string, string])[]): object | null {
  return pairs.length === 0 ? null : Object.fromEntries(new Map(pairs));
}

function grouped(pairs: readonly (readonly [string, string])[]): object | null {
  if (pairs.length === 0) return null;
  const lists = new Map<string, string[]>();
  for (const [name, value] of pairs) lists.set(name, [...(lists.get(name) ?? []), value]);
  return Object.fromEntries(lists);
}

function joined(pairs: readonly (readonly [string, string])[]): object | undefined {
  const lists = grouped(pairs);
  return lists ? Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, (values as string[]).join(',')])) : undefined;
}

function orNull(parameters: { readonly [name: string]: string }): object | null {
  return Object.keys(parameters).length === 0 ? null : parameters;
}

/** Replaces unpaired surrogates, which can't be sent. */
export function sendable(text: string): string {
  return Buffer.from(text).toString();
}
