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

describe('documents of HTTP APIs', () => {
  const described = (integration: object, shared: object = {}) => {
    const paths = { '/a': { get: { 'x-amazon-apigateway-integration': integration } } };
    const Body = { openapi: '3.0.1', paths, components: { 'x-amazon-apigateway-integrations': shared } };
    return ids(backendEncrypted, { Resources: { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body } } } } as TestTemplate);
  };
  const PRIVATE = { type: 'http_proxy', connectionType: 'VPC_LINK', uri: 'arn:listener' };

  test.each<[string, string[], string[]]>([
    ['https', described({ type: 'http_proxy', uri: 'https://shop.example.com' }), []],
    ['a function', described({ type: 'aws_proxy', uri: 'arn' }), []],
    ['a private server with TLS', described({ ...PRIVATE, tlsConfig: { serverNameToVerify: 'shop.example.com' } }), []],
    ['http', described({ type: 'http_proxy', uri: 'http://shop.example.com' }), ['Api[plain-http]']],
    ['a private server', described(PRIVATE), ['Api[plain-http]']],
    ['a private server that operations share', described({ $ref: '#/components/x-amazon-apigateway-integrations/shop' }, { shop: PRIVATE }), ['Api[plain-http]']],
  ])('%s', (_, found, expected) => expect(found).toEqual(expected));
});

describe('destinations of events', () => {
  const to = (Type: string, Properties: object) => ids(backendEncrypted, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type, Properties } } } as TestTemplate);

  test('compliant: https, and protocols without URLs', () => {
    expect(to('AWS::SNS::Subscription', { Protocol: 'https', Endpoint: 'https://shop.example.com' })).toEqual([]);
    expect(to('AWS::SNS::Subscription', { Protocol: 'sqs', Endpoint: 'arn' })).toEqual([]);
    expect(to('AWS::SNS::Topic', { Subscription: [{ Protocol: 'lambda', Endpoint: 'arn' }] })).toEqual([]);
    expect(to('AWS::AppSync::DataSource', { HttpConfig: { Endpoint: 'https://shop.example.com' } })).toEqual([]);
    expect(to('AWS::Cognito::UserPoolIdentityProvider', { ProviderDetails: { MetadataURL: 'https://idp.example.com/metadata', IDPSignout: 'true' } })).toEqual([]);
  });

  test.each<[string, object]>([
    ['AWS::SNS::Subscription', { Protocol: 'http', Endpoint: 'http://shop.example.com' }],
    ['AWS::SNS::Topic', { Subscription: [{ Protocol: 'http', Endpoint: 'http://shop.example.com' }] }],
    ['AWS::AppSync::DataSource', { HttpConfig: { Endpoint: 'http://shop.example.com' } }],
    ['AWS::Cognito::UserPoolIdentityProvider', { ProviderDetails: { MetadataURL: 'http://idp.example.com/metadata' } }],
    ['AWS::Cognito::UserPoolIdentityProvider', { ProviderDetails: { oidc_issuer: 'https://idp.example.com', jwks_uri: 'http://idp.example.com/keys' } }],
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
