import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { BodyForm, formOf, mappedIntegration, serviceOf } from '../template/mapping/integration';
import { withStandIns } from '../template/mapping/stand-ins';
import { headerLeaksOf, leaksOf, markupLeakOf } from '../template/mapping/trial';
import { readTemplate, VelocityTemplate } from '../template/mapping/velocity-syntax';
import type { Operation } from '../template/operation';
import { eachOperation, OPERATION_TYPES } from '../template/rest-api';
import { isFunctionAt } from '../template/validated-function';

const WEB_SOCKET = 'AWS::ApiGatewayV2::Integration';

/** Mapping templates put what callers write between their own quotes, and nowhere else. */
export const noMappingTemplateInjection: Rule = {
  id: 'NoMappingTemplateInjection',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No mapping template lets a caller’s text out of its place in the request to the backend.',
  why:
    'A text that a template does not escape ends the value that it is in, and goes on with members of its own: the caller reads other items, starts ' +
    'other actions or changes the statement, with the role of the API.',
  fix: {
    cdk: 'Use MappingTemplate of this library; or $util.escapeJavaScript(...).replaceAll("\\\\\'","\'") between quotes, $util.urlEncode in forms and headers.',
    template: 'Write $util.escapeJavaScript(...).replaceAll("\\\\\'","\'") between quotes, and $util.urlEncode(...) in forms, pages and headers. Pass parameters to statements.',
    sam: 'In requestTemplates of DefinitionBody, escape texts by $util.escapeJavaScript between quotes, and by $util.urlEncode in forms and headers.',
  },
  acceptable: 'When a model lets only texts pass that hold nothing of the kind: name the pattern that keeps quotes, backslashes, & and = out.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference',
  resourceTypes: [...OPERATION_TYPES, WEB_SOCKET],
  findings: {
    'writes-structure': 'A text of a caller can end the value that it stands in, and add to the request.',
    'whole-request': 'The body of a caller is the whole request to a service of AWS.',
    'names-target': 'A caller names the table, queue, topic, function or action that the request is about.',
    'in-statement': 'A text of a caller becomes a part of a statement, an expression or a path.',
    'in-header': 'A header of a response that browsers act on is what a caller writes: where to go next, a cookie, or a site that may read.',
    'in-page': 'A response that browsers show as a page has a text of the caller in it, which may be a script.',
  },
  check: (resource, workload) =>
    resource.type === WEB_SOCKET ? checkWebSocket(resource) : eachOperation(resource, workload, checkOperation),
};

function checkOperation(operation: Operation): readonly Outcome[] {
  return all(
    () => checkRequests(operation),
    () => each(operation.integration().responseTemplates(), checkResponses),
  );
}

/** What browsers show as a page, with the scripts in it. */
const PAGE = /^(text\/html|application\/xhtml\+xml|image\/svg\+xml|(text|application)\/xml)\b/i;

function checkResponses(templates: Property): readonly Outcome[] {
  return each(templates.entries(), ([contentType, at]) => checkResponse(at, contentType));
}

function checkResponse(at: Property, contentType: string): readonly Outcome[] {
  const written = PAGE.test(contentType) ? withStandIns(at) ?? '' : at.written() ?? '';
  if (!PAGE.test(contentType) && !/responseOverride/.test(written)) return [];
  const template = readTemplate(withStandIns(at)!);
  const leaks = [...headerLeaksOf(template, written), ...(PAGE.test(contentType) ? [markupLeakOf(template, written)] : [])];
  return leaks.flatMap((leak) => (leak ? [finding(at, leak.kind, leak.message)] : []));
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
  if (leaks.length === 0 && template.readsRequest && template.problems.length > 0) throw at.undetermined(`the template has what can’t be run here: ${template.problems.join(', ')}`);
  return leaks.map(({ kind, message }) => finding(at, kind, message));
}
