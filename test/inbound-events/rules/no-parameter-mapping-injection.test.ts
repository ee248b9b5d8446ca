import { methodTemplate } from './operations';
import { noParameterMappingInjection } from '../../../lib/inbound-events/rules/no-parameter-mapping-injection';
import { ids, TestTemplate } from '../../gate/harness';

const method = (RequestParameters: unknown) =>
  ids(noParameterMappingInjection, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'AWS::ApiGateway::Method', Properties: { Integration: { RequestParameters } } } } } as TestTemplate);
const http = (RequestParameters: object, properties: object = { IntegrationSubtype: 'SQS-SendMessage' }) =>
  ids(noParameterMappingInjection, { Resources: { It: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { RequestParameters, ...properties } } } } as TestTemplate);

test('compliant: paths from paths, data from data', () => {
  expect(method({ 'integration.request.path.proxy': 'method.request.path.proxy', 'integration.request.header.X-Id': 'method.request.header.X-Id' })).toEqual([]);
  expect(http({ QueueUrl: 'https://sqs.example.com/a', MessageBody: '$request.body' })).toEqual([]);
  expect(http({ 'overwrite:path': '/orders/$request.path.id' }, {})).toEqual([]);
});

test.each([
  ['integration.request.path.proxy', 'method.request.querystring.path'],
  ['integration.request.header.Host', 'method.request.header.X-Host'],
  ['integration.request.querystring.QueueUrl', 'method.request.querystring.queue'],
])('non-compliant: %s is %s', (name, value) => {
  expect(method({ [name]: value })).toEqual(['It[names-target]']);
});

test('non-compliant: HTTP APIs', () => {
  expect(http({ QueueUrl: '$request.body.queue' })).toEqual(['It[names-target]']);
  expect(http({ 'overwrite:path': '$request.querystring.path' }, {})).toEqual(['It[names-target]']);
  expect(http({ MessageBody: '{"id":"$request.querystring.id"}' })).toEqual(['It[inside-text]']);
});

describe('OpenAPI documents', () => {
  const document = (type: string, integration: object, sections: object = {}) => ids(noParameterMappingInjection, {
    Resources: { It: { Type: type, Properties: { Body: { ...sections, paths: { '/a': { get: { 'x-amazon-apigateway-integration': integration } } } } } } },
  } as TestTemplate);
  const rest = (integration: object) => document('AWS::ApiGateway::RestApi', integration);
  const httpApi = (integration: object, sections?: object) => document('AWS::ApiGatewayV2::Api', integration, sections);

  test('compliant', () => {
    expect(rest({ requestParameters: { 'integration.request.path.id': 'method.request.path.id' } })).toEqual([]);
    expect(rest({ responses: { default: { responseParameters: { 'method.response.header.Location': "'https://shop.example.com/'" } } } })).toEqual([]);
    expect(httpApi({ integrationSubtype: 'SQS-SendMessage', requestParameters: { QueueUrl: 'https://sqs.example.com/a', MessageBody: '$request.body' } })).toEqual([]);
  });

  test('non-compliant: REST APIs', () => {
    expect(rest({ requestParameters: { 'integration.request.header.Host': 'method.request.header.X-Host' } })).toEqual(['It[names-target]']);
    expect(rest({ responses: { default: { responseParameters: { 'method.response.header.Location': 'method.request.querystring.next' } } } })).toEqual(['It[in-header]']);
  });

  test('non-compliant: HTTP APIs, also in a shared integration', () => {
    expect(httpApi({ requestParameters: { 'overwrite:path': '$request.querystring.path' } })).toEqual(['It[names-target]']);
    expect(httpApi({ integrationSubtype: 'SQS-SendMessage', requestParameters: { MessageBody: '{"id":"$request.body.id"}' } })).toEqual(['It[inside-text]']);
    expect(httpApi({ responseParameters: { 302: { 'overwrite:header.Location': '$request.querystring.next' } } })).toEqual(['It[in-header]']);
    const shared = { requestParameters: { 'overwrite:header.host': '$request.header.x-host' } };
    expect(httpApi({}, { components: { 'x-amazon-apigateway-integrations': { backend: shared } } })).toEqual(['It[names-target]']);
  });

  test('undetermined: the document is read at deployment', () => {
    expect(ids(noParameterMappingInjection, { Resources: { It: { Type: 'AWS::ApiGateway::RestApi', Properties: { BodyS3Location: { Bucket: 'a' } } } } })).toEqual(['It[undetermined]']);
  });
});

describe('headers of responses', () => {
  const rest = (ResponseParameters: unknown) => ids(noParameterMappingInjection, {
    Parameters: { Open: { Type: 'String' } },
    Resources: { It: { Type: 'AWS::ApiGateway::Method', Properties: { Integration: { IntegrationResponses: [{ ResponseParameters }] } } } },
  } as TestTemplate);
  const httpApi = (Destination: string, Source: string) =>
    http({}, { ResponseParameters: { 302: { ResponseParameters: [{ Destination, Source }] } } });

  test.each(['method.request.querystring.next', 'integration.request.header.next', 'method.request.path.next', 'method.request.body.next'])('non-compliant: %s', (source) => {
    expect(rest({ 'method.response.header.Location': source })).toEqual(['It[in-header]']);
  });

  test('non-compliant: other headers that browsers interpret, also in HTTP APIs', () => {
    expect(rest({ 'method.response.header.access-control-allow-origin': 'method.request.header.Origin' })).toEqual(['It[in-header]']);
    expect(httpApi('overwrite:header.location', '$request.querystring.next')).toEqual(['It[in-header]']);
    expect(httpApi('append:header.Set-Cookie', 'id=${request.querystring.id}')).toEqual(['It[in-header]']);
  });

  test('compliant: output of the backend, fixed texts, other headers, the status', () => {
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

test.each<[string, string[]]>([
  ['s3:path/{id}', ['Method[names-target]']],
  ['s3:path/{id}/orders.json', ['Method[names-target]']],
  ['s3:path/orders/{id}', []],
])('a path parameter in %s', (path, expected) => {
  const Integration = { Type: 'AWS', Uri: `arn:aws:apigateway:eu-west-1:${path}`, RequestParameters: { 'integration.request.path.id': 'method.request.path.id' } };
  expect(ids(noParameterMappingInjection, methodTemplate({ Integration }))).toEqual(expected);
});
