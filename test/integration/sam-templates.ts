import * as fc from 'fast-check';
import type { TemplateBody } from '../../lib/gate';

type Json = { readonly [key: string]: unknown };

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const record = (fields: { readonly [key: string]: fc.Arbitrary<unknown> }) =>
  fc.record(fields).map((value) => Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Json);

const path = fc.constantFrom('/', '/orders', '/orders/{id}', '/orders/', '/{proxy+}');

const method = fc.constantFrom('get', 'POST', 'any', 'delete');

const deadLetters = fc.constantFrom({ Type: 'SQS' }, { Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } });

const destination = fc.constantFrom({ OnFailure: { Type: 'SQS', Destination: { 'Fn::GetAtt': ['Queue', 'Arn'] } } }, { OnFailure: { Type: 'SNS', Destination: { Ref: 'Topic' } } });

const polling = { BatchSize: optional(fc.integer({ min: 1, max: 10 })), FunctionResponseTypes: optional(fc.constant(['ReportBatchItemFailures'])), Enabled: optional(fc.boolean()) };

/** Generates an event of a type with the given properties. */
const event = (type: string, fields: { readonly [key: string]: fc.Arbitrary<unknown> }) =>
  record(fields).map((properties) => ({ Type: type, Properties: properties }));

const apiAuth = optional(fc.constantFrom({ Authorizer: 'AWS_IAM' }, { ApiKeyRequired: true }, { Authorizer: 'Pool' }, { ResourcePolicy: { IpRangeWhitelist: ['10.0.0.0/8'] } }));

const pushed = fc.oneof(
  event('Schedule', { Schedule: fc.constant('rate(1 day)'), Enabled: optional(fc.boolean()), DeadLetterConfig: optional(deadLetters), Input: optional(fc.constant('{}')) }),
  event('ScheduleV2', { ScheduleExpression: fc.constant('rate(1 day)'), DeadLetterConfig: optional(deadLetters) }),
  event('EventBridgeRule', { Pattern: fc.constant({ source: ['mine'] }), EventBusName: optional(fc.constant('bus')), DeadLetterConfig: optional(deadLetters) }),
  event('SNS', { Topic: fc.constant({ Ref: 'Topic' }), SqsSubscription: optional(fc.constantFrom(true, { QueueArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, QueueUrl: { Ref: 'Queue' } })) }),
  event('S3', { Bucket: fc.constant({ Ref: 'Bucket' }), Events: fc.constantFrom('s3:ObjectCreated:*', ['s3:ObjectRemoved:*']) }),
  event('CloudWatchLogs', { LogGroupName: fc.constant('group'), FilterPattern: fc.constant('x') }),
  event('IoTRule', { Sql: fc.constant("SELECT * FROM 'topic'") }),
  event('AlexaSkill', { SkillId: optional(fc.constant('skill')) }),
);

const polled = fc.oneof(
  event('SQS', { Queue: fc.constant({ 'Fn::GetAtt': ['Queue', 'Arn'] }), ...polling }),
  event('Kinesis', { Stream: fc.constant({ 'Fn::GetAtt': ['Stream', 'Arn'] }), StartingPosition: fc.constant('LATEST'), DestinationConfig: optional(destination), ...polling }),
  event('DynamoDB', { Stream: fc.constant({ 'Fn::GetAtt': ['Table', 'StreamArn'] }), StartingPosition: fc.constant('LATEST'), ...polling }),
  event('MSK', { Stream: fc.constant('arn:aws:kafka:eu-west-1:111111111111:cluster/c/1'), StartingPosition: fc.constant('LATEST'), Topics: fc.constant(['t']), ...polling }),
);

const requested = fc.oneof(
  event('Api', { Path: path, Method: method, RestApiId: fc.constant({ Ref: 'Api' }), Auth: apiAuth, RequestModel: optional(fc.constant({ Model: 'Order', Required: true, ValidateBody: true })), RequestParameters: optional(fc.constant(['method.request.querystring.page'])) }),
  event('Api', { Path: path, Method: method }),
  event('HttpApi', { Path: path, Method: method }),
  fc.constant({ Type: 'HttpApi' }),
);

const policies = fc.array(
  fc.constantFrom<unknown>(
    'AmazonS3ReadOnlyAccess', 'AWSLambdaVPCAccessExecutionRole', { DynamoDBCrudPolicy: { TableName: { Ref: 'Table' } } }, { SQSSendMessagePolicy: { QueueName: 'queue' } },
    { S3ReadPolicy: { BucketName: { Ref: 'Bucket' } } }, { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }, { 'Fn::If': ['IsProd', 'AdministratorAccess', { Ref: 'AWS::NoValue' }] },
  ),
  { maxLength: 3 },
);

const functionOf = fc
  .tuple(
    record({
      Runtime: fc.constantFrom('nodejs24.x', 'python2.7'),
      Timeout: optional(fc.constant(10)),
      Policies: optional(policies),
      Role: optional(fc.constantFrom('arn:aws:iam::111111111111:role/r', { 'Fn::If': ['IsProd', 'arn:aws:iam::111111111111:role/r', { Ref: 'AWS::NoValue' }] })),
      Environment: optional(fc.constantFrom({ Variables: { DB_PASSWORD: 'hunter2hunter2' } }, { Variables: { TABLE: { Ref: 'Table' } } })),
      Tracing: optional(fc.constantFrom('Active', 'Disabled')),
      DeadLetterQueue: optional(fc.constant({ Type: 'SQS', TargetArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } })),
      FunctionUrlConfig: optional(fc.constantFrom({ AuthType: 'NONE', Cors: { AllowOrigins: ['*'] } }, { AuthType: 'AWS_IAM' })),
      EventInvokeConfig: optional(fc.constantFrom({ MaximumRetryAttempts: 1, DestinationConfig: { OnFailure: { Type: 'SQS' }, OnSuccess: { Type: 'SNS' } } })),
      AutoPublishAlias: optional(fc.constant('live')),
      ReservedConcurrentExecutions: optional(fc.constant(5)),
      VpcConfig: optional(fc.constant({ SecurityGroupIds: ['sg-1'], SubnetIds: ['subnet-1'] })),
      Tags: optional(fc.constant({ team: 'orders' })),
    }),
    fc.array(fc.oneof(pushed, polled, requested), { maxLength: 4 }),
    fc.constantFrom(undefined, 'IsProd', 'IsTest'),
  )
  .map(([properties, events, condition]) => ({
    Type: 'AWS::Serverless::Function',
    ...(condition === undefined ? {} : { Condition: condition }),
    Properties: {
      Handler: 'index.handler',
      CodeUri: 's3://bucket/key',
      ...properties,
      ...(events.length > 0 ? { Events: Object.fromEntries(events.map((each, index) => [`Event${index}`, each])) } : {}),
    },
  }));

const api = record({
  StageName: fc.constantFrom('prod', 'v-1'),
  Cors: optional(fc.constantFrom("'*'", { AllowOrigin: "'https://example.com'", AllowCredentials: true })),
  TracingEnabled: optional(fc.boolean()),
  OpenApiVersion: optional(fc.constant('3.0.1')),
  EndpointConfiguration: optional(fc.constant({ Type: 'REGIONAL' })),
  MethodSettings: optional(fc.constant([{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 10, ThrottlingBurstLimit: 5 }])),
  AccessLogSetting: optional(fc.constant({ DestinationArn: 'arn:aws:logs:eu-west-1:111111111111:log-group:g', Format: '$context.requestId' })),
  Auth: fc.constantFrom<unknown>(
    { Authorizers: { Pool: { UserPoolArn: 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/p' } } },
    { DefaultAuthorizer: 'Pool', Authorizers: { Pool: { UserPoolArn: 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/p' } } },
    { DefaultAuthorizer: 'Pool', AddDefaultAuthorizerToCorsPreflight: false, Authorizers: { Pool: { FunctionArn: { 'Fn::GetAtt': ['Fn0', 'Arn'] } } } },
    { DefaultAuthorizer: 'AWS_IAM', ApiKeyRequired: true, UsagePlan: { CreateUsagePlan: 'PER_API' }, Authorizers: { Pool: { FunctionArn: { 'Fn::GetAtt': ['Fn0', 'Arn'] } } } },
  ),
  Models: fc.constant({ Order: { type: 'object', properties: { id: { type: 'string' } } } }),
}).map((properties) => ({ Type: 'AWS::Serverless::Api', Properties: properties }));

const globals = optional(
  record({
    Function: optional(fc.constantFrom({ Timeout: 3, Environment: { Variables: { LEVEL: 'debug' } } }, { AutoPublishAlias: 'live', Tags: { a: 'b' } }, { Tracing: 'Active' })),
    HttpApi: optional(fc.constantFrom({ CorsConfiguration: true }, { CorsConfiguration: { AllowOrigins: ['*'], AllowCredentials: false } })),
  }),
);

/** SAM templates: functions with events of all kinds, an API, a state machine, and the targets of references in events. */
export const samTemplate: fc.Arbitrary<TemplateBody> = fc
  .tuple(globals, fc.array(functionOf, { minLength: 1, maxLength: 3 }), api, optional(fc.constantFrom('Api', 'Schedule')))
  .map(([all, functions, restApi, started]) => {
    const machine = {
      Type: 'AWS::Serverless::StateMachine',
      Properties: {
        Definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: { 'Fn::GetAtt': ['Fn0', 'Arn'] }, End: true } } },
        Policies: [{ LambdaInvokePolicy: { FunctionName: { Ref: 'Fn0' } } }],
        Events: { Start: started === 'Api' ? { Type: 'Api', Properties: { Path: '/start', Method: 'post', RestApiId: { Ref: 'Api' } } } : { Type: 'Schedule', Properties: { Schedule: 'rate(1 day)' } } },
      },
    };
    return {
      Transform: 'AWS::Serverless-2016-10-31',
      ...(all ? { Globals: all } : {}),
      Parameters: { Stage: { Type: 'String', Default: 'test' } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] }, IsTest: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] } },
      Resources: {
        ...Object.fromEntries(functions.map((fn, index) => [`Fn${index}`, fn])),
        Api: restApi,
        ...(started ? { Machine: machine } : {}),
        Table: { Type: 'AWS::Serverless::SimpleTable' },
        Layer: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: 's3://bucket/layer' } },
        Queue: { Type: 'AWS::SQS::Queue' },
        Topic: { Type: 'AWS::SNS::Topic' },
        Bucket: { Type: 'AWS::S3::Bucket' },
        Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
      },
    };
  });
