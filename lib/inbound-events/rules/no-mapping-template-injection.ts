import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { BodyForm, formOf, mappedIntegration, serviceOf } from '../template/mapping/integration';
import { withStandIns } from '../template/mapping/stand-ins';
import { headerLeaksOf, leaksOf, markupLeakOf, scriptLeakOf } from '../template/mapping/trial';
import { readTemplate, VelocityTemplate } from '../template/mapping/velocity-syntax';
import type { Operation } from '../template/operation';
import { eachOperation, OPERATION_TYPES } from '../template/rest-api';
import { isFunctionAt } from '../template/validated-function';

const WEB_SOCKET = 'AWS::ApiGatewayV2::Integration';

/** Mapping templates keep values of callers within their quotes. */
export const noMappingTemplateInjection: Rule = {
  id: 'NoMappingTemplateInjection',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No mapping template allows a caller’s text to change the structure, or the owner, of a request.',
  why:
    'A text that a template does not escape can end its value and add further members. With the role of the API, the caller then reads other ' +
    'items, starts other actions or changes the statement.',
  fix: {
    cdk: 'Use MappingTemplate of this library; or $util.escapeJavaScript(...).replaceAll("\\\\\'","\'") between quotes, $util.urlEncode in forms and headers.',
    template: 'Write $util.escapeJavaScript(...).replaceAll("\\\\\'","\'") between quotes, and $util.urlEncode(...) in forms, pages and headers. Take owners from $context.',
    sam: 'In requestTemplates of DefinitionBody, escape texts by $util.escapeJavaScript between quotes, and by $util.urlEncode in forms and headers.',
  },
  acceptable: 'If a model accepts only harmless texts: name the pattern that rejects quotes, backslashes, & and =.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference',
  resourceTypes: [...OPERATION_TYPES, WEB_SOCKET],
  findings: {
    'writes-structure': 'A caller’s text can end its value, and add to the request.',
    'whole-request': 'The caller’s body is the whole request to an AWS service.',
    'names-target': 'A caller names the table, queue, topic, function or action of the request.',
    'in-statement': 'A caller’s text becomes part of a statement, an expression or a path.',
    'names-caller': 'A header, which each caller can write, says who owns the data or what the caller may do.',
    'in-header': 'A caller chooses a response header that browsers act on: a redirect, a cookie, or a site that may read the response.',
    'in-page': 'A response that browsers render as a page, or run as a script, contains a caller’s text, which may be a script.',
  },
  check: (resource, workload) =>
    resource.type === WEB_SOCKET ? checkWebSocket(resource) : eachOperation(resource, workload, checkOperation),
};

function checkOperation(operation: Operation): readonly Outcome[] {
  return all(
    () => checkRequests(operation),
    () => {
      const { responseTemplates, responseParameters } = operation.integration();
      const parameters = responseParameters();
      return each([...responseTemplates().entries()], ([index, templates]) => checkResponses(templates, parameters[index]));
    },
  );
}

/** Content types that browsers render as a page, including its scripts, and those that they run in a page. */
const PAGE = /^(text\/html|application\/xhtml\+xml|image\/svg\+xml|(text|application)\/xml)\b/i;
const SCRIPT = /^(text|application)\/(x-)?(java|ecma)script\b/i;

function checkResponses(templates: Property, parameters: Property): readonly Outcome[] {
  const set = parameters.entries().find(([name]) => /^method\.response\.header\.content-type$/i.test(name))?.[1].written()?.replace(/^'(.*)'$/, '$1');
  return each(templates.entries(), ([contentType, at]) => checkResponse(at, set ?? contentType));
}

function checkResponse(at: Property, contentType: string): readonly Outcome[] {
  const leakOf = PAGE.test(contentType) ? markupLeakOf : SCRIPT.test(contentType) ? scriptLeakOf : undefined;
  if (!leakOf && !/responseOverride/.test(at.written() ?? '')) return [];
  const written = withStandIns(at)!;
  const template = readTemplate(written);
  const leaks = [...headerLeaksOf(template, written), leakOf?.(template, written)].filter((leak) => leak !== undefined);
  if (leaks.length === 0 && template.nodes.length === 0 && written.trim() !== '') throw at.undetermined(`the template can’t be read: ${template.problems.join(', ')}`);
  return leaks.map(({ kind, message }) => finding(at, kind, message));
}

function checkRequests(operation: Operation): readonly Outcome[] {
  const { uri, type, requestTemplates } = operation.integration();
  if (type() !== 'AWS' && type() !== 'HTTP') return [];
  const problems: string[] = [];
  const { form, requestTemplates: templates } = mappedIntegration(operation, uri.exists && isFunctionAt(uri), {}, problems);
  return each(requestTemplates.entries(), ([contentType, at]) => checkTemplate(at, templates.get(contentType.toLowerCase())!, form));
}

function checkWebSocket(integration: Resource): readonly Outcome[] {
  if (integration.get('IntegrationType').string() !== 'AWS') return [];
  const templates = integration.get('RequestTemplates').entries();
  const { key } = serviceOf(withStandIns(integration.get('IntegrationUri')) ?? '', 'AWS');
  const form = formOf(key, 'AWS', new Map(), []);
  return each(templates, ([, at]) => checkTemplate(at, readTemplate(withStandIns(at) ?? ''), form));
}

function checkTemplate(at: Property, template: VelocityTemplate, form: BodyForm): readonly Outcome[] {
  const leaks = leaksOf(template, withStandIns(at) ?? '', form);
  if (leaks.length === 0 && template.readsRequest && template.problems.length > 0) throw at.undetermined(`the template uses features that can’t be evaluated here: ${template.problems.join(', ')}`);
  return leaks.map(({ kind, message }) => finding(at, kind, message));
}
