/** Reads from the app's template how a REST API's integration maps requests and responses. */
import { withStandIns } from './stand-ins';
import { readTemplate, VelocityTemplate } from './velocity-syntax';
import { constructPathOf, Property } from '../../../gate';
import type { Operation } from '../operation';

/** Format that a backend reads: JSON, a form, or unknown. */
export type BodyForm = 'json' | 'form' | 'other';

/** A non-proxy integration. */
export interface MappedIntegration {
  /** The name for people, and for the location of findings: the service and its action, or the kind of backend. */
  readonly backend: string;
  /** The construct path of the resource that declares the method. */
  readonly path: string;
  readonly form: BodyForm;
  /** The templates by content type, in lower case. */
  readonly requestTemplates: ReadonlyMap<string, VelocityTemplate>;
  /** Handling of requests whose content type has no template. */
  readonly passthrough: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  /** The responses in the order of matching. Empty for backends other than functions. */
  readonly responses: readonly IntegrationResponse[];
  readonly stageVariables: { readonly [name: string]: string };
}

/** Mapping of a response. */
export interface IntegrationResponse {
  readonly status: number;
  /** The pattern that the whole error message must match. Undefined for the default response. */
  readonly pattern?: string;
  readonly templates: ReadonlyMap<string, VelocityTemplate>;
}

/** AWS services that read requests as forms; all others read JSON. */
const FORMS: ReadonlySet<string> = new Set(['sqs', 'sns', 'ses', 'email', 'sts', 'iam', 'ec2', 'cloudformation', 'monitoring', 'rds', 'autoscaling', 'elasticloadbalancing']);
/** Services that accept any body. */
const STORES: ReadonlySet<string> = new Set(['s3', 's3-fips']);
const BEHAVIORS = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'] as const;

/**
 * Reads an integration. Adds features to `problems` that can't be evaluated as API Gateway evaluates them.
 *
 * @param fn whether a function is behind the integration
 * @param stageVariables the variables of the stages of its API
 * @throws Undetermined if a part is known only at deployment
 */
export function mappedIntegration(operation: Operation, fn: boolean, stageVariables: MappedIntegration['stageVariables'], problems: string[]): MappedIntegration {
  const { at } = operation;
  const declared = at.at('Integration');
  const document = at.at('x-amazon-apigateway-integration');
  const key = declared.exists ? (name: string) => declared.at(name) : (name: string) => document.at(name[0].toLowerCase() + name.slice(1));
  const behavior = key('PassthroughBehavior').string()?.toUpperCase() ?? 'WHEN_NO_MATCH';
  const passthrough = BEHAVIORS.find((known) => known === behavior);
  if (!passthrough) throw key('PassthroughBehavior').undetermined(`${JSON.stringify(behavior)} is not a known passthrough behavior`);
  const requestTemplates = templatesOf(key('RequestTemplates'), problems);
  const type = operation.integration().type()!;
  const service = serviceOf(withStandIns(key('Uri')) ?? '', type);
  const { path } = at.resource;
  return {
    backend: fn ? 'a function' : service.name,
    path: constructPathOf(path),
    form: fn ? 'json' : formOf(service.key, type, headersOf(key('RequestParameters')), [...requestTemplates.keys()]),
    requestTemplates,
    passthrough,
    responses: fn ? responsesOf(declared.exists ? key('IntegrationResponses') : key('Responses'), declared.exists, problems) : [],
    stageVariables,
  };
}

function templatesOf(property: Property, problems: string[]): ReadonlyMap<string, VelocityTemplate> {
  return new Map(property.entries().map(([contentType, text]) => {
    const template = readTemplate(withStandIns(text) ?? '');
    problems.push(...template.problems.map((problem) => `${problem} in the template for ${contentType}`));
    if (!contentType.includes('/')) problems.push(`a template for ${contentType}, which is not a content type`);
    return [contentType.toLowerCase(), template];
  }));
}

function responsesOf(property: Property, isList: boolean, problems: string[]): readonly IntegrationResponse[] {
  const read = (response: Property, written: string | undefined, key: (name: string) => string): IntegrationResponse => {
    const pattern = written === '' || written === 'default' ? undefined : written;
    if (pattern !== undefined && !isPattern(pattern)) problems.push(`the selection pattern ${pattern}`);
    return { status: Number(response.at(key('StatusCode')).string() ?? 200), pattern, templates: templatesOf(response.at(key('ResponseTemplates')), problems) };
  };
  if (isList) return property.items().map((response) => read(response, response.at('SelectionPattern').string(), (name) => name));
  return property.entries().map(([pattern, response]) => read(response, pattern, (name) => name[0].toLowerCase() + name.slice(1)));
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) !== undefined;
  } catch {
    return false;
  }
}

/** Returns the headers that the integration sets to a fixed value, in lower case. */
function headersOf(property: Property): ReadonlyMap<string, string> {
  return new Map(property.entries().flatMap(([name, value]): [string, string][] => {
    const [, header] = /^integration\.request\.header\.(.+)$/i.exec(name) ?? [];
    const [, fixed] = /^'(.*)'$/.exec(value.written() ?? '') ?? [];
    return header !== undefined && fixed !== undefined ? [[header.toLowerCase(), fixed.toLowerCase()]] : [];
  }));
}

/** Returns the AWS service that an integration calls according to its URI. */
export function serviceOf(uri: string, type: string): { readonly name: string; readonly key: string } {
  const [, service, how, what] = /:apigateway:[^:]*:(?:[\w-]+\.)?([\w-]+):(action|path)\/(.*)$/.exec(uri) ?? [];
  if (service === undefined) return { name: type === 'MOCK' ? 'a mock' : 'a web server', key: type.toLowerCase() };
  return { name: how === 'action' ? `${service} ${what}` : service, key: service };
}

/** Returns the format that a service reads. */
export function formOf(service: string, type: string, headers: ReadonlyMap<string, string>, contentTypes: readonly string[]): BodyForm {
  const contentType = headers.get('content-type');
  if (contentType?.includes('x-www-form-urlencoded')) return 'form';
  if (contentType?.includes('json') || headers.get('x-amz-target') !== undefined) return 'json';
  if (type === 'HTTP') return contentType === undefined && contentTypes.every((each) => each.includes('json')) ? 'json' : 'other';
  if (STORES.has(service) || contentType !== undefined) return 'other';
  return FORMS.has(service) ? 'form' : 'json';
}

/** Checks whether the output of a template depends on the request. */
export function readsRequest({ requestTemplates }: MappedIntegration): boolean {
  return [...requestTemplates.values()].some((template) => template.readsRequest);
}

