import * as os from 'os';
import { EntryPoints, readEntryPoints } from '../../../../lib/fuzz/targets/entry-points';
import { workloadOf } from '../../../gate/harness';
import { methodTemplate, openApiTemplate } from '../../rules/operations';

const uri = (rest: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:${rest}` });
const JSON_TEMPLATE = { 'application/json': "$input.json('$')" };

const read = (integration: object, others = {}, sections = {}): EntryPoints =>
  readEntryPoints(workloadOf(methodTemplate({ Integration: integration }, others, sections)), os.tmpdir());
const found = (integration: object, others = {}) => {
  const { entryPoints: [entryPoint], skipped } = read(integration, others);
  expect(skipped).toEqual([]);
  return entryPoint;
};

test.each<[string, object, object]>([
  ['an action', { Uri: uri('states:action/StartExecution') }, { backend: 'states StartExecution', form: 'json' }],
  ['a path', { Uri: uri('sqs:path/${AWS::AccountId}/orders') }, { backend: 'sqs', form: 'form' }],
  ['a service of forms that gets JSON', { Uri: uri('sqs:path/q'), RequestParameters: { 'integration.request.header.X-Amz-Target': "'AmazonSQS.SendMessage'" } }, { form: 'json' }],
  ['a service of JSON that gets a form', { Uri: uri('events:path/'), RequestParameters: { 'integration.request.header.content-type': "'application/x-www-form-urlencoded'" } }, { form: 'form' }],
  ['a store', { Uri: uri('s3:path/bucket/{key}') }, { backend: 's3', form: 'other' }],
  ['a service with its own endpoint', { Uri: uri('abc.iotdata:path/topic') }, { backend: 'iotdata', form: 'json' }],
  ['a content type that is neither', { Uri: uri('kinesis:action/PutRecord'), RequestParameters: { 'integration.request.header.Content-Type': "'application/xml'" } }, { form: 'other' }],
])('%s', (_, integration, expected) => {
  const { kind, fn, integration: of } = found({ Type: 'AWS', RequestTemplates: JSON_TEMPLATE, ...integration });
  expect([kind, fn, of]).toEqual(['service', undefined, expect.objectContaining(expected)]);
});

test('reads a web server', () => {
  const entryPoint = found({ Type: 'HTTP', Uri: 'https://example.com/', RequestTemplates: JSON_TEMPLATE, PassthroughBehavior: 'when_no_templates' });
  expect(entryPoint.integration).toMatchObject({ backend: 'a web server', form: 'json', passthrough: 'WHEN_NO_TEMPLATES' });
});

test('reads a mock only if its template uses the request', () => {
  const mock = (template: string) => read({ Type: 'MOCK', RequestTemplates: { 'application/json': template } });
  expect([mock('{"statusCode":200}'), mock("{\"statusCode\":$input.params('status')}")].map(({ entryPoints, skipped }) => [entryPoints.length, skipped])).toEqual([[0, []], [1, []]]);
});

test('reads responses of a function, and stage variables', () => {
  const Fn = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: '' } } };
  const Stage = { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, Variables: { table: { Ref: 'Table' }, mode: 'fast' } } };
  const Table = { Type: 'AWS::DynamoDB::Table', Properties: {} };
  const Uri = uri('lambda:path/2015-03-31/functions/${Fn.Arn}/invocations');
  const responses = [{ StatusCode: '400', SelectionPattern: 'Bad.*', ResponseTemplates: { 'application/json': '{}' } }, { StatusCode: 200 }];
  const { kind, integration } = found({ Type: 'AWS', Uri, IntegrationResponses: responses }, { Fn, Stage, Table });
  expect([kind, integration!.backend, integration!.stageVariables]).toEqual(['mapped', 'a function', { table: 'sec3-Table', mode: 'fast' }]);
  expect(integration!.responses.map(({ status, pattern, templates }) => [status, pattern, [...templates.keys()]])).toEqual([[400, 'Bad.*', ['application/json']], [200, undefined, []]]);
});

test('reads OpenAPI documents', () => {
  const integration = {
    type: 'aws', uri: uri('sns:action/Publish'), passthroughBehavior: 'never', requestTemplates: { 'application/json': 'Action=Publish' }, requestParameters: {}, responses: { default: { statusCode: '200' } },
  };
  const document = { openapi: '3.0.1', paths: { '/news': { post: { 'responses': {}, 'x-amazon-apigateway-integration': integration } } } };
  const { entryPoints: [entryPoint], skipped } = readEntryPoints(workloadOf(openApiTemplate(document)), os.tmpdir());
  expect([skipped, entryPoint.name, entryPoint.integration]).toEqual([[], 'POST /news', expect.objectContaining({ backend: 'sns Publish', form: 'form', passthrough: 'NEVER' })]);
});

test.each<[string, object, string | RegExp]>([
  ['a template that can’t be run', { RequestTemplates: { 'text/plain': '$util.toJson($input.body)' } }, 'POST /orders: its mapping can’t be run as API Gateway does: $util.toJson in the template for text/plain; the method .toJson() in the template for text/plain'],
  ['a template for no content type', { RequestTemplates: { $default: '{}' } }, /a template for \$default, which is not a content type$/],
  ['a template that is known only at deployment', { RequestTemplates: { 'application/json': { Ref: 'Template' } } }, /Method: a part of it is known only at deployment$/],
  ['an unknown passthrough behavior', { PassthroughBehavior: 'SOMETIMES' }, /"SOMETIMES" is not a known passthrough behavior$/],
  ['a proxy of a web server', { Type: 'HTTP_PROXY' }, 'POST /orders: its backend is not a function of this cloud assembly'],
])('%s is reported', (_, integration, expected) => {
  const { entryPoints, skipped } = read({ Type: 'AWS', Uri: uri('states:action/StartExecution'), ...integration }, {}, { Parameters: { Template: { Type: 'String' } } });
  expect([entryPoints, skipped]).toEqual([[], [typeof expected === 'string' ? expected : expect.stringMatching(expected)]]);
});

test('an invalid selection pattern is reported', () => {
  const Fn = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: '' } } };
  const { skipped } = read({ Type: 'AWS', Uri: { 'Fn::GetAtt': ['Fn', 'Arn'] }, IntegrationResponses: [{ StatusCode: 400, SelectionPattern: '(?s).*' }] }, { Fn });
  expect(skipped).toEqual(['POST /orders: its mapping can’t be run as API Gateway does: the selection pattern (?s).*']);
});
