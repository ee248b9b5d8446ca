import { finding, Outcome, Resource, Rule } from '../../gate';
import type { Operation } from '../template/operation';
import { eachOperation, OPERATION_TYPES } from '../template/rest-api';

const NON_PROXY: ReadonlySet<string> = new Set(['AWS', 'HTTP']);
const WEB_SOCKET = 'AWS::ApiGatewayV2::Integration';
const BODY_VERBS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'ANY']);

/** The backend of a non-proxy integration receives only the output of mapping templates. */
export const nonProxyIntegrationMapped: Rule = {
  id: 'NonProxyIntegrationMapped',
  item: 'inbound-events/data-correctness',
  severity: 'error',
  title: 'Each non-proxy integration maps requests by templates, and rejects content types without one.',
  why:
    'A request whose content type no template maps is passed to the backend unchanged. The caller then writes the whole event or service request, ' +
    'including fields that a template would set or leave out.',
  fix: {
    cdk: 'Set requestTemplates and passthroughBehavior: PassthroughBehavior.NEVER in the options of the integration.',
    template:
      'Set RequestTemplates, and PassthroughBehavior to NEVER, on Integration of the Method; in OpenAPI, requestTemplates and passthroughBehavior ' +
      'of x-amazon-apigateway-integration.',
    sam: 'Set requestTemplates, and passthroughBehavior to never, on x-amazon-apigateway-integration of the operation in DefinitionBody.',
  },
  acceptable: 'If the backend accepts any body, such as a store of uploads: say how it handles bodies, and which fields the caller can’t set.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html',
  resourceTypes: [...OPERATION_TYPES, WEB_SOCKET],
  findings: {
    'no-template': 'The integration has no mapping template, and passes each body on unchanged.',
    'passes-unmapped': 'The integration has templates, and passes bodies of other content types on unchanged.',
  },
  check: (resource, workload) =>
    resource.type === WEB_SOCKET ? checkWebSocket(resource) : eachOperation(resource, workload, checkOperation),
};

/** Checks an integration of a WebSocket API. Integrations of HTTP APIs have no templates. */
function checkWebSocket(integration: Resource): readonly Outcome[] {
  if (!NON_PROXY.has(integration.get('IntegrationType').string() ?? '')) return [];
  const at = integration.get('PassthroughBehavior');
  const behavior = at.string()?.toUpperCase() ?? 'WHEN_NO_MATCH';
  if (behavior === 'NEVER') return [];
  return [finding(integration, 'passes-unmapped', `PassthroughBehavior ${at.exists ? 'is' : 'is absent, which means'} ${behavior}: messages without a template are passed on unchanged`)];
}

function checkOperation(operation: Operation): readonly Outcome[] {
  const { type, requestTemplates, passthroughBehavior } = operation.integration();
  const kind = type();
  if (kind === undefined || !NON_PROXY.has(kind)) return [];
  const behavior = passthroughBehavior.string()?.toUpperCase() ?? 'WHEN_NO_MATCH';
  if (behavior === 'NEVER') return [];
  if (requestTemplates.entries().length === 0) {
    // An AWS service acts on any body. A web server ignores the body of requests with other verbs.
    if (kind === 'HTTP' && !BODY_VERBS.has(operation.verb())) return [];
    return [finding(operation.at, 'no-template', `integration of type ${kind} has no request template, and PassthroughBehavior ${behavior}`)];
  }
  if (behavior === 'WHEN_NO_TEMPLATES') return [];
  if (behavior !== 'WHEN_NO_MATCH') throw passthroughBehavior.undetermined(`${JSON.stringify(behavior)} is not a known passthrough behavior`);
  const said = passthroughBehavior.exists ? `is ${behavior}` : `is absent, which means ${behavior}`;
  const mapped = requestTemplates.entries().map(([contentType]) => contentType).join(', ');
  return [finding(operation.at, 'passes-unmapped', `PassthroughBehavior ${said}: bodies of other content types than ${mapped} are passed on unchanged`)];
}
