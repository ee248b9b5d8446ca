import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ApiAuthorization } from '../../../lib/secure/api/api-authorization';
import { SecureRestApi } from '../../../lib/secure/api/secure-rest-api';
import { SecureFunction } from '../../../lib/secure/functions/secure-function';

const TEXT = { type: 'string', maxLength: 20 };
const ORDER = { type: 'object', additionalProperties: false, properties: { note: TEXT } };

/** Returns the objects of a document, by the names in the table of docs/openapi.md. */
function documentOf() {
  const parameter: any = { name: 'tag', in: 'query', schema: { type: 'array', maxItems: 3, items: TEXT } };
  const media: any = { schema: { $ref: '#/components/schemas/Order' } };
  const body: any = { content: { 'application/json': media } };
  const operation: any = { operationId: 'create', parameters: [parameter], requestBody: body };
  const item: any = { post: operation };
  const scheme: any = { type: 'http', scheme: 'bearer' };
  const document: any = {
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1' },
    paths: { '/orders': item },
    components: { schemas: { Order: structuredClone(ORDER) }, securitySchemes: { signature: scheme } },
  };
  return { 'OpenAPI': document, 'path item': item, operation, parameter, 'request body': body, 'media type': media, 'security scheme': scheme };
}

type Objects = ReturnType<typeof documentOf>;

function templateOf(change: (objects: Objects) => void): unknown {
  const objects = documentOf();
  change(objects);
  const stack = new Stack(new App(), 'Stack');
  const handler = new SecureFunction(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => ({});') });
  const handlers = { create: handler, ...('put' in objects['path item'] && { 'PUT /orders': handler }) };
  const authorizations = { signature: ApiAuthorization.none('Everyone may order here.'), other: ApiAuthorization.iam() };
  SecureRestApi.fromOpenApi(stack, 'Api', { definition: objects.OpenAPI, handlers, authorization: ApiAuthorization.iam(), authorizations });
  return Template.fromStack(stack).toJSON();
}

const SOMETHING = { description: 'x', url: 'https://example.com' };

/** Fields without effect, with a value that would have one. */
const WITHOUT_EFFECT: readonly (readonly [keyof Objects, string, unknown])[] = [
  ['OpenAPI', 'info', { title: 'Other', version: '2' }], ['OpenAPI', 'servers', [SOMETHING]], ['OpenAPI', 'tags', [{ name: 'x' }]], ['OpenAPI', 'externalDocs', SOMETHING],
  ['OpenAPI', 'jsonSchemaDialect', 'http://json-schema.org/draft-07/schema#'], ['OpenAPI', 'webhooks', { paid: { post: { requestBody: { content: { 'application/json': { schema: {} } } } } } }],
  ['path item', 'summary', 'x'], ['path item', 'description', 'x'], ['path item', 'servers', [SOMETHING]],
  ['operation', 'tags', ['x']], ['operation', 'summary', 'x'], ['operation', 'description', 'x'], ['operation', 'externalDocs', SOMETHING], ['operation', 'responses', { 200: { description: 'x', content: { 'application/json': { schema: ORDER } } } }],
  ['operation', 'callbacks', { paid: { '{$request.body#/url}': { post: {} } } }], ['operation', 'deprecated', true], ['operation', 'servers', [SOMETHING]],
  ['parameter', 'description', 'x'], ['parameter', 'deprecated', true], ['parameter', 'allowEmptyValue', true], ['parameter', 'allowReserved', true], ['parameter', 'example', ['x']], ['parameter', 'examples', { a: { value: ['x'] } }],
  ['request body', 'description', 'x'], ['request body', 'required', false],
  ['media type', 'encoding', { note: { contentType: 'text/plain' } }], ['media type', 'example', {}], ['media type', 'examples', { a: { value: {} } }],
  ['security scheme', 'type', 'oauth2'],
];

/** Fields that are read: this value changes the API. */
const READ: readonly (readonly [keyof Objects, string, unknown])[] = [
  ['OpenAPI', 'security', [{ signature: [] }]], ['OpenAPI', 'components', { schemas: { Order: { ...ORDER, properties: {} } } }],
  ['path item', 'put', { requestBody: { content: { 'application/json': { schema: ORDER } } } }], ['path item', 'parameters', [{ name: 'page', in: 'query', schema: TEXT }]],
  ['operation', 'parameters', []], ['operation', 'requestBody', { content: { 'application/json': { schema: { ...ORDER, properties: {} } } } }], ['operation', 'security', [{ signature: [] }]],
  ['parameter', 'name', 'other'], ['parameter', 'in', 'header'], ['parameter', 'required', true], ['parameter', 'schema', TEXT], ['parameter', 'style', 'pipeDelimited'], ['parameter', 'explode', false],
  ['request body', 'content', { 'application/x-www-form-urlencoded': { schema: ORDER } }],
  ['media type', 'schema', { ...ORDER, properties: {} }],
];

const ERRORS: readonly (readonly [keyof Objects, string, (objects: Objects) => void, string])[] = [
  ['OpenAPI', 'swagger', ({ OpenAPI }) => Object.assign(OpenAPI, { openapi: undefined, swagger: '2.0' }), 'not OpenAPI 3.0 or 3.1'],
  ['parameter', 'content', ({ parameter }) => Object.assign(parameter, { schema: undefined, content: { 'application/json': { schema: TEXT } } }), 'which is not read'],
  ['parameter', 'matrix', ({ parameter }) => Object.assign(parameter, { style: 'matrix' }), 'has the style matrix, which is not read'],
  ['parameter', 'label', ({ parameter }) => Object.assign(parameter, { style: 'label' }), 'has the style label, which is not read'],
];

const base = templateOf(() => undefined);

test.each(WITHOUT_EFFECT)('%s: %s has no effect', (object, field, value) => {
  expect(templateOf((objects) => Object.assign(objects[object], { [field]: value }))).toEqual(base);
});

test.each(READ)('%s: %s is read', (object, field, value) => {
  expect(templateOf((objects) => Object.assign(objects[object], { [field]: value }))).not.toEqual(base);
});

test.each(ERRORS)('%s: %s is an error', (_, __, change, message) => {
  expect(() => templateOf(change)).toThrow(message);
});

test('docs/openapi.md lists each of them in its column', () => {
  const text = fs.readFileSync(path.join(__dirname, '../../../docs/openapi.md'), 'utf8');
  const rows = new Map(text.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|').map((cell) => cell.trim()).slice(1)).map(([name, ...cells]) => [name, cells]));
  const wrong = ([[READ, 0], [ERRORS, 1], [WITHOUT_EFFECT, 2]] as const).flatMap(([fields, column]) =>
    fields.map(([object, field]) => [object, field] as const).filter(([object, field]) => {
      const cell = rows.get(object)?.[column] ?? '';
      return !cell.includes(`\`${field}\``) && !cell.startsWith('all') && !(field === 'put' && cell.includes('the verbs'));
    }));
  expect(wrong).toEqual([]);
});
