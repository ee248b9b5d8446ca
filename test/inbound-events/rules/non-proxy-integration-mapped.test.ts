import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { methodTemplate, openApiTemplate, PROD_OR_DEV } from './operations';
import { nonProxyIntegrationMapped } from '../../../lib/inbound-events/rules/non-proxy-integration-mapped';
import { check, ids, workloadOfStack } from '../../gate/harness';

const RequestTemplates = { 'application/json': '{"id": "$input.params(\'id\')"}' };

/** Returns a template with a method, by default a POST, and its integration. */
function integrated(integration: object, verb = 'POST', sections: object = {}) {
  return methodTemplate({ HttpMethod: verb, Integration: integration }, {}, sections);
}

/** Returns a workload with a method of the CDK. */
function constructed(integration: apigateway.Integration) {
  return workloadOfStack((stack) => new apigateway.RestApi(stack, 'Api').root.addMethod('POST', integration));
}

describe('compliant', () => {
  test.each([
    [{ Type: 'AWS', RequestTemplates, PassthroughBehavior: 'NEVER' }],
    [{ Type: 'AWS', RequestTemplates, PassthroughBehavior: 'WHEN_NO_TEMPLATES' }],
    [{ Type: 'HTTP', RequestTemplates, PassthroughBehavior: 'NEVER' }],
    [{ Type: 'AWS', PassthroughBehavior: 'NEVER' }],
    [{ Type: 'AWS_PROXY' }],
    [{ Type: 'HTTP_PROXY' }],
    [{ Type: 'MOCK', RequestTemplates }],
    [{}],
  ])('%j', (integration) => expect(check(nonProxyIntegrationMapped, integrated(integration))).toEqual([]));

  test.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])('a web server that is called with %s and no template', (verb) => {
    expect(check(nonProxyIntegrationMapped, integrated({ Type: 'HTTP' }, verb))).toEqual([]);
  });

  test('constructs', () => {
    expect(check(nonProxyIntegrationMapped, constructed(new apigateway.HttpIntegration('https://example.com')))).toEqual([]);
    const options = { requestTemplates: RequestTemplates, passthroughBehavior: apigateway.PassthroughBehavior.NEVER };
    expect(check(nonProxyIntegrationMapped, constructed(new apigateway.AwsIntegration({ service: 'sqs', path: 'x', options })))).toEqual([]);
  });

  test('Step Functions of the CDK, and its preflight requests', () => {
    const workload = workloadOfStack((stack) => {
      const stateMachine = new stepfunctions.StateMachine(stack, 'Machine', {
        stateMachineType: stepfunctions.StateMachineType.EXPRESS,
        definitionBody: stepfunctions.DefinitionBody.fromChainable(new stepfunctions.Pass(stack, 'Pass')),
      });
      const defaultCorsPreflightOptions = { allowOrigins: ['https://example.com'] };
      new apigateway.StepFunctionsRestApi(stack, 'Api', { stateMachine, defaultCorsPreflightOptions });
    });
    expect(check(nonProxyIntegrationMapped, workload)).toEqual([]);
  });

  test('an OpenAPI document', () => {
    const integration = { type: 'aws', requestTemplates: RequestTemplates, passthroughBehavior: 'never' };
    const paths = { '/a': { post: { 'x-amazon-apigateway-integration': integration }, put: { 'x-amazon-apigateway-integration': { type: 'aws_proxy' } } } };
    expect(check(nonProxyIntegrationMapped, openApiTemplate({ paths }))).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('the default of AWS', () => {
    expect(check(nonProxyIntegrationMapped, integrated({ Type: 'AWS', RequestTemplates }))).toEqual([
      'Method[passes-unmapped] Properties: PassthroughBehavior is absent, which means WHEN_NO_MATCH: ' +
        'bodies of other content types than application/json are passed on unchanged',
    ]);
    expect(check(nonProxyIntegrationMapped, integrated({ Type: 'AWS' }))).toEqual([
      'Method[no-template] Properties: integration of type AWS has no request template, and PassthroughBehavior WHEN_NO_MATCH',
    ]);
  });

  test.each([
    ['POST', { Type: 'AWS', RequestTemplates, PassthroughBehavior: 'WHEN_NO_MATCH' }, 'passes-unmapped'],
    ['GET', { Type: 'AWS', RequestTemplates, PassthroughBehavior: 'WHEN_NO_MATCH' }, 'passes-unmapped'],
    ['GET', { Type: 'HTTP', RequestTemplates }, 'passes-unmapped'],
    ['GET', { Type: 'AWS' }, 'no-template'],
    ['ANY', { Type: 'HTTP' }, 'no-template'],
    ['PATCH', { Type: 'HTTP', RequestTemplates: {} }, 'no-template'],
    ['POST', { Type: 'AWS', PassthroughBehavior: 'WHEN_NO_TEMPLATES' }, 'no-template'],
    ['post', { Type: 'aws', RequestTemplates, PassthroughBehavior: 'when_no_match' }, 'passes-unmapped'],
  ])('%s %j', (verb, integration, id) => expect(ids(nonProxyIntegrationMapped, integrated(integration, verb))).toEqual([`Method[${id}]`]));

  test('constructs', () => {
    const of = (integration: apigateway.Integration) => ids(nonProxyIntegrationMapped, constructed(integration)).map((id) => id.replace(/^\w+/, ''));
    expect(of(new apigateway.HttpIntegration('https://example.com', { proxy: false }))).toEqual(['[no-template]']);
    expect(of(new apigateway.AwsIntegration({ service: 'sqs', path: 'x', options: { requestTemplates: RequestTemplates } }))).toEqual(['[passes-unmapped]']);
    const workload = workloadOfStack((stack) => {
      const fn = lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111111111111:function:f');
      new apigateway.LambdaRestApi(stack, 'Api', { handler: fn, proxy: false, integrationOptions: { proxy: false } }).root.addMethod('GET');
    });
    expect(ids(nonProxyIntegrationMapped, workload).map((id) => id.replace(/^\w+/, ''))).toEqual(['[no-template]']);
  });

  test('operations of an OpenAPI document', () => {
    const operation = (integration: object) => ({ 'x-amazon-apigateway-integration': integration });
    const post = operation({ type: 'aws', requestTemplates: { ...RequestTemplates, 'text/xml': '<a/>' } });
    const paths = { '/a': { post, get: operation({ type: 'http' }), put: operation({ type: 'http' }) } };
    expect(check(nonProxyIntegrationMapped, openApiTemplate({ paths }))).toEqual([
      'Api[passes-unmapped] Properties.Body.paths./a.post: PassthroughBehavior is absent, which means WHEN_NO_MATCH: ' +
        'bodies of other content types than application/json, text/xml are passed on unchanged',
      'Api[no-template] Properties.Body.paths./a.put: integration of type HTTP has no request template, and PassthroughBehavior WHEN_NO_MATCH',
    ]);
  });

  test('in some deployments only', () => {
    const PassthroughBehavior = { 'Fn::If': ['IsProd', 'NEVER', { Ref: 'AWS::NoValue' }] };
    expect(check(nonProxyIntegrationMapped, integrated({ Type: 'AWS', RequestTemplates, PassthroughBehavior }, 'POST', PROD_OR_DEV))).toEqual([
      'Method[passes-unmapped] Properties: PassthroughBehavior is absent, which means WHEN_NO_MATCH: ' +
        'bodies of other content types than application/json are passed on unchanged (where parameter Env is "dev")',
    ]);
  });
});

describe('undetermined', () => {
  const Parameters = { Some: { Type: 'String' } };

  test('a behavior from a parameter', () => {
    const integration = { Type: 'AWS', RequestTemplates, PassthroughBehavior: { Ref: 'Some' } };
    expect(check(nonProxyIntegrationMapped, integrated(integration, 'POST', { Parameters }))).toEqual([
      'Method[undetermined] Properties.Integration.PassthroughBehavior: the value of parameter Some is given at deployment',
    ]);
  });

  test.each([
    [{ Type: { Ref: 'Some' } }],
    [{ Type: 'AWS', RequestTemplates: { 'Fn::Transform': { Name: 'Macro' } } }],
    [{ Type: 'AWS', RequestTemplates, PassthroughBehavior: 'SOMETIMES' }],
    [{ Type: 'AWS', RequestTemplates: 'x' }],
  ])('%j', (integration) => {
    expect(ids(nonProxyIntegrationMapped, integrated(integration, 'POST', { Parameters }))).toEqual(['Method[undetermined]']);
  });

  test('an OpenAPI document in another place', () => {
    const Api = { Type: 'AWS::ApiGateway::RestApi', Properties: { BodyS3Location: { Bucket: 'b', Key: 'k' } } };
    expect(ids(nonProxyIntegrationMapped, { Resources: { Api } })).toEqual(['Api[undetermined]']);
  });
});

test.each([['NEVER', []], ['WHEN_NO_MATCH', ['It[passes-unmapped]']], [undefined, ['It[passes-unmapped]']], [{ Ref: 'Open' }, ['It[undetermined]']]])(
  'WebSocket integration: %j', (PassthroughBehavior, expected) => {
    const It = { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationType: 'AWS', PassthroughBehavior } };
    expect(ids(nonProxyIntegrationMapped, { Parameters: { Open: { Type: 'String' } }, Resources: { It } })).toEqual(expected);
  },
);
