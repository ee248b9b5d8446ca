import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer, HttpLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpUrlIntegration, WebSocketMockIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { httpApiRouteAuthorized } from '../../../lib/inbound-events/rules/http-api-route-authorized';
import { check, ids, TestTemplate, workloadOfApp, workloadOfStack } from '../../gate/harness';

const httpApi = { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Name: 'x' } };

function routed(props: object, extra: Partial<TestTemplate> = {}): TestTemplate {
  return {
    ...extra,
    Resources: {
      Api: httpApi,
      Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Api' }, RouteKey: 'GET /orders', ...props } },
    },
  };
}

function imported(body: unknown): TestTemplate {
  return { Resources: { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body: body } } } };
}

const securitySchemes = {
  jwt: { 'type': 'oauth2', 'x-amazon-apigateway-authorizer': { type: 'jwt' } },
  iam: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
  inert: { type: 'oauth2' },
};

describe('compliant', () => {
  test.each([
    [{ AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Authorizer' } }],
    [{ AuthorizationType: 'CUSTOM', AuthorizerId: 'abc' }],
    [{ AuthorizationType: 'AWS_IAM' }],
    [{ AuthorizationType: 'AWS_IAM', RouteKey: '$default' }],
    [{ RouteKey: 'OPTIONS /{proxy+}' }],
  ])('%j', (props) => {
    expect(check(httpApiRouteAuthorized, routed(props))).toEqual([]);
  });

  test('routes of WebSocket APIs, which another rule judges', () => {
    const workload = workloadOfStack((stack) => {
      const api = new apigateway.WebSocketApi(stack, 'Api', {
        connectRouteOptions: { integration: new WebSocketMockIntegration('ConnectMock') },
        defaultRouteOptions: { integration: new WebSocketMockIntegration('DefaultMock') },
      });
      api.addRoute('orders', { integration: new WebSocketMockIntegration('OrdersMock') });
    });
    expect(check(httpApiRouteAuthorized, workload)).toEqual([]);
  });

  test('each authorizer of the CDK, also in another stack', () => {
    const workload = workloadOfApp((app) => {
      const stack = new Stack(app, 'Stack');
      const integration = new HttpUrlIntegration('Integration', 'https://example.com');
      const api = new apigateway.HttpApi(stack, 'Api', { defaultAuthorizer: new HttpIamAuthorizer(), defaultIntegration: integration });
      api.addRoutes({ path: '/jwt', integration, authorizer: new HttpJwtAuthorizer('Jwt', 'https://issuer', { jwtAudience: ['a'] }) });
      const fn = lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111111111111:function:f');
      api.addRoutes({ path: '/lambda', integration, authorizer: new HttpLambdaAuthorizer('Lambda', fn) });
      new apigateway.HttpRoute(new Stack(app, 'Other'), 'Route', {
        httpApi: api,
        routeKey: apigateway.HttpRouteKey.DEFAULT,
        integration: new HttpUrlIntegration('Other', 'https://example.com'),
        authorizer: new HttpIamAuthorizer(),
      });
    });
    expect(check(httpApiRouteAuthorized, workload)).toEqual([]);
  });

  test('the route of a quick-created API', () => {
    expect(
      check(httpApiRouteAuthorized, {
        Resources: {
          Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Target: 'https://example.com' } },
          Overrides: {
            Type: 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides',
            Properties: { ApiId: { Ref: 'Api' }, Route: { AuthorizationType: 'AWS_IAM' } },
          },
        },
      }),
    ).toEqual([]);
  });

  test('an OpenAPI document', () => {
    const body = {
      openapi: '3.0.1',
      components: { securitySchemes },
      paths: {
        '/a': { get: { security: [{ jwt: ['read'] }] }, post: { security: [{ iam: [] }] }, options: {} },
        '$default': { 'x-amazon-apigateway-any-method': { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } } },
      },
    };
    expect(check(httpApiRouteAuthorized, imported(body))).toEqual([]);
    expect(check(httpApiRouteAuthorized, imported(JSON.stringify(body)))).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each(['get /orders', 'ANY  /orders', 'orders', undefined])('an HTTP API route with any form of route key: %s', (RouteKey) => {
    expect(ids(httpApiRouteAuthorized, routed({ RouteKey }))).toEqual(['Route[not-authorized]']);
  });

  test('the default of the CDK', () => {
    const workload = workloadOfStack((stack) => {
      new apigateway.HttpApi(stack, 'Api', { defaultIntegration: new HttpUrlIntegration('Integration', 'https://example.com') });
    });
    expect(check(httpApiRouteAuthorized, workload).map((line) => line.replace(/^\w+/, ''))).toEqual([
      '[not-authorized] Properties: route $default has AuthorizationType NONE',
    ]);
  });

  test('the default of AWS', () => {
    expect(check(httpApiRouteAuthorized, routed({}))).toEqual([
      'Route[not-authorized] Properties: route GET /orders has AuthorizationType NONE',
    ]);
  });

  test('no authorizer', () => {
    expect(ids(httpApiRouteAuthorized, routed({ AuthorizationType: 'JWT' }))).toEqual(['Route[no-authorizer]']);
  });

  test('authorization only in some deployments', () => {
    const template = routed({ AuthorizationType: { 'Fn::If': ['IsProd', 'AWS_IAM', { Ref: 'AWS::NoValue' }] } }, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    expect(check(httpApiRouteAuthorized, template)).toEqual([
      'Route[not-authorized] Properties: route GET /orders has AuthorizationType NONE (where parameter Env is "dev")',
    ]);
  });

  test('a quick-created API', () => {
    const api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Target: 'https://example.com' } };
    expect(check(httpApiRouteAuthorized, { Resources: { Api: api } })).toEqual([
      'Api[not-authorized] Properties: route $default has AuthorizationType NONE',
    ]);
  });

  test('operations of an OpenAPI document', () => {
    const body = { components: { securitySchemes }, paths: { '/a': { get: {}, put: { security: [{ inert: [] }] }, post: { security: [{ jwt: [] }] } } } };
    expect(check(httpApiRouteAuthorized, imported(body))).toEqual([
      'Api[not-authorized] Properties.Body.paths./a.get: route GET /a: the operation has no security',
      'Api[no-authorizer] Properties.Body.paths./a.put: route PUT /a: security scheme inert has no x-amazon-apigateway-authorizer, so nothing checks it',
    ]);
  });
});

describe('undetermined', () => {
  test('an authorization type from a parameter', () => {
    const template = routed({ AuthorizationType: { Ref: 'Type' } }, { Parameters: { Type: { Type: 'String' } } });
    expect(check(httpApiRouteAuthorized, template)).toEqual([
      'Route[undetermined] Properties.AuthorizationType: the value of parameter Type is given at deployment',
    ]);
  });

  test.each([
    [routed({ AuthorizationType: 'PASSWORD' })],
    [routed({ ApiId: 'abc', RouteKey: '$default' })],
    [routed({ ApiId: { 'Fn::ImportValue': 'api' }, RouteKey: '$default' })],
  ])('%j', (template) => {
    expect(ids(httpApiRouteAuthorized, template)).toEqual(['Route[undetermined]']);
  });

  test('an OpenAPI document in another place', () => {
    const api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { BodyS3Location: { Bucket: 'b', Key: 'k' } } };
    expect(ids(httpApiRouteAuthorized, { Resources: { Api: api } })).toEqual(['Api[undetermined]']);
    expect(ids(httpApiRouteAuthorized, imported({ 'Fn::Transform': { Name: 'AWS::Include' } }))).toEqual(['Api[undetermined]']);
  });
});

describe('mutual TLS', () => {
  const behind = (DisableExecuteApiEndpoint: boolean, template: TestTemplate): TestTemplate => {
    const { Api } = template.Resources;
    return {
      Resources: {
        ...template.Resources,
        Api: { ...Api, Properties: { ...Api.Properties, DisableExecuteApiEndpoint } },
        Domain: { Type: 'AWS::ApiGatewayV2::DomainName', Properties: { DomainName: 'a.example.com', MutualTlsAuthentication: { TruststoreUri: 's3://b/c.pem' } } },
        Mapping: { Type: 'AWS::ApiGatewayV2::ApiMapping', Properties: { ApiId: { Ref: 'Api' }, DomainName: { Ref: 'Domain' }, Stage: '$default' } },
      },
    };
  };
  const document = { openapi: '3.0.1', paths: { '/': { get: {} } } };

  test.each([['a route', routed({})], ['an OpenAPI document', imported(document)]])('%s', (_, template) => {
    expect(check(httpApiRouteAuthorized, behind(true, template))).toEqual([]);
    expect(ids(httpApiRouteAuthorized, behind(false, template))).toEqual([expect.stringContaining('[not-authorized]')]);
  });
});
