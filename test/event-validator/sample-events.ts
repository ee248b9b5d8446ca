/** Events as AWS documents them (Lambda Developer Guide, "Using AWS Lambda with other services"), with a payload to fill in. */
import type {
  APIGatewayProxyEvent, APIGatewayProxyEventV2, DynamoDBRecord, DynamoDBStreamEvent, EventBridgeEvent, KinesisStreamEvent, KinesisStreamRecord,
  LambdaFunctionURLEvent, S3Event, S3EventRecord, SNSEvent, SNSEventRecord, SQSEvent, SQSRecord,
} from 'aws-lambda';

export function message(body: string, id: string, more: Partial<SQSRecord> = {}): SQSRecord {
  return {
    messageId: id,
    receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
    body,
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1545082649183', SenderId: 'AIDAIENQZJOLO23YVJ4VO', ApproximateFirstReceiveTimestamp: '1545082649185' },
    messageAttributes: {},
    md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:my-queue',
    awsRegion: 'us-east-2',
    ...more,
  };
}

export function fifoMessage(body: string, id: string, group: string): SQSRecord {
  const plain = message(body, id);
  return { ...plain, eventSourceARN: `${plain.eventSourceARN}.fifo`, attributes: { ...plain.attributes, MessageGroupId: group, SequenceNumber: '18849496460467696128' } };
}

export function sqsEvent(...records: SQSRecord[]): SQSEvent {
  return { Records: records };
}

export function notification(text: string, id = '95df01b4-ee98-5cb9-9903-4c221d41eb5e'): SNSEventRecord {
  return {
    EventVersion: '1.0',
    EventSubscriptionArn: 'arn:aws:sns:us-east-1:123456789012:sns-lambda:21be56ed-a058-49f5-8c98-aedd2564c486',
    EventSource: 'aws:sns',
    Sns: {
      SignatureVersion: '1',
      Timestamp: '2019-01-02T12:45:07.000Z',
      Signature: 'tcc6faL2yUC6dgZdmrwh1Y4cGa/ebXEkAi6RibDsvpi+tE/1+82j...65r==',
      SigningCertUrl: 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-ac565b8b1a6c5d002d285f9598aa1d9b.pem',
      MessageId: id,
      Message: text,
      MessageAttributes: { Test: { Type: 'String', Value: 'TestString' } },
      Type: 'Notification',
      UnsubscribeUrl: 'https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe',
      TopicArn: 'arn:aws:sns:us-east-1:123456789012:sns-lambda',
      Subject: 'TestInvoke',
    },
  };
}

export function snsEvent(...records: SNSEventRecord[]): SNSEvent {
  return { Records: records };
}

/** Returns a message that a queue gets from a topic without raw message delivery. */
export function snsEnvelope(text: string): string {
  const { SigningCertUrl: SigningCertURL, UnsubscribeUrl: UnsubscribeURL, MessageAttributes: _, ...rest } = notification(text).Sns;
  return JSON.stringify({ ...rest, SigningCertURL, UnsubscribeURL });
}

export function busEvent<T>(detail: T, more: object = {}): EventBridgeEvent<'OrderPlaced', T> {
  return {
    'version': '0',
    'id': 'fe8d3c65-xmpl-c5c3-2c87-81584709a377',
    'detail-type': 'OrderPlaced',
    'source': 'shop.orders',
    'account': '123456789012',
    'time': '2020-04-28T07:20:20Z',
    'region': 'us-east-2',
    'resources': [],
    detail,
    ...more,
  };
}

export function streamRecord(bytes: string | Uint8Array, sequenceNumber: string): KinesisStreamRecord {
  return {
    kinesis: { kinesisSchemaVersion: '1.0', partitionKey: '1', sequenceNumber, data: Buffer.from(bytes as string).toString('base64'), approximateArrivalTimestamp: 1545084650.987 },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000006:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/lambda-role',
    awsRegion: 'us-east-2',
    eventSourceARN: 'arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream',
  };
}

export function kinesisEvent(...records: KinesisStreamRecord[]): KinesisStreamEvent {
  return { Records: records };
}

export function change(image: object | undefined, sequenceNumber: string, eventName: DynamoDBRecord['eventName'] = 'INSERT'): DynamoDBRecord {
  return {
    eventID: '1',
    eventVersion: '1.0',
    dynamodb: {
      Keys: { Id: { N: '101' } },
      ...(image && { NewImage: image as Exclude<DynamoDBRecord['dynamodb'], undefined>['NewImage'] }),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      SequenceNumber: sequenceNumber,
      SizeBytes: 26,
    },
    awsRegion: 'us-west-2',
    eventName,
    eventSourceARN: 'arn:aws:dynamodb:us-east-2:123456789012:table/my-table/stream/2024-06-10T19:26:16.525',
    eventSource: 'aws:dynamodb',
  };
}

export function dynamoDbEvent(...records: DynamoDBRecord[]): DynamoDBStreamEvent {
  return { Records: records };
}

export function objectCreated(key: string, size: number | undefined = 1305107): S3EventRecord {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-2',
    eventTime: '2019-09-03T19:37:27.192Z',
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'AWS:AIDAINPONIXQXHT3IKHL2' },
    requestParameters: { sourceIPAddress: '205.255.255.255' },
    responseElements: { 'x-amz-request-id': 'D82B88E5F771F645', 'x-amz-id-2': 'vlR7PnpV2Ce81l0PRw6jlUpck7Jo5ZsQjryTjKlc5aLWGVHPZLj5NeC6qMa0emYBDXOo6QBU0Wo=' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: '828aa6fc-f7b5-4305-8584-487c791949c1',
      bucket: { name: 'amzn-s3-demo-bucket', ownerIdentity: { principalId: 'A3I5XTEXAMAI3E' }, arn: 'arn:aws:s3:::amzn-s3-demo-bucket' },
      object: { key, size, eTag: 'b21b84d653bb07b05b1e6b33684dc11b', sequencer: '0C0F6F405D6ED209E1' },
    },
  };
}

export function s3Event(...records: S3EventRecord[]): S3Event {
  return { Records: records };
}

/** Returns a request as a REST API passes it on. */
export function restRequest(route: string, body: string | null, more: Partial<APIGatewayProxyEvent> = {}): APIGatewayProxyEvent {
  const [httpMethod, resource] = route.split(' ');
  return {
    resource,
    path: resource,
    httpMethod,
    headers: { 'Content-Type': 'application/json', 'Host': 'gy415nuibc.execute-api.us-east-1.amazonaws.com', 'User-Agent': 'curl' },
    multiValueHeaders: { 'Content-Type': ['application/json'], 'Host': ['gy415nuibc.execute-api.us-east-1.amazonaws.com'], 'User-Agent': ['curl'] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'id',
      authorizer: null,
      httpMethod,
      identity: {} as APIGatewayProxyEvent['requestContext']['identity'],
      path: resource,
      protocol: 'HTTP/1.1',
      requestId: 'id=',
      requestTimeEpoch: 0,
      resourceId: '123456',
      resourcePath: resource,
      stage: 'prod',
    },
    body,
    isBase64Encoded: false,
    ...more,
  };
}

/** Returns a request as an HTTP API passes it on, in payload format 2.0. */
export function httpRequest(routeKey: string, body: string | undefined, more: Partial<APIGatewayProxyEventV2> = {}): APIGatewayProxyEventV2 {
  const [method, rawPath] = routeKey.split(' ');
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: '',
    headers: { 'content-type': 'application/json', 'host': 'id.execute-api.us-east-1.amazonaws.com' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api-id',
      domainName: 'id.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'id',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'agent' },
      requestId: 'id',
      routeKey,
      stage: '$default',
      time: '12/Mar/2020:19:03:58 +0000',
      timeEpoch: 1583348638390,
    },
    body,
    isBase64Encoded: false,
    ...more,
  };
}

/** Returns a request to the URL of a function. */
export function urlRequest(verbAndPath: string, body: string | undefined, more: Partial<LambdaFunctionURLEvent> = {}): LambdaFunctionURLEvent {
  const plain = httpRequest(verbAndPath, body);
  const domainName = '5e3zxmplq2jdqe.lambda-url.us-west-2.on.aws';
  return { ...plain, routeKey: '$default', requestContext: { ...plain.requestContext, domainName, routeKey: '$default' }, ...more } as LambdaFunctionURLEvent;
}
