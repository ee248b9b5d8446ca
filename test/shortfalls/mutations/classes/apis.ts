/** Demands of APIs on requests: properties that are dropped or changed, wherever an app has them. */
import { arnOf } from '../functions';
import { add, Mutation, mutations, the, type App, type Template } from '../mutation';

/** Properties whose removal makes an app insecure, by type. */
const NEEDED: { readonly [type: string]: readonly string[] } = {
  'AWS::ApiGateway::Method': ['AuthorizationType', 'RequestValidatorId', 'RequestModels', 'RequestModels.$default', 'RequestParameters', 'Integration.PassthroughBehavior'],
  'AWS::ApiGateway::RequestValidator': ['ValidateRequestBody', 'ValidateRequestParameters'],
  'AWS::ApiGateway::Model': ['Schema.additionalProperties', 'Schema.properties.id.maxLength', 'Schema.type', 'Schema'],
  'AWS::ApiGateway::RestApi': ['SecurityPolicy'],
  'AWS::ApiGateway::Stage': ['AccessLogSetting', 'MethodSettings'],
  'AWS::ApiGatewayV2::Route': ['AuthorizationType', 'AuthorizerId', 'ModelSelectionExpression', 'RequestModels'],
  'AWS::ApiGatewayV2::Stage': ['AccessLogSettings', 'DefaultRouteSettings'],
  'AWS::ApiGatewayV2::Integration': ['PassthroughBehavior'],
  'AWS::ApiGatewayV2::Model': ['Schema.additionalProperties', 'Schema.properties.id.maxLength', 'Schema.type'],
  'AWS::Lambda::Function': ['Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER', 'Environment.Variables.SEC3_RUNTIME_POLICY', 'ReservedConcurrentExecutions', 'Environment'],
  'AWS::KMS::Key': ['EnableKeyRotation'],
  'AWS::SecretsManager::RotationSchedule': ['RotationRules'],
  'AWS::Lambda::EventSourceMapping': ['FunctionResponseTypes'],
  'AWS::WAFv2::WebACL': ['Rules'],
  'AWS::ECR::Repository': ['ImageScanningConfiguration', 'ImageTagMutability'],
};

/** Returns the holder of the value at a path of a resource, if it exists. */
function holderOf(properties: any, path: string): { readonly holder: any; readonly key: string } | undefined {
  const keys = path.split('.');
  const key = keys.pop()!;
  const holder = keys.reduce((inner, one) => inner?.[one], properties);
  return holder?.[key] === undefined ? undefined : { holder, key };
}

/** Returns mutations that drop each needed property of each resource of an app. */
export function dropped(name: string, app: App): Mutation[] {
  return Object.entries(app).flatMap(([stack, template]) => Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
    (NEEDED[Type] ?? []).filter((path) => holderOf(Properties, path) && !isHarmless(template, id, path)).map((path): Mutation => ({
      kind: 'property that is dropped',
      name: `${name} ${id} ${path}`,
      app: name,
      breaks: (_, { [stack]: broken }) => {
        const { holder, key } = holderOf(broken.Resources[id].Properties, path)!;
        delete holder[key];
      },
    })),
  ));
}

/**
 * Checks for properties that are not needed in their context: a type implied by another one, a setting that the resource has twice, functions of this
 * library.
 */
function isHarmless({ Resources: resources }: Template, id: string, path: string): boolean {
  const { Type: type, Properties: properties, Metadata: metadata } = resources[id];
  // A pattern also limits the length of a text.
  if (path.endsWith('.maxLength')) return properties.Schema.properties.id.pattern !== undefined;
  if (type === 'AWS::Lambda::Function') return properties.Environment?.Variables?.SEC3_RUNTIME_POLICY === undefined || metadata?.['cdk-sec3:own-code'] !== undefined;
  if (type === 'AWS::ApiGateway::Method') return properties.Integration?.Type === 'MOCK' || (path === 'RequestParameters' && Object.keys(properties.RequestParameters).length === 0);
  // A validator of parameters is only needed if some are declared, and rotating a key only if data stays encrypted for long.
  if (type === 'AWS::ApiGateway::RequestValidator') {
    const users = Object.values(resources).filter((one) => one.Properties?.RequestValidatorId?.Ref === id);
    return !users.some(({ Properties: user }) => (path === 'ValidateRequestBody' ? user.RequestModels !== undefined : Object.values(user.RequestParameters ?? {}).includes(true)));
  }
  if (type === 'AWS::KMS::Key') return !Object.values(resources).some((one) => one.Type === 'AWS::SecretsManager::Secret' && JSON.stringify(one.Properties.KmsKeyId ?? null).includes(id));
  return false;
}

const method = (template: any, verb: string) => the(template, 'AWS::ApiGateway::Method', ({ HttpMethod: one }) => one === verb);

const rest = mutations('validation of a REST API', 'rest', {
  'validator of another API': (template) => { add(template, 'Foreign', 'AWS::ApiGateway::RequestValidator', { RestApiId: 'other', ValidateRequestBody: true }); method(template, 'POST').RequestValidatorId = { Ref: 'Foreign' }; },
  'validator of parameters alone': (template) => { template.Resources.Validator.Properties.ValidateRequestBody = false; },
  'validator of bodies alone': (template) => { template.Resources.Validator.Properties.ValidateRequestParameters = false; },
  'the empty model': (template) => { method(template, 'POST').RequestModels = { $default: 'Empty' }; },
  'a model that takes anything': (template) => { template.Resources.Model.Properties.Schema = {}; },
  'a model for one content type': (template) => { method(template, 'POST').RequestModels = { 'application/json': { Ref: 'Model' } }; },
  'parameter of the path that is not declared': (template) => { method(template, 'GET').RequestParameters = {}; },
  'parameter that is optional': (template) => { method(template, 'GET').RequestParameters = { 'method.request.path.id': false }; },
  'GET proxy without a validator': (template) => { delete method(template, 'GET').RequestValidatorId; },
  'GET proxy without anything': (template) => { Object.assign(method(template, 'GET'), { RequestValidatorId: undefined, RequestParameters: undefined }); },
  'GET proxy of all': (template) => {
    add(template, 'All', 'AWS::ApiGateway::Resource', { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: '{proxy+}' });
    add(template, 'Proxy', 'AWS::ApiGateway::Method', { HttpMethod: 'GET', RestApiId: { Ref: 'Api' }, ResourceId: { Ref: 'All' }, AuthorizationType: 'AWS_IAM', Integration: { Type: 'AWS_PROXY', Uri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111111111111:function:a/invocations' } });
  },
  'GET at the root without a validator': (template) => {
    add(template, 'Proxy', 'AWS::ApiGateway::Method', { HttpMethod: 'GET', RestApiId: { Ref: 'Api' }, ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, AuthorizationType: 'AWS_IAM', Integration: { Type: 'AWS_PROXY', Uri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111111111111:function:a/invocations' } });
  },
  'templates for some content types': (template) => { method(template, 'POST').Integration.PassthroughBehavior = 'WHEN_NO_MATCH'; },
  'no templates': (template) => { Object.assign(method(template, 'POST').Integration, { RequestTemplates: undefined, PassthroughBehavior: 'WHEN_NO_TEMPLATES' }); },
  'everyone may call': (template) => { method(template, 'POST').AuthorizationType = 'NONE'; },
  'an API key alone': (template) => { Object.assign(method(template, 'POST'), { AuthorizationType: 'NONE', ApiKeyRequired: true }); },
  'any origin': (template) => { method(template, 'POST').Integration.IntegrationResponses = [{ StatusCode: '200', ResponseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" } }]; },
  'details in errors': (template) => add(template, 'Detail', 'AWS::ApiGateway::GatewayResponse', { RestApiId: { Ref: 'Api' }, ResponseType: 'BAD_REQUEST_BODY', ResponseTemplates: { 'application/json': '$context.error.validationErrorString' } }),
  'no firewall': (template) => { delete template.Resources.Association; },
  'binary bodies': (template) => { template.Resources.Api.Properties.BinaryMediaTypes = ['*/*']; },
  'private integration without TLS': (template) => add(template, 'Private', 'AWS::ApiGateway::Method', { HttpMethod: 'GET', RestApiId: { Ref: 'Api' }, ResourceId: { Ref: 'Orders' }, AuthorizationType: 'AWS_IAM', RequestValidatorId: { Ref: 'Validator' }, Integration: { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', ConnectionType: 'VPC_LINK', ConnectionId: 'a', Uri: 'http://internal.example.com' } }),
  'server without TLS': (template) => add(template, 'Server', 'AWS::ApiGateway::Method', { HttpMethod: 'GET', RestApiId: { Ref: 'Api' }, ResourceId: { Ref: 'Orders' }, AuthorizationType: 'AWS_IAM', RequestValidatorId: { Ref: 'Validator' }, Integration: { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri: 'http://shop.example.com' } }),
  'certificate that is not verified': (template) => { method(template, 'POST').Integration.TlsConfig = { InsecureSkipVerification: true }; },
});

const directRoute = (subtype: string, parameters: object) => (template: any) => {
  add(template, 'Direct', 'AWS::ApiGatewayV2::Integration', { ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', IntegrationSubtype: subtype, PayloadFormatVersion: '1.0', RequestParameters: parameters });
  add(template, 'DirectRoute', 'AWS::ApiGatewayV2::Route', { ApiId: { Ref: 'Api' }, RouteKey: 'POST /direct', AuthorizationType: 'AWS_IAM', Target: { 'Fn::Sub': 'integrations/${Direct}' } });
};

const http = mutations('HTTP API', 'http', {
  'everyone may call': (template) => { the(template, 'AWS::ApiGatewayV2::Route').AuthorizationType = 'NONE'; },
  'no authorizer': (template) => { delete the(template, 'AWS::ApiGatewayV2::Route').AuthorizerId; },
  'any origin': (template) => { the(template, 'AWS::ApiGatewayV2::Api').CorsConfiguration.AllowOrigins = ['*']; },
  'old TLS': (template) => { the(template, 'AWS::ApiGatewayV2::DomainName').DomainNameConfigurations[0].SecurityPolicy = 'TLS_1_0'; },
  'unvalidated function': (template) => { template.Resources.Fn.Properties.Handler = 'index.handler'; },
  'direct integration with a queue': directRoute('SQS-SendMessage', { QueueUrl: { Ref: 'Queue' }, MessageBody: '$request.body' }),
  'direct integration with a bus': directRoute('EventBridge-PutEvents', { Detail: '$request.body', DetailType: 'order', Source: 'shop' }),
  'direct integration with a machine': directRoute('StepFunctions-StartExecution', { StateMachineArn: 'arn:aws:states:eu-west-1:111111111111:stateMachine:a', Input: '$request.body' }),
  'direct integration with a stream': directRoute('Kinesis-PutRecord', { StreamName: 'orders', Data: '$request.body.data', PartitionKey: 'a' }),
  'private integration without TLS': (template) => add(template, 'Private', 'AWS::ApiGatewayV2::Integration', { ApiId: { Ref: 'Api' }, IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY', ConnectionType: 'VPC_LINK', ConnectionId: 'a', IntegrationUri: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/a/1/2' }),
  'server without TLS': (template) => add(template, 'Server', 'AWS::ApiGatewayV2::Integration', { ApiId: { Ref: 'Api' }, IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY', IntegrationUri: 'http://shop.example.com' }),
  'quick creation': (template) => add(template, 'Quick', 'AWS::ApiGatewayV2::Api', { Name: 'quick', ProtocolType: 'HTTP', Target: arnOf('Fn') }),
});

const socket = mutations('WebSocket API', 'socket', {
  'everyone may connect': (template) => { template.Resources.Connect.Properties.AuthorizationType = 'NONE'; },
  'no $connect': (template) => { delete template.Resources.Connect; },
  'no model': (template) => { delete template.Resources.Send.Properties.RequestModels; delete template.Resources.Send.Properties.ModelSelectionExpression; },
  'model without content': (template) => { template.Resources.Model.Properties.Schema = {}; },
  'model with a type alone': (template) => { template.Resources.Model.Properties.Schema = { type: 'object' }; },
  'model with any properties': (template) => { delete template.Resources.Model.Properties.Schema.additionalProperties; },
  'model with texts of any length': (template) => { delete template.Resources.Model.Properties.Schema.properties.id.maxLength; },
  'proxy without a model': (template) => {
    add(template, 'Proxy', 'AWS::ApiGatewayV2::Integration', { ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', IntegrationUri: arnOf('Fn') });
    template.Resources.Fn.Properties.Handler = 'index.handler';
    add(template, 'Default', 'AWS::ApiGatewayV2::Route', { ApiId: { Ref: 'Api' }, RouteKey: '$default', Target: { 'Fn::Sub': 'integrations/${Proxy}' } });
  },
  'service without a model': (template) => add(template, 'Default', 'AWS::ApiGatewayV2::Route', { ApiId: { Ref: 'Api' }, RouteKey: '$default', Target: { 'Fn::Sub': 'integrations/${Integration}' } }),
  'templates for some': (template) => { template.Resources.Integration.Properties.PassthroughBehavior = 'WHEN_NO_MATCH'; },
});

const graph = mutations('AppSync API', 'graph', {
  'API key': (template) => { the(template, 'AWS::AppSync::GraphQLApi').AuthenticationType = 'API_KEY'; },
  'API key besides': (template) => { the(template, 'AWS::AppSync::GraphQLApi').AdditionalAuthenticationProviders = [{ AuthenticationType: 'API_KEY' }]; },
  'events with an API key': (template) => add(template, 'Events', 'AWS::AppSync::Api', { Name: 'a', EventConfig: { ConnectionAuthModes: [{ AuthType: 'API_KEY' }] } }),
  'unvalidated function': (template) => { template.Resources.Fn.Properties.Handler = 'index.handler'; },
  'another function': (template) => { the(template, 'AWS::AppSync::DataSource').LambdaConfig.LambdaFunctionArn = 'arn:aws:lambda:eu-west-1:111111111111:function:a'; },
});

const sam = mutations('SAM API', 'sam', {
  'no authorizer': (template) => { delete template.Resources.Api.Properties.Auth; },
  'no model': (template) => { delete template.Resources.Fn.Properties.Events.Create.Properties.RequestModel; },
  'body that is not validated': (template) => { template.Resources.Fn.Properties.Events.Create.Properties.RequestModel.ValidateBody = false; },
  'any origin': (template) => { template.Resources.Api.Properties.Cors = "'*'"; },
  'function URL': (template) => { template.Resources.Fn.Properties.FunctionUrlConfig = { AuthType: 'NONE' }; },
  'no access log': (template) => { delete template.Resources.Api.Properties.AccessLogSetting; },
  'no guard': (template) => { delete template.Resources.Fn.Properties.Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER; },
});

export const APIS: readonly Mutation[] = [...rest, ...http, ...socket, ...graph, ...sam];
