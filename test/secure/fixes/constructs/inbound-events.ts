import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, WebSocketIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration, WebSocketMockIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as agentcore from 'aws-cdk-lib/aws-bedrockagentcore';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { FunctionUrlOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as events from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as iot from 'aws-cdk-lib/aws-iot';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as msk from 'aws-cdk-lib/aws-msk';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { ConstructRepairs, fn } from './construct-repair';
import { EventSchema } from '../../../../lib/inbound-events/event-schema';
import { EventValidation } from '../../../../lib/inbound-events/event-validation';

const STRICT: apigateway.JsonSchema = {
  type: apigateway.JsonSchemaType.OBJECT,
  additionalProperties: false,
  properties: { a: { type: apigateway.JsonSchemaType.STRING, maxLength: 9 } },
};

const proxy = (stack: Stack) => new apigateway.LambdaIntegration(fn(stack));

/** Creates a method of a REST API, with its options. */
const method = (stack: Stack, options: (api: apigateway.RestApi) => apigateway.MethodOptions = () => ({}), path = 'orders', props: apigateway.RestApiProps = {}) => {
  const api = new apigateway.RestApi(stack, 'Api', props);
  return api.root.resourceForPath(path).addMethod('POST', proxy(stack), options(api));
};

const modelled = (stack: Stack, schema: apigateway.JsonSchema) =>
  method(stack, (api) => ({
    requestModels: { 'application/json': api.addModel('Model', { schema }) },
    requestValidator: api.addRequestValidator('Validator', { validateRequestBody: true }),
  }));

const integrated = (stack: Stack, options: apigateway.IntegrationOptions) =>
  new apigateway.RestApi(stack, 'Api').root.addMethod('POST', new apigateway.AwsIntegration({ service: 'sqs', path: '111122223333/orders', options }));

const httpApi = (stack: Stack, handler: lambda.IFunction, authorizer?: v2.IHttpRouteAuthorizer) =>
  new v2.HttpApi(stack, 'Api').addRoutes({ path: '/orders', methods: [v2.HttpMethod.POST], integration: new HttpLambdaIntegration('Orders', handler), authorizer });

const validated = (stack: Stack, schema: EventSchema) => {
  const handler = fn(stack);
  new EventValidation(handler, 'Validation', { handler, schemas: [schema] });
  return handler;
};

const polling = (stack: Stack, handler: lambda.Function, reportBatchItemFailures?: boolean) =>
  handler.addEventSource(new SqsEventSource(new sqs.Queue(stack, 'Queue'), { reportBatchItemFailures }));

const signingUp = (stack: Stack, preSignUp: lambda.IFunction) => new cognito.UserPool(stack, 'Pool', { lambdaTriggers: { preSignUp } });

const quarantined = (stack: Stack, quarantine?: sqs.IQueue) => {
  const handler = fn(stack);
  new EventValidation(handler, 'Validation', { handler, schemas: [EventSchema.sqs(STRICT)], quarantine });
};

const url = (stack: Stack) => fn(stack).addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM });

const agents = (stack: Stack, authorizerConfiguration: agentcore.IGatewayAuthorizerConfig) => new agentcore.Gateway(stack, 'Gateway', { authorizerConfiguration });
const kept = (stack: Stack, integration: apigateway.Integration) =>
  new apigateway.RestApi(stack, 'Api', { deployOptions: { cacheClusterEnabled: true, cachingEnabled: true } }).root.addMethod('GET', integration, {
    authorizationType: apigateway.AuthorizationType.IAM,
    requestParameters: { 'method.request.header.Authorization': true },
  });
const PROVISIONING = { provisioningRoleArn: 'arn:aws:iam::111122223333:role/provisioning', templateBody: '{}' };
const jwt = (stack: Stack, configuration: { readonly audience?: string[] }) =>
  new v2.CfnAuthorizer(stack, 'Authorizer', {
    apiId: 'api', authorizerType: 'JWT', name: 'users', identitySource: ['$request.header.Authorization'], jwtConfiguration: { issuer: 'https://id.example.com', ...configuration },
  });

const cached = (stack: Stack, cachePolicy: cloudfront.ICachePolicy) =>
  new cloudfront.Distribution(stack, 'Distribution', {
    defaultBehavior: {
      origin: new FunctionUrlOrigin(url(stack)), cachePolicy, originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    },
  });

const requested = (stack: Stack, identitySources: string[]) =>
  new apigateway.RestApi(stack, 'Api').root.addMethod('GET', new apigateway.MockIntegration(), {
    authorizer: new apigateway.RequestAuthorizer(stack, 'Authorizer', { handler: fn(stack), identitySources }),
  });

const graphQl = (stack: Stack, authorizationType: appsync.AuthorizationType, queryDepthLimit?: number) => {
  class Schema implements appsync.ISchema {
    public bind = (api: appsync.IGraphqlApi) => ({ apiId: api.apiId, definition: 'type Query { a: String }' });
  }
  return new appsync.GraphqlApi(stack, 'Api', {
    name: 'x', definition: appsync.Definition.fromSchema(new Schema()), authorizationConfig: { defaultAuthorization: { authorizationType } }, queryDepthLimit,
  });
};

const api = (stack: Stack, props: apigateway.RestApiProps = {}) => {
  const made = new apigateway.RestApi(stack, 'Api', props);
  made.root.addMethod('GET');
  return made;
};

const resolver = (stack: Stack, requestMappingTemplate: string) =>
  new appsync.CfnResolver(stack, 'Resolver', { apiId: 'a', typeName: 'Query', fieldName: 'order', dataSourceName: 'orders', requestMappingTemplate });

const startQuery = (stack: Stack, Parameters: object) =>
  new stepfunctions.CfnStateMachine(stack, 'Machine', { roleArn: 'arn', definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn', Parameters, End: true } } } });

const ordered = (stack: Stack, event: events.RuleTargetInput) =>
  new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new SqsQueue(new sqs.Queue(stack, 'Queue'), { message: event })] });

const denied = (stack: Stack, spared: string) =>
  new sqs.Queue(stack, 'Queue').addToResourcePolicy(new iam.PolicyStatement({
    effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['sqs:*'], resources: ['*'], conditions: { ArnNotLike: { 'aws:PrincipalArn': spared } },
  }));

const balanced = (stack: Stack, props: Partial<elb.CfnListenerProps>, before: readonly elb.CfnListener.ActionProperty[] = []) => {
  const balancer = new elb.CfnLoadBalancer(stack, 'Balancer');
  const group = new elb.CfnTargetGroup(stack, 'Group', { targetType: 'lambda' });
  new elb.CfnListener(stack, 'Listener', { loadBalancerArn: balancer.ref, defaultActions: [...before, { type: 'forward', order: 2, targetGroupArn: group.ref }], ...props });
  return balancer;
};

const cluster = (stack: Stack, props: Partial<msk.CfnClusterProps> = {}) =>
  new msk.CfnCluster(stack, 'Cluster', {
    clusterName: 'orders', kafkaVersion: '3.9.x', numberOfBrokerNodes: 3, brokerNodeGroupInfo: { clientSubnets: ['subnet-1'], instanceType: 'kafka.m7g.large' }, ...props,
  });

export const INBOUND_EVENTS_CONSTRUCTS: ConstructRepairs = {
  MethodBodyValidated: {
    wrong: (stack) => method(stack),
    right: (stack) => modelled(stack, STRICT),
  },
  MethodContentTypeClosed: {
    wrong: (stack) => modelled(stack, STRICT),
    right: (stack) => method(stack, (made) => {
      const model = made.addModel('Model', { schema: STRICT });
      return { requestModels: { 'application/json': model, '$default': model } };
    }),
  },
  MethodParametersValidated: {
    wrong: (stack) => method(stack, () => ({}), 'orders/{id}'),
    right: (stack) => method(stack, (made) => ({
      requestParameters: { 'method.request.path.id': true },
      requestValidator: made.addRequestValidator('Validator', { validateRequestParameters: true }),
    }), 'orders/{id}'),
  },
  ModelStrict: {
    wrong: (stack) => modelled(stack, { type: apigateway.JsonSchemaType.OBJECT }),
    right: (stack) => modelled(stack, {
      type: apigateway.JsonSchemaType.OBJECT,
      additionalProperties: false,
      properties: { a: { type: apigateway.JsonSchemaType.STRING, maxLength: 9 } },
    }),
  },
  ModelSupportedByApiGateway: {
    wrong: (stack) => modelled(stack, { ...STRICT, schema: apigateway.JsonSchemaVersion.DRAFT7 }),
    right: (stack) => modelled(stack, { ...STRICT, definitions: { A: { enum: ['x'] } }, properties: { a: { ref: '#/definitions/A' } } }),
  },
  NonProxyIntegrationMapped: {
    wrong: (stack) => integrated(stack, {}),
    right: (stack) => integrated(stack, { requestTemplates: { 'application/json': 'Action=SendMessage' }, passthroughBehavior: apigateway.PassthroughBehavior.NEVER }),
  },
  HttpApiRouteValidated: {
    wrong: (stack) => httpApi(stack, fn(stack)),
    right: (stack) => httpApi(stack, validated(stack, EventSchema.httpApi({ body: STRICT }))),
  },
  FunctionUrlValidated: {
    wrong: (stack) => fn(stack).addFunctionUrl(),
    right: (stack) => validated(stack, EventSchema.functionUrl({ body: STRICT })).addFunctionUrl(),
  },
  EventSourceValidated: {
    wrong: (stack) => polling(stack, fn(stack)),
    right: (stack) => {
      const handler = fn(stack);
      new EventValidation(handler, 'Validation', { handler, schemas: [EventSchema.sqs(STRICT)] });
      polling(stack, handler, true);
    },
  },
  ServiceEventValidated: {
    wrong: (stack) => signingUp(stack, fn(stack)),
    right: (stack) => {
      const handler = fn(stack);
      new EventValidation(handler, 'Validation', { handler, schemas: [EventSchema.direct(STRICT)] });
      signingUp(stack, handler);
    },
  },
  EventSourcePartialBatch: {
    wrong: (stack) => polling(stack, fn(stack)),
    right: (stack) => fn(stack).addEventSource(new SqsEventSource(new sqs.Queue(stack, 'Queue'), { reportBatchItemFailures: true })),
  },
  QuarantineEncrypted: {
    wrong: (stack) => quarantined(stack, new sqs.Queue(stack, 'Queue', { encryption: sqs.QueueEncryption.UNENCRYPTED })),
    right: (stack) => quarantined(stack, new sqs.Queue(stack, 'Queue', { enforceSSL: true })),
  },
  MethodAuthorized: {
    wrong: (stack) => method(stack),
    right: (stack) => method(stack, () => ({ authorizationType: apigateway.AuthorizationType.IAM })),
  },
  HttpApiRouteAuthorized: {
    wrong: (stack) => httpApi(stack, fn(stack)),
    right: (stack) => httpApi(stack, fn(stack), new HttpIamAuthorizer()),
  },
  WebSocketRouteAuthorized: {
    wrong: (stack) => new v2.WebSocketApi(stack, 'Api', { defaultRouteOptions: { integration: new WebSocketMockIntegration('Mock') } }),
    right: (stack) => new v2.WebSocketApi(stack, 'Api', { connectRouteOptions: { integration: new WebSocketMockIntegration('Mock'), authorizer: new WebSocketIamAuthorizer() } }),
  },
  AppSyncAuthorized: {
    wrong: (stack) => graphQl(stack, appsync.AuthorizationType.API_KEY),
    right: (stack) => graphQl(stack, appsync.AuthorizationType.IAM),
  },
  FunctionUrlAuthorized: {
    wrong: (stack) => fn(stack).addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE }),
    right: (stack) => fn(stack).addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM }),
  },
  CorsOriginsExplicit: {
    wrong: (stack) => fn(stack).addFunctionUrl({ cors: { allowedOrigins: ['*'] } }),
    right: (stack) => api(stack, { defaultCorsPreflightOptions: { allowOrigins: ['https://shop.example.com'] } }),
  },
  InvokePermissionScoped: {
    wrong: (stack) => fn(stack).addPermission('Events', { principal: new iam.ServicePrincipal('events.amazonaws.com') }),
    right: (stack) => fn(stack).addPermission('Events', { principal: new iam.ServicePrincipal('events.amazonaws.com'), sourceArn: 'arn:aws:events:eu-west-1:111122223333:rule/r' }),
  },
  ResourcePolicyNotPublic: {
    wrong: (stack) => new sqs.Queue(stack, 'Queue').grantSendMessages(new iam.AnyPrincipal()),
    right: (stack) => new sqs.Queue(stack, 'Queue').grantSendMessages(new iam.AnyPrincipal().withConditions({ StringEquals: { 'aws:PrincipalOrgID': 'o-example' } })),
  },
  ApiWafAssociated: {
    wrong: (stack) => api(stack),
    right: (stack) => {
      const visibilityConfig = { cloudWatchMetricsEnabled: true, metricName: 'm', sampledRequestsEnabled: true };
      const attacks = { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesCommonRuleSet' } };
      const rule = { name: 'attacks', priority: 0, overrideAction: { none: {} }, statement: attacks, visibilityConfig };
      const acl = new CfnWebACL(stack, 'Acl', { scope: 'REGIONAL', defaultAction: { allow: {} }, rules: [rule], visibilityConfig });
      new CfnWebACLAssociation(stack, 'Association', { resourceArn: api(stack).deploymentStage.stageArn, webAclArn: acl.attrArn });
    },
  },
  ApiThrottled: {
    wrong: (stack) => api(stack),
    right: (stack) => api(stack, { deployOptions: { throttlingRateLimit: 10, throttlingBurstLimit: 5 } }),
  },
  ApiAccessLogged: {
    wrong: (stack) => api(stack),
    right: (stack) => api(stack, {
      deployOptions: {
        accessLogDestination: new apigateway.LogGroupLogDestination(new logs.LogGroup(stack, 'Logs')),
        accessLogFormat: apigateway.AccessLogFormat.jsonWithStandardFields(),
      },
    }),
  },
  PayloadsNotLogged: {
    wrong: (stack) => api(stack, { deployOptions: { dataTraceEnabled: true } }),
    right: (stack) => api(stack),
  },
  ApiTlsPolicy: {
    wrong: (stack) => api(stack),
    right: (stack) => {
      const { defaultChild } = api(stack).node;
      Object.assign(defaultChild as apigateway.CfnRestApi, { securityPolicy: 'SecurityPolicy_TLS13_1_2_PQ_2025_09', endpointAccessMode: 'STRICT' });
    },
  },
  GatewayResponseHidesDetail: {
    wrong: (stack) => api(stack).addGatewayResponse('Rejected', { type: apigateway.ResponseType.DEFAULT_4XX, templates: { 'application/json': '{"path":"$context.path"}' } }),
    right: (stack) => api(stack).addGatewayResponse('Rejected', { type: apigateway.ResponseType.DEFAULT_4XX, templates: { 'application/json': '{"id":"$context.requestId"}' } }),
  },
  NoMappingTemplateInjection: {
    wrong: (stack) => integrated(stack, { requestTemplates: { 'application/json': 'Action=SendMessage&MessageBody=$input.body' } }),
    right: (stack) => integrated(stack, { requestTemplates: { 'application/json': 'Action=SendMessage&MessageBody=$util.urlEncode($input.body)' } }),
  },
  NoParameterMappingInjection: {
    wrong: (stack) => integrated(stack, { requestParameters: { 'integration.request.path.name': 'method.request.querystring.name' } }),
    right: (stack) => integrated(stack, { requestParameters: { 'integration.request.path.name': 'method.request.path.name' } }),
  },
  NoResolverInjection: {
    wrong: (stack) => resolver(stack, '{"payload":"$ctx.args.x"}'),
    right: (stack) => resolver(stack, '{"payload":$util.toJson($ctx.args.x)}'),
  },
  NoStateMachineInjection: {
    wrong: (stack) => startQuery(stack, { 'QueryString.$': '$.query' }),
    right: (stack) => startQuery(stack, { 'QueryString': 'SELECT ?', 'ExecutionParameters.$': 'States.Array($.id)' }),
  },
  NoEventTransformerInjection: {
    wrong: (stack) => ordered(stack, events.RuleTargetInput.fromObject({ note: `order ${events.EventField.fromPath('$.detail.id')}` })),
    right: (stack) => ordered(stack, events.RuleTargetInput.fromObject({ id: events.EventField.fromPath('$.detail.id') })),
  },
  OtherAccountConditioned: {
    wrong: (stack) => new sqs.Queue(stack, 'Queue').grantSendMessages(new iam.AccountPrincipal('999999999999')),
    right: (stack) => new sqs.Queue(stack, 'Queue').grantSendMessages(new iam.AccountPrincipal('999999999999').withConditions({ StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } })),
  },
  ResourcePolicyActionsNamed: {
    wrong: (stack) => new sqs.Queue(stack, 'Queue').addToResourcePolicy(new iam.PolicyStatement({ actions: ['sqs:*'], resources: ['*'], principals: [fn(stack).grantPrincipal] })),
    right: (stack) => new sqs.Queue(stack, 'Queue').grantSendMessages(new iam.ServicePrincipal('sns.amazonaws.com')),
  },
  SendingServiceScoped: {
    wrong: (stack) => new sqs.Queue(stack, 'Queue').grantSendMessages(new iam.ServicePrincipal('s3.amazonaws.com')),
    right: (stack) => new sqs.Queue(stack, 'Queue').grantSendMessages(new iam.ServicePrincipal('s3.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': '111122223333' } } })),
  },
  DenyExceptionNamed: {
    wrong: (stack) => denied(stack, 'arn:aws:iam::*:role/*'),
    right: (stack) => denied(stack, fn(stack).role!.roleArn),
  },
  RoleTrustScoped: {
    wrong: (stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.WebIdentityPrincipal('cognito-identity.amazonaws.com') }),
    right: (stack) => new iam.Role(stack, 'Role', {
      assumedBy: new iam.WebIdentityPrincipal('cognito-identity.amazonaws.com', { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:abc' } }),
    }),
  },
  IdentityPoolWithoutGuests: {
    wrong: (stack) => new cognito.CfnIdentityPool(stack, 'Pool', { allowUnauthenticatedIdentities: true }),
    right: (stack) => new cognito.CfnIdentityPool(stack, 'Pool', { allowUnauthenticatedIdentities: false }),
  },
  AppClientFlowSafe: {
    wrong: (stack) => new cognito.UserPool(stack, 'Pool').addClient('Client'),
    right: (stack) => new cognito.UserPool(stack, 'Pool').addClient('Client', { oAuth: { flows: { authorizationCodeGrant: true }, callbackUrls: ['https://shop.example.com'] } }),
  },
  BrokerAuthenticated: {
    wrong: (stack) => cluster(stack),
    right: (stack) => cluster(stack, { clientAuthentication: { sasl: { iam: { enabled: true } } } }),
  },
  AgentGatewayAuthorized: {
    wrong: (stack) => agents(stack, agentcore.GatewayAuthorizer.withNoAuth()),
    right: (stack) => agents(stack, agentcore.GatewayAuthorizer.usingAwsIam()),
  },
  DeviceRegistrationVerified: {
    wrong: (stack) => new iot.CfnProvisioningTemplate(stack, 'Template', { ...PROVISIONING, enabled: true }),
    right: (stack) => new iot.CfnProvisioningTemplate(stack, 'Template', { ...PROVISIONING, enabled: true, preProvisioningHook: { targetArn: 'arn' } }),
  },
  TokenAudienceNamed: {
    wrong: (stack) => jwt(stack, {}),
    right: (stack) => jwt(stack, { audience: ['client'] }),
  },
  AuthorizerCacheKeyed: {
    wrong: (stack) => requested(stack, [apigateway.IdentitySource.context('path')]),
    right: (stack) => requested(stack, [apigateway.IdentitySource.header('Authorization'), apigateway.IdentitySource.context('path')]),
  },
  MethodCacheKeyed: {
    wrong: (stack) => kept(stack, new apigateway.MockIntegration()),
    right: (stack) => kept(stack, new apigateway.MockIntegration({ cacheKeyParameters: ['method.request.header.Authorization'] })),
  },
  DistributionEncrypted: {
    wrong: (stack) => new cloudfront.Distribution(stack, 'Distribution', { defaultBehavior: { origin: new FunctionUrlOrigin(url(stack)) } }),
    right: (stack) => new cloudfront.Distribution(stack, 'Distribution', {
      defaultBehavior: { origin: new FunctionUrlOrigin(url(stack)), viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS },
      domainNames: ['www.example.com'],
      certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/a'),
    }),
  },
  DistributionCacheKeyed: {
    wrong: (stack) => cached(stack, cloudfront.CachePolicy.CACHING_OPTIMIZED),
    right: (stack) => cached(stack, cloudfront.CachePolicy.CACHING_DISABLED),
  },
  DistributionWafAssociated: {
    wrong: (stack) => new cloudfront.Distribution(stack, 'Distribution', { defaultBehavior: { origin: new FunctionUrlOrigin(url(stack)) } }),
    right: (stack) => new cloudfront.Distribution(stack, 'Distribution', {
      defaultBehavior: { origin: new FunctionUrlOrigin(url(stack)) }, webAclId: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b',
    }),
  },
  ListenerAuthorized: {
    wrong: (stack) => balanced(stack, { protocol: 'HTTPS' }),
    right: (stack) => balanced(stack, { protocol: 'HTTPS' }, [{ type: 'authenticate-cognito', order: 1 }]),
  },
  ListenerEncrypted: {
    wrong: (stack) => balanced(stack, { protocol: 'HTTP' }),
    right: (stack) => balanced(stack, { protocol: 'HTTPS', sslPolicy: elb.SslPolicy.RECOMMENDED_TLS }),
  },
  BalancerHeadersValidated: {
    wrong: (stack) => balanced(stack, { protocol: 'HTTPS' }),
    right: (stack) => {
      balanced(stack, { protocol: 'HTTPS' }).loadBalancerAttributes = [{ key: 'routing.http.drop_invalid_header_fields.enabled', value: 'true' }];
    },
  },
  AppSyncQueriesBounded: {
    wrong: (stack) => graphQl(stack, appsync.AuthorizationType.IAM),
    right: (stack) => graphQl(stack, appsync.AuthorizationType.IAM, 5),
  },
  AppSyncWafAssociated: {
    wrong: (stack) => graphQl(stack, appsync.AuthorizationType.IAM),
    right: (stack) => {
      const acl = new CfnWebACL(stack, 'Acl', { scope: 'REGIONAL', defaultAction: { block: {} }, visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: 'a', sampledRequestsEnabled: true } });
      new CfnWebACLAssociation(stack, 'Association', { resourceArn: graphQl(stack, appsync.AuthorizationType.IAM).arn, webAclArn: acl.attrArn });
    },
  },
  BalancerWafAssociated: {
    wrong: (stack) => balanced(stack, { protocol: 'HTTPS' }),
    right: (stack) => {
      const acl = new CfnWebACL(stack, 'Acl', { scope: 'REGIONAL', defaultAction: { block: {} }, visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: 'a', sampledRequestsEnabled: true } });
      new CfnWebACLAssociation(stack, 'Association', { resourceArn: balanced(stack, { protocol: 'HTTPS' }).ref, webAclArn: acl.attrArn });
    },
  },
  BackendEncrypted: {
    wrong: (stack) => new apigateway.RestApi(stack, 'Api').root.addMethod('GET', new apigateway.HttpIntegration('http://shop.example.com')),
    right: (stack) => new apigateway.RestApi(stack, 'Api').root.addMethod('GET', new apigateway.HttpIntegration('https://shop.example.com')),
  },
};
