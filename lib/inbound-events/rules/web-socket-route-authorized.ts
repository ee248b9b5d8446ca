import { finding, Outcome, Resource, Rule, Workload } from '../../gate';
import { checkRoute } from '../template/route-authorization';

const ROUTE = 'AWS::ApiGatewayV2::Route';
const CONNECT = '$connect';

/** WebSocket APIs authorize their callers. */
export const webSocketRouteAuthorized: Rule = {
  id: 'WebSocketRouteAuthorized',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each WebSocket API has a $connect route with an authorizer or IAM authorization.',
  why:
    'API Gateway authorizes a client only while it connects. Without authorization, anyone on the internet can connect, send any message to every ' +
    'route, and receive what is sent to connected clients.',
  fix: {
    cdk: 'Pass connectRouteOptions to WebSocketApi, with a WebSocketIamAuthorizer or a WebSocketLambdaAuthorizer as its authorizer.',
    template: 'Add an AWS::ApiGatewayV2::Route with RouteKey $connect, and AuthorizationType AWS_IAM, or CUSTOM with AuthorizerId.',
  },
  acceptable:
    'If the API is public on purpose, or the first message authenticates the sender: say how, and what closes unauthenticated connections.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html',
  resourceTypes: [ROUTE, 'AWS::ApiGatewayV2::Api'],
  findings: {
    'not-authorized': 'The $connect route does not authorize callers.',
    'no-authorizer': 'The $connect route requires an authorizer, and none is named.',
    'no-connect-route': 'The API has no $connect route, so everyone may connect.',
  },
  check: (resource, workload) => (resource.type === ROUTE ? checkRouteResource(resource) : checkApi(resource, workload)),
};

function checkRouteResource(route: Resource): readonly Outcome[] {
  // Only WebSocket APIs have this route, and only this route can authorize.
  return route.get('RouteKey').string() === CONNECT ? checkRoute(route, route.get(), CONNECT, ['CUSTOM']) : [];
}

function checkApi(api: Resource, workload: Workload): readonly Outcome[] {
  if (api.get('ProtocolType').string()?.toUpperCase() !== 'WEBSOCKET') return [];
  const keys = workload.attached(api, ROUTE, 'ApiId').map((route) => route.get('RouteKey'));
  if (keys.length === 0) throw api.get().undetermined('no route of the API is part of this check');
  // A route that is certainly $connect is enough, even if other keys are unknown.
  if (keys.some((key) => key.literal() === CONNECT) || keys.some((key) => key.string() === CONNECT)) return [];
  return [finding(api, 'no-connect-route', 'the WebSocket API has no route $connect, so everyone may connect')];
}
