import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketIamAuthorizer, WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketMockIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { PROD_OR_DEV } from './operations';
import { webSocketRouteAuthorized } from '../../../lib/inbound-events/rules/web-socket-route-authorized';
import { check, ids, TestTemplate, workloadOf, workloadOfApp, workloadOfStack } from '../../gate/harness';

const ROUTE = 'AWS::ApiGatewayV2::Route';
const api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' } };

/** Returns a template with a WebSocket API and a route. */
function routed(props: object, sections: object = {}): TestTemplate {
  return { ...sections, Resources: { Api: api, Route: { Type: ROUTE, Properties: { ApiId: { Ref: 'Api' }, RouteKey: '$connect', ...props } } } };
}

const integration = () => new WebSocketMockIntegration('Mock');

/** Returns a workload with a WebSocket API of the CDK. */
function constructed(authorizer: (stack: Stack) => apigateway.IWebSocketRouteAuthorizer | undefined) {
  return workloadOfStack((stack) => {
    const connectRouteOptions = { integration: integration(), authorizer: authorizer(stack) };
    new apigateway.WebSocketApi(stack, 'Api', { connectRouteOptions, defaultRouteOptions: { integration: integration() } });
  });
}

describe('compliant', () => {
  test.each([[{ AuthorizationType: 'AWS_IAM' }], [{ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Authorizer' } }]])('%j', (props) => {
    expect(check(webSocketRouteAuthorized, routed(props))).toEqual([]);
  });

  test('other routes, which can’t have authorization', () => {
    const template = routed({ AuthorizationType: 'AWS_IAM' });
    for (const key of ['$default', '$disconnect', 'orders']) {
      template.Resources[key] = { Type: ROUTE, Properties: { ApiId: { Ref: 'Api' }, RouteKey: key } };
    }
    expect(check(webSocketRouteAuthorized, template)).toEqual([]);
  });

  test('HTTP APIs, which another rule judges', () => {
    const route = { Type: ROUTE, Properties: { ApiId: { Ref: 'Api' }, RouteKey: '$default' } };
    for (const Properties of [{ ProtocolType: 'HTTP' }, { Body: { openapi: '3.0.1' } }]) {
      expect(check(webSocketRouteAuthorized, { Resources: { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties }, Route: route } })).toEqual([]);
    }
  });

  test('the authorizers of the CDK', () => {
    expect(check(webSocketRouteAuthorized, constructed(() => new WebSocketIamAuthorizer()))).toEqual([]);
    const fn = (stack: Stack) => lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111111111111:function:f');
    expect(check(webSocketRouteAuthorized, constructed((stack) => new WebSocketLambdaAuthorizer('Lambda', fn(stack))))).toEqual([]);
  });

  test('a route in another stack', () => {
    const workload = workloadOfApp((app: App) => {
      const webSocketApi = new apigateway.WebSocketApi(new Stack(app, 'Owner'), 'Api');
      new apigateway.WebSocketRoute(new Stack(app, 'Other'), 'Route', {
        webSocketApi, routeKey: '$connect', integration: integration(), authorizer: new WebSocketIamAuthorizer(),
      });
    });
    expect(check(webSocketRouteAuthorized, workload)).toEqual([]);
  });

  test('a definite route beside one with an unknown key', () => {
    const template = routed({ AuthorizationType: 'AWS_IAM' }, { Parameters: { Key: { Type: 'String' } } });
    // The route comes first.
    const { Api, Route } = template.Resources;
    template.Resources = { Api, AnOther: { Type: ROUTE, Properties: { ApiId: { Ref: 'Api' }, RouteKey: { Ref: 'Key' } } }, Route };
    expect(ids(webSocketRouteAuthorized, template)).toEqual(['AnOther[undetermined]']);
  });
});

describe('non-compliant', () => {
  test('the default of AWS', () => {
    expect(check(webSocketRouteAuthorized, routed({}))).toEqual(['Route[not-authorized] Properties: route $connect has AuthorizationType NONE']);
  });

  test('the default of the CDK', () => {
    expect(ids(webSocketRouteAuthorized, constructed(() => undefined)).map((id) => id.replace(/^\w+/, ''))).toEqual(['[not-authorized]']);
  });

  test('no authorizer', () => {
    expect(check(webSocketRouteAuthorized, routed({ AuthorizationType: 'CUSTOM' }))).toEqual([
      'Route[no-authorizer] Properties: route $connect has AuthorizationType CUSTOM and no AuthorizerId',
    ]);
  });

  test('only an API key', () => {
    expect(ids(webSocketRouteAuthorized, routed({ ApiKeyRequired: true }))).toEqual(['Route[not-authorized]']);
  });

  test('no route $connect', () => {
    expect(check(webSocketRouteAuthorized, routed({ RouteKey: '$default', AuthorizationType: 'AWS_IAM' }))).toEqual([
      'Api[no-connect-route] Properties: the WebSocket API has no route $connect, so everyone may connect',
    ]);
  });

  test('a route $connect of another API', () => {
    const template = routed({ AuthorizationType: 'AWS_IAM' });
    template.Resources.Other = api;
    template.Resources.Orders = { Type: ROUTE, Properties: { ApiId: { Ref: 'Other' }, RouteKey: 'orders' } };
    expect(ids(webSocketRouteAuthorized, template)).toEqual(['Other[no-connect-route]']);
  });

  test('a route $connect only in some deployments', () => {
    const template = routed({ AuthorizationType: 'AWS_IAM' }, PROD_OR_DEV);
    template.Resources.Route.Condition = 'IsProd';
    template.Resources.Orders = { Type: ROUTE, Properties: { ApiId: { Ref: 'Api' }, RouteKey: 'orders' } };
    expect(check(webSocketRouteAuthorized, template)).toEqual([
      'Api[no-connect-route] Properties: the WebSocket API has no route $connect, so everyone may connect (where parameter Env is "dev")',
    ]);
  });

  test('a route of an API outside of the templates', () => {
    expect(ids(webSocketRouteAuthorized, routed({ ApiId: 'abc' }))).toEqual(['Route[not-authorized]', 'Api[undetermined]']);
  });
});

describe('undetermined', () => {
  test('an authorization type from a parameter', () => {
    expect(check(webSocketRouteAuthorized, routed({ AuthorizationType: { Ref: 'Type' } }, { Parameters: { Type: { Type: 'String' } } }))).toEqual([
      'Route[undetermined] Properties.AuthorizationType: the value of parameter Type is given at deployment',
    ]);
  });

  test.each(['JWT', 'PASSWORD'])('authorization type %s, which WebSocket APIs do not have', (type) => {
    expect(ids(webSocketRouteAuthorized, routed({ AuthorizationType: type, AuthorizerId: 'x' }))).toEqual(['Route[undetermined]']);
  });

  test('an API without routes', () => {
    expect(check(webSocketRouteAuthorized, { Resources: { Api: api } })).toEqual([
      'Api[undetermined] Properties: no route of the API is part of this check',
    ]);
  });

  test('a route that may belong to another API, or may not be $connect', () => {
    const Parameters = { Some: { Type: 'String' } };
    expect(ids(webSocketRouteAuthorized, routed({ ApiId: { Ref: 'Some' }, AuthorizationType: 'AWS_IAM' }, { Parameters }))).toEqual(['Api[undetermined]']);
    expect(ids(webSocketRouteAuthorized, routed({ RouteKey: { Ref: 'Some' } }, { Parameters }))).toEqual(['Route[undetermined]', 'Api[undetermined]']);
  });

  test('an API of an unknown kind', () => {
    const template = workloadOf({ Parameters: { Kind: { Type: 'String' } }, Resources: { Api: { ...api, Properties: { ProtocolType: { Ref: 'Kind' } } } } });
    expect(ids(webSocketRouteAuthorized, template)).toEqual(['Api[undetermined]']);
  });
});
