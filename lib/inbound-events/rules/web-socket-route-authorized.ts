import { finding, Outcome, Resource, Rule, Workload } from '../../gate';
import { checkRoute } from '../template/route-authorization';

const ROUTE = 'AWS::ApiGatewayV2::Route';
const CONNECT = '$connect';

/** WebSocket APIs let in nobody unknown. */
export const webSocketRouteAuthorized: Rule = {
  id: 'WebSocketRouteAuthorized',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each WebSocket API has a $connect route with an authorizer or IAM authorization.',
  why:
    'API Gateway asks who somebody is only while they connect. Where it does not, anybody on the internet gets a connection, sends messages of ' +
    'their choice to every route and receives what is sent to connected clients.',
  fix: {
    cdk: 'Pass connectRouteOptions to WebSocketApi, with a WebSocketIamAuthorizer or a WebSocketLambdaAuthorizer as its authorizer.',
    template: 'Add an AWS::ApiGatewayV2::Route with RouteKey $connect, and AuthorizationType AWS_IAM, or CUSTOM with AuthorizerId.',
  },
  acceptable: 'When everybody is meant to connect, or the first message proves who sent it: say how, and what ends a connection that proves nothing.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html',
  resourceTypes: [ROUTE, 'AWS::ApiGatewayV2::Api'],
  findings: {
    'not-authorized': 'The $connect route asks nobody who they are.',
    'no-authorizer': 'The $connect route asks for an authorizer and none is named.',
    'no-connect-route': 'The API has no $connect route, so that everybody may connect.',
  },
  check: (resource, workload) => (resource.type === ROUTE ? checkRouteResource(resource) : checkApi(resource, workload)),
};

function checkRouteResource(route: Resource): readonly Outcome[] {
  // Only WebSocket APIs have this route, and only this one can authorize.
  return route.get('RouteKey').string() === CONNECT ? checkRoute(route, route.get(), CONNECT, ['CUSTOM']) : [];
}

function checkApi(api: Resource, workload: Workload): readonly Outcome[] {
  if (api.get('ProtocolType').string()?.toUpperCase() !== 'WEBSOCKET') return [];
  const keys = workload.attached(api, ROUTE, 'ApiId').map((route) => route.get('RouteKey'));
  if (keys.length === 0) throw api.get().undetermined('no route of the API is part of this check');
  // One that is surely there makes up for keys that can't be known.
  if (keys.some((key) => key.literal() === CONNECT) || keys.some((key) => key.string() === CONNECT)) return [];
  return [finding(api, 'no-connect-route', 'the WebSocket API has no route $connect, so everybody may connect')];
}
