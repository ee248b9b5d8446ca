import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { methodTemplate, openApiTemplate, PROD_OR_DEV, withoutHashes, workloadAcrossStacks } from './operations';
import { methodAuthorized } from '../../../lib/inbound-events/rules/method-authorized';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

function restApi(stack: Stack, props: apigateway.RestApiProps, options: apigateway.MethodOptions = {}): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Api', { defaultCorsPreflightOptions: { allowOrigins: ['https://example.com'] }, ...props });
  api.root.addResource('orders').addMethod('POST', new apigateway.HttpIntegration('https://example.com'), options);
  return api;
}

/** Returns `POST /orders/{id}` without authorization, in an API with a resource policy. */
function withPolicy(...statements: object[]): TestTemplate {
  const policy = { Version: '2012-10-17', Statement: statements };
  return methodTemplate(
    { ResourceId: { Ref: 'Order' }, AuthorizationType: 'NONE' },
    { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Policy: policy } } },
  );
}

const everyone = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
/** Returns patterns of requests as resources of a policy. */
function requests(patterns: unknown): unknown {
  if (Array.isArray(patterns)) return patterns.map(requests);
  return typeof patterns === 'string' ? `execute-api:/${patterns}` : { 'Fn::Sub': `execute-api:/${(patterns as any)['Fn::Sub']}` };
}

const deny = { ...everyone, Effect: 'Deny' };
const office = { 'aws:SourceIp': ['192.0.2.0/24'] };

function openApi(post: object, schemes: object = {}, root: object = {}): object {
  return { openapi: '3.0.1', paths: { '/orders': { post } }, components: { securitySchemes: schemes }, ...root };
}

const authorizer = { 'type': 'apiKey', 'in': 'header', 'name': 'Authorization', 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools' } };

describe('compliant', () => {
  test.each<[object]>([
    [{ AuthorizationType: 'AWS_IAM' }],
    [{ AuthorizationType: 'CUSTOM', AuthorizerId: 'abc123' }],
    [{ AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Anything' } }],
    ...['MOCK', 'AWS_PROXY', 'HTTP_PROXY'].map((Type): [object] => [{ AuthorizationType: 'NONE', HttpMethod: 'OPTIONS', Integration: { Type } }]),
  ])('%j', (method) => {
    expect(check(methodAuthorized, methodTemplate(method))).toEqual([]);
  });

  test.each([
    ['a principal', { ...everyone, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
    ['a service', { ...everyone, Principal: { Service: 'cloudfront.amazonaws.com' } }],
    ['addresses', { ...everyone, Condition: { IpAddress: office } }],
    ['a VPC endpoint', { ...everyone, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' }, Bool: { 'aws:SecureTransport': 'true' } } }],
    ['an organization', { ...everyone, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
    ['another path', { ...everyone, Resource: 'execute-api:/*/POST/health' }],
    ['another verb', { ...everyone, Resource: 'arn:aws:execute-api:eu-west-1:111122223333:abc/prod/GET/*' }],
    ['another action', { ...everyone, Action: 'execute-api:InvalidateCache' }],
  ])('a policy that allows only %s', (_, statement) => {
    expect(check(methodAuthorized, withPolicy(statement))).toEqual([]);
  });

  test.each([
    ['other addresses', { ...deny, Condition: { NotIpAddress: office } }],
    ['other VPCs', { ...deny, Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } } }],
    ['this path', { ...deny, Principal: { AWS: '*' }, Resource: 'execute-api:/*/*/orders/*' }],
    ['everything', { ...deny, Action: '*', Resource: '*' }],
  ])('a policy that denies %s', (_, statement) => {
    expect(check(methodAuthorized, withPolicy(everyone, statement))).toEqual([]);
  });

  // The operation is POST /orders/{id}.
  test.each<[allowed: unknown, denied: unknown]>([
    ['prod/POST/orders/*', 'prod/POST/orders/*'],
    ['prod/POST/orders/7', 'prod/POST/orders/*'],
    ['prod/*/orders/*', 'prod/POST/orders/*'],
    ['prod/*', 'prod/POST/*'],
    ['*/POST/orders/?', '*/POST/orders/?'],
    [['prod/POST/orders/*', 'prod/GET/orders/*'], ['prod/POST/orders/*', 'prod/GET/health']],
    [['prod/POST/orders/*', 'test/POST/orders/*'], ['prod/POST/orders/*', 'test/*']],
    [{ 'Fn::Sub': '${Stage}/POST/orders/*' }, { 'Fn::Sub': '${Stage}/POST/orders/*' }],
    [{ 'Fn::Sub': '${Stage}/POST/orders/*' }, { 'Fn::Sub': '${Stage}/*' }],
  ])('a policy that allows %j, and denies %j to other addresses', (allowed, denied) => {
    const others = { ...deny, Condition: { NotIpAddress: office } };
    const template = withPolicy({ ...everyone, Resource: requests(allowed) }, { ...others, Resource: requests(denied) });
    expect(check(methodAuthorized, { ...template, Parameters: { Stage: { Type: 'String' } } })).toEqual([]);
  });

  test('a policy without statements, which allows no one', () => {
    expect(check(methodAuthorized, withPolicy())).toEqual([]);
  });

  test('a policy as JSON text', () => {
    const template = withPolicy();
    template.Resources.Api.Properties.Policy = JSON.stringify({ Statement: { ...everyone, Condition: { IpAddress: office } } });
    expect(check(methodAuthorized, template)).toEqual([]);
  });

  test('constructs: IAM, with CORS', () => {
    const options = { authorizationType: apigateway.AuthorizationType.IAM };
    expect(check(methodAuthorized, workloadOfStack((stack) => void restApi(stack, {}, options)))).toEqual([]);
  });

  test('constructs: Cognito', () => {
    const workload = workloadOfStack((stack) => {
      const userPools = [new cognito.UserPool(stack, 'Users')];
      const usersOnly = new apigateway.CognitoUserPoolsAuthorizer(stack, 'Authorizer', { cognitoUserPools: userPools });
      restApi(stack, { defaultMethodOptions: { authorizer: usersOnly } });
    });
    expect(check(methodAuthorized, workload)).toEqual([]);
  });

  test('constructs: a private API and its VPC endpoint', () => {
    const workload = workloadOfStack((stack) => {
      const endpoint = new ec2.Vpc(stack, 'Vpc').addInterfaceEndpoint('Endpoint', { service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY });
      const api = restApi(stack, { endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE], vpcEndpoints: [endpoint] } });
      api.grantInvokeFromVpcEndpointsOnly([endpoint]);
    });
    expect(check(methodAuthorized, workload)).toEqual([]);
  });

  test('a method in another stack', () => {
    const policy = new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({ actions: ['execute-api:Invoke'], principals: [new iam.AccountPrincipal('111122223333')], resources: ['*'] }),
      ],
    });
    const workload = workloadAcrossStacks({ policy }, (root) => root.addMethod('POST'));
    expect(check(methodAuthorized, workload)).toEqual([]);
  });

  test.each([
    ['an authorizer', openApi({ security: [{ users: [] }] }, { users: authorizer })],
    ['SigV4', openApi({ security: [{ sigv4: [] }] }, { sigv4: { 'type': 'apiKey', 'x-amazon-apigateway-authtype': 'awsSigv4' } })],
    ['x-amazon-apigateway-auth', openApi({ 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } })],
    ['Swagger 2', { swagger: '2.0', paths: { '/': { get: { security: [{ key: [], users: [] }] } } }, securityDefinitions: { users: authorizer } }],
    ['preflight', { openapi: '3.0.1', paths: { '/': { options: { 'x-amazon-apigateway-integration': { type: 'mock' } } } } }],
    ['a policy', openApi({}, {}, { 'x-amazon-apigateway-policy': { Statement: [{ ...everyone, Condition: { IpAddress: office } }] } })],
  ])('OpenAPI: %s', (_, body) => {
    expect(check(methodAuthorized, openApiTemplate(body))).toEqual([]);
  });
});

describe('mutual TLS', () => {
  const truststore = { MutualTlsAuthentication: { TruststoreUri: 's3://certificates/clients.pem' } };
  const domain = (Properties: object, Type = 'AWS::ApiGateway::DomainName') => ({ Type, Properties: { DomainName: 'api.example.com', ...Properties } });
  const mapped = (to: unknown, RestApiId: unknown = { Ref: 'Api' }) => ({ Type: 'AWS::ApiGateway::BasePathMapping', Properties: { DomainName: to, RestApiId } });
  const api = (DisableExecuteApiEndpoint?: unknown) => ({ Type: 'AWS::ApiGateway::RestApi', Properties: { DisableExecuteApiEndpoint } });
  const all = { Api: api(true), Domain: domain(truststore), Mapping: mapped({ Ref: 'Domain' }) };
  const found = (others: TestTemplate['Resources']) => ids(methodAuthorized, methodTemplate({}, others));

  test.each<[string, TestTemplate['Resources']]>([
    ['a reference', {}],
    ['its name', { Mapping: mapped('api.example.com') }],
    ['an ApiMapping', {
      Domain: domain(truststore, 'AWS::ApiGatewayV2::DomainName'),
      Mapping: { Type: 'AWS::ApiGatewayV2::ApiMapping', Properties: { DomainName: { Ref: 'Domain' }, ApiId: { Ref: 'Api' }, Stage: 'prod' } },
    }],
  ])('compliant: a domain name that requires certificates leads to the API, by %s', (_, others) => {
    expect(found({ ...all, ...others })).toEqual([]);
  });

  test('compliant: in an OpenAPI document', () => {
    const body = { ...openApi({}), 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true } };
    const template = openApiTemplate(body);
    expect(ids(methodAuthorized, { Resources: { ...template.Resources, Domain: all.Domain, Mapping: all.Mapping } })).toEqual([]);
  });

  test.each<[string, TestTemplate['Resources']]>([
    ['the default endpoint is on', { Api: api(false) }],
    ['the default endpoint is on by default', { Api: api() }],
    ['the domain name requires no certificates', { Domain: domain({}) }],
    ['another domain name requires no certificates', { Open: domain({ DomainName: 'open.example.com' }), OpenMapping: mapped({ Ref: 'Open' }) }],
    ['no domain name is mapped', { Mapping: mapped({ Ref: 'Domain' }, 'a1b2c3') }],
  ])('non-compliant: %s', (_, others) => {
    expect(found({ ...all, ...others })).toEqual(['Method[not-authorized]']);
  });

  test('undetermined: a domain name of another template', () => {
    expect(found({ ...all, Mapping: mapped('other.example.com') })).toEqual(['Method[undetermined]']);
  });
});

describe('private APIs', () => {
  const privately = (policy?: object) => methodTemplate({}, {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: ['vpce-1'] }, Policy: policy } },
  });
  const parameter = { Parameters: { Endpoint: { Type: 'String' } } };
  const through = { ...everyone, Condition: { StringEquals: { 'aws:SourceVpce': { Ref: 'Endpoint' } } } };
  const notThrough = { ...deny, Condition: { StringNotEquals: { 'aws:SourceVpce': { Ref: 'Endpoint' } } } };

  test('compliant: without a policy, which allows no one', () => {
    expect(check(methodAuthorized, privately())).toEqual([]);
  });

  test.each([[[through]], [[everyone, notThrough]]])('compliant: one endpoint with a parameter as its id: %j', (statements) => {
    expect(check(methodAuthorized, { ...privately({ Statement: statements }), ...parameter })).toEqual([]);
  });

  test('non-compliant: all endpoints, despite a named one', () => {
    expect(ids(methodAuthorized, privately({ Statement: [everyone] }))).toEqual(['Method[not-authorized]']);
  });

  test('undetermined: a pattern that is a parameter', () => {
    const like = { ...everyone, Condition: { StringLike: { 'aws:SourceVpce': { Ref: 'Endpoint' } } } };
    expect(ids(methodAuthorized, { ...privately({ Statement: [like] }), ...parameter })).toEqual(['Method[undetermined]']);
  });
});

describe('non-compliant', () => {
  test.each([
    [{}, 'AuthorizationType is absent, which means NONE'],
    [{ AuthorizationType: 'NONE' }, 'AuthorizationType is NONE'],
    ...['AWS', 'HTTP', undefined].map((Type): [object, string] => [{ AuthorizationType: 'NONE', HttpMethod: 'OPTIONS', Integration: { Type } }, 'AuthorizationType is NONE']),
    [{ AuthorizationType: 'NONE', HttpMethod: 'ANY' }, 'AuthorizationType is NONE'],
    [{ AuthorizationType: 'NONE', HttpMethod: 'GET', Integration: { Type: 'MOCK' } }, 'AuthorizationType is NONE'],
  ])('%j', (method, message) => {
    expect(check(methodAuthorized, methodTemplate(method))).toEqual([`Method[not-authorized] Properties: ${message}, so everyone may call it`]);
  });

  test('an API key', () => {
    expect(check(methodAuthorized, methodTemplate({ AuthorizationType: 'NONE', ApiKeyRequired: true }))).toEqual([
      'Method[api-key-only] Properties: AuthorizationType is NONE; an API key does not authorize callers',
    ]);
  });

  test.each<[allowed: unknown, denied: unknown]>([
    ['prod/POST/orders/*', 'prod/GET/orders/*'],
    ['prod/POST/orders/*', 'test/POST/orders/*'],
    ['prod/POST/orders/*', 'PROD/POST/orders/*'],
    ['*/POST/orders/*', 'prod/POST/orders/*'],
    ['prod/POST/orders/*', 'prod/POST/orders/7'],
    ['prod/POST/orders/*', 'prod/POST/orders/??????'],
    ['prod/POST/orders/*', 'prod/POST/orders/?*'],
    [['prod/POST/orders/*', 'test/POST/*'], 'prod/POST/orders/*'],
    [{ 'Fn::Sub': '${Stage}/POST/orders/*' }, 'prod/POST/orders/*'],
    [{ 'Fn::Sub': '${Stage}/POST/orders/*' }, { 'Fn::Sub': '${Other}/POST/orders/*' }],
    ['*', { 'Fn::Sub': '${Stage}/*' }],
  ])('a policy that allows %j, and denies only %j to other addresses', (allowed, denied) => {
    const others = { ...deny, Condition: { NotIpAddress: office } };
    const template = withPolicy({ ...everyone, Resource: requests(allowed) }, { ...others, Resource: requests(denied) });
    const parameters = { Stage: { Type: 'String' }, Other: { Type: 'String' } };
    expect(ids(methodAuthorized, { ...template, Parameters: parameters })).toEqual(['Method[not-authorized]']);
  });

  test.each(['CUSTOM', 'COGNITO_USER_POOLS'])('%s without an authorizer', (type) => {
    expect(check(methodAuthorized, methodTemplate({ AuthorizationType: type }))).toEqual([
      `Method[no-authorizer] Properties: AuthorizationType is ${type}, and AuthorizerId is absent`,
    ]);
  });

  test.each([
    ['everyone', [everyone]],
    ['everyone, in a list', [{ ...everyone, Principal: { AWS: ['arn:aws:iam::111122223333:root', '*'] }, Action: ['*'], Resource: ['*'] }]],
    ['the anonymous', [{ ...everyone, Condition: { StringEquals: { 'aws:PrincipalType': 'Anonymous' } } }]],
    ['everyone but one', [{ Effect: 'Allow', NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' }, NotAction: 's3:*', Resource: '*' }]],
    ['every address in two halves', [{ ...everyone, Condition: { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } } }]],
    ['every address', [{ ...everyone, Condition: { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '0.0.0.0/0'] } } }]],
    ['every VPC endpoint', [{ ...everyone, Condition: { StringLike: { 'aws:SourceVpce': 'vpce-*' } } }]],
    ['all but some addresses', [{ ...everyone, Condition: { NotIpAddress: office } }]],
    ['an endpoint, with IfExists', [{ ...everyone, Condition: { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } } }]],
    ['values that callers choose', [{ ...everyone, Condition: { StringEquals: { 'aws:UserAgent': 'curl' } } }]],
    ['this path', [{ ...everyone, Resource: 'execute-api:/prod/POST/orders/42' }]],
    ['all but other paths', [everyone, { ...deny, Resource: 'execute-api:/*/POST/health' }]],
    ['all but one stage', [everyone, { ...deny, Resource: 'execute-api:/dev/*' }]],
    ['all but one id', [everyone, { ...deny, Resource: 'execute-api:/*/POST/orders/42' }]],
    ['all but some addresses, by denying these', [everyone, { ...deny, Condition: { IpAddress: office } }]],
    ['all but plain HTTP', [everyone, { ...deny, Condition: { NotIpAddress: office, Bool: { 'aws:SecureTransport': 'false' } } }]],
    ['all but one principal', [everyone, { ...deny, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }]],
  ])('a policy that allows %s', (_, statements) => {
    expect(ids(methodAuthorized, withPolicy(...statements))).toEqual(['Method[not-authorized]']);
  });

  test('authorized only in some deployments', () => {
    const template = methodTemplate({ AuthorizationType: { 'Fn::If': ['IsProd', 'AWS_IAM', 'NONE'] } }, {}, PROD_OR_DEV);
    expect(check(methodAuthorized, template)).toEqual([
      'Method[not-authorized] Properties: AuthorizationType is NONE, so everyone may call it (where parameter Env is "dev")',
    ]);
  });

  test('constructs: the default', () => {
    const workload = workloadOfStack((stack) => void restApi(stack, {}));
    expect(withoutHashes(ids(methodAuthorized, workload))).toEqual(['ApiordersPOST[not-authorized]']);
  });

  test.each([
    ['not-authorized', 'the operation has no security, so everyone may call it', openApi({})],
    ['not-authorized', 'the operation has no security, so everyone may call it', openApi({ security: [] }, { users: authorizer }, { security: [{ users: [] }] })],
    [
      'not-authorized',
      'the operation has no security of its own, and API Gateway ignores that of the document, so everyone may call it',
      openApi({}, { users: authorizer }, { security: [{ users: [] }] }),
    ],
    [
      'no-authorizer',
      'security scheme token has no x-amazon-apigateway-authorizer, so nothing checks it',
      openApi({ security: [{ token: [] }] }, { token: { type: 'http', scheme: 'bearer' } }),
    ],
    [
      'no-authorizer',
      'security scheme missing has no x-amazon-apigateway-authorizer, so nothing checks it',
      openApi({ security: [{ missing: [] }] }),
    ],
    [
      'api-key-only',
      'the operation has no security besides an API key; an API key does not authorize callers',
      openApi({ security: [{ key: [] }] }, { key: { type: 'apiKey', name: 'x-api-key', in: 'header' } }),
    ],
  ])('OpenAPI: %s, %s', (id, message, body) => {
    expect(check(methodAuthorized, openApiTemplate(body))).toEqual([`Api[${id}] Properties.Body.paths./orders.post: ${message}`]);
  });
});

describe('undetermined', () => {
  test('a resource of a policy is a parameter', () => {
    const limited = { ...deny, Resource: { Ref: 'All' }, Condition: { NotIpAddress: office } };
    expect(ids(methodAuthorized, { ...withPolicy(everyone, limited), Parameters: { All: { Type: 'String' } } })).toEqual(['Method[undetermined]']);
  });

  test('an authorization type from a parameter', () => {
    const template = methodTemplate({ AuthorizationType: { Ref: 'Type' } }, {}, { Parameters: { Type: { Type: 'String' } } });
    expect(check(methodAuthorized, template)).toEqual([
      'Method[undetermined] Properties.AuthorizationType: the value of parameter Type is given at deployment',
    ]);
  });

  test('an unknown authorization type', () => {
    expect(ids(methodAuthorized, methodTemplate({ AuthorizationType: 'PASSWORD' }))).toEqual(['Method[undetermined]']);
  });

  test('an API outside of the templates', () => {
    expect(check(methodAuthorized, methodTemplate({ RestApiId: 'abc123', AuthorizationType: 'NONE' }))).toEqual([
      'Method[undetermined] Properties: AuthorizationType is NONE, and the resource policy of the RestApi is unknown: it is not part of this check',
    ]);
  });

  test('addresses from a parameter', () => {
    const template = withPolicy({ ...everyone, Condition: { IpAddress: { 'aws:SourceIp': { Ref: 'Office' } } } });
    expect(ids(methodAuthorized, { ...template, Parameters: { Office: { Type: 'String' } } })).toEqual(['Method[undetermined]']);
  });

  test.each([['a text'], [['a list']], [{ Statement: 'none' }], [{ Statement: [{ Effect: 'Maybe' }] }]])('the policy %j', (policy) => {
    const template = withPolicy();
    template.Resources.Api.Properties.Policy = policy;
    expect(ids(methodAuthorized, template)).toEqual(['Method[undetermined]']);
  });

  test('OpenAPI: security that is not a list', () => {
    expect(ids(methodAuthorized, openApiTemplate(openApi({ security: 'users' })))).toEqual(['Api[undetermined]']);
  });
});
