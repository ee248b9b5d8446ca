import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import { apiThrottled } from '../../../lib/inbound-events/rules/api-throttled';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const LIMITS = { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50 };
const ALL = { ResourcePath: '/*', HttpMethod: '*' };

function stage(MethodSettings: unknown, extra: Partial<TestTemplate> = {}): TestTemplate {
  return { ...extra, Resources: { Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: 'x', StageName: 'prod', MethodSettings } } } };
}

function deployment(props: object): TestTemplate {
  return { Resources: { Stage: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: 'x', ...props } } } };
}

function v2Stage(props: object): TestTemplate {
  return { Resources: { Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: 'x', StageName: 'prod', ...props } } } };
}

function quickCreated(overrides?: object): TestTemplate {
  const Overrides = { Type: 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides', Properties: { ApiId: { Ref: 'Api' }, Stage: overrides } };
  return {
    Resources: {
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'x', ProtocolType: 'HTTP', Target: 'https://example.com' } },
      ...(overrides ? { Overrides } : {}),
    },
  };
}

describe('compliant', () => {
  test.each([
    ['a stage', stage([{ ...ALL, ...LIMITS }])],
    ['two entries', stage([{ ...ALL, ThrottlingRateLimit: '10' }, { ...ALL, ThrottlingBurstLimit: 0 }])],
    ['a stage with a method that has its own limits', stage([{ ...ALL, ...LIMITS }, { ResourcePath: '/a', HttpMethod: 'GET', ThrottlingRateLimit: 1 }])],
    ['a deployment without a stage', deployment({})],
    ['the stage of a deployment', deployment({ StageName: 'prod', StageDescription: LIMITS })],
    ['a method setting of a deployment', deployment({ StageName: 'prod', StageDescription: { MethodSettings: [{ ...ALL, ...LIMITS }] } })],
    ['an HTTP API', v2Stage({ DefaultRouteSettings: LIMITS, RouteSettings: { 'GET /': { ThrottlingRateLimit: 1 } } })],
    ['a quick-created API', quickCreated({ DefaultRouteSettings: LIMITS })],
    ['an API that makes no stage', { Resources: { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } } } }],
  ])('%s', (_, template) => {
    expect(check(apiThrottled, template)).toEqual([]);
  });

  test('stages of the CDK', () => {
    const workload = workloadOfStack((stack) => {
      new apigateway.RestApi(stack, 'Rest', { deployOptions: { throttlingRateLimit: 10, throttlingBurstLimit: 5 } }).root.addMethod('GET');
      const throttle = { rateLimit: 10, burstLimit: 5 };
      new v2.HttpStage(stack, 'Http', { httpApi: new v2.HttpApi(stack, 'HttpApi', { createDefaultStage: false }), throttle });
      new v2.WebSocketStage(stack, 'Ws', { webSocketApi: new v2.WebSocketApi(stack, 'WsApi'), stageName: 'prod', throttle });
    });
    expect(check(apiThrottled, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('the defaults of the CDK', () => {
    const workload = workloadOfStack((stack) => {
      new apigateway.RestApi(stack, 'Rest').root.addMethod('GET');
      new v2.HttpApi(stack, 'Http');
    });
    const message = '[not-throttled] Properties: the stage sets no ThrottlingRateLimit and no ThrottlingBurstLimit for all of its methods or routes';
    expect(check(apiThrottled, workload).map((line) => line.replace(/^\w+/, ''))).toEqual([message, message]);
  });

  test.each([
    ['no settings', stage(undefined)],
    ['no burst limit', stage([{ ...ALL, ThrottlingRateLimit: 1 }])],
    ['limits of one method', stage([{ ...LIMITS, ResourcePath: '/a', HttpMethod: 'GET' }])],
    ['limits of one verb', stage([{ ...LIMITS, ResourcePath: '/*', HttpMethod: 'GET' }])],
    ['no limit', stage([{ ...ALL, ThrottlingRateLimit: -1, ThrottlingBurstLimit: 5 }])],
    ['the quota of the account', stage([{ ...ALL, ThrottlingRateLimit: 10000, ThrottlingBurstLimit: 5 }])],
    ['the quota of the account for bursts', stage([{ ...ALL, ThrottlingRateLimit: 9999, ThrottlingBurstLimit: 5000 }])],
    ['a later entry', stage([{ ...ALL, ...LIMITS }, { ...ALL, ThrottlingBurstLimit: -1 }])],
    ['the stage of a deployment', deployment({ StageName: 'prod' })],
    ['an HTTP API', v2Stage({ DefaultRouteSettings: { ThrottlingRateLimit: 1 } })],
  ])('%s', (_, template) => {
    expect(ids(apiThrottled, template)).toEqual(['Stage[not-throttled]']);
  });

  test('a limit of -1', () => {
    expect(check(apiThrottled, stage([{ ...ALL, ThrottlingRateLimit: 1, ThrottlingBurstLimit: -1 }]))).toEqual([
      'Stage[not-throttled] Properties.MethodSettings[0].ThrottlingBurstLimit: the stage has ThrottlingBurstLimit -1, which means no limit',
    ]);
  });

  test('quick-created APIs', () => {
    expect(ids(apiThrottled, quickCreated())).toEqual(['Api[not-throttled]']);
    expect(ids(apiThrottled, quickCreated({ Description: 'x' }))).toEqual(['Api[not-throttled]']);
  });

  test('methods with lifted limits', () => {
    expect(check(apiThrottled, stage([{ ...ALL, ...LIMITS }, { ResourcePath: '/a', HttpMethod: 'GET', ThrottlingRateLimit: -1 }]))).toEqual([
      'Stage[limit-lifted] Properties.MethodSettings[1].ThrottlingRateLimit: method GET /a has ThrottlingRateLimit -1, which means no limit',
    ]);
    expect(ids(apiThrottled, v2Stage({ DefaultRouteSettings: LIMITS, RouteSettings: { 'GET /': { ThrottlingRateLimit: -1 } } }))).toEqual([
      'Stage[limit-lifted]',
    ]);
  });

  test('a route with the quota of the account', () => {
    const RouteSettings = { 'GET /': { ThrottlingRateLimit: 10000, ThrottlingBurstLimit: 4999 } };
    expect(check(apiThrottled, v2Stage({ DefaultRouteSettings: LIMITS, RouteSettings }))).toEqual([
      'Stage[limit-lifted] Properties.RouteSettings.GET /.ThrottlingRateLimit: route GET / has ThrottlingRateLimit 10000, which is no less than the quota of the account',
    ]);
  });

  test('limits only in some deployments', () => {
    const template = stage({ 'Fn::If': ['IsProd', [{ ...ALL, ...LIMITS }], { Ref: 'AWS::NoValue' }] }, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    expect(check(apiThrottled, template)).toEqual([
      'Stage[not-throttled] Properties: the stage sets no ThrottlingRateLimit and no ThrottlingBurstLimit for all of its methods or routes ' +
        '(where parameter Env is "dev")',
    ]);
  });
});

describe('undetermined', () => {
  test('a limit from a parameter', () => {
    const template = stage([{ ...ALL, ThrottlingRateLimit: { Ref: 'Rate' }, ThrottlingBurstLimit: 5 }], { Parameters: { Rate: { Type: 'Number' } } });
    expect(check(apiThrottled, template)).toEqual([
      'Stage[undetermined] Properties.MethodSettings[0].ThrottlingRateLimit: the value of parameter Rate is given at deployment',
    ]);
  });

  test('a missing burst limit beside an unknown rate', () => {
    const template = stage([{ ...ALL, ThrottlingRateLimit: { Ref: 'Rate' } }], { Parameters: { Rate: { Type: 'Number' } } });
    expect(ids(apiThrottled, template)).toEqual(['Stage[not-throttled]', 'Stage[undetermined]']);
  });

  test.each([[stage('many')], [stage([{ ...LIMITS, ResourcePath: { 'Fn::ImportValue': 'x' }, HttpMethod: '*' }])], [stage([{ ...ALL, ThrottlingRateLimit: 'x', ThrottlingBurstLimit: 1 }])]])(
    '%j',
    (template) => {
      expect(ids(apiThrottled, template)).toEqual(['Stage[undetermined]']);
    },
  );
});
