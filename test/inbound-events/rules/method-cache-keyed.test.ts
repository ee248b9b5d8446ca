import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { methodCacheKeyed } from '../../../lib/inbound-events/rules/method-cache-keyed';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const ALL = { HttpMethod: '*', ResourcePath: '/*' };
const cached = (stage: object, method: object = {}, integration: object = {}, resources: object = {}): TestTemplate => ({
  Parameters: { Open: { Type: 'String' } },
  Resources: {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'a' } },
    Orders: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'orders' } },
    Get: {
      Type: 'AWS::ApiGateway::Method',
      Properties: { RestApiId: { Ref: 'Api' }, ResourceId: { Ref: 'Orders' }, HttpMethod: 'GET', AuthorizationType: 'AWS_IAM', Integration: { Type: 'AWS_PROXY', ...integration }, ...method },
    },
    Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, CacheClusterEnabled: true, ...stage } },
    ...resources as TestTemplate['Resources'],
  },
});
const ON = { MethodSettings: [{ ...ALL, CachingEnabled: true }] };

test.each<[string, TestTemplate]>([
  ['no cache', cached({ ...ON, CacheClusterEnabled: false })],
  ['no caching', cached({})],
  ['no caching of the method', cached({ MethodSettings: [{ ...ALL, CachingEnabled: true }, { HttpMethod: 'GET', ResourcePath: '/~1orders', CachingEnabled: false }] })],
  ['caching of another method', cached({ MethodSettings: [{ HttpMethod: 'GET', ResourcePath: '/items', CachingEnabled: true }] })],
  ['a public method', cached(ON, { AuthorizationType: 'NONE' })],
  ['a method that changes data', cached(ON, { HttpMethod: 'POST' })],
  ['the credential in the key', cached(ON, {}, { CacheKeyParameters: ['method.request.querystring.page', 'method.request.header.Authorization'] })],
])('compliant: %s', (_, template) => {
  expect(check(methodCacheKeyed, template)).toEqual([]);
});

test.each<[string, TestTemplate]>([
  ['caching of all methods', cached(ON)],
  ['caching of the method', cached({ MethodSettings: [{ HttpMethod: 'GET', ResourcePath: '/orders', CachingEnabled: true }] })],
  ['a method for all verbs', cached({ MethodSettings: [{ HttpMethod: 'GET', ResourcePath: '/orders', CachingEnabled: true }] }, { HttpMethod: 'ANY' })],
  ['another key', cached(ON, {}, { CacheKeyParameters: ['method.request.querystring.page'] })],
  ['the stage of a deployment', cached({ CacheClusterEnabled: false }, {}, {}, {
    Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'live', StageDescription: { CacheClusterEnabled: true, CachingEnabled: true } } },
  })],
])('non-compliant: %s', (_, template) => {
  expect(ids(methodCacheKeyed, template)).toEqual(['Get[cached-for-others]']);
});

test('non-compliant: constructs, and operations of an OpenAPI document', () => {
  const workload = workloadOfStack((stack) => {
    const api = new apigateway.RestApi(stack, 'Api', { deployOptions: { cachingEnabled: true, cacheClusterEnabled: true } });
    api.root.addMethod('GET', new apigateway.MockIntegration(), { authorizationType: apigateway.AuthorizationType.IAM });
  });
  expect(ids(methodCacheKeyed, workload)).toEqual([expect.stringMatching(/^ApiGET.*\[cached-for-others\]$/)]);
  const described = (cacheKeyParameters: unknown) => {
    const integration = { type: 'aws_proxy', cacheKeyParameters };
    const get = { 'x-amazon-apigateway-integration': integration, 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } };
    const { Stage } = cached(ON).Resources;
    return ids(methodCacheKeyed, { Resources: { Stage, Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: { openapi: '3.0.1', paths: { '/orders': { get } } } } } } });
  };
  expect(described(undefined)).toEqual(['Api[cached-for-others]']);
  expect(described(['method.request.header.Authorization'])).toEqual([]);
});

test('compliant: an API without a cache, whose document is known only at deployment', () => {
  expect(ids(methodCacheKeyed, { Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: { 'Fn::Transform': {} } } } } })).toEqual([]);
});

test.each<[string, TestTemplate]>([
  ['the cache', cached({ ...ON, CacheClusterEnabled: { Ref: 'Open' } })],
  ['the setting', cached({ MethodSettings: [{ ...ALL, CachingEnabled: { Ref: 'Open' } }] })],
  ['the key', cached(ON, {}, { CacheKeyParameters: { Ref: 'Open' } })],
])('undetermined: %s is known only at deployment', (_, template) => {
  expect(ids(methodCacheKeyed, template)).toEqual(['Get[undetermined]']);
});
