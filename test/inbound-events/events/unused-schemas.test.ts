import { App, Aspects, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, KinesisEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import * as sns from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { EventSchema, EventValidation } from '../../../lib';

const ORDER = { type: 'object', additionalProperties: false, properties: {} };
const SCHEMAS: { readonly [source: string]: EventSchema } = {
  sqs: EventSchema.sqs(ORDER),
  kinesis: EventSchema.kinesis(ORDER),
  dynamoDbStream: EventSchema.dynamoDbStream(ORDER),
  sns: EventSchema.sns(ORDER),
  s3: EventSchema.s3(ORDER),
  eventBridge: EventSchema.eventBridge({ source: 'shop', detailType: 'Sold', detail: ORDER }),
  restApi: EventSchema.restApi({ body: ORDER }),
  httpApi: EventSchema.httpApi({ body: ORDER }),
  functionUrl: EventSchema.functionUrl({ body: ORDER }),
  direct: EventSchema.direct(ORDER),
};

/** Returns the sources in warnings about a function with schemas of all sources. */
function warned(connect: (fn: lambda.Function, stack: Stack, other: Stack) => void): string[] {
  const app = new App();
  const [stack, other] = ['Shop', 'Other'].map((id) => new Stack(app, id));
  const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1') });
  new EventValidation(stack, 'Validation', { handler: fn, schemas: Object.values(SCHEMAS) });
  connect(fn, stack, other);
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('nothing in this app sends such events'))
    .flatMap(({ entry }) => [...String(entry.data).matchAll(/EventSchema\.(\w+)/g)].map(([, source]) => source)).sort();
}

const ALL = Object.keys(SCHEMAS).filter((source) => source !== 'direct').sort();
const CONNECTED: readonly (readonly [source: string, connect: (fn: lambda.IFunction, scope: Stack) => void])[] = [
  ['sqs', (fn, scope) => fn.addEventSource(new SqsEventSource(new sqs.Queue(scope, 'Queue')))],
  ['kinesis', (fn, scope) => fn.addEventSource(new KinesisEventSource(new kinesis.Stream(scope, 'Stream'), { startingPosition: lambda.StartingPosition.LATEST }))],
  ['dynamoDbStream', (fn, scope) => {
    const table = new dynamodb.Table(scope, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, stream: dynamodb.StreamViewType.NEW_IMAGE });
    fn.addEventSource(new DynamoEventSource(table, { startingPosition: lambda.StartingPosition.LATEST }));
  }],
  ['sns', (fn, scope) => void new sns.Topic(scope, 'Topic').addSubscription(new LambdaSubscription(fn))],
  ['s3', (fn, scope) => void new s3.Bucket(scope, 'Bucket').addEventNotification(s3.EventType.OBJECT_CREATED, new LambdaDestination(fn))],
  ['eventBridge', (fn, scope) => void new events.Rule(scope, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(fn)] })],
  ['functionUrl', (fn) => void fn.addFunctionUrl()],
];

test('warns of each source without a sender, with the fix', () => {
  expect(warned(() => {})).toEqual(ALL);
});

test.each(CONNECTED)('accepts %s of the app, for the function or its alias', (source, connect) => {
  const others = ALL.filter((each) => each !== source);
  expect(warned((fn, stack) => connect(fn, stack))).toEqual(others);
  expect(warned((fn, stack) => connect(fn.addAlias('live'), stack))).toEqual(others);
});

test('accepts APIs, whose permission does not show their kind', () => {
  const others = ALL.filter((source) => !['httpApi', 'restApi'].includes(source));
  expect(warned((fn, stack) => void new apigateway.LambdaRestApi(stack, 'Api', { handler: fn }))).toEqual(others);
  expect(warned((fn, stack) => void new apigatewayv2.HttpApi(stack, 'Http', { defaultIntegration: new HttpLambdaIntegration('All', fn) }))).toEqual(others);
});

test('accepts a source in another stack, one from an aspect, and one of another app', () => {
  expect(warned((fn, _, other) => void new lambda.EventSourceMapping(other, 'Mapping', { target: fn, eventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:orders' }))).not.toContain('sqs');
  const aspect = { visit: (node: unknown) => void (node instanceof lambda.Function && node.stack.node.tryFindChild('Queue') === undefined && CONNECTED[0][1](node, node.stack)) };
  expect(warned((fn) => Aspects.of(fn).add(aspect))).not.toContain('sqs');
  expect(warned((fn) => fn.addPermission('Topic', { principal: new iam.ServicePrincipal('sns.amazonaws.com') }))).not.toContain('sns');
});

test('a mapping of a queue does not count for a stream; an unknown source counts for each', () => {
  const mapping = (arn: (stack: Stack) => string) => warned((fn, stack) => {
    new lambda.CfnEventSourceMapping(stack, 'Mapping', { functionName: fn.functionName, eventSourceArn: arn(stack), startingPosition: 'LATEST' });
  });
  expect(mapping(() => 'arn:aws:kinesis:eu-west-1:111122223333:stream/orders')).toEqual(ALL.filter((source) => source !== 'kinesis'));
  expect(mapping((stack) => new CfnParameter(stack, 'Source').valueAsString)).toEqual(ALL.filter((source) => !['sqs', 'kinesis', 'dynamoDbStream'].includes(source)));
});
