/** Maps requests to the backend and its responses, as an integration does. */
import { Breach, Problem, readWrittenForm, readWrittenJson, Written } from './injection-check';
import { BodyForm, IntegrationResponse, MappedIntegration } from './integration';
import { runTemplate, TemplateOutput } from './run-template';
import { TemplateFailure } from './template-failure';
import { Source, Text } from './text';
import { VelocityTemplate } from './velocity-syntax';

/** The parts of a request that a mapping reads. Events of proxy integrations have the same form. */
export interface ProxyRequest {
  readonly httpMethod: string;
  readonly resource: string;
  readonly headers: { readonly [name: string]: string } | null;
  readonly queryStringParameters: { readonly [name: string]: string } | null;
  readonly pathParameters: { readonly [name: string]: string } | null;
  readonly body: string | null;
}

/** The request to the backend. */
export interface MappedRequest {
  /** `rejected` means that API Gateway responds itself, with status 415 or because the template failed. */
  readonly end: 'mapped' | 'passed' | 'rejected';
  readonly text: string;
  readonly breaches: readonly Breach[];
  /** Reason why the output of the template is empty, or not valid for the backend. */
  readonly problem?: Problem;
}

/** Creates the request to the backend. */
export function mapRequest(integration: MappedIntegration, request: ProxyRequest): MappedRequest {
  const contentType = contentTypeOf(request);
  const template = integration.requestTemplates.get(contentType);
  if (!template) return unmapped(integration, request);
  try {
    const output = runTemplate(template.nodes, runOf(integration, request, request.body));
    return { end: 'mapped', text: output.text.toString(), ...writtenBy(output, integration.form) };
  } catch (e) {
    if (!(e instanceof TemplateFailure)) throw e;
    return { end: 'rejected', text: '', breaches: [], problem: { message: e.message } };
  }
}

/** Returns the structure that a caller controls in the output and the overrides of a template. */
export function writtenBy({ text, requestOverrides }: TemplateOutput, form: BodyForm): Written {
  const { breaches, problem } = readWritten(text, { form });
  return { breaches: [...breaches, ...overrideBreaches(requestOverrides)], problem };
}

function unmapped({ passthrough, requestTemplates, form }: MappedIntegration, { body }: ProxyRequest): MappedRequest {
  const passes = passthrough === 'WHEN_NO_MATCH' || (passthrough === 'WHEN_NO_TEMPLATES' && requestTemplates.size === 0);
  if (!passes) return { end: 'rejected', text: '', breaches: [] };
  const text = body ?? '';
  const { problem } = readWritten(Text.of(text), { form });
  return { end: 'passed', text, breaches: [], problem };
}

function runOf({ stageVariables }: MappedIntegration, request: ProxyRequest, body: string | null, bodyName?: string) {
  const { pathParameters, queryStringParameters, headers, httpMethod, resource } = request;
  return {
    input: { body, bodyName, path: pathParameters ?? {}, querystring: queryStringParameters ?? {}, header: headers ?? {} },
    context: { httpMethod, resourcePath: resource, userAgent: headerOf(request, 'user-agent') },
    stageVariables,
  };
}

function readWritten(text: Text, { form }: Pick<MappedIntegration, 'form'>): Written {
  if (form === 'other') return { breaches: [] };
  if (form === 'json') return readWrittenJson(text);
  const written = readWrittenForm(text);
  return { ...written, problem: written.problem ?? (written.names!.includes('Action') ? undefined : { message: 'it has no Action' }) };
}

/** Returns the overrides with which a caller redirects a request to another target. */
function overrideBreaches(overrides: ReadonlyMap<string, Text>): Breach[] {
  return [...overrides].flatMap(([place, text]) => {
    if (!place.startsWith('path.')) return [];
    return text.pieces.flatMap(({ source, text: part }) => (source && /[/?#]|^\.\.?$/.test(part) ? [{ source, what: `leads out of requestOverride.${place}` }] : []));
  });
}

/** The response that a caller receives. */
export interface MappedAnswer {
  readonly status: number;
  readonly text: string;
  /** Reason why the text does not match its content type, and the part of the response that causes this. */
  readonly problem?: string;
  readonly source?: Source;
}

/** The outcome of a function invocation. */
export interface FunctionAnswer {
  /** The returned value as JSON. */
  readonly result?: string;
  /** The thrown error. */
  readonly error?: { readonly type: string; readonly message: string; readonly stack: string };
}

/** Returns the response to the caller. Undefined for an unmapped error, which callers receive with status 200. */
export function mapAnswer(integration: MappedIntegration, request: ProxyRequest, { result, error }: FunctionAnswer): MappedAnswer | undefined {
  const response = responseTo(integration.responses, error?.message);
  if (!response || (error && response.pattern === undefined)) return undefined;
  const body = error ? JSON.stringify({ errorType: error.type, errorMessage: error.message, trace: error.stack.split('\n') }) : result!;
  const template: VelocityTemplate | undefined = response.templates.get('application/json') ?? [...response.templates.values()][0];
  if (!template) return { status: response.status, text: body };
  const output = attempt(() => runTemplate(template.nodes, runOf(integration, request, body, 'the response')));
  if (typeof output === 'string') return { status: response.status, text: '', problem: output };
  const status = Number(output.responseOverrides.get('status') ?? response.status);
  const text = output.text.toString();
  if (!response.templates.has('application/json')) return { status, text };
  const { breaches: [breach], problem } = readWrittenJson(output.text);
  if (breach) return { status, text, problem: `${breach.source.name} ${breach.what}`, source: breach.source };
  return { status, text, problem: problem?.message, source: problem?.source };
}

function responseTo(responses: readonly IntegrationResponse[], error: string | undefined): IntegrationResponse | undefined {
  const matching = error === undefined ? undefined : responses.find(({ pattern }) => pattern !== undefined && new RegExp(`^(?:${pattern})$`).test(error));
  return matching ?? responses.find(({ pattern }) => pattern === undefined);
}

function attempt(run: () => TemplateOutput): TemplateOutput | string {
  try {
    return run();
  } catch (e) {
    if (!(e instanceof TemplateFailure)) throw e;
    return e.message;
  }
}

/** Returns the content type without its parameters. A missing content type counts as JSON. */
function contentTypeOf(request: ProxyRequest): string {
  return headerOf(request, 'content-type')?.split(';')[0].trim().toLowerCase() ?? 'application/json';
}

function headerOf({ headers }: ProxyRequest, name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}

