/** Events as AWS makes them. */
import { createHash } from 'crypto';

/** A request as a client sends it. */
export interface HttpRequest {
  readonly method: string;
  /** With its parameters in braces. */
  readonly resource: string;
  readonly pathParameters: { readonly [name: string]: string };
  /** In the order in which they were sent; a name may come several times. */
  readonly query: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  /** A text, or bytes of a body that is binary. */
  readonly body: string | Buffer | null;
  /** Whether the API takes the body as binary. */
  readonly isBinary: boolean;
  /** What an authorizer says of the caller, where the code asks for it. */
  readonly claims?: { readonly [name: string]: string };
}

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
const REQUEST_ID = '00000000-0000-4000-8000-000000000001';
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:sec3-fuzz`;
const TIME = Date.UTC(2026, 0, 1);

/** What a REST API passes to a function: headers as they were written, the last of repeated values beside the list of all. HTTP APIs can do so, and name version 1.0 then. */
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

/** What an HTTP API or a function URL passes to a function (payload version 2.0): headers in lower case, repeated values joined by commas. */
export function httpEvent(request: HttpRequest, isUrl = false): object {
  const path = pathOf(request);
  const { body, isBase64Encoded } = bodyOf(request);
  const query = joined(request.query);
  return {
    version: '2.0',
    routeKey: request.resource === '$default' ? '$default' : `${request.method} ${request.resource}`,
    rawPath: path,
    rawQueryString: request.query.map(([name, value]) => `${encodeURIComponent(safe(name))}=${encodeURIComponent(safe(value))}`).join('&'),
    headers: joined(request.headers.map(([name, value]) => [name.toLowerCase(), value])) ?? {},
    // Absent, and not null, where there are none.
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

/** A batch of messages of a queue. */
export function sqsEvent(bodies: readonly string[]): object {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      receiptHandle: 'sec3-fuzz',
      body,
      md5OfBody: createHash('md5').update(body).digest('hex'),
      messageAttributes: {},
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(TIME), SenderId: ACCOUNT, ApproximateFirstReceiveTimestamp: String(TIME) },
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:sec3-fuzz`,
      awsRegion: REGION,
    })),
  };
}

/** A message in what another service puts around it on its way to a queue; one that is no JSON has no place in an event of EventBridge. */
export function enveloped(message: string, envelope: string | undefined): string {
  if (envelope === 'sns') return JSON.stringify({ Type: 'Notification', MessageId: REQUEST_ID, TopicArn: TOPIC, Message: message, Timestamp: new Date(TIME).toISOString() });
  if (envelope !== 'eventBridge') return message;
  try {
    return JSON.stringify(busEvent('sec3.fuzz', 'Sec3Fuzz', JSON.parse(message)));
  } catch {
    return message;
  }
}

/** What S3 sends to a queue when notifications are set up. */
export const S3_TEST_EVENT = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: new Date(TIME).toISOString(), Bucket: 'sec3-fuzz', RequestId: REQUEST_ID, HostId: 'sec3-fuzz' };

/** A message of a topic. */
export function snsEvent(message: string): object {
  return {
    Records: [{
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: `${TOPIC}:1`,
      Sns: { Type: 'Notification', MessageId: REQUEST_ID, TopicArn: TOPIC, Subject: null, Message: message, Timestamp: new Date(TIME).toISOString(), MessageAttributes: {} },
    }],
  };
}

/** Records of a stream of Kinesis. */
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

/** A change of an item of a table. */
export interface TableChange {
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly keys: readonly string[];
  /** As plain JSON. */
  readonly before: { readonly [name: string]: unknown };
  readonly after: { readonly [name: string]: unknown };
}

/** Records of a stream of DynamoDB, with the images that its view has. */
export function dynamoDbEvent(changes: readonly TableChange[], view: string): object {
  return {
    Records: changes.map(({ eventName, keys, before, after }, index) => {
      const newest = eventName === 'REMOVE' ? before : after;
      const key = Object.fromEntries(keys.map((name) => [name, Object.hasOwn(newest, name) ? newest[name] : 'sec3'] as const));
      const has = (image: string, absent: string) => (view === image || view === 'NEW_AND_OLD_IMAGES') && eventName !== absent;
      const whole = (item: object) => attributes({ ...key, ...item });
      return {
        eventID: String(index).padStart(32, '0'),
        eventName,
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: REGION,
        dynamodb: {
          ApproximateCreationDateTime: TIME / 1000,
          Keys: attributes(key),
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

/** A notification of a bucket. */
export interface BucketObject {
  /** Without `s3:`. */
  readonly eventName: string;
  readonly bucket: string;
  readonly key: string;
  readonly size: unknown;
}

/** What S3 tells of an object: its key is written as in a query string, and there is no size of what is gone. */
export function s3Event({ eventName, bucket, key, size }: BucketObject): object {
  const written = encodeURIComponent(safe(key)).replace(/%20/g, '+').replace(/%2F/g, '/');
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

/** An event of EventBridge. */
export function busEvent(source: string, detailType: string, detail: unknown): object {
  return { 'version': '0', 'id': REQUEST_ID, 'detail-type': detailType, source, 'account': ACCOUNT, 'time': new Date(TIME).toISOString(), 'region': REGION, 'resources': [], detail };
}

/** A value as DynamoDB writes it. */
function attribute(value: unknown): object {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: safe(value) };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  return Array.isArray(value) ? { L: value.map(attribute) } : { M: attributes(value as object) };
}

function attributes(item: object): object {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attribute(value)] as const));
}

function pathOf({ resource, pathParameters }: HttpRequest): string {
  if (resource === '$default') return '/';
  return resource.replace(/\{([^{}+]+)\+?\}/g, (_, name: string) => encodeURIComponent(safe(pathParameters[name] ?? '')));
}

function bodyOf({ body, isBinary }: HttpRequest): { readonly body: string | null; readonly isBase64Encoded: boolean } {
  if (body === null) return { body, isBase64Encoded: false };
  return isBinary ? { body: Buffer.from(body as string).toString('base64'), isBase64Encoded: true } : { body: body.toString(), isBase64Encoded: false };
}

/** Null where there are none, which many programs do not expect. */
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

/** Without halves of characters, which can't be sent. */
function safe(text: string): string {
  return Buffer.from(text).toString();
}
