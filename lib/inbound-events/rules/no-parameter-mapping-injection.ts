import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { roleOfKey } from '../template/caller-keys';
import { isActedOn } from '../template/mapping/header-trial';

const METHOD = 'AWS::ApiGateway::Method';

/** Parts of a request in a parameter mapping. The path is excepted: routes match it. */
const OF_CALLER = /(?:method\.request\.|\$\{?request\.)(?:querystring|header|body|multivalue\w+)/;

/** The same, the path included. */
const OF_CALLER_OR_PATH = /(?:(?:method|integration)\.request\.|\$\{?request\.)(?:querystring|header|body|multivalue\w+|path)/;

/** Parameter mappings let no caller choose the target of a request. */
export const noParameterMappingInjection: Rule = {
  id: 'NoParameterMappingInjection',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No parameter mapping lets a caller choose the target or the path of a request, or a redirect.',
  why:
    'The API calls the backend with its own role, from inside the network. A caller who chooses the target can write to other queues, start other ' +
    'state machines and reach internal servers. A redirect that a link chooses sends users to a site that looks like yours.',
  fix: {
    cdk:
      'Write the target into parameterMapping or requestParameters; map only path parameters to the path, and pass the body as a whole. ' +
      'Write response headers as constants.',
    template:
      'Write the target into RequestParameters; map only path parameters to the path, and pass $request.body as a whole ' +
      'instead of a text around parts of it. Write headers in ResponseParameters as constants.',
    sam: 'Write the target into requestParameters of x-amazon-apigateway-integration; map only path parameters to the path.',
  },
  acceptable: 'When the backend checks the target against a list: say where.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html',
  resourceTypes: [METHOD, 'AWS::ApiGatewayV2::Integration'],
  findings: {
    'names-target': 'A caller chooses the target of the request, or the action on it.',
    'in-header': 'A caller chooses a response header that browsers act on: a redirect, a cookie, or a site that may read the response.',
    'inside-text': 'A caller’s text is inserted into a JSON text, and can end it.',
  },
  check: (integration) => {
    const at = integration.get(...(integration.type === METHOD ? ['Integration'] : []));
    return all(
      () => each(at.at('RequestParameters').entries(), ([name, value]) => checkParameter(integration, name, value)),
      () => each(at.at('IntegrationResponses').items(), (response) => each(response.at('ResponseParameters').entries(), ([name, value]) => checkHeader(name, value))),
      () => each(at.at('ResponseParameters').entries(), ([, response]) => each(response.at('ResponseParameters').items(), checkResponseParameter)),
    );
  },
};

/** Of an HTTP API: from a source to a destination. */
function checkResponseParameter(parameter: Property): readonly Outcome[] {
  return checkHeader(parameter.at('Destination').written() ?? '', parameter.at('Source'));
}

function checkHeader(name: string, value: Property): readonly Outcome[] {
  const [, header] = /(?:^method\.response\.header\.|:header\.)(.+)$/i.exec(name) ?? [];
  if (header === undefined || !isActedOn(header) || !OF_CALLER_OR_PATH.test(value.written() ?? '')) return [];
  return [finding(value, 'in-header', `${header} is what the caller writes`)];
}

function checkParameter(integration: Resource, name: string, value: Property): readonly Outcome[] {
  const text = value.written() ?? '';
  if (isPath(name)) return OF_CALLER.test(text) ? [namesTarget(value, name)] : [];
  if (!OF_CALLER_OR_PATH.test(text)) return [];
  const isService = integration.get('IntegrationSubtype').exists;
  const key = isService ? name : /(?:header|querystring)[.:](.+)$/i.exec(name)?.[1] ?? '';
  if (roleOfKey(key) === 'target') return [namesTarget(value, name)];
  return isService && /^\s*[{[]/.test(text) ? [finding(value, 'inside-text', `${name} inserts a caller’s text into JSON`)] : [];
}

/** Whether a parameter is part of the path of the backend. */
function isPath(name: string): boolean {
  return /^integration\.request\.path\.|^(?:overwrite|append|prepend):path$/.test(name);
}

function namesTarget(value: Property, name: string): Outcome {
  return finding(value, 'names-target', `${name} is a value of the caller`);
}
