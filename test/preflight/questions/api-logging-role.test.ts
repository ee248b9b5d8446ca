import { answersTo, stack, stubbed } from '../asking';
import { Failure } from '../stub-aws';

const scene = stubbed();

const EXECUTION = { Type: 'AWS::ApiGateway::Stage', Properties: { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'ERROR' }] } };
const NONE = { fails: expect.stringMatching(/^fails There is none, so API Gateway rejects stages with logs: .* \[Orders\/Stage\]$/) };

async function answers(resources: { readonly [logicalId: string]: object }, props = {}): Promise<string[]> {
  return answersTo('api-logging-role', await scene.ask([stack(resources, props)]));
}

test('fails for a stage with logs if API Gateway has no role', async () => {
  scene.aws.on('apigateway:GetAccount', { throttleSettings: { burstLimit: 5000, rateLimit: 10000 } });
  expect(await answers({ Stage: EXECUTION })).toEqual([NONE.fails]);
});

test('is ready if it has one', async () => {
  scene.aws.on('apigateway:GetAccount', { cloudwatchRoleArn: 'arn:aws:iam::111122223333:role/ApiLogs' });
  expect(await answers({ Stage: EXECUTION })).toEqual(['ready It has: arn:aws:iam::111122223333:role/ApiLogs. [Orders/Stage]']);
});

const log = { Type: 'AWS::Logs::LogGroup', Properties: {} };
const accessLog = (logicalId: string, property = 'AccessLogSetting') => ({ [property]: { DestinationArn: { 'Fn::GetAtt': [logicalId, 'Arn'] }, Format: '$context.requestId' } });

test.each<[string, { readonly [logicalId: string]: object }]>([
  ['an access log', { Log: log, Stage: { Type: 'AWS::ApiGateway::Stage', Properties: accessLog('Log') } }],
  ['a level that is known only at deployment', { Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { MethodSettings: [{ LoggingLevel: { 'Fn::ImportValue': 'level' } }] } } }],
  ['execution logs of a WebSocket API', {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' } },
    Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, DefaultRouteSettings: { LoggingLevel: 'INFO' } } },
  }],
  ['an access log of a WebSocket API', {
    Log: log,
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' } },
    Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, ...accessLog('Log', 'AccessLogSettings') } },
  }],
])('the question is asked for %s', async (_, resources) => {
  scene.aws.on('apigateway:GetAccount', {});
  expect(await answers(resources)).toEqual([NONE.fails]);
});

test.each<[string, { readonly [logicalId: string]: object }]>([
  ['a stage without logs', { Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { MethodSettings: [{ LoggingLevel: 'OFF' }, { ThrottlingRateLimit: 5 }] } } }],
  ['an access log in Firehose', {
    Stream: { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: {} }, Stage: { Type: 'AWS::ApiGateway::Stage', Properties: accessLog('Stream') },
  }],
  ['an HTTP API', {
    Log: log,
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, ...accessLog('Log', 'AccessLogSettings') } },
  }],
  ['templates that set the role themselves', { Stage: EXECUTION, Account: { Type: 'AWS::ApiGateway::Account', Properties: { CloudWatchRoleArn: 'arn:aws:iam::111122223333:role/x' } } }],
])('the question is not asked for %s', async (_, resources) => {
  expect(await answers(resources)).toEqual([]);
  expect(scene.aws.received).toEqual([]);
});

test('ignores an account resource that is conditional or has no role', async () => {
  scene.aws.on('apigateway:GetAccount', {});
  expect(await answers({ Stage: EXECUTION, Account: { Type: 'AWS::ApiGateway::Account', Properties: {} } })).toEqual([NONE.fails]);
  const props = { Parameters: { First: { Type: 'String' } }, Conditions: { IsFirst: { 'Fn::Equals': [{ Ref: 'First' }, 'yes'] } } };
  const account = { Type: 'AWS::ApiGateway::Account', Properties: { CloudWatchRoleArn: { 'Fn::ImportValue': 'role' } } };
  expect(await answers({ Stage: EXECUTION, Account: { ...account, Condition: 'IsFirst' } }, props)).toEqual([NONE.fails]);
  expect(await answers({ Stage: EXECUTION, Account: account }, props)).toEqual([]);
});

test('distinguishes the roles of two Regions', async () => {
  scene.aws.on('apigateway:GetAccount', (_, region) => (region === 'eu-central-1' ? { cloudwatchRoleArn: 'arn:aws:iam::111122223333:role/x' } : {}));
  const result = await scene.ask([stack({ Stage: EXECUTION }), stack({ Stage: EXECUTION }, { constructPath: 'Far', stackName: 'Far', region: 'eu-west-1' })]);
  expect(answersTo('api-logging-role', result)).toEqual([expect.stringMatching(/^ready .*Orders\/Stage/), expect.stringMatching(/^fails .*Far\/Stage/)]);
});

test('is unknown if the request is denied', async () => {
  scene.aws.on('apigateway:GetAccount', new Failure(403, 'AccessDeniedException', 'not authorized'));
  expect(await answers({ Stage: EXECUTION })).toEqual([expect.stringContaining('unknown The credentials may not call apigateway:GET (AccessDeniedException: not authorized).')]);
});
