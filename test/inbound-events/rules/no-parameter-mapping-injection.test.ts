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

describe('headers of responses', () => {
  const rest = (ResponseParameters: unknown) => ids(noParameterMappingInjection, {
    Parameters: { Open: { Type: 'String' } },
    Resources: { It: { Type: 'AWS::ApiGateway::Method', Properties: { Integration: { IntegrationResponses: [{ ResponseParameters }] } } } },
  } as TestTemplate);
  const httpApi = (Destination: string, Source: string) => http({}, { ResponseParameters: { 302: { ResponseParameters: [{ Destination, Source }] } } });

  test.each(['method.request.querystring.next', 'integration.request.header.next', 'method.request.path.next', 'method.request.body.next'])('found: %s', (source) => {
    expect(rest({ 'method.response.header.Location': source })).toEqual(['It[in-header]']);
  });

  test('found: other headers that browsers act on, and in HTTP APIs', () => {
    expect(rest({ 'method.response.header.access-control-allow-origin': 'method.request.header.Origin' })).toEqual(['It[in-header]']);
    expect(httpApi('overwrite:header.location', '$request.querystring.next')).toEqual(['It[in-header]']);
    expect(httpApi('append:header.Set-Cookie', 'id=${request.querystring.id}')).toEqual(['It[in-header]']);
  });

  test('compliant: what the backend answers, fixed texts, other headers, the status', () => {
    expect(rest({ 'method.response.header.Location': 'integration.response.body.next', 'method.response.header.X-Id': 'method.request.querystring.id' })).toEqual([]);
    expect(rest({ 'method.response.header.Location': "'https://shop.example.com/'" })).toEqual([]);
    expect(httpApi('overwrite:header.location', '$response.body.next')).toEqual([]);
    expect(httpApi('overwrite:statuscode', '302')).toEqual([]);
  });

  test('undetermined: the headers are known only at deployment', () => {
    expect(rest({ Ref: 'Open' })).toEqual(['It[undetermined]']);
  });
});

test('undetermined: the parameters are known only at deployment', () => {
  expect(method({ Ref: 'Open' })).toEqual(['It[undetermined]']);
});
