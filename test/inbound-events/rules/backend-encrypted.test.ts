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

test('found: http, and certificates that no one verifies', () => {
  expect(method({ Type: 'HTTP', Uri: 'http://shop.example.com' })).toEqual(['Method[plain-http]']);
  expect(method({ Type: 'HTTP', Uri: 'https://shop.example.com', TlsConfig: { InsecureSkipVerification: true } })).toEqual(['Method[not-verified]']);
  expect(v2({ IntegrationType: 'HTTP_PROXY', IntegrationUri: 'http://shop.example.com' })).toEqual(['It[plain-http]']);
  expect(v2({ IntegrationType: 'HTTP_PROXY', ConnectionType: 'VPC_LINK', IntegrationUri: 'arn:listener' })).toEqual(['It[plain-http]']);
  expect(ids(backendEncrypted, openApiTemplate({ paths: { '/a': { get: { 'x-amazon-apigateway-integration': { type: 'http', uri: 'http://shop.example.com' } } } } }))).toEqual(['Api[plain-http]']);
});

test('undetermined: the type is known only at deployment', () => {
  expect(method({ Type: { Ref: 'Open' }, Uri: 'http://shop.example.com' })).toEqual(['Method[undetermined]']);
});
