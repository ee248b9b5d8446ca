import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import { apiTlsPolicy } from '../../../lib/inbound-events/rules/api-tls-policy';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';

const TLS_1_3 = 'SecurityPolicy_TLS13_1_3_2025_09';
const EXTENSION = 'x-amazon-apigateway-security-policy';

function restApi(props: object, extra: Partial<TestTemplate> = {}): TestTemplate {
  return { ...extra, Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: props } } };
}

function domain(props: object, type: string = 'AWS::ApiGateway::DomainName'): TestTemplate {
  return { Resources: { Domain: { Type: type, Properties: { DomainName: 'a.example.com', ...props } } } };
}

const v2Domain = (...configurations: object[]) => domain({ DomainNameConfigurations: configurations }, 'AWS::ApiGatewayV2::DomainName');

const disabled = { 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true } };

describe('compliant', () => {
  test.each([
    [{ SecurityPolicy: TLS_1_3, EndpointAccessMode: 'STRICT' }],
    [{ SecurityPolicy: 'SecurityPolicy_TLS12_2018_EDGE' }],
    [{ SecurityPolicy: 'TLS_1_2' }],
    [{ SecurityPolicy: TLS_1_3, Body: { 'Fn::Transform': {} } }],
    [{ Body: { [EXTENSION]: TLS_1_3 } }],
    [{ Body: JSON.stringify({ [EXTENSION]: TLS_1_3 }) }],
    [{ EndpointConfiguration: { Types: ['PRIVATE'] } }],
    [{ Parameters: { endpointConfigurationTypes: 'PRIVATE' } }],
    [{ DisableExecuteApiEndpoint: true }],
    [{ DisableExecuteApiEndpoint: 'true', SecurityPolicy: 'TLS_1_0' }],
    [{ DisableExecuteApiEndpoint: true, BodyS3Location: { Bucket: 'b', Key: 'k' } }],
    [{ Body: { servers: [disabled] } }],
    [{ Body: disabled }],
  ])('an API with %j', (props) => {
    expect(check(apiTlsPolicy, restApi(props))).toEqual([]);
  });

  test.each([
    [domain({ SecurityPolicy: 'TLS_1_2' })],
    [domain({ SecurityPolicy: 'SecurityPolicy_TLS13_2025_EDGE', EndpointConfiguration: { Types: ['EDGE'] } })],
    [domain({ EndpointConfiguration: { Types: ['REGIONAL'] } })],
    [domain({}, 'AWS::ApiGateway::DomainNameV2')],
    [v2Domain({ SecurityPolicy: 'TLS_1_2' }, {})],
  ])('%j', (template) => {
    expect(check(apiTlsPolicy, template)).toEqual([]);
  });

  test('domain names of the CDK', () => {
    const workload = workloadOfStack((stack) => {
      const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111111111111:certificate/x');
      const api = new apigateway.RestApi(stack, 'Api', { disableExecuteApiEndpoint: true, domainName: { domainName: 'a.example.com', certificate } });
      api.root.addMethod('GET');
      new v2.DomainName(stack, 'V2', { domainName: 'b.example.com', certificate });
    });
    expect(check(apiTlsPolicy, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('an API of the CDK', () => {
    const workload = workloadOfStack((stack) => {
      new apigateway.RestApi(stack, 'Api').root.addMethod('GET');
    });
    expect(check(apiTlsPolicy, workload).map((line) => line.replace(/^\w+/, ''))).toEqual([
      '[old-tls-by-default] Properties: SecurityPolicy is absent, and the default is TLS_1_0',
    ]);
  });

  test('an API with an old policy', () => {
    expect(check(apiTlsPolicy, restApi({ SecurityPolicy: 'TLS_1_0' }))).toEqual([
      'Api[old-tls-allowed] Properties.SecurityPolicy: SecurityPolicy TLS_1_0 accepts TLS 1.0 and 1.1',
    ]);
    expect(ids(apiTlsPolicy, restApi({ Body: { [EXTENSION]: 'TLS_1_0' } }))).toEqual(['Api[old-tls-allowed]']);
  });

  test.each([
    [{}],
    [{ EndpointConfiguration: { Types: ['REGIONAL'] }, DisableExecuteApiEndpoint: false }],
    [{ DisableExecuteApiEndpoint: false, Body: disabled }],
  ])('%j', (props) => {
    expect(ids(apiTlsPolicy, restApi(props))).toEqual(['Api[old-tls-by-default]']);
  });

  test('domain names', () => {
    expect(ids(apiTlsPolicy, domain({ SecurityPolicy: 'TLS_1_0' }))).toEqual(['Domain[old-tls-allowed]']);
    expect(ids(apiTlsPolicy, v2Domain({}, { SecurityPolicy: 'TLS_1_0' }))).toEqual(['Domain[old-tls-allowed]']);
    expect(ids(apiTlsPolicy, domain({ SecurityPolicy: 'TLS_1_0' }, 'AWS::ApiGateway::DomainNameV2'))).toEqual(['Domain[old-tls-allowed]']);
  });

  test('an old policy in some deployments', () => {
    const template = restApi({ SecurityPolicy: { 'Fn::If': ['IsProd', TLS_1_3, 'TLS_1_0'] } }, {
      Parameters: { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    });
    expect(check(apiTlsPolicy, template)).toEqual([
      'Api[old-tls-allowed] Properties.SecurityPolicy: SecurityPolicy TLS_1_0 accepts TLS 1.0 and 1.1 (where parameter Env is "dev")',
    ]);
  });
});

describe('undetermined', () => {
  test.each([
    [restApi({ SecurityPolicy: { Ref: 'Policy' } }, { Parameters: { Policy: { Type: 'String' } } })],
    [restApi({ SecurityPolicy: 'TLS_9' })],
    [restApi({ SecurityPolicy: 'OldSecurityPolicy_TLS12_2018' })],
    [restApi({ BodyS3Location: { Bucket: 'b', Key: 'k' } })],
    [restApi({ Body: { 'Fn::Transform': { Name: 'AWS::Include' } } })],
    [restApi({ Body: 'openapi: 3.0.1' })],
    [restApi({ DisableExecuteApiEndpoint: { 'Fn::ImportValue': 'x' } })],
  ])('%j', (template) => {
    expect(ids(apiTlsPolicy, template)).toEqual(['Api[undetermined]']);
  });

  test('an edge-optimized domain name without a policy', () => {
    expect(check(apiTlsPolicy, domain({ EndpointConfiguration: { Types: ['EDGE'] } }))).toEqual([
      'Domain[undetermined] Properties.SecurityPolicy: SecurityPolicy is absent, and AWS does not document the default of an edge-optimized ' +
        'domain name',
    ]);
    expect(ids(apiTlsPolicy, domain({}))).toEqual(['Domain[undetermined]']);
  });
});

test.each<[unknown, string[]]>([
  [undefined, []],
  ['IoTSecurityPolicy_TLS13_1_3_2022_10', []],
  ['IoTSecurityPolicy_TLS12_1_2_2022_10', []],
  ['IoTSecurityPolicy_TLS12_1_0_2016_01', ['It[old-tls-allowed]']],
  ['Other', ['It[undetermined]']],
])('a domain of AWS IoT: %j', (SecurityPolicy, expected) => {
  expect(ids(apiTlsPolicy, { Resources: { It: { Type: 'AWS::IoT::DomainConfiguration', Properties: { TlsConfig: { SecurityPolicy } } } } })).toEqual(expected);
});
