import { all, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { isQuickCreated } from '../template/api-stages';
import { eachDocument } from '../template/rest-api';
import { isFunctionAt, isValidated, knownFunctionAt } from '../template/validated-function';

/** Requests to functions behind HTTP and WebSocket APIs are validated against a schema. */
export const httpApiRouteValidated: Rule = {
  id: 'HttpApiRouteValidated',
  item: 'inbound-events/request-validation',
  severity: 'error',
  title: 'A schema validates requests of HTTP APIs and messages of WebSocket APIs before a function receives them.',
  why:
    'HTTP APIs have no models or validators; routes of WebSocket APIs have them only if configured. Without them, whatever a caller puts into ' +
    'body, path, query string or message reaches the code.',
  fix: {
    cdk: 'Give the function an EventValidation with EventSchema.httpApi, or eventSchemas to a secure function; or use SecureRestApi.',
    template:
      'Put the layer of the event validator before the handler; or use a REST API with models and validators. WebSocket: set ' +
      'ModelSelectionExpression and RequestModels on the route.',
    sam: 'Put the layer of the event validator before the handler; or use an Api event, with Models and RequestModel, instead of the HttpApi event.',
  },
  acceptable: 'When the handler validates each request against a schema, which templates can’t show: name the schema, and the code that validates.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html',
  resourceTypes: ['AWS::ApiGatewayV2::Route', 'AWS::ApiGatewayV2::Api'],
  findings: {
    'not-validated': 'Nothing in the template validates requests before the function receives them.',
    'passed-unchecked': 'Nothing validates requests or messages before an AWS service acts on them.',
  },
  check: (resource, workload) =>
    resource.type === 'AWS::ApiGatewayV2::Route'
      ? checkRoute(resource)
      : all(() => checkQuickCreated(resource), () => checkDocument(resource, workload)),
};

/** The routes of WebSocket APIs that have no message. */
const WITHOUT_MESSAGE: readonly string[] = ['$connect', '$disconnect'];

function checkRoute(route: Resource): readonly Outcome[] {
  const key = route.get('RouteKey').string() ?? '';
  if (/^OPTIONS\b/i.test(key) || WITHOUT_MESSAGE.includes(key) || hasModels(route)) return [];
  const target = route.get('Target');
  if (!target.exists) return [];
  const integration = target.references().find(({ resource }) => resource.type === 'AWS::ApiGatewayV2::Integration')?.resource;
  if (!integration) throw target.undetermined(`the integration ${target.written() ?? ''} is not part of this check`);
  const what = `route ${key}`;
  if (integration.get('IntegrationSubtype').exists || integration.get('IntegrationType').string() === 'AWS') return checkDirect(route, integration, what);
  return checkFunction(route, integration.get('IntegrationUri'), what);
}

/** Whether API Gateway validates messages of a WebSocket API: it rejects those for which the expression selects no model. */
function hasModels(route: Resource): boolean {
  return route.get('ModelSelectionExpression').exists && route.get('RequestModels').entries().length > 0;
}

function checkQuickCreated(api: Resource): readonly Outcome[] {
  return isQuickCreated(api) ? checkFunction(api, api.get('Target'), 'the API') : [];
}

function checkDocument(api: Resource, workload: Workload): readonly Outcome[] {
  return eachDocument(api, workload, (document) =>
    document.eachOperation((operation) => {
      const { uri, type } = operation.integration();
      // The proxy integration of an HTTP API has a URI if it calls a function; integrations of other services have none.
      if (operation.verb() === 'OPTIONS' || type() !== 'AWS_PROXY' || !uri.exists) return [];
      return checkValidation(api, uri, `route ${operation.verb()} ${operation.path()}`);
    }),
  );
}

/** An AWS service acts on any request. Functions behind an integration of type AWS are checked as others are. */
function checkDirect(route: Resource, integration: Resource, what: string): readonly Outcome[] {
  const uri = integration.get('IntegrationUri');
  if (uri.exists && isFunctionAt(uri)) return checkValidation(route, uri, what);
  const given = [...integration.get('RequestParameters').entries(), ...integration.get('RequestTemplates').entries()].map(([, value]) => value.written() ?? '');
  if (!given.some((text) => /\$\{?request\.body|\$input\.|\$\{input\./.test(text)) && integration.get('IntegrationSubtype').exists) return [];
  return [finding(route, 'passed-unchecked', `${what} passes unvalidated requests to an AWS service`)];
}

/** A backend other than a function has to validate by itself. */
function checkFunction(at: Resource, uri: Property, what: string): readonly Outcome[] {
  return uri.exists && isFunctionAt(uri) ? checkValidation(at, uri, what) : [];
}

function checkValidation(at: Resource, uri: Property, what: string): readonly Outcome[] {
  const fn = knownFunctionAt(uri);
  return isValidated(fn) ? [] : [finding(at, 'not-validated', `${what} passes unvalidated requests to function ${fn.path}`)];
}
