import { methodTemplate, openApiTemplate } from './operations';
import { noMappingTemplateInjection } from '../../../lib/inbound-events/rules/no-mapping-template-injection';
import { MappingTemplate } from '../../../lib/secure/mapping/mapping-template';
import { ids, TestTemplate } from '../../gate/harness';

const uri = (service: string) => `arn:aws:apigateway:eu-west-1:${service}`;
const found = (service: string, template: unknown) =>
  ids(noMappingTemplateInjection, methodTemplate({ Integration: { Type: 'AWS', Uri: uri(service), RequestTemplates: { 'application/json': template } } }, {}, { Parameters: { Open: { Type: 'String' } } }))
    .map((line) => line.replace(/^Method\[(.*)\]$/, '$1'));
const QUEUE = 'sqs:path/111111111111/orders';
const ITEM = 'dynamodb:action/GetItem';

test.each<[string, string, string]>([
  ['no part of the request', ITEM, '{"TableName":"orders"}'],
  ['an escaped text', ITEM, '{"TableName":"orders","Key":{"id":{"S":"$util.escapeJavaScript($input.params(\'id\')).replaceAll("\\\\\'","\'")"}}}'],
  ['JSON as a value', 'states:action/StartExecution', '{"stateMachineArn":"arn","name":$input.json(\'$.name\')}'],
  ['an encoded body', QUEUE, 'Action=SendMessage&MessageBody=$util.urlEncode($input.body)'],
  ['a claim that is encoded', QUEUE, 'Action=SendMessage&MessageBody=$util.urlEncode($context.authorizer.claims.email)'],
  ['claims of the issuer', QUEUE, 'Action=SendMessage&MessageBody=$context.authorizer.claims.sub'],
  ['values from API Gateway', ITEM, '{"TableName":"orders","Key":{"id":{"S":"$context.requestId"}}}'],
])('compliant: %s', (_, service, template) => {
  expect(found(service, template)).toEqual([]);
});

test('compliant: templates of this library', () => {
  const schema = { type: 'object', properties: { id: { type: 'string', maxLength: 36 } }, required: ['id'], additionalProperties: false };
  expect(found(QUEUE, MappingTemplate.sqs(schema).toString())).toEqual([]);
});

test.each<[string, string, string, string]>([
  ['a text between quotes', ITEM, '{"TableName":"orders","Key":{"id":{"S":"$input.params(\'id\')"}}}', 'writes-structure'],
  ['a member of the body', ITEM, '{"TableName":"orders","Key":{"id":{"S":"$input.path(\'$\').order.id"}}}', 'writes-structure'],
  ['a body in a form', QUEUE, 'Action=SendMessage&MessageBody=$input.body', 'writes-structure'],
  ['the body as the request', ITEM, '$input.body', 'whole-request'],
  ['the table', ITEM, '{"TableName":"$util.escapeJavaScript($input.params(\'table\'))"}', 'names-target'],
  ['a claim in a form', QUEUE, 'Action=SendMessage&MessageBody=$context.authorizer.claims.email', 'writes-structure'],
  ['a claim by its name', QUEUE, "Action=SendMessage&MessageBody=$context.authorizer.claims['custom:tenant']", 'writes-structure'],
  ['the program of the caller', ITEM, '{"TableName":"orders","Key":{"id":{"S":"$context.identity.userAgent"}}}', 'writes-structure'],
  ['a statement', 'dynamodb:action/ExecuteStatement', '{"Statement":"SELECT * FROM orders WHERE id=\'$util.escapeJavaScript($input.params(\'id\'))\'"}', 'in-statement'],
])('non-compliant: %s', (_, service, template, id) => {
  expect(found(service, template)).toContain(id);
});

describe('HTML pages', () => {
  const page = (template: string, contentType = 'text/html') => ({
    methods: methodTemplate({ Integration: { Type: 'MOCK', IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { [contentType]: template } }] } }),
    documents: openApiTemplate({ paths: { '/a': { get: { 'x-amazon-apigateway-integration': { type: 'mock', responses: { default: { statusCode: '200', responseTemplates: { [contentType]: template } } } } } } } }),
  });
  const all = (template: string, contentType?: string) => Object.values(page(template, contentType)).map((one) => ids(noMappingTemplateInjection, one as TestTemplate).map((line) => line.replace(/^\w+\[(.*)\]$/, '$1')));

  test.each(["<p>$input.params('name')</p>", "<p>$util.escapeJavaScript($input.params().querystring.get('name'))</p>", '<p>$context.authorizer.claims.name</p>'])('non-compliant: %s', (template) => {
    expect(all(template)).toEqual([['in-page'], ['in-page']]);
  });

  test.each(["<p>$util.urlEncode($input.params('name'))</p>", "<p>$input.path('$.title')</p>", '<p>$context.requestId</p>'])('compliant: %s', (template) => {
    expect(all(template)).toEqual([[], []]);
  });

  test.each(["$input.params('cb')({})", "$util.escapeJavaScript($input.params('cb'))({})", "f('$input.params(\"a\")')", "f('it\\'s', $input.params('a'))"])('non-compliant in a script: %s', (template) => {
    for (const type of ['application/javascript', 'text/javascript;charset=utf-8', 'application/x-javascript']) expect(all(template, type)).toEqual([['in-page'], ['in-page']]);
  });

  test.each(["f('$util.escapeJavaScript($input.params(\"a\"))')", "f('it\\'s', '$util.urlEncode($input.params(\"a\"))')", 'f({})'])('compliant in a script: %s', (template) => {
    expect(all(template, 'application/javascript')).toEqual([[], []]);
  });

  test.each([["'text/html'", ['Method[in-page]']], ["'application/json'", []]])('the type that a header sets: %s', (type, expected) => {
    const responses = [{ StatusCode: '200', ResponseParameters: { 'method.response.header.content-type': type }, ResponseTemplates: { [type === "'text/html'" ? 'application/json' : 'text/html']: "$input.params('name')" } }];
    expect(ids(noMappingTemplateInjection, methodTemplate({ Integration: { Type: 'MOCK', IntegrationResponses: responses } }))).toEqual(expected);
  });

  test('undetermined: a page that can’t be read', () => expect(all("#if($input.params('a')")).toEqual([['undetermined'], ['undetermined']]));

  test('compliant: another content type', () => expect(all("$input.params('name')", 'text/plain')).toEqual([[], []]));
});

describe('headers of responses', () => {
  const all = (...templates: string[]) => {
    const ResponseTemplates = Object.fromEntries(templates.map((template, index) => [`application/x${index}`, template]));
    const integration = { type: 'mock', responses: { default: { statusCode: '302', responseTemplates: ResponseTemplates } } };
    const written = [
      methodTemplate({ Integration: { Type: 'MOCK', IntegrationResponses: [{ StatusCode: '302', ResponseTemplates }] } }),
      openApiTemplate({ paths: { '/a': { get: { 'x-amazon-apigateway-integration': integration } } } }),
    ];
    return written.map((one) => ids(noMappingTemplateInjection, one as TestTemplate).map((line) => line.replace(/^\w+\[(.*)\]$/, '$1')));
  };
  const sets = (header: string, value: string) => `#set($context.responseOverride.header.${header} = ${value})`;

  test.each([
    sets('Location', "$input.params('next')"),
    sets('location', "$input.params().querystring.get('next')"),
    sets('Location', '"https://shop.example.com$input.params(\'next\')"'),
    sets('Location', '"https://${input.params(\'site\')}.example.com/"'),
    sets('Location', '"/$input.params(\'next\')"'),
    sets('Location', '$context.requestOverride.path.next'),
    sets('Refresh', '"0; url=$input.params(\'next\')"'),
    sets('Set-Cookie', '"session=$input.params(\'session\')"'),
    sets('Content-Type', "$input.params('type')"),
    '#set($context.responseOverride.header["Access-Control-Allow-Origin"] = $input.params(\'Origin\'))',
    `#if($input.params('next').startsWith('/'))${sets('Location', "$input.params('next')")}#end`,
  ])('non-compliant: %s', (template) => {
    expect(all(template)).toEqual([['in-header'], ['in-header']]);
  });

  test.each([
    sets('Location', '"https://shop.example.com/$input.params(\'next\')"'),
    sets('Location', '"/$util.urlEncode($input.params(\'next\'))"'),
    sets('Location', "$input.path('$.redirect')"),
    sets('Location', "'https://shop.example.com/'"),
    sets('Set-Cookie', '"seen=$util.urlEncode($input.params(\'id\'))"'),
    sets('X-Request', "$input.params('id')"),
    '#set($context.responseOverride.status = 404)',
    "$input.params('next')",
  ])('compliant: %s', (template) => {
    expect(all(template)).toEqual([[], []]);
  });

  test('compliant: a page with output of the backend beside an encoded text', () => {
    const written = "<p>$util.urlEncode($input.params('id')) $input.path('$.name')</p>";
    const Integration = { Type: 'MOCK', IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'text/html': written } }] };
    expect(ids(noMappingTemplateInjection, methodTemplate({ Integration }))).toEqual([]);
  });
});

test.each<[string, string]>([
  ['the target of the service', "#set($context.requestOverride.header.X-Amz-Target = $input.params('target')){}"],
  ['the queue', "#set($context.requestOverride.querystring.QueueUrl = $input.params('queue')){}"],
])('non-compliant: overrides of requests: %s', (_, template) => {
  expect(found(ITEM, template)).toEqual(['names-target']);
});

test('non-compliant: WebSocket and OpenAPI integrations', () => {
  const text = '{"TableName":"a","Item":{"id":{"S":"$input.path(\'$.id\')"}}}';
  const It = { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationType: 'AWS', IntegrationUri: uri('dynamodb:action/PutItem'), RequestTemplates: { $default: text } } };
  expect(ids(noMappingTemplateInjection, { Resources: { It } } as TestTemplate)).toEqual(['It[writes-structure]']);
  const integration = { type: 'aws', uri: uri('dynamodb:action/PutItem'), requestTemplates: { 'application/json': text } };
  expect(ids(noMappingTemplateInjection, openApiTemplate({ paths: { '/a': { post: { 'x-amazon-apigateway-integration': integration } } } }))).toEqual(['Api[writes-structure]']);
});

test('undetermined: the template is known only at deployment, or can’t be run', () => {
  expect(found(ITEM, { Ref: 'Open' })).toEqual(['undetermined']);
  expect(found(ITEM, '{"a":$input.unknown("x")}')).toEqual(['undetermined']);
});

test.each<[string, string[]]>([
  ["$util.escapeJavaScript($input.params().header.get('x-user-id')).replaceAll(\"\\\\'\",\"'\")", ['names-caller']],
  ["$util.escapeJavaScript($input.params('X-Tenant')).replaceAll(\"\\\\'\",\"'\")", ['names-caller']],
  ["$util.escapeJavaScript($input.params().header.user).replaceAll(\"\\\\'\",\"'\")", ['names-caller']],
  ["$util.escapeJavaScript($input.params('user')).replaceAll(\"\\\\'\",\"'\")", []],
  ['$context.authorizer.principalId', []],
])('the owner of an item: %s', (value, expected) => {
  expect(found('dynamodb:action/PutItem', `{"TableName":"Orders","Item":{"id":{"S":"$context.requestId"},"owner":{"S":"${value}"}}}`)).toEqual(expected);
  expect(found('dynamodb:action/PutItem', `{"TableName":"Orders","Item":{"id":{"S":"$context.requestId"},"agent":{"S":"${value}"}}}`)).toEqual([]);
});
