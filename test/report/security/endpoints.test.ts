import { judged } from './sample-workload';
import { controlsOf } from '../../../lib/report/security/controls';

/** Returns the counts `[has, of, unknown]` of authorized and of validated endpoints. */
const counts = (Resources: object, Parameters: object = {}) => {
  const found = new Map(controlsOf(judged({ Parameters, Resources }), []).map(({ id, has, of, unknown }) => [id, [has, of, unknown]]));
  return [found.get('authorized'), found.get('validated-endpoints')];
};

const at = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const FN = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { S3Bucket: 'b', S3Key: 'k' } } };
const URI = { 'Fn::Sub': ['arn:aws:apigateway:x:lambda:path/${Arn}/invocations', { Arn: at('Fn') }] };
const REST = { Fn: FN, Api: { Type: 'AWS::ApiGateway::RestApi', Properties: {} } };
const method = (HttpMethod: string, rest: object = {}) => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    RestApiId: { Ref: 'Api' },
    ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
    HttpMethod,
    AuthorizationType: 'NONE',
    Integration: { Type: 'AWS_PROXY', Uri: URI },
    ...rest,
  },
});
const permission = (properties: object) => ({ Type: 'AWS::Lambda::Permission', Properties: { FunctionName: at('Fn'), ...properties } });
const gateway = permission({ Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' });
const operation = (rest: object = {}) => ({ 'x-amazon-apigateway-integration': { type: 'AWS_PROXY', httpMethod: 'POST', uri: URI }, ...rest });
const url = (AuthType: string) => ({ Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: at('Fn'), AuthType } });

test('a method is one endpoint; its API and permissions are not', () => {
  expect(counts({ ...REST, Get: method('GET'), Test: gateway, Prod: gateway })).toEqual([[0, 1, 0], [0, 1, 0]]);
});

test('an endpoint with several findings counts once, and preflight responses do not count', () => {
  const answer = method('OPTIONS', { Integration: { Type: 'MOCK' } });
  const methods = { Post: method('POST'), Put: method('PUT', { AuthorizationType: 'AWS_IAM' }), Options: answer };
  expect(counts({ ...REST, ...methods })).toEqual([[1, 2, 0], [0, 2, 0]]);
});

test('operations of an OpenAPI document are endpoints', () => {
  const iam = { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } };
  const Body = { openapi: '3.0.1', paths: { '/a': { get: operation(iam), post: operation() }, '/ab': { get: operation(iam) } } };
  expect(counts({ ...REST, Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body } } })[0]).toEqual([2, 3, 0]);
});

test('an API with an unread document is one unknown endpoint', () => {
  const Api = { Type: 'AWS::ApiGateway::RestApi', Properties: { BodyS3Location: { Bucket: 'b', Key: 'k' } } };
  expect(counts({ Api })).toEqual([[0, 1, 1], [0, 1, 1]]);
});

test('an unknown authorization is unknown', () => {
  const Parameters = { Type: { Type: 'String' } };
  expect(counts({ ...REST, Get: method('GET', { AuthorizationType: { Ref: 'Type' } }) }, Parameters)[0]).toEqual([0, 1, 1]);
});

const everyone = { Action: 'lambda:InvokeFunctionUrl', Principal: '*' };

test.each<[string, object, number]>([
  ['with IAM', { Url: url('AWS_IAM') }, 1],
  ['without', { Url: url('NONE') }, 0],
  ['with IAM, and a permission for everyone', { Url: url('AWS_IAM'), Open: permission(everyone) }, 0],
  ['without, and with its permission', { Url: url('NONE'), Open: permission({ ...everyone, FunctionUrlAuthType: 'NONE' }) }, 0],
])('a function URL %s is one endpoint', (_, resources, has) => expect(counts({ Fn: FN, ...resources })).toEqual([[has, 1, 0], [0, 1, 0]]));

const v2 = (ProtocolType: string, properties: object = {}) => ({ Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType, ...properties } });
const route = (RouteKey: string, properties: object = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: { Ref: 'V2' }, RouteKey, Target: { 'Fn::Sub': 'integrations/${Integration}' }, ...properties },
});
const Integration = {
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: { ApiId: { Ref: 'V2' }, IntegrationType: 'AWS_PROXY', IntegrationUri: at('Fn') },
};

test('routes of HTTP APIs are endpoints', () => {
  const routes = { A: route('GET /a', { AuthorizationType: 'AWS_IAM' }), B: route('POST /b'), C: route('OPTIONS /b') };
  expect(counts({ Fn: FN, V2: v2('HTTP'), Integration, ...routes })).toEqual([[1, 2, 0], [0, 2, 0]]);
});

test('routes in the document of an HTTP API, and the route of a quick-created API, are endpoints', () => {
  const post = { 'x-amazon-apigateway-integration': { type: 'HTTP_PROXY', uri: 'https://a.example' } };
  const Body = { openapi: '3.0.1', paths: { '/a': { get: operation(), options: operation(), post } } };
  expect(counts({ Fn: FN, V2: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body } } })).toEqual([[0, 2, 0], [1, 2, 0]]);
  expect(counts({ Fn: FN, V2: v2('HTTP', { Target: at('Fn') }) })).toEqual([[0, 1, 0], [0, 1, 0]]);
});

test('the authorization of the $connect route counts for all routes of a WebSocket API', () => {
  const api = { Fn: FN, V2: v2('WEBSOCKET'), Integration, Default: route('$default') };
  expect(counts(api)).toEqual([[0, 1, 0], [0, 1, 0]]);
  expect(counts({ ...api, Connect: route('$connect') })[0]).toEqual([0, 2, 0]);
  expect(counts({ ...api, Connect: route('$connect', { AuthorizationType: 'AWS_IAM' }) })[0]).toEqual([2, 2, 0]);
});

test('AppSync APIs need authorization, and no rule validates their requests', () => {
  const graph = (AuthenticationType: string) => ({ Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'a', AuthenticationType } });
  expect(counts({ A: graph('API_KEY'), B: graph('AWS_IAM') })).toEqual([[1, 2, 0], [0, 0, 0]]);
});

test('a target group of functions is an endpoint with the authorization of its listeners', () => {
  const Group = { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: 'lambda', Targets: [{ Id: at('Fn') }] } };
  const Others = { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: 'ip' } };
  const forward = { Type: 'forward', Order: 2, TargetGroupArn: { Ref: 'Group' } };
  const listener = (...actions: object[]) => ({
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Properties: { DefaultActions: [...actions, forward] },
  });
  expect(counts({ Fn: FN, Group, Others, Listener: listener() })).toEqual([[0, 1, 0], [0, 1, 0]]);
  expect(counts({ Fn: FN, Group, Listener: listener({ Type: 'authenticate-oidc', AuthenticateOidcConfig: {} }) })[0]).toEqual([1, 1, 0]);
});

test('only sources that call a function are event sources', () => {
  const Topic = { Type: 'AWS::SNS::Topic', Properties: {} };
  const Queue = { Type: 'AWS::SQS::Queue', Properties: {} };
  const Mapping = { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: at('Queue'), FunctionName: at('Fn') } };
  const found = controlsOf(judged({ Resources: { Fn: FN, Topic, Queue, Bucket: { Type: 'AWS::S3::Bucket' }, Mapping } }), []);
  expect(found.find(({ id }) => id === 'validated-sources')).toMatchObject({ has: 0, of: 1, unknown: 0 });
});
