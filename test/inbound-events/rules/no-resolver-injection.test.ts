import { noResolverInjection } from '../../../lib/inbound-events/rules/no-resolver-injection';
import { ids, TestTemplate } from '../../gate/harness';

const found = (Properties: object) =>
  ids(noResolverInjection, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'AWS::AppSync::Resolver', Properties } } } as TestTemplate);
const vtl = (RequestMappingTemplate: string) => found({ RequestMappingTemplate });
const js = (Code: string) => found({ Code });

test.each([
  '{"operation":"GetItem","key":{"id":$util.dynamodb.toDynamoDBJson($ctx.args.id)}}',
  '{"operation":"Invoke","payload":$util.toJson($context.arguments)}',
  '#if($ctx.args.id == "a")$util.error("no")#end{"payload":{"id":"$util.escapeJavaScript($ctx.args.id)"}}',
  '{"method":"GET","resourcePath":"/orders/$util.urlEncode($ctx.args.id)"}',
  '#set($id = $util.dynamodb.toDynamoDBJson($ctx.args.id)){"key":{"id":$id}}',
])('compliant VTL: %s', (template) => {
  expect(vtl(template)).toEqual([]);
});

test.each([
  ['{"key":{"id":{"S":"$ctx.args.id"}}}', 'unescaped'],
  ['{"payload":{"id":${context.source.id}}}', 'unescaped'],
  ['#set($id = $ctx.args.id){"key":{"id":{"S":"$id"}}}', 'unescaped'],
  ['{"statements":["SELECT * FROM a WHERE id=\'$util.escapeJavaScript($ctx.args.id)\'"]}', 'in-statement'],
])('non-compliant VTL: %s', (template, id) => {
  expect(vtl(template)).toEqual([`It[${id}]`]);
});

test.each([
  'export const request = (ctx) => createPgStatement(sql`SELECT * FROM a WHERE id = ${ctx.args.id}`);',
  'export const request = (ctx) => ({ statements: [sql`SELECT * FROM a WHERE id = ${ctx.args.id}`] });',
  'export const request = (ctx) => ({ operation: "GetItem", key: util.dynamodb.toMapValues({ id: ctx.args.id }) });',
  'export const request = (ctx) => ({ resourcePath: `/orders/${util.urlEncode(ctx.args.id)}` });',
])('compliant JavaScript: %s', (code) => {
  expect(js(code)).toEqual([]);
});

test.each([
  'export const request = (ctx) => ({ statements: [`SELECT * FROM a WHERE id = ${ctx.args.id}`] });',
  'export const request = (ctx) => { const { id } = ctx.args; return { resourcePath: "/orders/" + id }; };',
])('non-compliant JavaScript: %s', (code) => {
  expect(js(code)).toEqual(['It[in-statement]']);
});

describe('identity of the caller', () => {
  const put = (value: string) => `{"operation":"PutItem","key":{"id":$util.dynamodb.toDynamoDBJson($ctx.args.id)},"attributeValues":{"owner":${value}}}`;
  const code = (value: string) => `export const request = (ctx) => ({ operation: "PutItem", attributeValues: util.dynamodb.toMapValues({ ownerId: ${value} }) });`;

  test.each<[string[]]>([
    [vtl(put('$util.dynamodb.toDynamoDBJson($ctx.request.headers.get("x-user-id"))'))],
    [vtl(`#set($user = $ctx.request.headers.x-user)${put('$util.dynamodb.toDynamoDBJson($user)')}`)],
    [js(code('ctx.request.headers["x-user-id"]'))],
    [js('export function request(ctx) { const user = ctx.request.headers["x-user-id"]; return { payload: { tenantId: user } }; }')],
  ])('non-compliant: from a header (%#)', (outcomes) => expect(outcomes).toEqual(['It[names-caller]']));

  test.each<[string[]]>([
    [vtl(put('$util.dynamodb.toDynamoDBJson($ctx.identity.sub)'))],
    [vtl(put('$util.dynamodb.toDynamoDBJson($ctx.args.owner)'))],
    [vtl('{"payload":{"agent":$util.toJson($ctx.request.headers.get("user-agent"))}}')],
    [js(code('ctx.identity.sub'))],
    [js('export const request = (ctx) => ({ payload: { agent: ctx.request.headers["user-agent"], owner: ctx.identity.sub } });')],
  ])('compliant: from the authorizer, or no identity (%#)', (outcomes) => expect(outcomes).toEqual([]));
});

test.each<[string, object]>([
  ['the template is known only at deployment', { RequestMappingTemplate: { Ref: 'Open' } }],
  ['a part of the program is', { Code: { 'Fn::Sub': 'export const request = () => ({ payload: "${Open}" });' } }],
  ['Velocity rejects the template', { RequestMappingTemplate: '#if($ctx.args.id' }],
  ['the program is no JavaScript', { Code: 'export const request = (ctx: Context) => ({});' }],
])('undetermined: %s', (_, properties) => {
  expect(found(properties)).toEqual(['It[undetermined]']);
});

describe('events', () => {
  const put = (event: string) => js(`export const request = (ctx) => ({ operation: 'PutEvents', events: [${event}] });`);
  const putVtl = (source: string) => vtl(`{"version":"2018-05-29","operation":"PutEvents","events":[{"source":${source},"detailType":"created","detail":{}}]}`);

  test.each<[string, string[], string[]]>([
    ['a source', put('{ source: ctx.args.source, detailType: "created", detail: ctx.args }'), ['names-target']],
    ['a type', put('{ source: "shop", detailType: `order.${ctx.args.kind}`, detail: {} }'), ['names-target']],
    ['a detail', put('{ source: "shop", detailType: "created", detail: ctx.args }'), []],
    ['the source of a field', js('export const request = (ctx) => ({ operation: "Invoke", payload: { source: ctx.source, args: ctx.args } });'), []],
    ['a source in a template', putVtl('$util.toJson($ctx.args.source)'), ['names-target']],
    ['a fixed source in a template', putVtl('"shop"'), []],
    ['the source of a field in a template', vtl('{"operation":"Invoke","payload":{"source":$util.toJson($ctx.source)}}'), []],
  ])('%s', (_, outcomes, expected) => expect(outcomes).toEqual(expected.map((id) => `It[${id}]`)));
});

describe('keys of items', () => {
  const request = (header: string, key = 'key: { pk: value }') => js(`export function request(ctx) {
    const value = ctx.request.headers['${header}'];
    return ddb.put({ ${key}, item: ctx.args.input });
  }`);

  test.each<[string, string[], string[]]>([
    ['a header for an identity', request('x-tenant-id'), ['names-caller']],
    ['a header for an identity in the key of a partition', request('x-user-id', 'partitionKey: value'), ['names-caller']],
    ['a header for an identity in an expression', request('x-tenant-id', "query: { expression: 'pk = :pk', expressionValues: { ':pk': value } }"), ['names-caller']],
    ['another header', request('x-request-id'), []],
    ['the identity', js('export const request = (ctx) => ddb.put({ key: { pk: ctx.identity.sub }, item: {} });'), []],
  ])('%s', (_, outcomes, expected) => expect(outcomes).toEqual(expected.map((id) => `It[${id}]`)));
});
