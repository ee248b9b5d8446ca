import { repair, Repairs, repairs, template } from './repair';
import { EVENT_SCHEMAS_METADATA, UNVALIDATED_PARAMETERS_METADATA } from '../../../lib/inbound-events/template/validated-function';
import type { TestTemplate } from '../../gate/harness';
import { distribution, SAFE_CERTIFICATE, SAFE_ORIGIN } from '../../inbound-events/rules/distribution';
import { report, REPORTS, template as fuzzed } from '../../inbound-events/rules/fuzzed-function';
import { methodTemplate } from '../../inbound-events/rules/operations';

const FUNCTION = 'AWS::Lambda::Function';
const FN = { 'Fn::GetAtt': ['Fn', 'Arn'] };
const METHOD = 'Method.Properties';

const closed = { type: 'object', additionalProperties: false };
const strict = { ...closed, properties: { a: { type: 'string', maxLength: 9 } } };
const validated = { RequestModels: { $default: { Ref: 'Model' } }, RequestValidatorId: { Ref: 'Validator' } };
const VALIDATED = { [`${METHOD}.RequestModels`]: validated.RequestModels, [`${METHOD}.RequestValidatorId`]: validated.RequestValidatorId };

/** Returns a method with another model, validator or API than usual. */
function method(properties: object, resources: { readonly [logicalId: string]: object } = {}): TestTemplate {
  const wrong = methodTemplate(properties);
  for (const [id, changes] of Object.entries(resources)) Object.assign(wrong.Resources[id].Properties, changes);
  return wrong;
}

function otherValidator(): TestTemplate {
  const wrong = method({ ...validated, RequestValidatorId: { Ref: 'Foreign' } });
  wrong.Resources.Other = { Type: 'AWS::ApiGateway::RestApi', Properties: {} };
  wrong.Resources.Foreign = { Type: 'AWS::ApiGateway::RequestValidator', Properties: { RestApiId: { Ref: 'Other' }, ValidateRequestBody: true } };
  return wrong;
}

const withModel = (schema: object) => method(validated, { Model: { Schema: schema } });
const ofProperty = (property: object) => withModel({ ...closed, properties: { a: property } });
const withParameters = (properties: object, validator: object = {}) => method({ ResourceId: { Ref: 'Order' }, ...properties }, { Validator: validator });
/** Returns a method of a SecureRestApi whose function does not validate a parameter. */
function unvalidated(parameter: string): TestTemplate {
  const wrong = method(validated);
  wrong.Resources.Method.Metadata = { [UNVALIDATED_PARAMETERS_METADATA]: [parameter] };
  return wrong;
}

const DECLARED = { 'method.request.path.id': true };
const PARAMETERS = {
  [`${METHOD}.RequestParameters`]: DECLARED,
  [`${METHOD}.RequestValidatorId`]: validated.RequestValidatorId,
  'Validator.Properties.ValidateRequestParameters': true,
};

const TEMPLATES = { 'application/json': '{"id": "$input.params(\'id\')"}' };
const SCHEMA_LAYER = { Handler: '/opt/sec3-event-validator/handler.handler', Layers: ['arn:aws:lambda:eu-west-1:111122223333:layer:event-validator:1'] };
const BEHIND_VALIDATOR = { 'Fn.Properties.Handler': SCHEMA_LAYER.Handler, 'Fn.Properties.Layers': SCHEMA_LAYER.Layers };
const LAYER = 'the layer of the event validator';

const accepted = (schema: object, source = 'direct') => [{ source, schema: JSON.stringify(schema) }];
const CALLERS: { readonly [rule: string]: { readonly [logicalId: string]: [type: string, properties: object] } } = {
  HttpApiRouteValidated: {
    Route: ['AWS::ApiGatewayV2::Route', { ApiId: 'a', RouteKey: 'POST /', Target: { 'Fn::Sub': 'integrations/${Integration}' } }],
    Integration: ['AWS::ApiGatewayV2::Integration', { IntegrationUri: FN }],
  },
  FunctionUrlValidated: { Url: ['AWS::Lambda::Url', { TargetFunctionArn: FN, AuthType: 'NONE' }] },
  EventSourceValidated: { Mapping: ['AWS::Lambda::EventSourceMapping', { FunctionName: { Ref: 'Fn' }, EventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:q' }] },
  ServiceEventValidated: { Pool: ['AWS::Cognito::UserPool', { LambdaConfig: { PreSignUp: FN } }] },
};
function accepting(schema: object, resources: (typeof CALLERS)[string], source?: string): TestTemplate {
  const wrong = template({ Fn: [FUNCTION, SCHEMA_LAYER], ...resources });
  wrong.Resources.Fn.Metadata = { [EVENT_SCHEMAS_METADATA]: accepted(schema, source) };
  return wrong;
}

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:q';
const mapped = (fn: object, properties: object = {}) =>
  template({ Fn: [FUNCTION, fn], Mapping: ['AWS::Lambda::EventSourceMapping', { FunctionName: { Ref: 'Fn' }, EventSourceArn: QUEUE, ...properties }] });
const REPORTED = { 'Mapping.Properties.FunctionResponseTypes': ['ReportBatchItemFailures'] };

const TLS = { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
const quarantine = (queue: object, statements: object[]) => template({
  Fn: [FUNCTION, { Environment: { Variables: { SEC3_EVENT_QUARANTINE: { Ref: 'Queue' } } } }],
  Queue: ['AWS::SQS::Queue', queue],
  Policy: ['AWS::SQS::QueuePolicy', { Queues: [{ Ref: 'Queue' }], PolicyDocument: { Statement: statements } }],
});

const fuzzing = (rule: string, kind: string, caller: object) => repairs(
  rule, { 'Fn.Metadata': { 'cdk-sec3:fuzz': report(kind) } }, Object.fromEntries(Object.entries(REPORTS).map(([id, made]) => [id, fuzzed(made(kind), caller)])),
);

const API = 'AWS::ApiGatewayV2::Api';
const httpRoute = (properties: object) => template({ Api: [API, { ProtocolType: 'HTTP' }], Route: ['AWS::ApiGatewayV2::Route', { ApiId: { Ref: 'Api' }, RouteKey: 'GET /', ...properties }] });
const webSocket = (route: object) => template({
  Api: [API, { ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' }],
  Route: ['AWS::ApiGatewayV2::Route', { ApiId: { Ref: 'Api' }, RouteKey: '$connect', ...route }],
});
const graphQl = (type: string, ...others: string[]) => template({
  Api: ['AWS::AppSync::GraphQLApi', { Name: 'x', AuthenticationType: type, AdditionalAuthenticationProviders: others.map((AuthenticationType) => ({ AuthenticationType })) }],
});

const url = (properties: object, permission: object = {}) => template({
  Fn: [FUNCTION],
  Url: ['AWS::Lambda::Url', { TargetFunctionArn: FN, AuthType: 'AWS_IAM', ...properties }],
  Permission: ['AWS::Lambda::Permission', { FunctionName: { Ref: 'Fn' }, Action: 'lambda:InvokeFunctionUrl', Principal: '111122223333', FunctionUrlAuthType: 'AWS_IAM', ...permission }],
});
const permission = (properties: object) => template({ Permission: ['AWS::Lambda::Permission', { FunctionName: 'f', Action: 'lambda:InvokeFunction', ...properties }] });

const LOG = { DestinationArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:g', Format: '$context.requestId' };
const STAGE = 'AWS::ApiGateway::Stage';
const stage = (properties: object) => template({ Api: ['AWS::ApiGateway::RestApi'], Stage: [STAGE, { RestApiId: { Ref: 'Api' }, StageName: 'prod', ...properties }] });
const STAGE_ARN = { 'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Stage}' };
const ACL = { Scope: 'REGIONAL', DefaultAction: { Allow: {} }, Rules: [{ Name: 'r', Priority: 0, Action: { Block: {} } }] };
const RATE = { Name: 'r', Priority: 0, Action: { Block: {} }, Statement: { RateBasedStatement: { Limit: 100, AggregateKeyType: 'IP' } } };
const MANAGED = { Name: 'm', Priority: 1, OverrideAction: { None: {} }, Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } } };
const association = (ResourceArn: unknown) => ({ Type: 'AWS::WAFv2::WebACLAssociation', Properties: { ResourceArn, WebACLArn: { 'Fn::GetAtt': ['Acl', 'Arn'] } } });
const behindAcl = (acl: object) => {
  const wrong = stage({});
  return { ...wrong, Resources: { ...wrong.Resources, Acl: { Type: 'AWS::WAFv2::WebACL', Properties: acl }, Association: association(STAGE_ARN) } };
};
const ALL = { ResourcePath: '/*', HttpMethod: '*' };
const LIMITED = { ...ALL, ThrottlingRateLimit: 10, ThrottlingBurstLimit: 5 };
const account = (properties: object) => template({ Account: ['AWS::ApiGateway::Account', properties], Role: ['AWS::IAM::Role'] });

const response = (text: string) => template({ Response: ['AWS::ApiGateway::GatewayResponse', { RestApiId: 'x', ResponseType: 'DEFAULT_4XX', ResponseTemplates: { 'application/json': text } }] });
const RESPONSE = { 'Response.Properties.ResponseTemplates': { 'application/json': '{"message":"$context.error.message","id":"$context.requestId"}' } };

const ESCAPED = '{"Key":{"id":{"S":"$util.escapeJavaScript($input.params(\'id\')).replaceAll("\\\\\'","\'")"}}}';
const calling = (text: string) => method({ Integration: { Type: 'AWS', Uri: 'arn:aws:apigateway:eu-west-1:dynamodb:action/GetItem', RequestTemplates: { 'application/json': text } } });
const machine = (Parameters: object) => template({ It: ['AWS::StepFunctions::StateMachine', { Definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn', Parameters, End: true } } } }] });
const transforming = (target: object) => template({ It: ['AWS::Events::Rule', { EventPattern: { source: ['shop'] }, Targets: [{ Id: 'a', Arn: 'arn', ...target }] }] });
const policed = (statement: object) => template({ It: ['AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', ...statement }] } }] });
const trusting = (Principal: object) => template({ It: ['AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }] } }] });
const ROLE = { AWS: 'arn:aws:iam::111122223333:role/sender' };
const FORWARD = { Type: 'forward', TargetGroupArn: { Ref: 'Group' } };
const balanced = (DefaultActions: readonly object[], properties: object = {}, LoadBalancerAttributes?: readonly object[]) => template({
  Balancer: ['AWS::ElasticLoadBalancingV2::LoadBalancer', { LoadBalancerAttributes }],
  Group: ['AWS::ElasticLoadBalancingV2::TargetGroup', { TargetType: 'lambda' }],
  Listener: ['AWS::ElasticLoadBalancingV2::Listener', { LoadBalancerArn: { Ref: 'Balancer' }, DefaultActions, ...properties }],
});

const SAFE_CLUSTER = { ClientAuthentication: { Sasl: { Iam: { Enabled: true } } }, EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS' } } };

const responding = (properties: object) => method({ Integration: { Type: 'MOCK', IntegrationResponses: [{ StatusCode: '302', ...properties }] } });
const redirecting = (to: string) => responding({ ResponseTemplates: { 'application/json': `#set($context.responseOverride.header.Location = "${to}")` } });
const answering = (to: string) => responding({ ResponseParameters: { 'method.response.header.Location': to } });

const client = (properties: object) => template({ Client: ['AWS::Cognito::UserPoolClient', { AllowedOAuthFlowsUserPoolClient: true, ...properties }] });

export const INBOUND_EVENTS: Repairs = {
  ...repairs('MethodBodyValidated', VALIDATED, { 'no-validator': method({ ...validated, RequestValidatorId: undefined }), 'validator-of-other-api': otherValidator(), 'no-model': method({ ...validated, RequestModels: undefined }) }),
  'MethodBodyValidated validator-skips-body': repair(method(validated, { Validator: { ValidateRequestBody: false } }), { 'Validator.Properties.ValidateRequestBody': true }),
  'MethodBodyValidated accepts-anything': repair(withModel({}), { 'Model.Properties.Schema': strict }),
  ...repairs('MethodContentTypeClosed', { [`${METHOD}.RequestModels`]: validated.RequestModels, 'Api.Properties.BinaryMediaTypes': [] }, {
    'no-default-model': method({ ...validated, RequestModels: { 'application/json': { Ref: 'Model' } } }),
    'binary-body': method(validated, { Api: { BinaryMediaTypes: ['*/*'] } }),
  }),
  ...repairs('MethodParametersValidated', PARAMETERS, {
    'path-parameter-undeclared': withParameters({ RequestValidatorId: validated.RequestValidatorId }),
    'no-validator': withParameters({ RequestParameters: DECLARED }),
    'validator-skips-parameters': withParameters({ RequestParameters: DECLARED, RequestValidatorId: validated.RequestValidatorId }, { ValidateRequestParameters: false }),
  }),
  ...repairs('ModelStrict', { 'Model.Properties.Schema': { ...strict, properties: { a: { type: 'array', maxItems: 2, items: { type: 'integer', minimum: 0, maximum: 9 } }, b: { type: 'string', maxLength: 9 } } } }, {
    'any-type': ofProperty({}),
    'unknown-properties': withModel({ type: 'object', properties: { a: { type: 'string', maxLength: 9 } } }),
    'unbounded-properties': ofProperty({ type: 'object', additionalProperties: { type: 'boolean' } }),
    'unbounded-string': ofProperty({ type: 'string' }),
    'unbounded-number': ofProperty({ type: 'integer' }),
    'unbounded-array': ofProperty({ type: 'array', items: { type: 'boolean' } }),
    'any-items': ofProperty({ type: 'array', maxItems: 2 }),
  }),
  ...repairs('ModelSupportedByApiGateway', { 'Model.Properties.Schema': { ...closed, definitions: { A: { enum: ['x'] }, B: { type: 'integer', minimum: 1 } }, properties: { a: { $ref: '#/definitions/A' } } } }, {
    'other-draft': withModel({ $schema: 'http://json-schema.org/draft-07/schema#', ...closed }),
    'rejected-keyword': withModel({ ...closed, properties: { a: { const: 'x' } } }),
    'ignored-keyword': withModel({ ...closed, properties: { a: { type: 'integer', exclusiveMinimum: 0 } } }),
    'remote-reference': withModel({ $ref: 'https://example.com/schema.json' }),
    'unresolved-reference': withModel({ $ref: '#/definitions/Missing' }),
  }),
  ...repairs('NonProxyIntegrationMapped', { [`${METHOD}.Integration.RequestTemplates`]: TEMPLATES, [`${METHOD}.Integration.PassthroughBehavior`]: 'NEVER' }, {
    'no-template': method({ Integration: { Type: 'AWS' } }),
    'passes-unmapped': method({ Integration: { Type: 'AWS', RequestTemplates: TEMPLATES } }),
  }),
  'HttpApiRouteValidated not-validated': repair(
    template({
      Fn: [FUNCTION, { Handler: 'index.handler' }],
      Route: ['AWS::ApiGatewayV2::Route', { ApiId: 'a', RouteKey: 'POST /', Target: { 'Fn::Sub': 'integrations/${Integration}' } }],
      Integration: ['AWS::ApiGatewayV2::Integration', { IntegrationUri: FN }],
    }),
    BEHIND_VALIDATOR, LAYER,
  ),
  'FunctionUrlValidated not-validated': repair(url({}), BEHIND_VALIDATOR, LAYER),
  'EventSourceValidated not-validated': repair(mapped({ Handler: 'index.handler' }), BEHIND_VALIDATOR, LAYER),
  'EventSourceValidated filtered-only': repair(mapped({ Handler: 'index.handler' }, { FilterCriteria: { Filters: [{ Pattern: '{"body":{"id":[{"exists":true}]}}' }] } }), BEHIND_VALIDATOR, LAYER),
  'ServiceEventValidated not-validated': repair(
    template({ Fn: [FUNCTION, { Handler: 'index.handler' }], Pool: ['AWS::Cognito::UserPool', { LambdaConfig: { PreSignUp: FN } }] }), BEHIND_VALIDATOR, LAYER,
  ),
  ...Object.assign({}, ...Object.entries(CALLERS).map(([rule, resources]) =>
    repairs(rule, { [`Fn.Metadata.${EVENT_SCHEMAS_METADATA}`]: accepted(strict) }, {
      'accepts-anything': accepting({}, resources),
      'no-schema-for-source': accepting(strict, resources, 'kinesis'),
    }, 'strict schemas'))),
  'EventSourcePartialBatch whole-batch': repair(mapped({ Handler: 'index.handler' }), REPORTED),
  'EventSourcePartialBatch not-listened-to': repair(mapped(SCHEMA_LAYER, { BatchSize: 1 }), REPORTED),
  ...repairs('QuarantineEncrypted', { 'Queue.Properties.SqsManagedSseEnabled': undefined, 'Policy.Properties.PolicyDocument.Statement': [TLS] }, {
    'not-encrypted': quarantine({ SqsManagedSseEnabled: false }, [TLS]),
    'tls-not-enforced': quarantine({}, [{ ...TLS, Effect: 'Allow' }]),
  }),
  ...fuzzing('EndpointFuzzed', 'url', { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: FN, AuthType: 'NONE' } }),
  ...fuzzing('EventSourceFuzzed', 'sqs', { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: QUEUE } }),
  ...repairs('MethodAuthorized', { [`${METHOD}.AuthorizationType`]: 'AWS_IAM' }, {
    'not-authorized': method({ AuthorizationType: 'NONE' }),
    'api-key-only': method({ AuthorizationType: 'NONE', ApiKeyRequired: true }),
    'no-authorizer': method({ AuthorizationType: 'CUSTOM' }),
  }),
  ...repairs('HttpApiRouteAuthorized', { 'Route.Properties.AuthorizationType': 'AWS_IAM' }, { 'not-authorized': httpRoute({}), 'no-authorizer': httpRoute({ AuthorizationType: 'JWT' }) }),
  ...repairs('WebSocketRouteAuthorized', { 'Route.Properties.AuthorizationType': 'AWS_IAM' }, { 'not-authorized': webSocket({}), 'no-authorizer': webSocket({ AuthorizationType: 'CUSTOM' }) }),
  'WebSocketRouteAuthorized no-connect-route': repair(webSocket({ RouteKey: '$default' }), {
    Connect: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Api' }, RouteKey: '$connect', AuthorizationType: 'AWS_IAM' } },
  }),
  ...repairs('AppSyncAuthorized', { 'Api.Properties.AuthenticationType': 'AWS_IAM', 'Api.Properties.AdditionalAuthenticationProviders': [{ AuthenticationType: 'OPENID_CONNECT' }] }, {
    'api-key-only': graphQl('API_KEY'),
    'api-key-by-default': graphQl('API_KEY', 'AWS_IAM'),
    'api-key-besides': graphQl('AWS_IAM', 'API_KEY'),
  }),
  'FunctionUrlAuthorized public-url': repair(url({ AuthType: 'NONE' }), { 'Url.Properties.AuthType': 'AWS_IAM' }),
  'FunctionUrlAuthorized public-permission': repair(url({}, { Principal: '*' }), { 'Permission.Properties.PrincipalOrgID': 'o-example' }),
  ...repairs('CorsOriginsExplicit', { 'Url.Properties.Cors.AllowOrigins': ['https://shop.example.com'] }, {
    'plain-http-origin': url({ Cors: { AllowOrigins: ['http://shop.example.com'] } }),
    'any-origin': url({ Cors: { AllowOrigins: ['*'] } }),
    'credentials-to-any-origin': url({ Cors: { AllowOrigins: ['https://*'], AllowCredentials: true } }),
  }),
  'InvokePermissionScoped open-to-everyone': repair(permission({ Principal: '*' }), { 'Permission.Properties.PrincipalOrgID': 'o-example' }),
  'InvokePermissionScoped no-source': repair(permission({ Principal: 'events.amazonaws.com' }), { 'Permission.Properties.SourceArn': 'arn:aws:events:eu-west-1:111122223333:rule/r' }),
  'InvokePermissionScoped source-of-any-account': repair(permission({ Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::uploads' }), { 'Permission.Properties.SourceAccount': '111122223333' }),
  'ResourcePolicyNotPublic public': repair(
    template({ Policy: ['AWS::SQS::QueuePolicy', { Queues: ['q'], PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] } }] }),
    { 'Policy.Properties.PolicyDocument.Statement.0.Condition': { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } } },
  ),
  'ApiWafAssociated no-web-acl': repair(stage({}), { Acl: { Type: 'AWS::WAFv2::WebACL', Properties: ACL }, Association: association(STAGE_ARN) }),
  'ApiWafAssociated no-attack-rules': repair(behindAcl({ ...ACL, Rules: [RATE] }), { 'Acl.Properties.Rules': [RATE, MANAGED] }),
  'ApiWafAssociated blocks-nothing': repair(behindAcl({ ...ACL, Rules: [] }), { 'Acl.Properties.Rules': ACL.Rules }),
  ...repairs('ApiThrottled', { 'Stage.Properties.MethodSettings': [LIMITED] }, {
    'not-throttled': stage({}),
    'limit-lifted': stage({ MethodSettings: [LIMITED, { ResourcePath: '/a', HttpMethod: 'GET', ThrottlingRateLimit: -1 }] }),
  }),
  ...repairs('ApiAccessLogged', { 'Stage.Properties.AccessLogSetting': LOG }, { 'not-logged': stage({}), 'no-format': stage({ AccessLogSetting: { DestinationArn: LOG.DestinationArn } }) }),
  'ApiAccessLogged no-account-role': repair(account({}), { 'Account.Properties.CloudWatchRoleArn': 'arn:aws:iam::111122223333:role/logs' }),
  'ApiAccessLogged account-role-removed': repair(account({ CloudWatchRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } }), { 'Account.DeletionPolicy': 'Retain', 'Role.DeletionPolicy': 'Retain' }),
  'PayloadsNotLogged data-trace': repair(stage({ MethodSettings: [{ ...LIMITED, DataTraceEnabled: true }] }), { 'Stage.Properties.MethodSettings.0.DataTraceEnabled': false }),
  'PayloadsNotLogged api-keys': repair(stage({ AccessLogSetting: { DestinationArn: 'a', Format: '$context.requestId $context.identity.apiKey' } }), {
    'Stage.Properties.AccessLogSetting.Format': '$context.requestId $context.identity.apiKeyId',
  }),
  'PayloadsNotLogged tokens': repair(stage({ AccessLogSetting: { DestinationArn: 'a', Format: '$context.requestId $context.authorizer.token' } }), {
    'Stage.Properties.AccessLogSetting.Format': '$context.requestId',
  }),
  'PayloadsNotLogged fields': repair(template({ Api: ['AWS::AppSync::GraphQLApi', { LogConfig: { FieldLogLevel: 'ALL' } }] }), { 'Api.Properties.LogConfig.ExcludeVerboseContent': true }),
  'PayloadsNotLogged events': repair(template({ Bus: ['AWS::Events::EventBus', { LogConfig: { Level: 'INFO', IncludeDetail: 'FULL' } }] }), { 'Bus.Properties.LogConfig.IncludeDetail': undefined }),
  'PayloadsNotLogged cookies': repair(template({ It: ['AWS::CloudFront::Distribution', { DistributionConfig: { Logging: { IncludeCookies: true } } }] }), {
    'It.Properties.DistributionConfig.Logging.IncludeCookies': false,
  }),
  'AppClientFlowSafe implicit-flow': repair(client({ AllowedOAuthFlows: ['code', 'implicit'] }), { 'Client.Properties.AllowedOAuthFlows': ['code'] }),
  'AppClientFlowSafe own-rights': repair(client({ WriteAttributes: ['custom:role'] }), { 'Client.Properties.WriteAttributes': ['email'] }),
  'AppClientFlowSafe plain-http': repair(client({ CallbackURLs: ['http://shop.example.com'] }), { 'Client.Properties.CallbackURLs': ['https://shop.example.com'] }),
  'ApiTlsPolicy old-tls-allowed': repair(template({ Api: ['AWS::ApiGateway::RestApi', { SecurityPolicy: 'TLS_1_0' }] }), { 'Api.Properties.SecurityPolicy': 'SecurityPolicy_TLS13_1_2_PQ_2025_09' }),
  'ApiTlsPolicy old-tls-by-default': repair(template({ Api: ['AWS::ApiGateway::RestApi'] }), {
    'Api.Properties.SecurityPolicy': 'SecurityPolicy_TLS13_1_2_PQ_2025_09',
    'Api.Properties.EndpointAccessMode': 'STRICT',
  }),
  'GatewayResponseHidesDetail reveals-detail': repair(response('{"message":"$context.authorizer.error"}'), RESPONSE),
  'GatewayResponseHidesDetail echoes-request': repair(response('{"path":"$context.path"}'), RESPONSE),
  'MethodParametersValidated nothing-checked': repair(
    { ...method({ HttpMethod: 'GET', Integration: { Type: 'AWS_PROXY', Uri: FN } }), ...{ Resources: { ...method({ HttpMethod: 'GET', Integration: { Type: 'AWS_PROXY', Uri: FN } }).Resources, Fn: { Type: FUNCTION } } } },
    { [`${METHOD}.RequestValidatorId`]: { Ref: 'Validator' } },
  ),
  'MethodParametersValidated values-unchecked': repair(unvalidated('querystring.page'), { 'Method.Metadata': undefined }, 'validateInFunction'),
  'HttpApiRouteValidated passed-unchecked': repair(template({
    Direct: ['AWS::ApiGatewayV2::Integration', { IntegrationType: 'AWS' }],
    Route: ['AWS::ApiGatewayV2::Route', { RouteKey: 'send', Target: { 'Fn::Sub': 'integrations/${Direct}' } }],
  }), { 'Route.Properties.ModelSelectionExpression': 'a', 'Route.Properties.RequestModels': { a: 'A' } }),
  'NoMappingTemplateInjection in-page': repair(
    method({ Integration: { Type: 'MOCK', IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'text/html': "<p>$input.params('name')</p>" } }] } }),
    { 'Method.Properties.Integration.IntegrationResponses.0.ResponseTemplates': { 'text/html': "<p>$util.urlEncode($input.params('name'))</p>" } },
    '$util.urlEncode',
  ),
  'NoMappingTemplateInjection in-header': repair(redirecting('$input.params(\'next\')'), {
    'Method.Properties.Integration.IntegrationResponses': redirecting('https://shop.example.com/$util.urlEncode($input.params(\'next\'))').Resources.Method.Properties.Integration.IntegrationResponses,
  }, '$util.urlEncode'),
  'NoParameterMappingInjection in-header': repair(answering('method.request.querystring.next'), {
    'Method.Properties.Integration.IntegrationResponses': answering("'https://shop.example.com/'").Resources.Method.Properties.Integration.IntegrationResponses,
  }, 'ResponseParameters'),
  ...repairs('NoMappingTemplateInjection', { 'Method.Properties.Integration.RequestTemplates': { 'application/json': ESCAPED } }, {
    'writes-structure': calling('{"Key":{"id":{"S":"$input.params(\'id\')"}}}'),
    'whole-request': calling('$input.body'),
    'names-target': calling('{"TableName":"$util.escapeJavaScript($input.params(\'id\'))"}'),
    'in-statement': calling('{"Statement":"SELECT $util.escapeJavaScript($input.params(\'id\'))"}'),
  }),
  'NoMappingTemplateInjection names-caller': repair(calling('{"Item":{"owner":{"S":"$util.urlEncode($input.params(\'x-user\'))"}}}'), {
    'Method.Properties.Integration.RequestTemplates': { 'application/json': '{"Item":{"owner":{"S":"$context.authorizer.principalId"}}}' },
  }, '$context'),
  ...repairs('NoParameterMappingInjection', { 'It.Properties.RequestParameters': { QueueUrl: 'https://sqs.example.com/a', MessageBody: '$request.body' } }, {
    'names-target': template({ It: ['AWS::ApiGatewayV2::Integration', { IntegrationSubtype: 'SQS-SendMessage', RequestParameters: { QueueUrl: '$request.body.queue' } }] }),
    'inside-text': template({ It: ['AWS::ApiGatewayV2::Integration', { IntegrationSubtype: 'SQS-SendMessage', RequestParameters: { MessageBody: '{"a":"$request.body.a"}' } }] }),
  }),
  ...repairs('NoResolverInjection', { 'It.Properties.RequestMappingTemplate': '{"payload":$util.toJson($ctx.args.x)}' }, {
    'unescaped': template({ It: ['AWS::AppSync::Resolver', { RequestMappingTemplate: '{"payload":"$ctx.args.x"}' }] }),
    'in-statement': template({ It: ['AWS::AppSync::Resolver', { RequestMappingTemplate: '{"statements":["SELECT $ctx.args.x"]}' }] }),
    'names-target': template({ It: ['AWS::AppSync::Resolver', { RequestMappingTemplate: '{"operation":"PutEvents","events":[{"source":$util.toJson($ctx.args.source)}]}' }] }),
    'names-caller': template({ It: ['AWS::AppSync::Resolver', { RequestMappingTemplate: '{"payload":{"owner":$util.toJson($ctx.request.headers.get("x-user"))}}' }] }),
  }),
  ...repairs('NoStateMachineInjection', { 'It.Properties.Definition.States.A.Parameters': { 'QueryString': 'SELECT ?', 'ExecutionParameters.$': 'States.Array($.id)' } }, {
    'names-target': machine({ 'FunctionName.$': '$.fn' }),
    'in-statement': machine({ 'QueryString.$': '$.query' }),
  }),
  ...repairs('NoEventTransformerInjection', { 'It.Properties.Targets': [{ Id: 'a', Arn: 'arn', InputTransformer: { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '{"id": <id>}' } }] }, {
    'inside-text': transforming({ InputTransformer: { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '{"id": "<id>"}' } }),
    'names-target': transforming({ HttpParameters: { PathParameterValues: ['$.detail.path'] } }),
  }, '{"id": <id>}'),
  'NoEventTransformerInjection in-statement': repair(template({ It: ['AWS::Pipes::Pipe', { TargetParameters: { RedshiftDataParameters: { Sqls: ['$.body.sql'] } } }] }), {
    'It.Properties.TargetParameters.RedshiftDataParameters.Sqls': ['call take_orders()'],
  }),
  'NoEventTransformerInjection names-caller': repair(template({ It: ['AWS::IoT::TopicRule', { TopicRulePayload: { Actions: [{ DynamoDB: { TableName: 'devices', HashKeyValue: '${deviceId}' } }] } }] }), {
    'It.Properties.TopicRulePayload.Actions.0.DynamoDB.HashKeyValue': '${clientid()}',
  }, 'clientid()'),
  'OtherAccountConditioned other-account': repair(policed({ Principal: { AWS: '999999999999' } }), { 'It.Properties.PolicyDocument.Statement.0.Condition': { StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } } }),
  'SendingServiceScoped any-customer': repair(policed({ Principal: { Service: 's3.amazonaws.com' } }), { 'It.Properties.PolicyDocument.Statement.0.Condition': { StringEquals: { 'aws:SourceAccount': '111122223333' } } }),
  'OtherAccountConditioned whole-account': repair(trusting({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } }), {
    'It.Properties.AssumeRolePolicyDocument.Statement.0.Principal': { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/deploy' } },
  }, 'roles in Principal'),
  'ResourcePolicyActionsNamed every-action': repair(policed({ Principal: ROLE, Action: 'sqs:*' }), { 'It.Properties.PolicyDocument.Statement.0.Action': 'sqs:SendMessage' }),
  'ResourcePolicyActionsNamed all-but': repair(policed({ Principal: ROLE, Action: undefined, NotAction: 'sqs:PurgeQueue' }), {
    'It.Properties.PolicyDocument.Statement.0.NotAction': undefined, 'It.Properties.PolicyDocument.Statement.0.Action': 'sqs:SendMessage',
  }),
  'ResourcePolicyActionsNamed more-than-invoke': repair(permission({ Principal: '111122223333', Action: 'lambda:UpdateFunctionCode' }), { 'Permission.Properties.Action': 'lambda:InvokeFunction' }),
  'ResourcePolicyNotPublic public-acl': repair(template({ Bucket: ['AWS::S3::Bucket', { AccessControl: 'PublicReadWrite' }] }), { 'Bucket.Properties.AccessControl': 'Private' }),
  'DenyExceptionNamed spares-everyone': repair(policed({ Effect: 'Deny', Principal: '*', Condition: { ArnNotLike: { 'aws:PrincipalArn': '*' } } }), {
    'It.Properties.PolicyDocument.Statement.0.Condition': { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/reader' } },
  }),
  'RoleTrustScoped any-identity': repair(template({ It: ['AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'cognito-identity.amazonaws.com' } }] } }] }), {
    'It.Properties.AssumeRolePolicyDocument.Statement.0.Condition': { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:abc' } },
  }),
  'RoleTrustScoped any-project': repair(template({ It: ['AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'gitlab.com' }, Condition: { StringLike: { 'gitlab.com:sub': 'project_path:shop/*' } } }] } }] }), {
    'It.Properties.AssumeRolePolicyDocument.Statement.0.Condition': { StringEquals: { 'gitlab.com:sub': 'project_path:shop/orders:ref_type:branch:ref:main' } },
  }),
  'IdentityPoolWithoutGuests guests': repair(template({ It: ['AWS::Cognito::IdentityPool', { AllowUnauthenticatedIdentities: true }] }), { 'It.Properties.AllowUnauthenticatedIdentities': false }),
  'IdentityPoolWithoutGuests classic-flow': repair(template({ It: ['AWS::Cognito::IdentityPool', { AllowClassicFlow: true }] }), { 'It.Properties.AllowClassicFlow': false }),
  'IdentityPoolWithoutGuests token-not-checked': repair(template({ It: ['AWS::Cognito::IdentityPool', { CognitoIdentityProviders: [{ ServerSideTokenCheck: false }] }] }), {
    'It.Properties.CognitoIdentityProviders.0.ServerSideTokenCheck': true,
  }),
  'IdentityPoolWithoutGuests role-by-own-claim': repair(
    template({
      It: ['AWS::Cognito::IdentityPoolRoleAttachment', {
        RoleMappings: { users: { IdentityProvider: 'cognito-idp.eu-west-1.amazonaws.com/p:c', RulesConfiguration: { Rules: [{ Claim: 'email', MatchType: 'Contains', Value: 'x' }] } } },
      }],
    }),
    { 'It.Properties.RoleMappings.users.RulesConfiguration.Rules': [{ Claim: 'cognito:groups', MatchType: 'Equals', Value: 'x' }] },
  ),
  ...repairs('BrokerAuthenticated', { 'It.Properties': SAFE_CLUSTER }, {
    'not-authenticated': template({ It: ['AWS::MSK::Cluster', {}] }),
    'plaintext': template({ It: ['AWS::MSK::Cluster', { ...SAFE_CLUSTER, EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS_PLAINTEXT' } } }] }),
  }, 'ClientAuthentication'),
  'BrokerAuthenticated public': repair(template({ It: ['AWS::AmazonMQ::Broker', { PubliclyAccessible: true }] }), { 'It.Properties.PubliclyAccessible': false }),
  'AgentGatewayAuthorized not-authorized': repair(template({ It: ['AWS::BedrockAgentCore::Gateway', { AuthorizerType: 'NONE' }] }), { 'It.Properties.AuthorizerType': 'AWS_IAM' }),
  'DeviceRegistrationVerified no-hook': repair(template({ It: ['AWS::IoT::ProvisioningTemplate', { Enabled: true }] }), { 'It.Properties.PreProvisioningHook': { TargetArn: 'arn' } }, 'PreProvisioningHook.TargetArn'),
  'TokenAudienceNamed no-audience': repair(template({ It: ['AWS::ApiGatewayV2::Authorizer', { AuthorizerType: 'JWT', JwtConfiguration: { Issuer: 'i' } }] }), {
    'It.Properties.JwtConfiguration.Audience': ['client'],
  }),
  'AuthorizerCacheKeyed cached-for-others': repair(template({ It: ['AWS::ApiGateway::Authorizer', { Type: 'REQUEST', IdentitySource: 'context.path' }] }), {
    'It.Properties.IdentitySource': 'method.request.header.Authorization, context.path',
  }),
  'MethodCacheKeyed cached-for-others': repair(
    template({
      Api: ['AWS::ApiGateway::RestApi'],
      Stage: ['AWS::ApiGateway::Stage', { RestApiId: { Ref: 'Api' }, CacheClusterEnabled: true, MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: true }] }],
      Method: ['AWS::ApiGateway::Method', { RestApiId: { Ref: 'Api' }, ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, HttpMethod: 'GET', AuthorizationType: 'AWS_IAM', Integration: { Type: 'AWS_PROXY' } }],
    }),
    { 'Method.Properties.Integration.CacheKeyParameters': ['method.request.header.Authorization'] },
  ),
  'DistributionEncrypted plain-http': repair(distribution({ DefaultCacheBehavior: { TargetOriginId: 'fn', ViewerProtocolPolicy: 'allow-all' } }), {
    'It.Properties.DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy': 'redirect-to-https',
  }),
  'DistributionEncrypted old-tls': repair(distribution({ ViewerCertificate: undefined }), { 'It.Properties.DistributionConfig.ViewerCertificate': SAFE_CERTIFICATE }, 'MinimumProtocolVersion: TLSv1.2_2021'),
  ...repairs('DistributionEncrypted', { 'It.Properties.DistributionConfig.Origins.0.CustomOriginConfig': SAFE_ORIGIN }, {
    'origin-plain-http': distribution({}, { ...SAFE_ORIGIN, OriginProtocolPolicy: 'http-only' }),
    'origin-old-tls': distribution({}, { OriginProtocolPolicy: 'https-only' }),
  }, 'OriginSSLProtocols: [TLSv1.2]'),
  'DistributionCacheKeyed cached-for-others': repair(
    distribution({ DefaultCacheBehavior: { TargetOriginId: 'fn', CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6', OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3' } }),
    { 'It.Properties.DistributionConfig.DefaultCacheBehavior.CachePolicyId': '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' },
    'CachePolicyId to 4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  ),
  'DistributionWafAssociated no-web-acl': repair(distribution(), { 'It.Properties.DistributionConfig.WebACLId': 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b' }),
  'DistributionWafAssociated blocks-nothing': repair(
    distribution({ WebACLId: { 'Fn::GetAtt': ['Acl', 'Arn'] } }, SAFE_ORIGIN, undefined, template({ Acl: ['AWS::WAFv2::WebACL', { ...ACL, Rules: [] }] }).Resources),
    { 'Acl.Properties.Rules': ACL.Rules },
  ),
  'DistributionWafAssociated no-attack-rules': repair(
    distribution({ WebACLId: { 'Fn::GetAtt': ['Acl', 'Arn'] } }, SAFE_ORIGIN, undefined, template({ Acl: ['AWS::WAFv2::WebACL', { ...ACL, Rules: [RATE] }] }).Resources),
    { 'Acl.Properties.Rules': [RATE, MANAGED] },
  ),
  'ListenerAuthorized not-authorized': repair(balanced([FORWARD]), { 'Listener.Properties.DefaultActions': [{ Type: 'authenticate-oidc' }, FORWARD] }),
  'ListenerAuthorized unauthenticated-allowed': repair(balanced([{ Type: 'authenticate-oidc', AuthenticateOidcConfig: { OnUnauthenticatedRequest: 'allow' } }, FORWARD]), {
    'Listener.Properties.DefaultActions': [{ Type: 'authenticate-oidc' }, FORWARD],
  }),
  'ListenerAuthorized expired-certificates': repair(balanced([FORWARD], { MutualAuthentication: { Mode: 'verify', TrustStoreArn: 'a', IgnoreClientCertificateExpiry: true } }), {
    'Listener.Properties.MutualAuthentication': { Mode: 'verify', TrustStoreArn: 'a' },
  }, 'MutualAuthentication'),
  ...repairs('ListenerEncrypted', { 'Listener.Properties.Protocol': 'HTTPS', 'Listener.Properties.SslPolicy': 'ELBSecurityPolicy-TLS13-1-2-2021-06' }, {
    'plain-http': balanced([FORWARD], { Protocol: 'HTTP' }),
    'old-tls': balanced([FORWARD], { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-2016-08' }),
  }),
  'BalancerHeadersValidated malformed-headers': repair(balanced([FORWARD]), {
    'Balancer.Properties.LoadBalancerAttributes': [{ Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' }],
  }),
  'BalancerHeadersValidated ambiguous-requests': repair(
    balanced([FORWARD], {}, [{ Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' }, { Key: 'routing.http.desync_mitigation_mode', Value: 'monitor' }]),
    { 'Balancer.Properties.LoadBalancerAttributes': [{ Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' }] },
  ),
  'BalancerHeadersValidated address-by-caller': repair(
    balanced([FORWARD], {}, [{ Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' }, { Key: 'routing.http.xff_header_processing.mode', Value: 'preserve' }]),
    { 'Balancer.Properties.LoadBalancerAttributes': [{ Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' }] },
  ),
  'AppSyncQueriesBounded unbounded': repair(template({ Api: ['AWS::AppSync::GraphQLApi'] }), { 'Api.Properties.QueryDepthLimit': 5 }),
  'AppSyncWafAssociated no-web-acl': repair(template({ Api: ['AWS::AppSync::GraphQLApi'] }), { Acl: { Type: 'AWS::WAFv2::WebACL', Properties: ACL }, Association: association({ 'Fn::GetAtt': ['Api', 'Arn'] }) }),
  'AppSyncWafAssociated blocks-nothing': repair(
    { Resources: { ...template({ Api: ['AWS::AppSync::GraphQLApi'], Acl: ['AWS::WAFv2::WebACL', { ...ACL, Rules: [] }] }).Resources, Association: association({ 'Fn::GetAtt': ['Api', 'Arn'] }) } },
    { 'Acl.Properties.Rules': ACL.Rules },
  ),
  'AppSyncWafAssociated no-attack-rules': repair(
    { Resources: { ...template({ Api: ['AWS::AppSync::GraphQLApi'], Acl: ['AWS::WAFv2::WebACL', { ...ACL, Rules: [RATE] }] }).Resources, Association: association({ 'Fn::GetAtt': ['Api', 'Arn'] }) } },
    { 'Acl.Properties.Rules': [RATE, MANAGED] },
  ),
  ...repairs('BalancerWafAssociated', {
    Acl: { Type: 'AWS::WAFv2::WebACL', Properties: { DefaultAction: { Block: {} } } },
    Association: { Type: 'AWS::WAFv2::WebACLAssociation', Properties: { ResourceArn: { Ref: 'Balancer' }, WebACLArn: { 'Fn::GetAtt': ['Acl', 'Arn'] } } },
  }, {
    'no-web-acl': balanced([FORWARD]),
    'no-attack-rules': {
      Resources: {
        ...balanced([FORWARD]).Resources,
        ...template({ Acl: ['AWS::WAFv2::WebACL', { ...ACL, Rules: [RATE] }] }).Resources,
        Association: association({ Ref: 'Balancer' }),
      },
    },
    'blocks-nothing': {
      Resources: {
        ...balanced([FORWARD]).Resources,
        ...template({
          Acl: ['AWS::WAFv2::WebACL', { DefaultAction: { Allow: {} } }],
          Association: ['AWS::WAFv2::WebACLAssociation', { ResourceArn: { Ref: 'Balancer' }, WebACLArn: { 'Fn::GetAtt': ['Acl', 'Arn'] } }],
        }).Resources,
      },
    },
  }, 'AWS::WAFv2::WebACLAssociation'),
  'BalancerWafAssociated fails-open': repair(
    {
      Resources: {
        ...balanced([FORWARD], {}, [{ Key: 'waf.fail_open.enabled', Value: 'true' }]).Resources,
        ...template({ Acl: ['AWS::WAFv2::WebACL', { DefaultAction: { Block: {} } }] }).Resources,
        Association: association({ Ref: 'Balancer' }),
      },
    },
    { 'Balancer.Properties.LoadBalancerAttributes': [] },
    'waf.fail_open.enabled',
  ),
  ...repairs('BackendEncrypted', { 'Method.Properties.Integration': { Type: 'HTTP', Uri: 'https://shop.example.com' } }, {
    'plain-http': method({ Integration: { Type: 'HTTP', Uri: 'http://shop.example.com' } }),
    'not-verified': method({ Integration: { Type: 'HTTP', Uri: 'https://shop.example.com', TlsConfig: { InsecureSkipVerification: true } } }),
  }, 'https://'),
};
