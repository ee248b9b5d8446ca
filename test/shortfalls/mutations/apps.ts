/** Small secure apps, one for each entry point that examples/orders lacks. */
import { arnOf, permission, role, secureFunction } from './functions';
import type { App, Template } from './mutation';

const sub = (text: string) => ({ 'Fn::Sub': text });

const order = {
  $schema: 'http://json-schema.org/draft-04/schema#', type: 'object', required: ['id'], additionalProperties: false, properties: { id: { type: 'string', maxLength: 36 } },
};

/** Returns a REST API around methods. */
function restApi(methods: Template['Resources']): Template['Resources'] {
  return {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PQ_2025_09', EndpointAccessMode: 'STRICT' } },
    Model: { Type: 'AWS::ApiGateway::Model', Properties: { RestApiId: { Ref: 'Api' }, ContentType: 'application/json', Schema: order } },
    Validator: {
      Type: 'AWS::ApiGateway::RequestValidator', Properties: { RestApiId: { Ref: 'Api' }, ValidateRequestBody: true, ValidateRequestParameters: true },
    },
    Orders: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'orders' } },
    Order: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId: { Ref: 'Orders' }, PathPart: '{id}' } },
    ...methods,
    Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' } } },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        RestApiId: { Ref: 'Api' },
        DeploymentId: { Ref: 'Deployment' },
        StageName: 'prod',
        AccessLogSetting: { DestinationArn: arnOf('Log'), Format: '$context.requestId' },
        MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 10, ThrottlingBurstLimit: 10 }],
      },
    },
    Log: { Type: 'AWS::Logs::LogGroup', Properties: {} },
    ...firewall('arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/prod'),
    CallerRole: role('apigateway', [
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('Queue') },
      { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: arnOf('Table') },
    ]),
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
  };
}

function webAcl(Scope: string): Template['Resources'] {
  return {
    Firewall: {
      Type: 'AWS::WAFv2::WebACL',
      Properties: {
        Scope,
        DefaultAction: { Allow: {} },
        Rules: [
          { Name: 'Rate', Priority: 1, Action: { Block: {} }, Statement: { RateBasedStatement: { Limit: 100, AggregateKeyType: 'IP' } } },
          { Name: 'Attacks', Priority: 2, OverrideAction: { None: {} }, Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } } },
        ],
      },
    },
  };
}

function firewall(resource: string): Template['Resources'] {
  return {
    ...webAcl('REGIONAL'),
    Association: { Type: 'AWS::WAFv2::WebACLAssociation', Properties: { WebACLArn: arnOf('Firewall'), ResourceArn: sub(resource) } },
  };
}

/** Returns a method of a REST API that calls a service of AWS. */
export function direct(verb: string, service: string, integration: object, more: object = {}): Template['Resources'][string] {
  const withBody = verb === 'POST';
  return {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      HttpMethod: verb,
      RestApiId: { Ref: 'Api' },
      ResourceId: { Ref: withBody ? 'Orders' : 'Order' },
      AuthorizationType: 'AWS_IAM',
      RequestValidatorId: { Ref: 'Validator' },
      ...(withBody ? { RequestModels: { $default: { Ref: 'Model' } } } : { RequestParameters: { 'method.request.path.id': true } }),
      Integration: {
        Type: 'AWS',
        IntegrationHttpMethod: 'POST',
        PassthroughBehavior: 'NEVER',
        Credentials: arnOf('CallerRole'),
        Uri: sub(`arn:\${AWS::Partition}:apigateway:\${AWS::Region}:${service}`),
        ...integration,
      },
      ...more,
    },
  };
}

const FORM = { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" };

const rest: Template = {
  Resources: restApi({
    Send: direct('POST', 'sqs:path/${AWS::AccountId}/orders', {
      RequestParameters: FORM,
      RequestTemplates: { 'application/json': "Action=SendMessage&MessageBody=$util.urlEncode($input.json('$'))" },
    }),
    Get: direct('GET', 'dynamodb:action/GetItem', {
      RequestTemplates: { 'application/json': '{"TableName":"orders","Key":{"id":{"S":"$util.escapeJavaScript($input.params(\'id\')).replaceAll("\\\\\'","\'")"}}}' },
    }),
  }),
};

const http: Template = {
  Resources: {
    ...secureFunction('Fn'),
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'orders', ProtocolType: 'HTTP', CorsConfiguration: { AllowOrigins: ['https://shop.example.com'] } } },
    Authorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: { ApiId: { Ref: 'Api' }, AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'], JwtConfiguration: { Audience: ['a'], Issuer: 'https://login.example.com' } },
    },
    Proxy: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', IntegrationUri: arnOf('Fn'), PayloadFormatVersion: '2.0' } },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: { Ref: 'Api' }, RouteKey: 'POST /orders', AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Authorizer' }, Target: sub('integrations/${Proxy}') },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ApiId: { Ref: 'Api' },
        StageName: '$default',
        AutoDeploy: true,
        AccessLogSettings: { DestinationArn: arnOf('Log'), Format: '$context.requestId' },
        DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 10 },
      },
    },
    Log: { Type: 'AWS::Logs::LogGroup', Properties: {} },
    Domain: {
      Type: 'AWS::ApiGatewayV2::DomainName',
      Properties: { DomainName: 'api.example.com', DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_2', EndpointType: 'REGIONAL' }] },
    },
    Allow: permission('Fn', 'apigateway', sub('arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*')),
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
  },
};

const socket: Template = {
  Resources: {
    ...secureFunction('Fn'),
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'chat', ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' } },
    Connect: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: { Ref: 'Api' }, RouteKey: '$connect', AuthorizationType: 'AWS_IAM', Target: sub('integrations/${Integration}') },
    },
    Model: { Type: 'AWS::ApiGatewayV2::Model', Properties: { ApiId: { Ref: 'Api' }, Name: 'Message', ContentType: 'application/json', Schema: order } },
    Send: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' }, RouteKey: 'send', ModelSelectionExpression: 'message', RequestModels: { message: 'Message' }, Target: sub('integrations/${Integration}'),
      },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS',
        IntegrationMethod: 'POST',
        PassthroughBehavior: 'NEVER',
        TemplateSelectionExpression: '\\$default',
        IntegrationUri: sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:dynamodb:action/PutItem'),
        RequestTemplates: { $default: '{"TableName":"messages","Item":{"id":{"S":"$context.connectionId"}}}' },
      },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ApiId: { Ref: 'Api' },
        StageName: 'prod',
        AccessLogSettings: { DestinationArn: arnOf('Log'), Format: '$context.requestId' },
        DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 10 },
      },
    },
    Log: { Type: 'AWS::Logs::LogGroup', Properties: {} },
  },
};

const balancer: Template = {
  Resources: {
    ...secureFunction('Fn'),
    Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Type: 'application', Scheme: 'internet-facing', Subnets: ['subnet-1', 'subnet-2'], LoadBalancerAttributes: [{ Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' }] } },
    Target: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: 'lambda', Targets: [{ Id: arnOf('Fn') }] } },
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: { Ref: 'Balancer' },
        Port: 443,
        Protocol: 'HTTPS',
        SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
        Certificates: [{ CertificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/1' }],
        DefaultActions: [
          {
            Type: 'authenticate-oidc',
            Order: 1,
            AuthenticateOidcConfig: {
              AuthorizationEndpoint: 'https://login.example.com/a',
              ClientId: 'shop',
              ClientSecret: '{{resolve:secretsmanager:oidc}}',
              Issuer: 'https://login.example.com',
              TokenEndpoint: 'https://login.example.com/t',
              UserInfoEndpoint: 'https://login.example.com/u',
            },
          },
          { Type: 'forward', Order: 2, TargetGroupArn: { Ref: 'Target' } },
        ],
      },
    },
    Redirect: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: { Ref: 'Balancer' },
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }],
      },
    },
    ...firewall('${Balancer}'),
    Service: { Type: 'AWS::VpcLattice::Service', Properties: { AuthType: 'AWS_IAM' } },
    ServiceAuth: {
      Type: 'AWS::VpcLattice::AuthPolicy',
      Properties: {
        ResourceIdentifier: { Ref: 'Service' },
        Policy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'vpc-lattice-svcs:Invoke', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } } }] },
      },
    },
    LatticeTarget: { Type: 'AWS::VpcLattice::TargetGroup', Properties: { Type: 'LAMBDA', Targets: [{ Id: arnOf('Fn') }] } },
    LatticeListener: {
      Type: 'AWS::VpcLattice::Listener',
      Properties: { ServiceIdentifier: { Ref: 'Service' }, Protocol: 'HTTPS', DefaultAction: { Forward: { TargetGroups: [{ TargetGroupIdentifier: { Ref: 'LatticeTarget' } }] } } },
    },
  },
};

const edge: Template = {
  Resources: {
    ...secureFunction('Fn'),
    Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: { Ref: 'Fn' }, AuthType: 'AWS_IAM' } },
    Allow: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { Ref: 'Fn' }, Action: 'lambda:InvokeFunctionUrl', Principal: 'cloudfront.amazonaws.com', FunctionUrlAuthType: 'AWS_IAM', SourceArn: sub('arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}'),
      },
    },
    Distribution: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          WebACLId: arnOf('Firewall'),
          Aliases: ['shop.example.com'],
          ViewerCertificate: { AcmCertificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/1', SslSupportMethod: 'sni-only', MinimumProtocolVersion: 'TLSv1.2_2021' },
          Origins: [{
            Id: 'fn',
            DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Url', 'FunctionUrl'] }] }] },
            CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
          }],
          DefaultCacheBehavior: { TargetOriginId: 'fn', ViewerProtocolPolicy: 'redirect-to-https' },
          CacheBehaviors: [{ PathPattern: '/orders', TargetOriginId: 'fn', ViewerProtocolPolicy: 'https-only' }],
        },
      },
    },
    ...webAcl('CLOUDFRONT'),
  },
};

const events: Template = {
  Resources: {
    ...secureFunction('Fn'),
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
    Stream: { Type: 'AWS::Kinesis::Stream', Properties: {} },
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'shop' } },
    Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: arnOf('Queue'), FunctionName: { Ref: 'Fn' }, FunctionResponseTypes: ['ReportBatchItemFailures'] } },
    StreamMapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: arnOf('Stream'), FunctionName: { Ref: 'Fn' }, StartingPosition: 'LATEST', FunctionResponseTypes: ['ReportBatchItemFailures'] },
    },
    Subscription: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'lambda', Endpoint: arnOf('Fn') } },
    Rule: { Type: 'AWS::Events::Rule', Properties: { EventBusName: { Ref: 'Bus' }, EventPattern: { source: ['shop.orders'] }, Targets: [{ Id: 'Fn', Arn: arnOf('Fn') }] } },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: {
          Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('Queue'), Principal: { Service: 'sns.amazonaws.com' }, Condition: { ArnEquals: { 'aws:SourceArn': { Ref: 'Topic' } } } }],
        },
      },
    },
    AllowTopic: permission('Fn', 'sns', { Ref: 'Topic' }),
    AllowRule: permission('Fn', 'events', arnOf('Rule')),
    PipeRole: role('pipes', [{ Effect: 'Allow', Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], Resource: arnOf('Queue') }, { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('Fn') }]),
    Pipe: { Type: 'AWS::Pipes::Pipe', Properties: { Source: arnOf('Queue'), Target: arnOf('Fn'), RoleArn: arnOf('PipeRole') } },
    ScheduleRole: role('scheduler', [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('Fn') }]),
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: { ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: arnOf('Fn'), RoleArn: arnOf('ScheduleRole'), Input: '{"kind":"nightly"}' } },
    },
  },
};

const machine: Template = {
  Resources: {
    ...secureFunction('Fn'),
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    MachineRole: role('states', [
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('Fn') },
      { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: arnOf('Table') },
    ]),
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        RoleArn: arnOf('MachineRole'),
        Definition: {
          StartAt: 'Check',
          States: {
            Check: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { 'FunctionName': arnOf('Fn'), 'Payload.$': '$' }, Next: 'Store' },
            Store: {
              Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem', Parameters: { TableName: { Ref: 'Table' }, Item: { id: { 'S.$': '$.id' } } }, End: true,
            },
          },
        },
      },
    },
  },
};

const graph: Template = {
  Resources: {
    ...secureFunction('Fn'),
    Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'shop', AuthenticationType: 'AWS_IAM', QueryDepthLimit: 5 } },
    ...firewall('arn:${AWS::Partition}:appsync:${AWS::Region}:${AWS::AccountId}:apis/${Api.ApiId}'),
    SourceRole: role('appsync', [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('Fn') }]),
    Source: { Type: 'AWS::AppSync::DataSource', Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, Name: 'fn', Type: 'AWS_LAMBDA', LambdaConfig: { LambdaFunctionArn: arnOf('Fn') }, ServiceRoleArn: arnOf('SourceRole') } },
    Table: { Type: 'AWS::AppSync::DataSource', Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, Name: 'table', Type: 'AMAZON_DYNAMODB', DynamoDBConfig: { TableName: 'orders', AwsRegion: 'eu-west-1' }, ServiceRoleArn: arnOf('SourceRole') } },
    Resolver: {
      Type: 'AWS::AppSync::Resolver',
      Properties: {
        ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] },
        TypeName: 'Query',
        FieldName: 'order',
        DataSourceName: { 'Fn::GetAtt': ['Table', 'Name'] },
        RequestMappingTemplate: '{"version":"2018-05-29","operation":"GetItem","key":{"id":$util.dynamodb.toDynamoDBJson($ctx.args.id)}}',
        ResponseMappingTemplate: '$util.toJson($ctx.result)',
      },
    },
  },
};

const identity: Template = {
  Resources: {
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } },
    Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' }, GenerateSecret: false } },
    Identities: { Type: 'AWS::Cognito::IdentityPool', Properties: { AllowUnauthenticatedIdentities: false, CognitoIdentityProviders: [{ ClientId: { Ref: 'Client' }, ProviderName: { 'Fn::GetAtt': ['Pool', 'ProviderName'] } }] } },
    UserRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{
            Effect: 'Allow',
            Action: 'sts:AssumeRoleWithWebIdentity',
            Principal: { Federated: 'cognito-identity.amazonaws.com' },
            Condition: { 'StringEquals': { 'cognito-identity.amazonaws.com:aud': { Ref: 'Identities' } }, 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' } },
          }],
        },
        Policies: [{ PolicyName: 'Own', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: sub('arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:a1b2c3d4e5/prod/GET/orders') }] } }],
      },
    },
    Attachment: { Type: 'AWS::Cognito::IdentityPoolRoleAttachment', Properties: { IdentityPoolId: { Ref: 'Identities' }, Roles: { authenticated: arnOf('UserRole') } } },
    Deploy: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{
            Effect: 'Allow',
            Action: 'sts:AssumeRoleWithWebIdentity',
            Principal: { Federated: sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com') },
            Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com', 'token.actions.githubusercontent.com:sub': 'repo:shop/orders:ref:refs/heads/main' } },
          }],
        },
      },
    },
  },
};

const store: Template = {
  Resources: {
    ...secureFunction('Fn'),
    Images: { Type: 'AWS::ECR::Repository', Properties: { ImageTagMutability: 'IMMUTABLE', ImageScanningConfiguration: { ScanOnPush: true } } },
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: { EnableKeyRotation: true, KeyPolicy: { Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') } }] } },
    },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: {
          Statement: [
            { Effect: 'Deny', Action: 's3:*', Principal: '*', Resource: [arnOf('Bucket'), sub('${Bucket.Arn}/*')], Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
            { Effect: 'Deny', Action: 's3:GetObject', Principal: '*', Resource: sub('${Bucket.Arn}/*'), Condition: { ArnNotLike: { 'aws:PrincipalArn': arnOf('FnRole') } } },
          ],
        },
      },
    },
    Distribution: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: { DistributionConfig: { Enabled: true, Origins: [{ Id: 'api', DomainName: 'api.example.com', CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } }], DefaultCacheBehavior: { TargetOriginId: 'api', ViewerProtocolPolicy: 'redirect-to-https' } } },
    },
    Build: {
      Type: 'AWS::CodeBuild::Project',
      Properties: { Source: { Type: 'NO_SOURCE', BuildSpec: '{"version":"0.2","phases":{"build":{"commands":["npm ci"]}}}' }, Environment: { EnvironmentVariables: [] }, ServiceRole: arnOf('BuildRole') },
    },
    BuildRole: role('codebuild', [{ Effect: 'Allow', Action: 's3:GetObject', Resource: sub('${Bucket.Arn}/sources/*') }]),
    Role: role('lambda', []),
  },
};

const { Role: _role, Code: _code, ...samProperties } = secureFunction('Fn').Fn.Properties;

const sam: Template = {
  Transform: 'AWS::Serverless-2016-10-31',
  Resources: {
    ...secureFunction('Other'),
    Api: {
      Type: 'AWS::Serverless::Api',
      Properties: {
        StageName: 'prod',
        Auth: { DefaultAuthorizer: 'AWS_IAM' },
        SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PQ_2025_09',
        EndpointAccessMode: 'STRICT',
        Models: { Order: order },
        AccessLogSetting: { DestinationArn: arnOf('Log'), Format: '$context.requestId' },
        MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 10, ThrottlingBurstLimit: 10 }],
      },
    },
    Log: { Type: 'AWS::Logs::LogGroup', Properties: {} },
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
    Fn: {
      Type: 'AWS::Serverless::Function',
      Properties: {
        ...samProperties,
        CodeUri: { Bucket: 'artifacts', Key: 'code.zip' },
        Policies: [{ Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('Queue') }] }],
        Events: { Create: { Type: 'Api', Properties: { RestApiId: { Ref: 'Api' }, Path: '/orders', Method: 'post', RequestModel: { Model: 'Order', Required: true, ValidateBody: true, ValidateParameters: true } } } },
      },
    },
  },
};

/** The small apps, by name. */
export const SMALL_APPS: { readonly [name: string]: App } = {
  rest: { Rest: rest },
  http: { Http: http },
  socket: { Socket: socket },
  balancer: { Balancer: balancer },
  edge: { Edge: edge },
  events: { Events: events },
  machine: { Machine: machine },
  graph: { Graph: graph },
  identity: { Identity: identity },
  store: { Store: store },
  sam: { Sam: sam },
};
