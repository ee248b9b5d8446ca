import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { roleOfKey } from '../template/caller-keys';
import { isActedOn } from '../template/mapping/header-trial';

const METHOD = 'AWS::ApiGateway::Method';

/** What of a request a parameter mapping names; the path is left out, since that is what routes are for. */
const OF_CALLER = /(?:method\.request\.|\$\{?request\.)(?:querystring|header|body|multivalue\w+)/;

/** The same, the path included. */
const OF_CALLER_OR_PATH = /(?:(?:method|integration)\.request\.|\$\{?request\.)(?:querystring|header|body|multivalue\w+|path)/;

/** Parameter mappings give no caller a say in where a request goes. */
export const noParameterMappingInjection: Rule = {
  id: 'NoParameterMappingInjection',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No parameter mapping lets a caller pick the target or the path of a request, or where a response leads.',
  why:
    'The API calls the backend with its own role, from inside the network. A caller who picks the target has it write into other queues, start other ' +
    'state machines and ask servers that nobody outside should reach. A response that leads to what a link names sends users to a site that looks like yours.',
  fix: {
    cdk: 'Write the target into parameterMapping or requestParameters; map path parameters alone to the path, and pass the body as a whole. Write headers of responses out.',
    template: 'Write the target into RequestParameters; map path parameters alone to the path, and pass $request.body as a whole in place of a text around parts. Write headers in ResponseParameters out.',
    sam: 'Write the target into requestParameters of x-amazon-apigateway-integration; map path parameters alone to the path.',
  },
  acceptable: 'When the backend checks the target against a list: say where.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html',
  resourceTypes: [METHOD, 'AWS::ApiGatewayV2::Integration'],
  findings: {
    'names-target': 'A caller writes what the request is sent to, or what is done with it.',
    'in-header': 'A header of a response that browsers act on is what a caller writes: where to go next, a cookie, or a site that may read.',
    'inside-text': 'A text of a caller stands inside of a JSON text, and can end it.',
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
  return isService && /^\s*[{[]/.test(text) ? [finding(value, 'inside-text', `${name} has a text of the caller inside of JSON`)] : [];
}

/** Whether a parameter is a part of the path of the backend. */
function isPath(name: string): boolean {
  return /^integration\.request\.path\.|^(?:overwrite|append|prepend):path$/.test(name);
}

function namesTarget(value: Property, name: string): Outcome {
  return finding(value, 'names-target', `${name} is what the caller writes`);
}
