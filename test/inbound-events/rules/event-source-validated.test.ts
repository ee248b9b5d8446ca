import { CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SnsEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { PROD_OR_DEV, withoutHashes } from './operations';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { EventPayload } from '../../../lib/inbound-events/event-schema-options';
import { EventValidation } from '../../../lib/inbound-events/event-validation';
import { eventSourceValidated } from '../../../lib/inbound-events/rules/event-source-validated';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const mapping = (Properties: object, sections: object = {}): TestTemplate => ({
  ...sections,
  Resources: { Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: 'f', EventSourceArn: 'arn:x', ...Properties } } },
});
const filters = (...patterns: unknown[]) => ({ FilterCriteria: { Filters: patterns.map((Pattern) => ({ Pattern })) } });

const subscription = (Properties: object, sections: object = {}): TestTemplate => ({
  ...sections,
  Resources: { Subscription: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'lambda', TopicArn: 'arn:t', ...Properties } } },
});

const FUNCTION = 'arn:aws:lambda:eu-west-1:111111111111:function:f';

/** Returns a rule of EventBridge with a function as its target. */
const rule = (EventPattern: unknown, target: object = {}, sections: object = {}): TestTemplate => ({
  ...sections,
  Resources: { Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern, Targets: [{ Id: 'a', Arn: FUNCTION, ...target }] } } },
});

const fn = (stack: Stack, runtime = lambda.Runtime.NODEJS_22_X) =>
  new lambda.Function(stack, 'Fn', { runtime, handler: 'index.handler', code: lambda.Code.fromInline('x') });

const ORDER = { type: 'object', required: ['id'] };

const NEITHER = 'neither a schema nor a filter checks';

describe('compliant', () => {
  test.each(['AmazonManagedKafkaEventSourceConfig', 'SelfManagedKafkaEventSourceConfig'])('a schema registry in %s that validates values', (kind) => {
    const SchemaValidationConfigs = [{ Attribute: 'KEY' }, { Attribute: 'VALUE' }];
    expect(check(eventSourceValidated, mapping({ [kind]: { SchemaRegistryConfig: { SchemaRegistryURI: 'arn:r', SchemaValidationConfigs } } }))).toEqual([]);
  });

  test.each(['sqs', 'https', 'email'])('a subscription of protocol %s, which invokes no function', (Protocol) => {
    expect(check(eventSourceValidated, subscription({ Protocol }))).toEqual([]);
  });

  test.each([
    [{ source: ['aws.codebuild', 'aws.ec2'] }],
    [{ source: [{ prefix: 'aws.' }] }],
    [JSON.stringify({ source: ['aws.codepipeline'], detail: { state: ['FAILED'] } })],
    [undefined],
  ])('a rule on %j, which matches only events of AWS services or a schedule', (pattern) => {
    expect(check(eventSourceValidated, rule(pattern))).toEqual([]);
  });

  test('a target that is not a function, or gets a constant input', () => {
    const pattern = { source: ['shop'] };
    expect(check(eventSourceValidated, rule(pattern, { Arn: 'arn:aws:sqs:eu-west-1:111111111111:q' }))).toEqual([]);
    expect(check(eventSourceValidated, rule(pattern, { Input: '{"job": "clean-up"}' }))).toEqual([]);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack) => {
      const queue = new sqs.Queue(stack, 'Queue');
      new sns.Topic(stack, 'Topic').addSubscription(new SqsSubscription(queue));
      new events.Rule(stack, 'Forward', { eventPattern: { source: ['shop'] }, targets: [new SqsQueue(queue)] });
      const targets = [new LambdaFunction(fn(stack))];
      new events.Rule(stack, 'Nightly', { schedule: events.Schedule.expression('rate(1 day)'), targets });
      new events.Rule(stack, 'OfAws', { eventPattern: { source: ['aws.guardduty'] }, targets });
    });
    expect(check(eventSourceValidated, workload)).toEqual([]);
  });
});

test.each([lambda.Runtime.NODEJS_24_X, lambda.Runtime.PYTHON_3_14])('compliant: events of a function with the event validator, in %s', (runtime) => {
  const workload = workloadOfStack((stack) => {
    const handler = fn(stack, runtime);
    const schemas = [EventSchema.sqs(ORDER), EventSchema.sns(ORDER), EventSchema.eventBridge({ source: 'shop', detailType: 'Order', detail: ORDER })];
    new EventValidation(handler, 'Validation', { handler, schemas });
    new lambda.EventSourceMapping(stack, 'Mapping', { target: handler.addAlias('live'), eventSourceArn: new sqs.Queue(stack, 'Queue').queueArn });
    handler.addEventSource(new SnsEventSource(new sns.Topic(stack, 'Topic')));
    new events.Rule(stack, 'Orders', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(handler)] });
  });
  expect(check(eventSourceValidated, workload)).toEqual([]);
});

describe('non-compliant: a schema that accepts anything', () => {
  type Connect = (stack: Stack, handler: lambda.Function) => void;
  const found = (schemas: EventSchema[], connect: Connect) => check(eventSourceValidated, workloadOfStack((stack) => {
    const handler = fn(stack);
    new EventValidation(handler, 'Validation', { handler, schemas });
    connect(stack, handler);
  })).map((message) => message.replace(/^.*?(the schema of)/, '$1'));
  const queue = (stack: Stack, handler: lambda.Function) =>
    void new lambda.EventSourceMapping(stack, 'Mapping', { target: handler, eventSourceArn: new sqs.Queue(stack, 'Queue').queueArn });
  const bus = (source: string) => (stack: Stack, handler: lambda.Function) =>
    void new events.Rule(stack, 'Rule', { eventPattern: { source: [source] }, targets: [new LambdaFunction(handler)] });

  const any = { not: { not: {} } };
  const referred = { $defs: { any: {} }, $ref: '#/$defs/any' };
  test.each([[true], [{}], [{ description: 'an order' }], [{ anyOf: [{}, ORDER] }], [any], [referred]])('%j for a queue', (schema) => {
    expect(found([EventSchema.sqs(schema)], queue)).toEqual(['the schema of sqs events in function Stack/Fn/Resource accepts anything']);
  });

  test('objects, lists or texts without restrictions on their content', () => {
    expect(found([EventSchema.sqs({ type: ['object', 'string'], maxLength: 9 })], queue)).toEqual(['the schema of sqs events in function Stack/Fn/Resource accepts any object']);
    expect(found([EventSchema.sqs({ type: 'string' }, { payload: EventPayload.TEXT })], queue)).toEqual(['the schema of sqs events in function Stack/Fn/Resource accepts any text']);
    expect(found([EventSchema.sqs({ maxLength: 9 }, { payload: EventPayload.TEXT })], queue)).toEqual([]);
  });

  test('the schema of direct invocations, for a source without its own', () => {
    expect(found([EventSchema.direct({})], queue)).toEqual(['the schema of direct events in function Stack/Fn/Resource accepts anything']);
    expect(found([EventSchema.direct({}), EventSchema.sqs(ORDER)], queue)).toEqual([]);
  });

  test('the schema of events that the rule selects', () => {
    const schemas = [EventSchema.eventBridge({ source: 'shop', detailType: 'Order', detail: ORDER }), EventSchema.eventBridge({ source: 'bank', detailType: 'Order', detail: true })];
    expect(found(schemas, bus('bank'))).toEqual(['the schema of eventBridge events in function Stack/Fn/Resource accepts any object']);
    expect(found(schemas, bus('shop'))).toEqual([]);
  });
});

describe('non-compliant: a source for which the validator has no schema', () => {
  type Connect = (stack: Stack, handler: lambda.Function) => void;
  const found = (schemas: EventSchema[], connect: Connect) => check(eventSourceValidated, workloadOfStack((stack) => {
    const handler = fn(stack);
    new EventValidation(handler, 'Validation', { handler, schemas });
    connect(stack, handler);
  })).map((message) => /\[no-schema-for-source\].*?(rejects .*)/.exec(message)?.[1] ?? message);
  const map = (eventSourceArn: (stack: Stack) => string) => (stack: Stack, handler: lambda.Function) =>
    void new lambda.EventSourceMapping(stack, 'Mapping', { target: handler, eventSourceArn: eventSourceArn(stack) });
  const queue = map((stack) => new sqs.Queue(stack, 'Queue').queueArn);
  const kinesis = map(() => 'arn:aws:kinesis:eu-west-1:111111111111:stream/s');
  const topic = (stack: Stack, handler: lambda.Function) => handler.addEventSource(new SnsEventSource(new sns.Topic(stack, 'Topic')));
  const bus = (stack: Stack, handler: lambda.Function) =>
    void new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(handler)] });
  const detail = (source: string) => EventSchema.eventBridge({ source, detailType: 'Order', detail: ORDER });

  test.each<[string, EventSchema, Connect, string]>([
    ['of a topic, for a queue', EventSchema.sns(ORDER), queue, 'sqs events: it only has schemas of other events (sns)'],
    ['of a queue, for a Kinesis stream', EventSchema.sqs(ORDER), kinesis, 'kinesis events: it only has schemas of other events (sqs)'],
    ['of a queue, for a topic', EventSchema.sqs(ORDER), topic, 'sns events: it only has schemas of other events (sqs)'],
    ['of requests, for a queue', EventSchema.restApi({ body: ORDER }), queue, 'sqs events: it only has schemas of other events (restApi)'],
    ['of another sender on the bus', detail('bank'), bus, 'eventBridge events: it only has schemas of other events (eventBridge)'],
  ])('a schema %s', (_, schema, connect, said) => expect(found([schema], connect)).toEqual([`rejects every one of these ${said}`]));

  test('is not reported if the schema of direct invocations applies, or one of several', () => {
    expect(found([EventSchema.direct(ORDER)], queue)).toEqual([]);
    expect(found([EventSchema.sns(ORDER), EventSchema.sqs(ORDER)], queue)).toEqual([]);
    expect(found([detail('bank'), detail('shop')], bus)).toEqual([]);
  });

  test('is undetermined if the source is known only at deployment', () => {
    const arn = (stack: Stack) => new CfnParameter(stack, 'Arn').valueAsString;
    expect(found([EventSchema.kinesis(ORDER)], map(arn))).toEqual([expect.stringMatching(/^Mapping.*\[undetermined\]/)]);
    expect(found([EventSchema.kinesis(ORDER)], map(() => Fn.importValue('x')))).toEqual([expect.stringMatching(/^Mapping.*\[undetermined\]/)]);
  });
});

test('non-compliant: events of a function that validates only requests to endpoints', () => {
  const workload = workloadOfStack((stack) => {
    const handler = fn(stack);
    EventValidation._addEndpoint(handler, { route: 'GET /orders' });
    new lambda.EventSourceMapping(stack, 'Mapping', { target: handler, eventSourceArn: new sqs.Queue(stack, 'Queue').queueArn });
  });
  expect(check(eventSourceValidated, workload)).toHaveLength(1);
});

describe('non-compliant', () => {
  test.each([
    [{}],
    [{ FilterCriteria: {} }],
    [filters()],
    [filters('{}')],
    [filters('{"body": {"kind": ["order"]}}', '{}')],
    [filters(undefined)],
    [{ SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'g' } }],
    [{ SelfManagedKafkaEventSourceConfig: { SchemaRegistryConfig: { SchemaRegistryURI: 'arn:r' } } }],
    [{ AmazonManagedKafkaEventSourceConfig: { SchemaRegistryConfig: { SchemaValidationConfigs: [{ Attribute: 'KEY' }] } } }],
  ])('a mapping with %j', (properties) => {
    expect(check(eventSourceValidated, mapping(properties))).toEqual([
      `Mapping[not-validated] Properties: ${NEITHER} events before the function receives them`,
    ]);
  });

  test.each([[filters('{"body": {"kind": ["order"]}}')], [filters({ body: { kind: ['order'] } }, '{"data": {"x": [1]}}')]])('a mapping with %j', (properties) => {
    expect(check(eventSourceValidated, mapping(properties))).toEqual([
      'Mapping[filtered-only] Properties.FilterCriteria: FilterCriteria selects events, and no schema validates them',
    ]);
  });

  test('a subscription', () => {
    expect(check(eventSourceValidated, subscription({}))).toEqual([
      `Subscription[not-validated] Properties: ${NEITHER} messages before the function receives them`,
    ]);
    expect(ids(eventSourceValidated, subscription({ FilterPolicy: {} }))).toEqual(['Subscription[not-validated]']);
    for (const FilterPolicy of [{ kind: ['order'] }, '{"kind": ["order"]}']) {
      expect(check(eventSourceValidated, subscription({ FilterPolicy, FilterPolicyScope: 'MessageBody' }))).toEqual([
        'Subscription[filtered-only] Properties.FilterPolicy: FilterPolicy selects messages, and no schema validates them',
      ]);
    }
  });

  test.each([
    [{ 'source': ['shop'], 'detail-type': ['Order'] }],
    [{ 'detail-type': ['Order'] }],
    [{ source: ['aws.ec2', 'shop'] }],
    [{ 'source': ['aws.s3'], 'detail-type': ['Object Created'] }],
    [{ source: ['aws.partner/example.com/orders'] }],
    [{ source: [{ prefix: 'aws' }] }],
    [{ source: [{ 'anything-but': 'aws.s3' }] }],
    [{ source: [] }],
  ])('a rule on %j', (pattern) => {
    expect(check(eventSourceValidated, rule(pattern))).toEqual([
      'Rule[filtered-only] Properties.Targets[0]: EventPattern selects events, and no schema validates them before the function receives them',
    ]);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack) => {
      const handler = fn(stack);
      handler.addEventSource(new SqsEventSource(new sqs.Queue(stack, 'Open')));
      const body = { kind: lambda.FilterRule.isEqual('order') };
      handler.addEventSource(new SqsEventSource(new sqs.Queue(stack, 'Filtered'), { filters: [lambda.FilterCriteria.filter({ body })] }));
      handler.addEventSource(new SnsEventSource(new sns.Topic(stack, 'Topic')));
      new events.Rule(stack, 'Orders', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(handler.currentVersion)] });
    });
    expect(withoutHashes(ids(eventSourceValidated, workload)).map((id) => id.replace(/[0-9A-F]{8}/, ''))).toEqual([
      'FnSqsEventSourceStackOpen[not-validated]',
      'FnSqsEventSourceStackFiltered[filtered-only]',
      'FnTopic[not-validated]',
      'Orders[filtered-only]',
    ]);
  });

  test('only in some deployments', () => {
    const FilterCriteria = { 'Fn::If': ['IsProd', filters('{"a": [1]}').FilterCriteria, { Ref: 'AWS::NoValue' }] };
    expect(check(eventSourceValidated, mapping({ FilterCriteria }, PROD_OR_DEV))).toEqual([
      `Mapping[not-validated] Properties: ${NEITHER} events before the function receives them (where parameter Env is "dev")`,
      'Mapping[filtered-only] Properties.FilterCriteria: FilterCriteria selects events, and no schema validates them (where parameter Env is "prod")',
    ]);
  });
});

describe('undetermined', () => {
  const sections = { Parameters: { Some: { Type: 'String' } } };

  test('a pattern from a parameter', () => {
    expect(check(eventSourceValidated, mapping(filters({ Ref: 'Some' }), sections))).toEqual([
      'Mapping[undetermined] Properties.FilterCriteria.Filters[0].Pattern: the value of parameter Some is given at deployment',
    ]);
  });

  test.each([
    [mapping(filters('{'))],
    [mapping(filters('[]'))],
    [mapping({ SelfManagedKafkaEventSourceConfig: { SchemaRegistryConfig: { Ref: 'Some' } } }, sections)],
    [subscription({ Protocol: { Ref: 'Some' } }, sections)],
    [subscription({ FilterPolicy: { Ref: 'Some' } }, sections)],
    [rule({ Ref: 'Some' }, {}, sections)],
    [rule({ source: [{ Ref: 'Some' }] }, {}, sections)],
    [rule({ source: ['shop'] }, { Arn: { Ref: 'Some' } }, sections)],
  ])('%j', (template) => expect(ids(eventSourceValidated, template)).toEqual([expect.stringMatching(/\[undetermined\]$/)]));
});

describe('other paths from queues, streams and topics to a function', () => {
  /** Returns a template with a resource of a type, beside a function without the validator and one with it. */
  const template = (Type: string, Properties: object): TestTemplate => ({
    Parameters: { Some: { Type: 'String' } },
    Resources: {
      Way: { Type, Properties },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler' } },
      Validated: { Type: 'AWS::Lambda::Function', Properties: { Handler: '/opt/sec3-event-validator/handler.handler' } },
    },
  });
  const [plain, validated] = ['Fn', 'Validated'].map((name) => ({ 'Fn::GetAtt': [name, 'Arn'] }));
  const pipe = (properties: object) => template('AWS::Pipes::Pipe', { Source: 'arn:aws:sqs:eu-west-1:111111111111:q', ...properties });
  const topic = (...subscriptions: object[]) => template('AWS::SNS::Topic', { Subscription: subscriptions });
  const topicRule = (...actions: object[]) => template('AWS::IoT::TopicRule', { TopicRulePayload: { Sql: "SELECT * FROM 'a'", Actions: actions } });

  const bucket = (...LambdaConfigurations: object[]) => template('AWS::S3::Bucket', { NotificationConfiguration: { LambdaConfigurations } });
  const beside = (LambdaFunctionConfigurations: unknown) => template('Custom::S3BucketNotifications', { NotificationConfiguration: { LambdaFunctionConfigurations } });

  test.each([
    [pipe({ Target: validated })],
    [pipe({ Enrichment: validated, Target: plain })],
    [pipe({ Target: 'arn:aws:states:eu-west-1:111111111111:stateMachine:s' })],
    [topic({ Protocol: 'lambda', Endpoint: validated }, { Protocol: 'email', Endpoint: 'a@example.com' })],
    [template('AWS::SNS::Topic', {})],
    [topicRule({ Lambda: { FunctionArn: validated } }, { Sqs: { QueueUrl: 'q' } })],
    [bucket({ Function: validated, Event: 's3:ObjectCreated:*' })],
    [template('AWS::S3::Bucket', {})],
  ])('compliant: %#', (one) => expect(ids(eventSourceValidated, one)).toEqual([]));

  test.each([
    [pipe({ Target: plain }), `Way[not-validated] Properties: ${NEITHER} events before the function receives them`],
    [pipe({ Target: FUNCTION }), `Way[not-validated] Properties: ${NEITHER} events before the function receives them`],
    [pipe({ Enrichment: plain, Target: validated }), `Way[not-validated] Properties: ${NEITHER} events before the function receives them`],
    [
      pipe({ Target: plain, SourceParameters: filters('{"body":{"a":["b"]}}') }),
      'Way[filtered-only] Properties.SourceParameters.FilterCriteria: FilterCriteria selects events, and no schema validates them',
    ],
    [
      topic({ Protocol: 'email', Endpoint: 'a@example.com' }, { Protocol: 'lambda', Endpoint: plain }),
      `Way[not-validated] Properties.Subscription[1]: ${NEITHER} messages before the function receives them`,
    ],
    [
      topicRule({ Sqs: { QueueUrl: 'q' } }, { Lambda: { FunctionArn: plain } }),
      'Way[not-validated] Properties.TopicRulePayload.Actions[1]: no schema validates messages before the function receives them',
    ],
    [
      bucket({ Function: validated, Event: 's3:ObjectRemoved:*' }, { Function: plain, Event: 's3:ObjectCreated:*' }),
      `Way[not-validated] Properties.NotificationConfiguration.LambdaConfigurations[1]: ${NEITHER} notifications before the function receives them`,
    ],
    [
      beside([{ LambdaFunctionArn: plain, Events: ['s3:ObjectCreated:*'], Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.png' }] } } }]),
      'Way[filtered-only] Properties.NotificationConfiguration.LambdaFunctionConfigurations[0]: a filter selects keys of objects, and no schema validates the notifications',
    ],
  ])('non-compliant: %#', (one, said) => expect(check(eventSourceValidated, one)).toEqual([said]));

  test.each([
    [pipe({ Target: { Ref: 'Some' } })],
    [template('AWS::SNS::Topic', { Subscription: { Ref: 'Some' } })],
    [topicRule({ Lambda: { Ref: 'Some' } })],
    [beside({ Ref: 'Some' })],
  ])('undetermined: %#', (one) => expect(ids(eventSourceValidated, one)).toEqual(['Way[undetermined]']));
});
