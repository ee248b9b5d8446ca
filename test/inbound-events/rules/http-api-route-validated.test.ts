import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration, HttpUrlIntegration, WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { EventValidation } from '../../../lib/inbound-events/event-validation';
import { httpApiRouteValidated } from '../../../lib/inbound-events/rules/http-api-route-validated';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111111111111:function:f';

function routes(isValidated: boolean) {
  return workloadOfStack((stack) => {
    const handler = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    const api = new apigatewayv2.HttpApi(stack, 'Api', { defaultIntegration: new HttpLambdaIntegration('Any', handler) });
    api.addRoutes({ path: '/orders', methods: [apigatewayv2.HttpMethod.POST], integration: new HttpLambdaIntegration('Orders', handler.addAlias('live')) });
    api.addRoutes({ path: '/orders', methods: [apigatewayv2.HttpMethod.OPTIONS], integration: new HttpLambdaIntegration('Options', handler) });
    api.addRoutes({ path: '/old', integration: new HttpUrlIntegration('Old', 'https://old.example.com') });
    new apigatewayv2.WebSocketApi(stack, 'Socket', { connectRouteOptions: { integration: new WebSocketLambdaIntegration('Connect', handler) } });
    if (isValidated) new EventValidation(handler, 'Validation', { handler, schemas: [EventSchema.httpApi({})] });
  });
}

/** A route to an integration. */
const route = (IntegrationUri: unknown, RouteKey: unknown = 'GET /', more: object = {}): TestTemplate => ({
  Parameters: { Some: { Type: 'String' } },
  Resources: {
    Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: 'a', RouteKey, Target: { 'Fn::Sub': 'integrations/${Integration}' }, ...more } },
    Integration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri } },
  },
});

test('routes to functions', () => {
  expect(check(httpApiRouteValidated, routes(true))).toEqual([]);
  expect(check(httpApiRouteValidated, routes(false)).map((line) => line.replace(/^\w+/, ''))).toEqual([
    '[not-validated] Properties: route $default passes requests that no schema checks to function Stack/Fn/Resource',
    '[not-validated] Properties: route POST /orders passes requests that no schema checks to function Stack/Fn/Resource',
  ]);
});

test('an API that was made quickly', () => {
  const api = (Target: unknown): TestTemplate => ({
    Resources: {
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Target } },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler' } },
    },
  });
  expect(check(httpApiRouteValidated, api({ 'Fn::GetAtt': ['Fn', 'Arn'] }))).toEqual([
    'Api[not-validated] Properties: the API passes requests that no schema checks to function template0.json/Fn',
  ]);
  expect(check(httpApiRouteValidated, api('https://old.example.com'))).toEqual([]);
  expect(check(httpApiRouteValidated, api(undefined))).toEqual([]);
});

test('a route without integration', () => expect(check(httpApiRouteValidated, route('x', 'GET /', { Target: undefined }))).toEqual([]));

test.each([
  [route(FUNCTION)],
  [route({ Ref: 'Some' })],
  [route('x', { Ref: 'Some' })],
  [route('x', '$default')],
  [route('x', 'GET /', { Target: 'integrations/abc' })],
])('undetermined: %#', (template) => expect(ids(httpApiRouteValidated, template)).toEqual(['Route[undetermined]']));
