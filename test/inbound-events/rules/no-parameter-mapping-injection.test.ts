import { noParameterMappingInjection } from '../../../lib/inbound-events/rules/no-parameter-mapping-injection';
import { ids, TestTemplate } from '../../gate/harness';

const method = (RequestParameters: unknown) =>
  ids(noParameterMappingInjection, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'AWS::ApiGateway::Method', Properties: { Integration: { RequestParameters } } } } } as TestTemplate);
const http = (RequestParameters: object, properties: object = { IntegrationSubtype: 'SQS-SendMessage' }) =>
  ids(noParameterMappingInjection, { Resources: { It: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { RequestParameters, ...properties } } } } as TestTemplate);

test('compliant: paths to paths, data to data', () => {
  expect(method({ 'integration.request.path.proxy': 'method.request.path.proxy', 'integration.request.header.X-Id': 'method.request.header.X-Id' })).toEqual([]);
  expect(http({ QueueUrl: 'https://sqs.example.com/a', MessageBody: '$request.body' })).toEqual([]);
  expect(http({ 'overwrite:path': '/orders/$request.path.id' }, {})).toEqual([]);
});

test.each([
  ['integration.request.path.proxy', 'method.request.querystring.path'],
  ['integration.request.header.Host', 'method.request.header.X-Host'],
  ['integration.request.querystring.QueueUrl', 'method.request.querystring.queue'],
])('found: %s is %s', (name, value) => {
  expect(method({ [name]: value })).toEqual(['It[names-target]']);
});

test('found in HTTP APIs', () => {
  expect(http({ QueueUrl: '$request.body.queue' })).toEqual(['It[names-target]']);
  expect(http({ 'overwrite:path': '$request.querystring.path' }, {})).toEqual(['It[names-target]']);
  expect(http({ MessageBody: '{"id":"$request.querystring.id"}' })).toEqual(['It[inside-text]']);
});

test('undetermined: the parameters are known only at deployment', () => {
  expect(method({ Ref: 'Open' })).toEqual(['It[undetermined]']);
});
