import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { roleOfKey } from '../template/caller-keys';
import { isActedOn } from '../template/mapping/header-trial';
import { eachDocument } from '../template/rest-api';

const METHOD = 'AWS::ApiGateway::Method';
const INTEGRATION = 'AWS::ApiGatewayV2::Integration';

/** Parts of a request in a parameter mapping, except for the path, which matches the route. */
const OF_CALLER = /(?:method\.request\.|\$\{?request\.)(?:querystring|header|body|multivalue\w+)/;

/** Parts of a request in a parameter mapping, including the path. */
const OF_CALLER_OR_PATH = /(?:(?:method|integration)\.request\.|\$\{?request\.)(?:querystring|header|body|multivalue\w+|path)/;

/** Parameter mappings do not let callers choose the target of a request. */
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
    sam: 'In x-amazon-apigateway-integration, write the target into requestParameters, map only path parameters to the path, and write headers as constants.',
  },
  acceptable: 'If the backend checks the target against a list: say where.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html',
  resourceTypes: [METHOD, INTEGRATION, 'AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'],
  findings: {
    'names-target': 'A caller chooses the target of the request, or the action on it.',
    'in-header': 'A caller chooses a response header that browsers act on: a redirect, a cookie, or a site that may read the response.',
    'inside-text': 'A caller’s text is inserted into a JSON text, and can end it.',
  },
  check: (resource, workload) => {
    switch (resource.type) {
      case METHOD:
        return checkMethod(resource.get('Integration'));
      case INTEGRATION:
        return checkIntegration(resource);
      default:
        return eachDocument(resource, workload, (document) =>
          all(
            () => document.eachOperation(({ at }) => checkDocumented(at.at('x-amazon-apigateway-integration'))),
            () => each(document.root.at('components', 'x-amazon-apigateway-integrations').entries(), ([, at]) => checkDocumented(at)),
          ),
        );
    }
  },
};

function checkMethod(integration: Property): readonly Outcome[] {
  return all(
    () => checkParameters(integration.at('RequestParameters'), false, bucketIn(integration.at('Uri'))),
    () => each(integration.at('IntegrationResponses').items(), (response) => checkHeaders(response.at('ResponseParameters'))),
  );
}

/** Checks an integration of an HTTP API. Its response parameters are grouped by status, and each has a destination and a source. */
function checkIntegration(integration: Resource): readonly Outcome[] {
  return all(
    () => checkParameters(integration.get('RequestParameters'), integration.get('IntegrationSubtype').exists),
    () =>
      each(integration.get('ResponseParameters').entries(), ([, response]) =>
        each(response.at('ResponseParameters').items(), (parameter) => checkHeader(parameter.at('Destination').written() ?? '', parameter.at('Source'))),
      ),
  );
}

/** Checks an integration in an OpenAPI document. REST APIs have response parameters in each response, HTTP APIs by status. */
function checkDocumented(integration: Property): readonly Outcome[] {
  return all(
    () => checkParameters(integration.at('requestParameters'), integration.at('integrationSubtype').exists, bucketIn(integration.at('uri'))),
    () => each(integration.at('responses').entries(), ([, response]) => checkHeaders(response.at('responseParameters'))),
    () => each(integration.at('responseParameters').entries(), ([, headers]) => checkHeaders(headers)),
  );
}

function checkHeaders(headers: Property): readonly Outcome[] {
  return each(headers.entries(), ([name, value]) => checkHeader(name, value));
}

function checkHeader(name: string, value: Property): readonly Outcome[] {
  const [, header] = /(?:^method\.response\.header\.|:header\.)(.+)$/i.exec(name) ?? [];
  if (header === undefined || !isActedOn(header) || !OF_CALLER_OR_PATH.test(value.written() ?? '')) return [];
  return [finding(value, 'in-header', `the caller sets ${header}`)];
}

/**
 * Returns the parameter that names the bucket in the URI of an integration of Amazon S3: `bucket` of
 * `arn:aws:apigateway:eu-west-1:s3:path/{bucket}/{key}`.
 */
function bucketIn(uri: Property): string | undefined {
  return /:s3:path\/\{(\w+)\}/.exec(uri.written() ?? '')?.[1];
}

function checkParameters(parameters: Property, isService: boolean, bucket?: string): readonly Outcome[] {
  return each(parameters.entries(), ([name, value]) => checkParameter(name, value, isService, bucket));
}

function checkParameter(name: string, value: Property, isService: boolean, bucket?: string): readonly Outcome[] {
  const text = value.written() ?? '';
  const isBucket = bucket !== undefined && name === `integration.request.path.${bucket}`;
  if (isPath(name)) return (isBucket ? OF_CALLER_OR_PATH : OF_CALLER).test(text) ? [namesTarget(value, name)] : [];
  if (!OF_CALLER_OR_PATH.test(text)) return [];
  const key = isService ? name : /(?:header|querystring)[.:](.+)$/i.exec(name)?.[1] ?? '';
  if (roleOfKey(key) === 'target') return [namesTarget(value, name)];
  return isService && /^\s*[{[]/.test(text) ? [finding(value, 'inside-text', `${name} inserts a caller’s text into JSON`)] : [];
}

/** Checks whether a parameter is part of the path of the backend. */
function isPath(name: string): boolean {
  return /^integration\.request\.path\.|^(?:overwrite|append|prepend):path$/.test(name);
}

function namesTarget(value: Property, name: string): Outcome {
  return finding(value, 'names-target', `${name} is a value of the caller`);
}
