import { all, attempt, each, finding, Outcome, Resource, Rule, Workload } from '../../gate';
import { isQuickCreated, managedOverrides } from '../template/api-stages';
import { reachedByKnownClientsOnly } from '../template/mutual-tls';
import { eachDocument } from '../template/rest-api';
import { checkRoute } from '../template/route-authorization';

const API = 'AWS::ApiGatewayV2::Api';

/** The authorization types of HTTP APIs that require an authorizer. */
const AUTHORIZERS = ['JWT', 'CUSTOM'];

/** Routes of HTTP APIs authorize their callers. */
export const httpApiRouteAuthorized: Rule = {
  id: 'HttpApiRouteAuthorized',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each route of an HTTP API, except preflight routes, has an authorizer, IAM authorization or mutual TLS.',
  why:
    'Anyone on the internet may call the route, at any rate and with any input. HTTP APIs have no resource policies, API keys ' +
    'or web ACLs as a second barrier.',
  fix: {
    cdk:
      'Set authorizer of addRoutes, or defaultAuthorizer of HttpApi, to an HttpIamAuthorizer, HttpJwtAuthorizer, HttpUserPoolAuthorizer or ' +
      'HttpLambdaAuthorizer.',
    template:
      'Set AuthorizationType AWS_IAM, or JWT or CUSTOM with AuthorizerId, on the Route (on ApiGatewayManagedOverrides if quick-created). In ' +
      'OpenAPI, use x-amazon-apigateway-authorizer.',
    sam:
      'Set Auth.Authorizers and Auth.DefaultAuthorizer on the AWS::Serverless::HttpApi, or Auth.Authorizer on the event. AWS_IAM needs ' +
      'EnableIamAuthorizer: true.',
  },
  acceptable:
    'If the route is public on purpose, as for a sign-up or a webhook: say so, and what limits abuse or how the function verifies the signature.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html',
  resourceTypes: ['AWS::ApiGatewayV2::Route', API],
  findings: {
    'not-authorized': 'The route does not authorize callers.',
    'no-authorizer': 'The route requires an authorizer, and none is named, or none is defined under that name.',
  },
  check: (resource, workload) =>
    resource.type === 'AWS::ApiGatewayV2::Route' ? checkRouteResource(resource, workload) : unlessMutual(resource, workload, () => checkApi(resource, workload)),
};

function checkRouteResource(route: Resource, workload: Workload): readonly Outcome[] {
  const key = route.get('RouteKey').string() ?? '';
  if (isPreflight(key) || !isOfHttpApi(route, key)) return [];
  const api = route.get('ApiId').references()[0]?.resource;
  return unlessMutual(api, workload, () => checkRoute(route, route.get(), key, AUTHORIZERS));
}

/** Returns the outcome of a check, unless mutual TLS admits only known clients. */
function unlessMutual(api: Resource | undefined, workload: Workload, check: () => readonly Outcome[]): readonly Outcome[] {
  const found = attempt(check);
  return found.length === 0 || !api || !reachedByKnownClientsOnly(api, workload) ? found : [];
}

/** Browsers send preflight requests without credentials. */
function isPreflight(routeKey: string): boolean {
  return /^OPTIONS\b/i.test(routeKey);
}

/** Checks whether a route belongs to an HTTP API and not to a WebSocket API. */
function isOfHttpApi(route: Resource, key: string): boolean {
  // Only routes of HTTP APIs have a method and a path.
  if (/^\w+ +\//.test(key)) return true;
  const api = route.get('ApiId').references().find(({ resource }) => resource.type === API)?.resource;
  if (api) return isHttp(api);
  if (key !== '$default') return false;
  throw route.get('ApiId').undetermined('the API is not part of this check, and both HTTP and WebSocket APIs have a route $default');
}

function isHttp(api: Resource): boolean {
  const protocol = api.get('ProtocolType').string();
  // An API that is imported from OpenAPI is an HTTP API, and does not have to name its protocol.
  return protocol === undefined || protocol.toUpperCase() === 'HTTP';
}

function checkApi(api: Resource, workload: Workload): readonly Outcome[] {
  if (!isHttp(api)) return [];
  return all(
    () => (isQuickCreated(api) ? checkQuickCreated(api, workload) : []),
    () =>
      eachDocument(api, workload, (document) =>
        document.eachOperation((operation) => {
          if (isPreflight(operation.verb())) return [];
          const { kind, detail } = operation.authorization();
          if (kind === 'authorized') return [];
          const id = kind === 'none' ? 'not-authorized' : 'no-authorizer';
          return [finding(operation.at, id, `route ${operation.verb()} ${operation.path()}: ${detail}`)];
        }),
      ),
  );
}

function checkQuickCreated(api: Resource, workload: Workload): readonly Outcome[] {
  const key = api.get('RouteKey').string() ?? '$default';
  if (isPreflight(key)) return [];
  const overrides = managedOverrides(api, workload, 'Route');
  return overrides.length === 0 ? checkRoute(api, undefined, key, AUTHORIZERS) : each(overrides, (route) => checkRoute(api, route, key, AUTHORIZERS));
}
