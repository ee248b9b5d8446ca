import * as fs from 'fs';
import * as path from 'path';
import { App, Size, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { Gate } from '../../../lib/gate';
import { ApiParameter } from '../../../lib/inbound-events/api-parameter';
import { RequestModel } from '../../../lib/inbound-events/request-model';
import { ApiAuthorization } from '../../../lib/secure/api/api-authorization';
import { ApiCallers } from '../../../lib/secure/api/api-callers';
import { SecureRestApi, SecureRestApiProps } from '../../../lib/secure/api/secure-rest-api';
import { SEC3_RULES } from '../../../lib/secure/rules';
import { assemblyOfStack } from '../../gate/harness';

const ORDER = {
  type: 'object',
  additionalProperties: false,
  required: ['amount'],
  properties: { amount: { type: 'integer', minimum: 1, maximum: 1000 } },
};
const ID = ApiParameter.pattern('^[0-9a-f]{8}$', 8);

function handlerOf(stack: Stack): lambda.Function {
  return new lambda.Function(stack, 'Handler', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 })'),
  });
}

/** Creates an API with one endpoint of each kind. */
function orders(stack: Stack, props: SecureRestApiProps = { authorization: ApiAuthorization.iam() }): SecureRestApi {
  const api = new SecureRestApi(stack, 'Api', props);
  const handler = handlerOf(stack);
  const body = RequestModel.fromSchema(ORDER);
  api.addEndpoint('POST /orders', { handler, body });
  api.addEndpoint('GET /orders/{id}', { handler, pathParameters: { id: ID } });
  api.addEndpoint('PUT /orders/{id}', { handler, body, pathParameters: { id: ID }, headers: { 'If-Match': ID.optional() } });
  return api;
}

function templateOf(build: (stack: Stack) => unknown): Template {
  const stack = new Stack(new App(), 'Stack');
  build(stack);
  return Template.fromStack(stack);
}

describe('an endpoint', () => {
  const template = templateOf(orders);

  test('has its model for every content type, a validator, and an authorization', () => {
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST',
      AuthorizationType: 'AWS_IAM',
      RequestModels: { '$default': { Ref: Match.anyValue() }, 'application/json': { Ref: Match.anyValue() } },
      RequestValidatorId: { Ref: Match.stringLikeRegexp('ValidateBody') },
    });
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'GET',
      RequestParameters: { 'method.request.path.id': true },
      RequestValidatorId: { Ref: Match.stringLikeRegexp('ValidateParameters') },
    });
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'PUT',
      RequestParameters: { 'method.request.path.id': true, 'method.request.header.If-Match': false },
      RequestValidatorId: { Ref: Match.stringLikeRegexp('ValidateBodyAndParameters') },
    });
  });

  test('shares validators and models', () => {
    template.resourceCountIs('AWS::ApiGateway::RequestValidator', 3);
    template.resourceCountIs('AWS::ApiGateway::Model', 1);
  });

  test('gives API Gateway one permission for each function, and none for the console', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission'));
    expect(permissions).toHaveLength(1);
    const [, parts] = permissions[0].Properties.SourceArn['Fn::Join'];
    expect(parts.slice(-3)).toEqual(['/', { Ref: expect.stringContaining('DeploymentStageprod') }, '/*/*']);
  });
});

test('the API has a firewall, limits, TLS 1.2 or later, and an access log', () => {
  const template = templateOf(orders);
  template.hasResourceProperties('AWS::ApiGateway::RestApi', { SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PQ_2025_09', EndpointAccessMode: 'STRICT' });
  template.hasResourceProperties('AWS::ApiGateway::Stage', {
    AccessLogSetting: { DestinationArn: Match.anyValue(), Format: Match.stringLikeRegexp('validationErrorString') },
    TracingEnabled: true,
    MethodSettings: [Match.objectLike({ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 })],
  });
  template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
  template.resourceCountIs('AWS::ApiGateway::Account', 1);
  expect(JSON.stringify(template.findResources('AWS::ApiGateway::GatewayResponse'))).not.toContain('$context');
});

test('limits of an endpoint are added to those of the API', () => {
  const template = templateOf((stack) => {
    const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() });
    const throttling = { rateLimit: 5, burstLimit: 10 };
    api.addEndpoint('GET /orders/{id}', { handler: handlerOf(stack), pathParameters: { id: ID }, throttling });
  });
  template.hasResourceProperties('AWS::ApiGateway::Stage', {
    MethodSettings: [
      Match.objectLike({ ResourcePath: '/*' }),
      { HttpMethod: 'GET', ResourcePath: '/~1orders~1{id}', ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 },
    ],
  });
});

test('mutual TLS disables the default endpoint', () => {
  const template = templateOf((stack) =>
    orders(stack, {
      authorization: ApiAuthorization.none('clients authenticate with certificates'),
      mutualTls: {
        domainName: 'orders.example.com',
        certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111111111111:certificate/abc'),
        truststoreBucket: new s3.Bucket(stack, 'Truststore'),
        truststoreKey: 'clients.pem',
      },
    }),
  );
  template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
  template.hasResourceProperties('AWS::ApiGateway::DomainName', { SecurityPolicy: 'TLS_1_2', MutualTlsAuthentication: { TruststoreUri: Match.anyValue() } });
});

test('CORS allows only the given origins', () => {
  const template = templateOf((stack) => orders(stack, { authorization: ApiAuthorization.iam(), allowOrigins: ['https://shop.example.com'] }));
  const [preflight] = Object.values(template.findResources('AWS::ApiGateway::Method', { Properties: { HttpMethod: 'OPTIONS' } }));
  expect(JSON.stringify(preflight)).toContain("'https://shop.example.com'");
});

describe('passes the gate', () => {
  test.each<[string, SecureRestApiProps]>([
    ['with IAM', { authorization: ApiAuthorization.iam() }],
    ['open to named addresses', { authorization: ApiAuthorization.none('only the office reaches it'), callers: ApiCallers.fromCidrs(['192.0.2.0/24']) }],
    ['open to everyone, with a reason', { authorization: ApiAuthorization.none('it is a public catalog') }],
    ['with CORS', { authorization: ApiAuthorization.iam(), allowOrigins: ['https://shop.example.com'] }],
  ])('%s', (_, props) => {
    const result = new Gate(SEC3_RULES).run(assemblyOfStack((stack) => orders(stack, props)));
    expect(result.findings.filter(({ level, ruleId }) => level !== 'warning' || ruleId.includes('Acknowledgement'))).toEqual([]);
  });
});

describe('passes both packs of cdk-nag and the CDK’s validator', () => {
  const { CDK_VALIDATION } = process.env;
  beforeAll(() => (process.env.CDK_VALIDATION = 'true'));
  afterAll(() => (process.env.CDK_VALIDATION = CDK_VALIDATION));

  test.each<[string, SecureRestApiProps]>([
    ['with IAM and CORS', { authorization: ApiAuthorization.iam(), allowOrigins: ['https://shop.example.com'] }],
    ['open to everyone, with a reason', { authorization: ApiAuthorization.none('it is a public catalog') }],
  ])('%s', (_, props) => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const api = new SecureRestApi(stack, 'Api', props);
    const handler = lambda.Function.fromFunctionArn(stack, 'Handler', 'arn:aws:lambda:eu-west-1:111111111111:function:handler');
    api.addEndpoint('POST /orders', { handler, body: RequestModel.fromSchema(ORDER) });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    const folder = app.synth().directory;
    const { pluginReports } = JSON.parse(fs.readFileSync(path.join(folder, 'validation-report.json'), 'utf8'));
    const errors = pluginReports.flatMap(({ violations }: any) => violations.filter(({ severity }: any) => severity !== 'warning'));
    expect(errors.map(({ ruleName }: any) => ruleName)).toEqual([]);
  });
});

describe('is rejected at construction:', () => {
  const rejected = (route: string, props: object, api: SecureRestApiProps = { authorization: ApiAuthorization.iam() }) => () => {
    const stack = new Stack(new App(), 'Stack');
    new SecureRestApi(stack, 'Api', api).addEndpoint(route, { handler: handlerOf(stack), ...props });
  };

  test.each([
    ['POST /orders', {}, '[Stack/Api] endpoint "POST /orders": POST needs a body, so that API Gateway can validate it'],
    ['FETCH /orders', {}, 'FETCH is not one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'],
    ['GET orders', {}, 'endpoint "GET orders": it is not a verb and a path, such as "POST /orders/{id}"'],
    ['GET /orders/', {}, 'the path ends with a slash'],
    ['GET /orders/a~b', {}, 'the path has the part "a~b"; letters, digits and -._$: are expected, or one parameter in braces'],
    ['GET /orders/{id}', {}, 'the path names {id}, but pathParameters does not declare it'],
    ['GET /orders', { pathParameters: { id: ID } }, 'pathParameters.id is not in the path'],
    ['GET /orders/{id}', { pathParameters: { id: ID.optional() } }, "pathParameters.id is optional; a path parameter can't be omitted"],
    ['GET /orders/:id/items', {}, 'the path has the part :id, which API Gateway takes literally; write {id} for a parameter'],
    ['GET /orders/{id}/items/{id}', { pathParameters: { id: ID } }, 'the path names {id} twice: give each parameter its own name'],
    ['GET /orders', { headers: { 'X Id': ID } }, 'headers has "X Id"; a name of letters, digits and hyphens, such as X-Request-Id, is expected'],
    ['GET /orders', { headers: { 'X-Id:': ID } }, 'headers has "X-Id:"'],
    ['GET /orders', { queryParameters: { 'a b': ID } }, 'queryParameters has "a b"; a name without white space'],
    ['GET /orders', { queryParameters: { 'a:b': ID } }, 'queryParameters has "a:b"'],
    ['GET /orders', { queryParameters: { '': ID } }, 'queryParameters has ""'],
    ['GET /orders', { headers: { 'X-Id': ID, 'x-id': ID } }, 'headers has "X-Id" and "x-id", which are one header: declare it once'],
    ['POST /orders', { uploads: [{ contentType: 'image/png', maxSize: Size.kibibytes(20) }] },
      'uploads[0].maxSize is 20 KiB, but the firewall blocks bodies above 8 KiB: lower it, or raise maxBodySize of firewall'],
    ['POST /orders', { uploads: [] }, 'uploads is empty: set the content types that are accepted, or remove it'],
    ['GET /orders', { throttling: { rateLimit: Infinity, burstLimit: NaN } }, 'throttling.rateLimit is Infinity; a number of requests above 0 is expected'],
    ['GET /{proxy+}', {}, 'the path names {proxy+}; a parameter of letters'],
    ['GET /orders', { body: RequestModel.fromSchema(ORDER) }, 'GET takes no body'],
    ['GET /orders', { handler: undefined }, 'one of handler, service and integration is expected, not 0'],
    ['GET /orders', { integration: new apigateway.MockIntegration() }, 'one of handler, service and integration is expected, not 2'],
    ['GET /orders', { throttling: { rateLimit: 0, burstLimit: -1 } }, 'throttling.rateLimit is 0; a number of requests above 0 is expected'],
  ])('%s %j', (route, props, message) => {
    expect(rejected(route, props)).toThrow(message);
  });

  test('an endpoint without authorization', () => {
    expect(rejected('GET /orders', {}, {})).toThrow('endpoint "GET /orders": authorization is missing; set it here or for the API');
  });

  test('an endpoint that already exists', () => {
    const stack = new Stack(new App(), 'Stack');
    const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() });
    const handler = handlerOf(stack);
    api.addEndpoint('GET /orders', { handler });
    expect(() => api.addEndpoint('GET /orders', { handler })).toThrow('endpoint "GET /orders": it already exists');
  });

  test('all problems, in one error', () => {
    expect(rejected('POST /orders/{id}', { handler: undefined }, {})).toThrow(
      [
        '[Stack/Api] endpoint "POST /orders/{id}": one of handler, service and integration is expected, not 0',
        'endpoint "POST /orders/{id}": POST needs a body, so that API Gateway can validate it',
        'endpoint "POST /orders/{id}": the path names {id}, but pathParameters does not declare it',
        'endpoint "POST /orders/{id}": authorization is missing; set it here or for the API, ApiAuthorization.none(reason) if every client may call it',
      ].join('\n'),
    );
  });

  test.each<[string, string?]>([
    ['*'], ['https://*.example.com'], ['shop.example.com'],
    ['https://shop.example.com/path', ': an origin has no path, so remove "/path"'], ['https://shop.example.com/', ': an origin has no path, so remove "/"'],
  ])('the origin %s', (origin, fix = '') => {
    expect(() => new SecureRestApi(new Stack(new App(), 'Stack'), 'Api', { allowOrigins: [origin] })).toThrow(
      `[Stack/Api] allowOrigins: ${JSON.stringify(origin)} is not one origin, such as https://shop.example.com${fix}`,
    );
  });
});

describe('endpoint types', () => {
  const { EDGE, PRIVATE, REGIONAL } = apigateway.EndpointType;

  test.each<[string, apigateway.RestApiProps, string]>([
    ['nothing', {}, 'SecurityPolicy_TLS13_1_2_PQ_2025_09'],
    ['endpointTypes', { endpointTypes: [REGIONAL] }, 'SecurityPolicy_TLS13_1_2_PQ_2025_09'],
    ['endpointTypes, edge-optimized', { endpointTypes: [EDGE] }, 'SecurityPolicy_TLS12_PFS_2025_EDGE'],
    ['endpointConfiguration, edge-optimized', { endpointConfiguration: { types: [EDGE] } }, 'SecurityPolicy_TLS12_PFS_2025_EDGE'],
  ])('have a supported TLS policy: with %s', (_, restApiProps, SecurityPolicy) => {
    const template = templateOf((stack) => orders(stack, { authorization: ApiAuthorization.iam(), restApiProps }));
    const [type = REGIONAL] = restApiProps.endpointTypes ?? restApiProps.endpointConfiguration?.types ?? [];
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { SecurityPolicy, EndpointAccessMode: 'STRICT', EndpointConfiguration: { Types: [type] } });
  });

  test.each<apigateway.RestApiProps>([{ endpointTypes: [PRIVATE] }, { endpointConfiguration: { types: [PRIVATE] } }])('PRIVATE is rejected without a resource policy', (restApiProps) => {
    expect(() => templateOf((stack) => orders(stack, { authorization: ApiAuthorization.iam(), restApiProps }))).toThrow(
      '[Stack/Api] it is private, and API Gateway does not deploy a private API without a resource policy: set callers, such as ApiCallers.fromVpcEndpoints(...)',
    );
  });

  test('edge-optimized works with allowed addresses', () => {
    const template = templateOf((stack) => orders(stack, { authorization: ApiAuthorization.iam(), callers: ApiCallers.fromCidrs(['192.0.2.0/24']), restApiProps: { endpointTypes: [EDGE] } }));
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['EDGE'] }, Policy: Match.anyValue() });
  });
});

test.each<[string, string, string | undefined]>([
  ['GET /a/{x}', 'GET /a/{y}', '{y} is at the position where /a/{x} has {x}, and API Gateway allows one parameter there: use the same name'],
  ['GET /a/{x}/b', 'POST /a/{y}/c', '{y} is at the position where /a/{x} has {x}'],
  ['GET /{x}', 'GET /{y}/b', '{y} is at the position where /{x} has {x}'],
  ['GET /a/{x}', 'GET /a/{x}/b', undefined],
  ['GET /a/{x}', 'GET /b/{y}', undefined],
  ['GET /a/{x}', 'GET /a/y', undefined],
])('a path has one parameter at each position: %s and %s', (first, second, problem) => {
  const stack = new Stack(new App(), 'Stack');
  const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() });
  const add = (route: string) => {
    const pathParameters = Object.fromEntries([...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, ID]));
    const body = route.startsWith('POST') ? RequestModel.fromSchema(ORDER) : undefined;
    api.addEndpoint(route, { integration: new apigateway.MockIntegration(), pathParameters, body });
  };
  add(first);
  if (problem === undefined) expect(() => add(second)).not.toThrow();
  else expect(() => add(second)).toThrow(`[Stack/Api] endpoint "${second}": ${problem}`);
});
