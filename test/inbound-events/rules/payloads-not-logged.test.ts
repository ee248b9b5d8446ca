import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { payloadsNotLogged as rule } from '../../../lib/inbound-events/rules/payloads-not-logged';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';
import { holding } from '../../gate/holding';

const at = (Type: string, Properties: object): TestTemplate => ({ Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type, Properties } } });

const STAGE = 'AWS::ApiGateway::Stage';
const V2 = 'AWS::ApiGatewayV2::Stage';
const PIPE = 'AWS::Pipes::Pipe';

test.each<[string, object]>([
  [STAGE, {}],
  [STAGE, { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'INFO', DataTraceEnabled: false }] }],
  ['AWS::ApiGateway::Deployment', { StageDescription: { DataTraceEnabled: true } }],
  [STAGE, { AccessLogSetting: { Format: '{"key":"$context.identity.apiKeyId"}' } }],
  [V2, { DefaultRouteSettings: { LoggingLevel: 'INFO' } }],
  ['AWS::ApiGatewayV2::Api', {}],
  ['AWS::AppSync::GraphQLApi', { LogConfig: { FieldLogLevel: 'ERROR' } }],
  ['AWS::AppSync::GraphQLApi', { LogConfig: { FieldLogLevel: 'ALL', ExcludeVerboseContent: true } }],
  ['AWS::AppSync::Api', { EventConfig: { LogConfig: { LogLevel: 'ERROR' } } }],
  ['AWS::CloudFront::Distribution', { DistributionConfig: { Logging: { Bucket: 'logs' } } }],
  ['AWS::CloudFront::RealtimeLogConfig', { Fields: ['timestamp', 'cs-uri-stem'] }],
  ['AWS::Events::EventBus', { LogConfig: { Level: 'INFO', IncludeDetail: 'NONE' } }],
  ['AWS::Events::EventBus', { LogConfig: { IncludeDetail: 'FULL' } }],
  [PIPE, { LogConfiguration: { Level: 'ERROR' } }],
  [PIPE, { LogConfiguration: { Level: 'OFF', IncludeExecutionData: ['ALL'] } }],
  ['AWS::Lambda::Function', { Environment: { Variables: { POWERTOOLS_LOGGER_LOG_EVENT: 'false', LOG_LEVEL: { Ref: 'Open' } } } }],
])('compliant: %s %j', (type, properties) => {
  expect(check(rule, at(type, properties))).toEqual([]);
});

test.each<[string, string, unknown, string]>([
  [STAGE, 'MethodSettings.*.DataTraceEnabled', true, 'data-trace'],
  [STAGE, 'MethodSettings.*.DataTraceEnabled', 'true', 'data-trace'],
  [STAGE, 'AccessLogSetting.Format', '{"key":"$context.identity.apiKey"}', 'api-keys'],
  [V2, 'AccessLogSettings.Format', '$context.requestId ${context.identity.apiKey}', 'api-keys'],
  [V2, 'DefaultRouteSettings.DataTraceEnabled', true, 'data-trace'],
  [V2, 'RouteSettings.{}.DataTraceEnabled', true, 'data-trace'],
  ['AWS::CloudFront::Distribution', 'DistributionConfig.Logging.IncludeCookies', true, 'cookies'],
  ['AWS::CloudFront::RealtimeLogConfig', 'Fields', ['timestamp', 'cs-headers'], 'cookies'],
  ['AWS::AppSync::GraphQLApi', 'LogConfig', { FieldLogLevel: 'ALL' }, 'fields'],
  ['AWS::AppSync::GraphQLApi', 'LogConfig', { FieldLogLevel: 'DEBUG', ExcludeVerboseContent: false }, 'fields'],
  ['AWS::AppSync::Api', 'EventConfig.LogConfig.LogLevel', 'ALL', 'fields'],
  ['AWS::AppSync::Api', 'EventConfig.LogConfig.LogLevel', 'DEBUG', 'fields'],
  ['AWS::Events::EventBus', 'LogConfig', { Level: 'ERROR', IncludeDetail: 'FULL' }, 'events'],
  [PIPE, 'LogConfiguration', { Level: 'TRACE', IncludeExecutionData: ['ALL'] }, 'events'],
  ['AWS::Lambda::Function', 'Environment.Variables.POWERTOOLS_LOGGER_LOG_EVENT', 'True', 'events'],
])('non-compliant: %s %s %j', (type, path, value, id) => {
  expect(ids(rule, at(type, holding(path, value)))).toEqual([`It[${id}]`]);
});

test('non-compliant: the stage of a deployment, and the stage of a quick-created API', () => {
  expect(check(rule, at('AWS::ApiGateway::Deployment', { StageName: 'live', StageDescription: { DataTraceEnabled: true } }))).toEqual([
    'It[data-trace] Properties.StageDescription.DataTraceEnabled: DataTraceEnabled is true: the log contains whole requests and responses',
  ]);
  expect(ids(rule, {
    Resources: {
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Target: 'arn' } },
      Overrides: { Type: 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides', Properties: { ApiId: { Ref: 'Api' }, Stage: { DefaultRouteSettings: { DataTraceEnabled: true } } } },
    },
  })).toEqual(['Api[data-trace]']);
});

test('non-compliant: a construct with dataTraceEnabled', () => {
  const workload = workloadOfStack((stack) => new apigateway.RestApi(stack, 'Api', { deployOptions: { dataTraceEnabled: true } }).root.addMethod('GET'));
  expect(ids(rule, workload)).toEqual([expect.stringMatching(/^ApiDeploymentStage.*\[data-trace\]$/)]);
});

test.each<[string, object]>([
  [STAGE, holding('MethodSettings.*.DataTraceEnabled', { Ref: 'Open' })],
  [V2, { RouteSettings: { 'Fn::ImportValue': 'routes' } }],
  ['AWS::AppSync::GraphQLApi', { LogConfig: { FieldLogLevel: { Ref: 'Open' } } }],
  ['AWS::Events::EventBus', { LogConfig: { Level: { Ref: 'Open' }, IncludeDetail: 'FULL' } }],
  ['AWS::Lambda::Function', { Environment: { Variables: { POWERTOOLS_LOGGER_LOG_EVENT: { Ref: 'Open' } } } }],
])('undetermined: %s %j', (type, properties) => {
  expect(ids(rule, at(type, properties))).toEqual(['It[undetermined]']);
});

test.each([
  ['{"token":"$context.authorizer.token"}', ['Stage[tokens]']],
  ['{"token":"$context.authorizer.claims.access_token"}', ['Stage[tokens]']],
  ['{"sub":"$context.authorizer.claims.sub","tokens":"$context.authorizer.tokenUse"}', []],
])('an access log with %s', (Format, expected) => {
  const Stage = { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: 'a', AccessLogSettings: { DestinationArn: 'arn', Format } } };
  expect(ids(rule, { Resources: { Stage } })).toEqual(expected);
});
