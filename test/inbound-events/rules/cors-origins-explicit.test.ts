import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as http from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { distribution, SAFE_ORIGIN } from './distribution';
import { methodTemplate, openApiTemplate, PROD_OR_DEV } from './operations';
import { corsOriginsExplicit } from '../../../lib/inbound-events/rules/cors-origins-explicit';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const SITE = 'https://shop.example.com';

/** Response parameters with the headers of CORS. */
const headers = (origin: unknown, credentials?: unknown) => ({
  'method.response.header.Access-Control-Allow-Origin': origin,
  'method.response.header.Access-Control-Allow-Headers': "'*'",
  ...(credentials !== undefined && { 'method.response.header.Access-Control-Allow-Credentials': credentials }),
});

/** Returns a template with a preflight method of a REST API. */
function preflight(parameters: object, sections: object = {}): TestTemplate {
  const IntegrationResponses = [{ StatusCode: '204', ResponseParameters: parameters }];
  return methodTemplate({ HttpMethod: 'OPTIONS', Integration: { Type: 'MOCK', IntegrationResponses } }, {}, sections);
}

/** Templates of an HTTP API and of a function URL, with the same settings. */
const httpApi = (CorsConfiguration: unknown, sections: object = {}): TestTemplate => ({
  ...sections,
  Resources: { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', CorsConfiguration } } },
});
const url = (Cors: unknown, sections: object = {}): TestTemplate => ({
  ...sections,
  Resources: { Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'AWS_IAM', Cors } } },
});

const fn = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') };

describe('compliant', () => {
  test.each([
    [undefined],
    [{}],
    [{ AllowHeaders: ['*'], AllowMethods: ['*'] }],
    [{ AllowOrigins: [SITE, 'http://localhost:3000'], AllowCredentials: true }],
    [{ AllowOrigins: ['https://*.example.com', 'http://localhost:*'] }],
    [{ AllowOrigins: [{ 'Fn::Sub': 'https://${AWS::Region}.example.com' }] }],
  ])('%j', (cors) => {
    expect(check(corsOriginsExplicit, httpApi(cors))).toEqual([]);
    expect(check(corsOriginsExplicit, url(cors))).toEqual([]);
  });

  test.each([[{}], [headers(`'${SITE}'`, "'true'")], [{ 'method.response.header.Access-Control-Allow-Methods': "'*'" }]])('%j', (parameters) => {
    expect(check(corsOriginsExplicit, preflight(parameters))).toEqual([]);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack) => {
      const cors = { allowOrigins: [SITE, 'https://admin.example.com'], allowCredentials: true };
      const api = new apigateway.RestApi(stack, 'Rest', { defaultCorsPreflightOptions: cors });
      api.root.addResource('orders').addMethod('GET', new apigateway.MockIntegration());
      new http.HttpApi(stack, 'Http', { corsPreflight: cors });
      new lambda.Function(stack, 'Fn', fn).addFunctionUrl({ cors: { allowedOrigins: [SITE], allowCredentials: true } });
    });
    expect(check(corsOriginsExplicit, workload)).toEqual([]);
  });

  test('OpenAPI documents', () => {
    const responses = { default: { statusCode: '204', responseParameters: headers(`'${SITE}'`) } };
    const paths = { '/a': { options: { 'x-amazon-apigateway-integration': { type: 'mock', responses } } } };
    expect(check(corsOriginsExplicit, openApiTemplate({ paths }))).toEqual([]);
    const Body = { 'openapi': '3.0.1', 'x-amazon-apigateway-cors': { allowOrigins: [SITE] } };
    expect(check(corsOriginsExplicit, { Resources: { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body } } } })).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each(['*', 'https://*', 'http://*', 'null', ' * ', '*.com', 'https://*.io', 'https://*example.com', 'https://shop*', 'https://www.shop.*'])('origin %j', (origin) => {
    const shown = origin.trim();
    expect(check(corsOriginsExplicit, httpApi({ AllowOrigins: [SITE, origin] }))).toEqual([
      `Api[any-origin] Properties.CorsConfiguration.AllowOrigins[1]: origin ${shown} allows pages of any site to call`,
    ]);
    expect(check(corsOriginsExplicit, url({ AllowOrigins: [origin], AllowCredentials: false }))).toEqual([
      `Url[any-origin] Properties.Cors.AllowOrigins[0]: origin ${shown} allows pages of any site to call`,
    ]);
  });

  test('with credentials', () => {
    const cors = { AllowOrigins: ['*'], AllowCredentials: true };
    expect(check(corsOriginsExplicit, url(cors))).toEqual([
      'Url[any-origin] Properties.Cors.AllowOrigins[0]: origin * allows pages of any site to call',
      'Url[credentials-to-any-origin] Properties.Cors.AllowCredentials: credentials are allowed to origin *',
    ]);
    expect(ids(corsOriginsExplicit, httpApi(cors))).toEqual(['Api[any-origin]', 'Api[credentials-to-any-origin]']);
  });

  test('in a REST API', () => {
    const at = 'Properties.Integration.IntegrationResponses[0].ResponseParameters.method.response.header';
    expect(check(corsOriginsExplicit, preflight(headers("'*'")))).toEqual([
      `Method[any-origin] ${at}.Access-Control-Allow-Origin: origin * allows pages of any site to call`,
    ]);
    expect(check(corsOriginsExplicit, preflight(headers("'null'", "'true'")))).toEqual([
      `Method[any-origin] ${at}.Access-Control-Allow-Origin: origin null allows pages of any site to call`,
      `Method[credentials-to-any-origin] ${at}.Access-Control-Allow-Credentials: credentials are allowed to origin null`,
    ]);
    expect(ids(corsOriginsExplicit, preflight(headers("'*'", "'false'")))).toEqual(['Method[any-origin]']);
    expect(ids(corsOriginsExplicit, preflight(headers(" '*' ")))).toEqual(['Method[any-origin]']);
    expect(ids(corsOriginsExplicit, preflight({ 'method.response.header.access-control-allow-origin': "'*'" }))).toEqual(['Method[any-origin]']);
  });

  test('in a response of a method other than OPTIONS', () => {
    const IntegrationResponses = [{ StatusCode: '200', ResponseParameters: headers("'*'") }, { StatusCode: '500', ResponseParameters: headers("'*'") }];
    const method = methodTemplate({ HttpMethod: 'GET', Integration: { Type: 'HTTP', IntegrationResponses } });
    expect(ids(corsOriginsExplicit, method)).toEqual(['Method[any-origin]', 'Method[any-origin]']);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack) => {
      const allowOrigins = apigateway.Cors.ALL_ORIGINS;
      new apigateway.RestApi(stack, 'Rest', { defaultCorsPreflightOptions: { allowOrigins } }).root.addMethod('GET', new apigateway.MockIntegration());
      new http.HttpApi(stack, 'Http', { corsPreflight: { allowOrigins } });
      new lambda.Function(stack, 'Fn', fn).addFunctionUrl({ cors: { allowedOrigins: ['*'], allowCredentials: true } });
    });
    expect(ids(corsOriginsExplicit, workload).map((id) => id.replace(/[0-9A-F]{8}\[/, '['))).toEqual([
      'RestOPTIONS[any-origin]', 'Http[any-origin]', 'FnFunctionUrl[any-origin]', 'FnFunctionUrl[credentials-to-any-origin]',
    ]);
  });

  test('OpenAPI documents', () => {
    const responses = { default: { statusCode: '204', responseParameters: headers("'*'", "'true'") } };
    const paths = { '/a': { options: { 'x-amazon-apigateway-integration': { type: 'mock', responses } } } };
    expect(ids(corsOriginsExplicit, openApiTemplate({ paths }))).toEqual(['Api[any-origin]', 'Api[credentials-to-any-origin]']);
    const Body = { 'openapi': '3.0.1', 'x-amazon-apigateway-cors': { allowOrigins: ['*'], allowCredentials: true } };
    expect(check(corsOriginsExplicit, { Resources: { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body } } } })).toEqual([
      'Api[any-origin] Properties.Body.x-amazon-apigateway-cors.allowOrigins[0]: origin * allows pages of any site to call',
      'Api[credentials-to-any-origin] Properties.Body.x-amazon-apigateway-cors.allowCredentials: credentials are allowed to origin *',
    ]);
  });

  describe('behaviors of distributions', () => {
    const policy = (origins: string[], AccessControlAllowCredentials = false) => ({
      Policy: {
        Type: 'AWS::CloudFront::ResponseHeadersPolicy',
        Properties: { ResponseHeadersPolicyConfig: { CorsConfig: { AccessControlAllowOrigins: { Items: origins }, AccessControlAllowCredentials } } },
      },
    });
    const shown = (ResponseHeadersPolicyId: unknown, resources: object = {}, host?: unknown) =>
      ids(corsOriginsExplicit, distribution({ DefaultCacheBehavior: { TargetOriginId: 'fn', ResponseHeadersPolicyId } }, SAFE_ORIGIN, host, resources));
    const POLICY = { Ref: 'Policy' };

    test.each<[string, string[], string[]]>([
      ['a policy of CloudFront', shown('5cc3b908-e619-4b99-88e5-2cf7f45965bd'), ['It[any-origin]']],
      ['a policy of the template', shown(POLICY, policy(['*'], true)), ['It[any-origin]', 'It[credentials-to-any-origin]']],
      ['a policy that lists sites', shown(POLICY, policy([SITE], true)), []],
      ['a policy of CloudFront without CORS', shown('67f7725c-6f97-4210-82d7-5512b31e9d03'), []],
      ['no policy', shown(undefined), []],
      ['files, which need no credentials', shown(POLICY, policy(['*']), 'files.example.com'), []],
      ['a policy that is known only at deployment', shown({ Ref: 'Open' }), ['It[undetermined]']],
    ])('%s', (_, found, expected) => expect(found).toEqual(expected));
  });

  test('only in some deployments', () => {
    expect(check(corsOriginsExplicit, url({ AllowOrigins: [{ 'Fn::If': ['IsProd', SITE, '*'] }] }, PROD_OR_DEV))).toEqual([
      'Url[any-origin] Properties.Cors.AllowOrigins[0]: origin * allows pages of any site to call (where parameter Env is "dev")',
    ]);
  });

  test('beside an unknown value', () => {
    const sections = { Parameters: { Some: { Type: 'String' } } };
    expect(ids(corsOriginsExplicit, url({ AllowOrigins: [{ Ref: 'Some' }, '*'], AllowCredentials: { Ref: 'Some' } }, sections))).toEqual([
      'Url[undetermined]', 'Url[any-origin]', 'Url[undetermined]',
    ]);
    expect(ids(corsOriginsExplicit, preflight(headers("'*'", { Ref: 'Some' }), sections))).toEqual(['Method[any-origin]', 'Method[undetermined]']);
  });
});

describe('undetermined', () => {
  const sections = { Parameters: { Some: { Type: 'String' }, List: { Type: 'CommaDelimitedList' } } };

  test('origins from parameters', () => {
    expect(check(corsOriginsExplicit, httpApi({ AllowOrigins: { Ref: 'List' } }, sections))).toEqual([
      'Api[undetermined] Properties.CorsConfiguration.AllowOrigins: the value of parameter List is given at deployment',
    ]);
    expect(ids(corsOriginsExplicit, preflight(headers({ 'Fn::Sub': "'${Some}'" }), sections))).toEqual(['Method[undetermined]']);
  });

  test('malformed settings', () => {
    expect(ids(corsOriginsExplicit, httpApi({ AllowOrigins: [['*']] }))).toEqual(['Api[undetermined]']);
    expect(ids(corsOriginsExplicit, preflight([] as object))).toEqual(['Method[undetermined]']);
    expect(ids(corsOriginsExplicit, url({ AllowOrigins: ['*'], AllowCredentials: 'perhaps' }))).toEqual(['Url[any-origin]', 'Url[undetermined]']);
  });
});

test.each<[string, string[]]>([
  ['http://shop.example.com', ['Url[plain-http-origin]']],
  ['http://localhost.example.com', ['Url[plain-http-origin]']],
  ['http://localhost:3000', []],
  ['http://127.0.0.1', []],
  ['https://shop.example.com', []],
])('origin %s', (origin, expected) => {
  expect(ids(corsOriginsExplicit, { Resources: { Url: { Type: 'AWS::Lambda::Url', Properties: { Cors: { AllowOrigins: [origin] } } } } })).toEqual(expected);
});
