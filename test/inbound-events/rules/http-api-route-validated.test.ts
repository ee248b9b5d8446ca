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

/** Returns a route to an integration. */
const route = (IntegrationUri: unknown, RouteKey: unknown = 'GET /', more: object = {}): TestTemplate => ({
  Parameters: { Some: { Type: 'String' } },
  Resources: {
    Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: 'a', RouteKey, Target: { 'Fn::Sub': 'integrations/${Integration}' }, ...more } },
    Integration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri } },
  },
});

test('validated and unvalidated routes to functions', () => {
  expect(check(httpApiRouteValidated, routes(true))).toEqual([]);
  expect(check(httpApiRouteValidated, routes(false)).map((line) => line.replace(/^\w+/, ''))).toEqual([
    '[not-validated] Properties: route $default passes unvalidated requests to function Stack/Fn/Resource',
    '[not-validated] Properties: route POST /orders passes unvalidated requests to function Stack/Fn/Resource',
  ]);
});

test('non-compliant: schemas and models that accept anything', () => {
  const found = (schemas: EventSchema[]) => check(httpApiRouteValidated, workloadOfStack((stack) => {
    const handler = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    const api = new apigatewayv2.HttpApi(stack, 'Api');
    api.addRoutes({ path: '/orders', methods: [apigatewayv2.HttpMethod.POST], integration: new HttpLambdaIntegration('Orders', handler) });
    new EventValidation(handler, 'Validation', { handler, schemas });
  })).map((line) => line.replace(/^\w+/, ''));
  const bounded = { type: 'object', required: ['id'] };
  expect(found([EventSchema.httpApi({ body: true })])).toEqual(['[accepts-anything] Properties: the schema of the body of httpApi requests in function Stack/Fn/Resource accepts anything']);
  expect(found([EventSchema.httpApi({ route: 'POST /orders', body: bounded, form: { type: 'object' } })])).toEqual([
    '[accepts-anything] Properties: the schema of the form of POST /orders in function Stack/Fn/Resource accepts any object',
  ]);
  expect(found([EventSchema.httpApi({ route: 'POST /orders', body: bounded }), EventSchema.httpApi({ route: 'POST /other', body: {} })])).toEqual([]);
  expect(found([EventSchema.direct({})])).toEqual(['[accepts-anything] Properties: the schema of direct events in function Stack/Fn/Resource accepts anything']);

  const socket = (Schema: unknown, name: unknown) => {
    const template = route(FUNCTION, 'send', { ModelSelectionExpression: '$request.body.action', RequestModels: { send: name } });
    Object.assign(template.Resources, { Message: { Type: 'AWS::ApiGatewayV2::Model', Properties: { ApiId: 'a', Name: 'Message', Schema } } });
    return check(httpApiRouteValidated, template);
  };
  for (const name of ['Message', { Ref: 'Message' }]) {
    expect(socket({ not: { not: {} } }, name)).toEqual(['Route[accepts-anything] Properties.RequestModels.send: the model for send (Message) accepts anything']);
    expect(socket({ $ref: '#/definitions/Any', definitions: { Any: { type: 'object' } } }, name)).toEqual(['Route[accepts-anything] Properties.RequestModels.send: the model for send (Message) accepts any object']);
    expect(socket(bounded, name)).toEqual([]);
  }
});

test('non-compliant: a quick-created API', () => {
  const api = (Target: unknown): TestTemplate => ({
    Resources: {
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Target } },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler' } },
    },
  });
  expect(check(httpApiRouteValidated, api({ 'Fn::GetAtt': ['Fn', 'Arn'] }))).toEqual([
    'Api[not-validated] Properties: the API passes unvalidated requests to function template0.json/Fn',
  ]);
  expect(check(httpApiRouteValidated, api('https://old.example.com'))).toEqual([]);
  expect(check(httpApiRouteValidated, api(undefined))).toEqual([]);
});

describe('routes of an OpenAPI document', () => {
  const arn = { 'Fn::GetAtt': ['Fn', 'Arn'] };
  const api = (integration: unknown, verb = 'post', more: object = {}): TestTemplate => ({
    Parameters: { Some: { Type: 'String' } },
    Resources: {
      Api: {
        Type: 'AWS::ApiGatewayV2::Api',
        Properties: {
          Body: {
            openapi: '3.0.1',
            paths: { '/orders': { [verb]: { 'x-amazon-apigateway-integration': integration } } },
            components: { 'x-amazon-apigateway-integrations': { shared: { type: 'AWS_PROXY', uri: arn } } },
          },
          ...more,
        },
      },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler' } },
      Validated: { Type: 'AWS::Lambda::Function', Properties: { Handler: '/opt/sec3-event-validator/handler.handler' } },
    },
  });
  const invocations = { 'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations' };

  test.each([
    [{ type: 'aws_proxy', uri: arn }],
    [{ type: 'AWS_PROXY', uri: invocations }],
    [{ $ref: '#/components/x-amazon-apigateway-integrations/shared' }],
  ])('non-compliant: %j', (integration) =>
    expect(check(httpApiRouteValidated, api(integration))).toEqual([
      'Api[not-validated] Properties.Body.paths./orders.post: route POST /orders passes unvalidated requests to function template0.json/Fn',
    ]));

  test('non-compliant: any method and path', () => {
    expect(ids(httpApiRouteValidated, api({ type: 'AWS_PROXY', uri: arn }, 'x-amazon-apigateway-any-method'))).toEqual(['Api[not-validated]']);
  });

  test.each([
    [api({ type: 'AWS_PROXY', uri: { 'Fn::GetAtt': ['Validated', 'Arn'] } })],
    [api({ type: 'HTTP_PROXY', uri: 'https://old.example.com' })],
    [api({ type: 'AWS_PROXY', integrationSubtype: 'SQS-SendMessage', requestParameters: {} })],
    [api({ type: 'AWS_PROXY', uri: arn }, 'options')],
  ])('compliant: %#', (template) => expect(ids(httpApiRouteValidated, template)).toEqual([]));

  test.each([
    [api({ type: 'AWS_PROXY', uri: { Ref: 'Some' } })],
    [api({ type: 'AWS_PROXY', uri: FUNCTION })],
    [api({ $ref: 'https://example.com/integration.json' })],
    [api({}, 'get', { Body: { Ref: 'Some' } })],
    [api({}, 'get', { Body: undefined, BodyS3Location: { Bucket: 'b', Key: 'k' } })],
  ])('undetermined: %#', (template) => expect(ids(httpApiRouteValidated, template)).toEqual(['Api[undetermined]']));
});

describe('messages of a WebSocket API', () => {
  const { Resources } = route({ 'Fn::GetAtt': ['Fn', 'Arn'] });
  const template = (RouteKey: string, more: object = {}): TestTemplate => ({
    Resources: {
      ...Resources,
      Route: { ...Resources.Route, Properties: { ...Resources.Route.Properties, RouteKey, ...more } },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler' } },
    },
  });
  const models = { ModelSelectionExpression: '$default', RequestModels: { $default: 'Message' } };

  test.each(['$connect', '$disconnect'])('compliant: %s has no message', (key) => expect(ids(httpApiRouteValidated, template(key))).toEqual([]));

  test('compliant: a validating model', () => expect(ids(httpApiRouteValidated, template('send', models))).toEqual([]));

  test.each([
    ['send', {}],
    ['$default', {}],
    ['send', { RequestModels: models.RequestModels }],
    ['send', { ...models, RequestModels: {} }],
  ])('non-compliant: %s %j', (key, more) => expect(check(httpApiRouteValidated, template(key, more))).toEqual([
    `Route[not-validated] Properties: route ${key} passes unvalidated requests to function template0.json/Fn`,
  ]));
});

test('compliant: a route without an integration', () => expect(check(httpApiRouteValidated, route('x', 'GET /', { Target: undefined }))).toEqual([]));

test.each([
  [route(FUNCTION)],
  [route({ Ref: 'Some' })],
  [route('x', { Ref: 'Some' })],
  [route('x', 'GET /', { Target: 'integrations/abc' })],
])('undetermined: %#', (template) => expect(ids(httpApiRouteValidated, template)).toEqual(['Route[undetermined]']));

describe('routes to services of AWS', () => {
  const found = (integration: object, more: object = {}) =>
    ids(httpApiRouteValidated, {
      Resources: {
        Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
        Direct: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: { Ref: 'Api' }, ...integration } },
        Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Api' }, RouteKey: 'POST /a', Target: { 'Fn::Sub': 'integrations/${Direct}' }, ...more } },
      },
    });
  const queue = (MessageBody: string) => ({ IntegrationType: 'AWS_PROXY', IntegrationSubtype: 'SQS-SendMessage', RequestParameters: { QueueUrl: 'a', MessageBody } });

  test('non-compliant: an unvalidated body; compliant: a fixed text', () => {
    expect(found(queue('$request.body'))).toEqual(['Route[passed-unchecked]']);
    expect(found(queue('order'))).toEqual([]);
  });

  test('non-compliant: WebSocket messages without a model', () => {
    const integration = { IntegrationType: 'AWS', IntegrationUri: 'arn:aws:apigateway:eu-west-1:sqs:path/a' };
    expect(found(integration, { RouteKey: 'send' })).toEqual(['Route[passed-unchecked]']);
    expect(found(integration, { RouteKey: 'send', ModelSelectionExpression: 'a', RequestModels: { a: 'A' } })).toEqual([]);
  });
});
