import { methodTemplate, openApiTemplate } from './operations';
import { backendEncrypted } from '../../../lib/inbound-events/rules/backend-encrypted';
import { ids, TestTemplate } from '../../gate/harness';

const method = (integration: object) => ids(backendEncrypted, methodTemplate({ Integration: integration }, {}, { Parameters: { Open: { Type: 'String' } } }));
const v2 = (Properties: object) => ids(backendEncrypted, { Resources: { It: { Type: 'AWS::ApiGatewayV2::Integration', Properties } } } as TestTemplate);

test('compliant: https, services, functions', () => {
  expect(method({ Type: 'HTTP_PROXY', Uri: 'https://shop.example.com' })).toEqual([]);
  expect(method({ Type: 'AWS_PROXY', Uri: 'arn' })).toEqual([]);
  expect(v2({ IntegrationType: 'HTTP_PROXY', IntegrationUri: 'https://shop.example.com' })).toEqual([]);
  expect(v2({ IntegrationType: 'HTTP_PROXY', ConnectionType: 'VPC_LINK', IntegrationUri: 'arn:listener', TlsConfig: { ServerNameToVerify: 'shop.example.com' } })).toEqual([]);
});

test('non-compliant: http, and unverified certificates', () => {
  expect(method({ Type: 'HTTP', Uri: 'http://shop.example.com' })).toEqual(['Method[plain-http]']);
  expect(method({ Type: 'HTTP', Uri: 'https://shop.example.com', TlsConfig: { InsecureSkipVerification: true } })).toEqual(['Method[not-verified]']);
  expect(v2({ IntegrationType: 'HTTP_PROXY', IntegrationUri: 'http://shop.example.com' })).toEqual(['It[plain-http]']);
  expect(v2({ IntegrationType: 'HTTP_PROXY', ConnectionType: 'VPC_LINK', IntegrationUri: 'arn:listener' })).toEqual(['It[plain-http]']);
  expect(ids(backendEncrypted, openApiTemplate({ paths: { '/a': { get: { 'x-amazon-apigateway-integration': { type: 'http', uri: 'http://shop.example.com' } } } } }))).toEqual(['Api[plain-http]']);
});

describe('destinations of events', () => {
  const to = (Type: string, Properties: object) => ids(backendEncrypted, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type, Properties } } } as TestTemplate);

  test('compliant: https, and protocols without URLs', () => {
    expect(to('AWS::SNS::Subscription', { Protocol: 'https', Endpoint: 'https://shop.example.com' })).toEqual([]);
    expect(to('AWS::SNS::Subscription', { Protocol: 'sqs', Endpoint: 'arn' })).toEqual([]);
    expect(to('AWS::SNS::Topic', { Subscription: [{ Protocol: 'lambda', Endpoint: 'arn' }] })).toEqual([]);
    expect(to('AWS::AppSync::DataSource', { HttpConfig: { Endpoint: 'https://shop.example.com' } })).toEqual([]);
  });

  test.each<[string, object]>([
    ['AWS::SNS::Subscription', { Protocol: 'http', Endpoint: 'http://shop.example.com' }],
    ['AWS::SNS::Topic', { Subscription: [{ Protocol: 'http', Endpoint: 'http://shop.example.com' }] }],
    ['AWS::AppSync::DataSource', { HttpConfig: { Endpoint: 'http://shop.example.com' } }],
  ])('non-compliant: %s %j', (type, properties) => {
    expect(to(type, properties)).toEqual(['It[plain-http]']);
  });

  test('undetermined: the URL is known only at deployment', () => {
    expect(to('AWS::AppSync::DataSource', { HttpConfig: { Endpoint: { Ref: 'Open' } } })).toEqual(['It[undetermined]']);
    expect(to('AWS::AppSync::DataSource', { HttpConfig: { Endpoint: { 'Fn::Sub': '${Open}/events' } } })).toEqual(['It[undetermined]']);
  });

  test('undetermined: the protocol is known only at deployment', () => {
    expect(to('AWS::SNS::Subscription', { Protocol: { Ref: 'Open' } })).toEqual(['It[undetermined]']);
  });
});

test('undetermined: the type is known only at deployment', () => {
  expect(method({ Type: { Ref: 'Open' }, Uri: 'http://shop.example.com' })).toEqual(['Method[undetermined]']);
});
