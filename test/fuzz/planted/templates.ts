/** Mapping templates with one planted bug each, and templates without, for `POST /things` in front of an AWS service. */
import { CHECKED } from './planted';
import { EntryPoint } from '../../../lib/fuzz/targets/entry-points';
import { MappedIntegration } from '../../../lib/inbound-events/template/mapping/integration';
import { readTemplate } from '../../../lib/inbound-events/template/mapping/velocity-syntax';

/** A template, and the model of its body. */
export interface PlantedTemplate {
  readonly name: string;
  readonly template: string;
  /** @default - an object that only has a `name` and an `n` */
  readonly schema?: object;
  /** @default 'json' */
  readonly form?: MappedIntegration['form'];
  /** @default 'NEVER' */
  readonly passthrough?: MappedIntegration['passthrough'];
  /** @default - the model is attached to the method, for all content types */
  readonly checksBody?: boolean;
  /** @default 'POST' */
  readonly method?: string;
  readonly finds?: string;
}

const text = { type: 'string', maxLength: 60 };
const THING = { type: 'object', additionalProperties: false, required: ['name'], properties: { name: text, n: { type: 'integer', minimum: 0, maximum: 100 } } };
const OPEN = { ...THING, additionalProperties: true };
const LIST = { type: 'object', additionalProperties: false, required: ['tags'], properties: { tags: { type: 'array', maxItems: 4, items: text } } };

const NAME = "$input.path('$.name')";
const ESCAPED = `$util.escapeJavaScript(${NAME}).replaceAll("\\\\'","'")`;
const WHOLE = "$util.escapeJavaScript($input.json('$')).replaceAll(\"\\\\'\",\"'\")";
const form = (body: string) => `Action=SendMessage&MessageBody=${body}`;

export const PLANTED_TEMPLATES: readonly PlantedTemplate[] = [
  { name: 'text that is not escaped', template: `{"name":"${NAME}"}`, finds: 'mapping-injection' },
  { name: 'text without quotes', template: `{"name":${NAME}}`, finds: 'mapping-failed' },
  { name: 'number without a check', template: '{"n":$input.params(\'n\')}', method: 'GET', finds: 'mapping-injection' },
  { name: 'parameter that is not escaped', template: '{"name":"$input.params(\'name\')"}', method: 'GET', finds: 'mapping-injection' },
  { name: 'escape that JSON does not have', template: `{"name":"$util.escapeJavaScript(${NAME})"}`, finds: 'mapping-failed' },
  { name: 'JSON between quotes', template: '{"input":"$input.json(\'$\')"}', finds: 'mapping-injection' },
  { name: 'element of a list', template: '{"tags":[#foreach($t in $input.path(\'$.tags\'))"$t"#if($foreach.hasNext),#end#end]}', schema: LIST, finds: 'mapping-injection' },
  { name: 'comma too many', template: `{"tags":[#foreach($t in $input.path('$.tags'))"${ESCAPED.replace(NAME, '$t')}",#end 0]}`, schema: { ...LIST, properties: { tags: { ...LIST.properties.tags, minItems: 1 } } } },
  { name: 'comma at the end', template: '{"tags":[#foreach($t in $input.path(\'$.tags\'))1,#end]}', schema: LIST, finds: 'mapping-failed' },
  { name: 'names of parameters', template: '{"q":{#foreach($k in $input.params().querystring.keySet())"$k":""#if($foreach.hasNext),#end#end}}', method: 'GET', finds: 'mapping-injection' },
  { name: 'parameter that nobody declares', template: '{"q":"$util.base64Encode($input.body)#foreach($v in $input.params().querystring.values())$util.escapeJavaScript($v).replaceAll("\\\\\'","\'")#end"}', method: 'GET', finds: 'undeclared-value' },
  { name: 'agent of the caller', template: '{"agent":"$context.identity.userAgent"}', method: 'GET', finds: 'mapping-injection' },
  { name: 'text in JSON in a text', template: `{"detail":"{\\"name\\":\\"$util.escapeJavaScript(${NAME})\\"}"}`, finds: 'mapping-injection' },
  { name: 'one branch of two', template: `#if(${NAME} == 'gold'){"name":"$input.path('$.n')"#else{"name":"${ESCAPED}"}#end`, finds: 'mapping-failed' },
  { name: 'form that is not encoded', template: form(NAME), form: 'form', finds: 'mapping-injection' },
  { name: 'body in a form', template: form('$input.body'), form: 'form', finds: 'mapping-injection' },
  { name: 'form with JSON that is not escaped', template: form(`{"name":"$util.urlEncode(${NAME})"}`), form: 'form', finds: 'mapping-injection' },
  { name: 'form without an action', template: 'MessageBody=$util.urlEncode($input.body)', form: 'form', finds: 'mapping-failed' },
  { name: 'path that leads elsewhere', template: `#set($context.requestOverride.path.queue = ${NAME}){}`, finds: 'mapping-injection' },
  { name: 'property that nobody declares', template: `{"input":"${WHOLE}"}`, schema: OPEN, finds: 'undeclared-value' },
  { name: 'body that nobody checks', template: `{"input":"${WHOLE}"}`, checksBody: false, finds: 'invalid-admitted' },
  { name: 'other content types', template: `{"name":"${ESCAPED}"}`, passthrough: 'WHEN_NO_MATCH', checksBody: false, finds: 'unvalidated' },
];

export const CLEAN_TEMPLATES: readonly PlantedTemplate[] = [
  { name: 'text that is escaped', template: `{"name":"${ESCAPED}","n":"$input.path('$.n')"}` },
  { name: 'body as a whole', template: '{"input":$input.json(\'$\'),"raw":$input.body}' },
  { name: 'body in a text', template: `{"input":"${WHOLE}"}` },
  { name: 'body in base64', template: '{"Data":"$util.base64Encode($input.body)"}' },
  { name: 'form that is encoded', template: form('$util.urlEncode($input.body)'), form: 'form' },
  { name: 'form with JSON', template: form(`{"name":"$util.urlEncode(${ESCAPED})"}`), form: 'form' },
  { name: 'branches', template: `{"kind":"#if(${NAME} == 'gold')1#{else}2#end"#if($input.path('$.n')),"n":$input.path('$.n')#end}` },
  { name: 'list', template: `{"tags":[#foreach($t in $input.path('$.tags'))"${ESCAPED.replace(NAME, '$t')}"#if($foreach.hasNext),#end#end]}`, schema: LIST },
  { name: 'what is declared, of an open model', template: `{"name":"${ESCAPED}"}`, schema: OPEN },
  { name: 'parameters by name', template: '{"name":"$util.escapeJavaScript($input.params(\'name\')).replaceAll("\\\\\'","\'")"}', method: 'GET' },
  { name: 'path that is encoded', template: `#set($context.requestOverride.path.queue = $util.urlEncode(${NAME})){}` },
  { name: 'templates alone', template: `{"name":"${ESCAPED}"}`, passthrough: 'WHEN_NO_TEMPLATES' },
];

/** Returns the entry point of a template. */
export function templateEntryPoint({ name, template, schema = THING, form: written = 'json', passthrough = 'NEVER', checksBody = true, method = 'POST' }: PlantedTemplate): EntryPoint {
  return {
    kind: 'service',
    name: `${method} /things`,
    declaredBy: 'Method',
    method,
    ...CHECKED,
    schema: method === 'GET' ? undefined : schema,
    checksBody,
    integration: {
      backend: 'a service', path: `Stack/${name}`, form: written, passthrough, stageVariables: {}, responses: [], requestTemplates: new Map([['application/json', readTemplate(template)]]),
    },
  };
}
