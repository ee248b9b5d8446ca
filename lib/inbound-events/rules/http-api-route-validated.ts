import { all, each, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { isQuickCreated } from '../template/api-stages';
import { openTypesOfModel } from '../template/open-model';
import { everyValueOf } from '../template/open-types';
import { ACCEPTS_ANYTHING, checkSchemas, EventsOf, NO_SCHEMA_FOR_SOURCE } from '../template/recorded-events';
import { eachDocument } from '../template/rest-api';
import { ModelSchema } from '../template/schema-documents';
import { isFunctionAt, isValidated, knownFunctionAt } from '../template/validated-function';

/** Requests to functions behind HTTP and WebSocket APIs are validated against a schema. */
export const httpApiRouteValidated: Rule = {
  id: 'HttpApiRouteValidated',
  item: 'inbound-events/request-validation',
  severity: 'error',
  title: 'A schema validates requests of HTTP APIs and messages of WebSocket APIs before a function receives them.',
  why:
    'HTTP APIs have no models or validators; routes of WebSocket APIs have them only if configured. Without them, any value that a caller puts into ' +
    'body, path, query string or message reaches the code.',
  fix: {
    cdk: 'Give the function an EventValidation with EventSchema.httpApi, or eventSchemas to a secure function; or use SecureRestApi.',
    template:
      'Add the layer of the event validator with strict schemas, which EventValidation in a CDK app creates; or use a REST API. ' +
      'WebSocket: set ModelSelectionExpression and RequestModels on the route.',
    sam:
      'Add the layer of the event validator with strict schemas, which EventValidation in a CDK app creates; or replace the ' +
      'HttpApi event by an Api event with models in DefinitionBody.',
  },
  acceptable: 'If the handler validates each request against a schema, which templates can’t show: name the schema, and the code that validates.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html',
  resourceTypes: ['AWS::ApiGatewayV2::Route', 'AWS::ApiGatewayV2::Api'],
  findings: {
    'not-validated': 'Nothing in the template validates requests before the function receives them.',
    'passed-unchecked': 'Nothing validates requests or messages before an AWS service acts on them.',
    [ACCEPTS_ANYTHING]: 'The schema of the requests, or the model of the messages, accepts any value, any object, any list or any text.',
    [NO_SCHEMA_FOR_SOURCE]: 'The function’s validator has no schema for these events, and rejects them all.',
  },
  check: (resource, workload) =>
    resource.type === 'AWS::ApiGatewayV2::Route'
      ? checkRoute(resource, workload)
      : all(() => checkQuickCreated(resource), () => checkDocument(resource, workload)),
};

const WEB_SOCKET_MODEL = 'AWS::ApiGatewayV2::Model';

/** Events that the validator does not handle as requests of an HTTP API: those of WebSocket APIs. */
const DIRECT: EventsOf = { source: 'direct' };
const HTTP: EventsOf = { source: 'httpApi' };

/** The routes of WebSocket APIs that have no message. */
const WITHOUT_MESSAGE: readonly string[] = ['$connect', '$disconnect'];

function checkRoute(route: Resource, workload: Workload): readonly Outcome[] {
  const key = route.get('RouteKey').string() ?? '';
  if (/^OPTIONS\b/i.test(key) || WITHOUT_MESSAGE.includes(key)) return [];
  if (hasModels(route)) return checkModels(route, workload);
  const target = route.get('Target');
  if (!target.exists) return [];
  const integration = target.references().find(({ resource }) => resource.type === 'AWS::ApiGatewayV2::Integration')?.resource;
  if (!integration) throw target.undetermined(`the integration ${target.written() ?? ''} is not part of this check`);
  const what = `route ${key}`;
  if (integration.get('IntegrationSubtype').exists || integration.get('IntegrationType').string() === 'AWS') return checkDirect(route, integration, what);
  return checkFunction(route, integration.get('IntegrationUri'), what, eventsOf(key));
}

/** Checks whether API Gateway validates messages of a WebSocket API. It then rejects messages for which the expression selects no model. */
function hasModels(route: Resource): boolean {
  return route.get('ModelSelectionExpression').exists && route.get('RequestModels').entries().length > 0;
}

/** Checks the models of the messages that a route accepts. */
function checkModels(route: Resource, workload: Workload): readonly Outcome[] {
  return each(route.get('RequestModels').entries(), ([key, name]) => {
    const model = name.references().map(({ resource }) => resource).find(({ type }) => type === WEB_SOCKET_MODEL)
      ?? workload.resources(WEB_SOCKET_MODEL).find((other) => other.get('Name').string() === name.string());
    const types = model ? openTypesOfModel(ModelSchema.rootOf(model, workload), workload) : [];
    return types.length === 0 ? [] : [finding(name, ACCEPTS_ANYTHING, `the model for ${key} (${model!.logicalId}) accepts ${everyValueOf(types)}`)];
  });
}

function checkQuickCreated(api: Resource): readonly Outcome[] {
  return isQuickCreated(api) ? checkFunction(api, api.get('Target'), 'the API', HTTP) : [];
}

function checkDocument(api: Resource, workload: Workload): readonly Outcome[] {
  return eachDocument(api, workload, (document) =>
    document.eachOperation((operation) => {
      const { uri, type } = operation.integration();
      // The proxy integration of an HTTP API has a URI if it calls a function; integrations of other services have none.
      if (operation.verb() === 'OPTIONS' || type() !== 'AWS_PROXY' || !uri.exists) return [];
      return checkValidation(operation.at, uri, `route ${operation.verb()} ${operation.path()}`, eventsOf(`${operation.verb()} ${operation.path()}`));
    }),
  );
}

/**
 * Checks a direct integration with an AWS service, which acts on any request. Functions behind an integration of type AWS are checked like others.
 */
function checkDirect(route: Resource, integration: Resource, what: string): readonly Outcome[] {
  const uri = integration.get('IntegrationUri');
  if (uri.exists && isFunctionAt(uri)) return checkValidation(route, uri, what, DIRECT);
  const given = [...integration.get('RequestParameters').entries(), ...integration.get('RequestTemplates').entries()].map(([, value]) => value.written() ?? '');
  if (!given.some((text) => /\$\{?request\.body|\$input\.|\$\{input\./.test(text)) && integration.get('IntegrationSubtype').exists) return [];
  return [finding(route, 'passed-unchecked', `${what} passes unvalidated requests to an AWS service`)];
}

/** Checks a function. Other backends must validate requests themselves. */
function checkFunction(at: Resource, uri: Property, what: string, events: EventsOf): readonly Outcome[] {
  return uri.exists && isFunctionAt(uri) ? checkValidation(at, uri, what, events) : [];
}

function checkValidation(at: Property | Resource, uri: Property, what: string, events: EventsOf): readonly Outcome[] {
  const fn = knownFunctionAt(uri);
  return isValidated(fn) ? checkSchemas(at, fn, events) : [finding(at, 'not-validated', `${what} passes unvalidated requests to function ${fn.path}`)];
}

/** Returns the requests of a route, by its key. Requests in payload version 1.0 count as requests of an HTTP API, too. */
function eventsOf(key: string): EventsOf {
  if (!/^(\$default$|[A-Z]+ \/)/.test(key)) return DIRECT;
  return { ...HTTP, applies: ({ route }) => route === undefined || key === '$default' || key.startsWith('ANY ') || [key, key.replace(/^[A-Z]+ /, 'ANY ')].includes(route) };
}
