import { commandProperties, containerImages, embeddedTexts, environmentMaps, functionReferences, resourcePolicies, secretProperties } from '../../lib/aws/properties';
import type { Table } from '../../lib/aws/table';
import { holding } from '../gate/holding';

/**
 * A template with types that rules check and that neither example has, and with notations that only templates use: OpenAPI documents, quick-created
 * APIs, policies attached by name.
 */
export const OTHER_TYPES = {
  Parameters: {
    Env: { Type: 'String', AllowedValues: ['dev', 'prod'], Default: 'dev' },
    Param: { Type: 'String' },
    Hidden: { Type: 'String', NoEcho: true },
    Layer: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/aws/service/layer' },
  },
  Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
  Mappings: { Layers: { 'us-east-1': { arn: 'arn:aws:lambda:us-east-1:580247275435:layer:Insights:1' } } },
  Resources: {
    Analyzer: { Type: 'AWS::AccessAnalyzer::Analyzer', Properties: { ArchiveRules: [{ RuleName: 'r', Filter: [{ Property: { Ref: 'Env' } }] }] } },
    Detector: { Type: 'AWS::GuardDuty::Detector', Properties: { Enable: true, Features: [{ Name: 'LAMBDA_NETWORK_LOGS', Status: { Ref: 'Env' } }] } },
    FindingFilter: { Type: 'AWS::GuardDuty::Filter', Properties: { Action: 'ARCHIVE', FindingCriteria: { Criterion: { severity: { Lt: 4 }, type: { Eq: [{ Ref: 'Env' }] } } } } },
    FindingsFilter: { Type: 'AWS::Macie::FindingsFilter', Properties: { Action: { Ref: 'Env' }, FindingCriteria: { Criterion: {} } } },
    Classification: { Type: 'AWS::Macie::Session', Properties: { Status: { Ref: 'Env' } } },
    Automation: {
      Type: 'AWS::SecurityHub::AutomationRule',
      Properties: { Criteria: { ProductName: [{ Comparison: 'EQUALS', Value: 'x' }] }, Actions: [{ FindingFieldsUpdate: { Workflow: { Status: 'SUPPRESSED' } } }] },
    },
    Standard: { Type: 'AWS::SecurityHub::Standard', Properties: { DisabledStandardsControls: [{ StandardsControlArn: 'arn:aws:securityhub:eu-west-1:111122223333:control/s/v/1/Lambda.2' }] } },
    FindingsRule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['aws.guardduty'], detail: { severity: [{ numeric: ['<', 4] }] } }, Targets: [{ Id: 'T', Arn: { Ref: 'FindingsTopic' } }] } },
    FindingsTopic: { Type: 'AWS::SNS::Topic' },
    FindingsSubscription: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: { Ref: 'FindingsTopic' }, FilterPolicyScope: 'MessageBody', FilterPolicy: { detail: { severity: [{ numeric: ['<', 4] }] } } } },
    Authorization: { Type: 'AWS::Redshift::EndpointAuthorization', Properties: { Account: '999999999999' } },
    PortfolioShare: { Type: 'AWS::ServiceCatalog::PortfolioShare', Properties: { AccountId: { Ref: 'Param' } } },
    Template: { Type: 'AWS::ECR::RepositoryCreationTemplate', Properties: { ImageTagMutability: { Ref: 'Env' } } },
    PackageGroup: { Type: 'AWS::CodeArtifact::PackageGroup', Properties: { OriginConfiguration: { Restrictions: { ExternalUpstream: { RestrictionMode: { Ref: 'Env' } } } } } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'bucket', S3Key: 'key' },
        CodeSigningConfigArn: { Ref: 'Signing' },
        Environment: { Variables: { DB_PASSWORD: { Ref: 'Hidden' }, JSON: '{"a": {"token": "x"}}', STAGE: { Ref: 'Env' } } },
        Layers: [{ Ref: 'Layer' }, { 'Fn::FindInMap': ['Layers', { Ref: 'AWS::Region' }, 'arn'] }, { Ref: 'OwnLayer' }],
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Runtime: 'python3.13',
      },
    },
    HeaderRules: { Type: 'AWS::WAFv2::RuleGroup', Properties: { Rules: [{ Statement: { ByteMatchStatement: { FieldToMatch: { SingleHeader: { Name: 'x-token' } }, SearchString: { Ref: 'Param' } } } }] } },
    HeaderAcl: { Type: 'AWS::WAFv2::WebACL', Properties: { Rules: [{ Statement: { RateBasedStatement: { ScopeDownStatement: { NotStatement: { Statement: { GeoMatchStatement: {} } } } } } }] } },
    HeaderMatch: { Type: 'AWS::VpcLattice::Rule', Properties: { Match: { HttpMatch: { HeaderMatches: [{ Name: 'x-token', Match: { Exact: { Ref: 'Param' } } }] } } } },
    Filter: {
      Type: 'AWS::InspectorV2::Filter',
      Properties: { Name: 'noise', FilterAction: 'SUPPRESS', FilterCriteria: { VulnerabilityId: [{ Comparison: 'EQUALS', Value: { Ref: 'Param' } }], Severity: [{ Comparison: 'EQUALS', Value: 'LOW' }] } },
    },
    Cluster: {
      Type: 'AWS::MSK::Cluster',
      Properties: {
        BrokerNodeGroupInfo: { ConnectivityInfo: { PublicAccess: { Type: { Ref: 'Param' } } } },
        ClientAuthentication: { Sasl: { Iam: { Enabled: { Ref: 'Param' } } }, Unauthenticated: { Enabled: true } },
        EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS_PLAINTEXT' } },
      },
    },
    Identities: { Type: 'AWS::Cognito::IdentityPool', Properties: { AllowUnauthenticatedIdentities: true, AllowClassicFlow: { Ref: 'Param' } } },
    EventStore: { Type: 'AWS::CloudTrail::EventDataStore', Properties: { IngestionEnabled: { Ref: 'Param' } } },
    TrailFilter: { Type: 'AWS::Logs::MetricFilter', Properties: { FilterPattern: '{ $.eventName = StopLogging }', MetricTransformations: [{ MetricNamespace: 'a', MetricName: 'b' }] } },
    TrailAlarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'c', Namespace: 'a', MetricName: 'b', ActionsEnabled: { Ref: 'Param' } } },
    AllAlarms: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'ALARM(c)', ActionsEnabled: { Ref: 'Param' } } },
    Tenant: { Type: 'AWS::CloudFront::DistributionTenant', Properties: { Customizations: { WebAcl: { Action: { Ref: 'Param' } } } } },
    Engine: { Type: 'AWS::BedrockAgentCore::Policy', Properties: { PolicyEngineId: 'e', Definition: { Cedar: { Statement: 'permit(principal, action, resource);' } } } },
    Permit: { Type: 'AWS::VerifiedPermissions::Policy', Properties: { PolicyStoreId: 's', Definition: { Static: { Statement: { Ref: 'Param' } } } } },
    Permissions: { Type: 'AWS::VerifiedPermissions::PolicyTemplate', Properties: { PolicyStoreId: 's', Statement: 'forbid(principal == ?principal, action, resource);' } },
    Tokens: { Type: 'AWS::VerifiedPermissions::IdentitySource', Properties: { Configuration: { OpenIdConnectConfiguration: { TokenSelection: { AccessTokenOnly: { Audiences: { Ref: 'Param' } } } } } } },
    AccessGroup: { Type: 'AWS::EC2::VerifiedAccessGroup', Properties: { PolicyDocument: 'permit(principal, action, resource);' } },
    AccessEndpoint: { Type: 'AWS::EC2::VerifiedAccessEndpoint', Properties: { PolicyDocument: { Ref: 'Param' } } },
    Instances: { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: {}, Metadata: { 'AWS::CloudFormation::Init': { app: { commands: { a: { command: { Ref: 'Param' } } } } } } },
    Component: { Type: 'AWS::ImageBuilder::Component', Properties: { Data: { 'Fn::Sub': 'phases: [{steps: [{inputs: {commands: ["${Param}"]}}]}]' } } },
    RealtimeLog: { Type: 'AWS::CloudFront::RealtimeLogConfig', Properties: { Fields: ['cs-cookie', { Ref: 'Param' }] } },
    Distribution: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          Origins: [{ Id: 'o', DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Url', 'FunctionUrl'] }] }] }, CustomOriginConfig: { OriginProtocolPolicy: 'http-only' } }],
          DefaultCacheBehavior: { TargetOriginId: 'o', ViewerProtocolPolicy: 'allow-all' },
        },
      },
    },
    Container: { Type: 'AWS::Lambda::Function', Properties: { PackageType: 'Image', Code: { ImageUri: 'x' }, Role: { Ref: 'Param' } } },
    Pipeline: {
      Type: 'AWS::CodePipeline::Pipeline',
      Properties: {
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Stages: [
          { Name: 'Source', Actions: [{ Name: 'Source', ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'S3', Version: '1' } }] },
          {
            Name: 'Deploy',
            Actions: [{ Name: 'Deploy', ActionTypeId: { Category: { 'Fn::If': ['IsProd', 'Deploy', 'Approval'] }, Owner: 'AWS', Provider: 'CloudFormation', Version: '1' } }],
          },
        ],
      },
    },
    Broker: { Type: 'AWS::AmazonMQ::Broker', Properties: { Users: [{ Username: 'app', Password: { Ref: 'Hidden' } }] } },
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: { ContainerDefinitions: [{ Name: 'app', Image: 'x', Environment: [{ Name: 'API_KEY', Value: { Ref: 'Hidden' } }] }] },
    },
    Network: { Type: 'AWS::VpcLattice::ServiceNetwork', Properties: { AuthType: 'AWS_IAM' } },
    Gateway: {
      Type: 'AWS::BedrockAgentCore::Gateway',
      Properties: { AuthorizerType: 'CUSTOM_JWT', AuthorizerConfiguration: { CustomJWTAuthorizer: { DiscoveryUrl: 'https://id.example.com', AllowedClients: ['shop'] } }, ExceptionLevel: 'DEBUG' },
    },
    Payments: {
      Type: 'AWS::BedrockAgentCore::PaymentManager',
      Properties: { AuthorizerType: 'CUSTOM_JWT', AuthorizerConfiguration: { CustomJWTAuthorizer: { DiscoveryUrl: 'https://id.example.com', AllowedClients: ['shop'] } } },
    },
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: { LoadBalancerArn: { Ref: 'Param' }, Protocol: 'HTTP', Port: 80, DefaultActions: [{ Type: 'fixed-response' }] },
    },
    UserPool: { Type: 'AWS::Cognito::UserPool', Properties: { LambdaConfig: { PreSignUp: { 'Fn::GetAtt': ['Function', 'Arn'] } } } },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*', Condition: {} }] } },
    },
    Pipe: {
      Type: 'AWS::Pipes::Pipe',
      Properties: {
        Source: 'arn:aws:sqs:eu-west-1:111122223333:orders',
        SourceParameters: { FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["order"]}}' }] } },
        Target: { 'Fn::GetAtt': ['Function', 'Arn'] },
      },
    },
    Devices: {
      Type: 'AWS::IoT::Policy',
      Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'iot:Publish', Resource: '*' }] } },
    },
    TopicRule: {
      Type: 'AWS::IoT::TopicRule',
      Properties: { TopicRulePayload: { Sql: "SELECT * FROM 'orders'", Actions: [{ Lambda: { FunctionArn: { 'Fn::GetAtt': ['Function', 'Arn'] } } }] } },
    },
    Balanced: {
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      Properties: { TargetType: 'lambda', Targets: [{ Id: { 'Fn::GetAtt': ['Function', 'Arn'] } }] },
    },
    Lattice: { Type: 'AWS::VpcLattice::TargetGroup', Properties: { Type: 'LAMBDA', Targets: [{ Id: { 'Fn::GetAtt': ['Function', 'Arn'] } }] } },
    Notifications: {
      Type: 'Custom::S3BucketNotifications',
      Properties: {
        BucketName: 'bucket',
        NotificationConfiguration: { LambdaFunctionConfigurations: [{ Events: ['s3:ObjectCreated:*'], LambdaFunctionArn: { 'Fn::GetAtt': ['Function', 'Arn'] } }] },
      },
    },
    OwnLayer: { Type: 'AWS::Lambda::LayerVersion', Properties: { Content: { S3Bucket: 'bucket', S3Key: 'layer' } } },
    Signing: {
      Type: 'AWS::Lambda::CodeSigningConfig',
      Properties: { CodeSigningPolicies: { UntrustedArtifactOnDeployment: { 'Fn::If': ['IsProd', 'Enforce', 'Warn'] } } },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/PowerUserAccess', { Ref: 'Managed' }],
        PermissionsBoundary: { Ref: 'Boundary' },
        Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: { Effect: 'Allow', NotAction: 'iam:*', NotResource: 'arn:aws:s3:::b/*' } } }],
      },
    },
    AccessKey: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: { Ref: 'User' } } },
    Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: 'pool' } },
    User: { Type: 'AWS::IAM::User', Properties: { ManagedPolicyArns: [{ Ref: 'Managed' }], Groups: [{ Ref: 'Group' }] } },
    Group: { Type: 'AWS::IAM::Group', Properties: { Policies: [] } },
    Managed: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: ['secretsmanager:*', 's3:GetObject'],
              Resource: ['*', { 'Fn::Sub': 'arn:aws:secretsmanager:*:*:secret:app-${Env}-*' }],
              Condition: { StringEquals: { 'aws:ResourceTag/team': ['orders'] } },
            },
          ],
        },
      },
    },
    Boundary: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: { Statement: [{ Effect: 'Deny', Action: 'secretsmanager:GetSecretValue', NotResource: { Ref: 'Secret' } }] } },
    },
    RolePolicy: {
      Type: 'AWS::IAM::RolePolicy',
      Properties: { RoleName: { Ref: 'Role' }, PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
    },
    UserPolicy: { Type: 'AWS::IAM::UserPolicy', Properties: { UserName: { Ref: 'User' }, PolicyName: 'p', PolicyDocument: { Statement: [] } } },
    GroupPolicy: { Type: 'AWS::IAM::GroupPolicy', Properties: { GroupName: { Ref: 'Group' }, PolicyName: 'p', PolicyDocument: '{"Statement": []}' } },
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { GenerateSecretString: { SecretStringTemplate: '{"user": "app", "password": "x"}', GenerateStringKey: 'key' } },
    },
    SecretPolicy: {
      Type: 'AWS::SecretsManager::ResourcePolicy',
      Properties: {
        SecretId: { Ref: 'Secret' },
        ResourcePolicy: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: ['*', { 'Fn::GetAtt': ['Role', 'Arn'] }] },
              Action: 'secretsmanager:GetSecretValue',
              Resource: '*',
              Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x' } },
            },
          ],
        },
      },
    },
    Attachment: { Type: 'AWS::SecretsManager::SecretTargetAttachment', Properties: { SecretId: { Ref: 'Secret' } } },
    Schedule: {
      Type: 'AWS::SecretsManager::RotationSchedule',
      Properties: { SecretId: { Ref: 'Attachment' }, RotationRules: { ScheduleExpression: 'cron(0 8 1/10 * ? *)' } },
    },
    Setting: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Name: { 'Fn::Sub': '/${Env}/secrets/db' }, Value: { Ref: 'Param' } } },
    Repository: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: { 'Fn::Sub': '${Env}/orders' } } },
    Registry: {
      Type: 'AWS::ECR::RegistryScanningConfiguration',
      Properties: {
        ScanType: 'BASIC',
        Rules: [{ ScanFrequency: 'SCAN_ON_PUSH', RepositoryFilters: [{ Filter: 'prod*', FilterType: 'WILDCARD' }] }],
      },
    },
    RestApi: {
      Type: 'AWS::ApiGateway::RestApi',
      Properties: {
        BinaryMediaTypes: ['image~1png'],
        EndpointConfiguration: { Types: ['REGIONAL'] },
        Policy: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: '*',
              Action: 'execute-api:Invoke',
              Resource: 'execute-api:/*/GET/orders/*',
              Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } },
            },
          ],
        },
        Body: {
          'openapi': '3.0.1',
          'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true, validateRequestParameters: true } },
          'x-amazon-apigateway-request-validator': 'all',
          'x-amazon-apigateway-gateway-responses': {
            BAD_REQUEST_BODY: {
              responseTemplates: { 'application/json': '{"m": "$context.error.validationErrorString"}' },
              responseParameters: { 'gatewayresponse.header.X': 'method.request.header.Origin' },
            },
          },
          'paths': {
            '/orders/{id}': {
              parameters: [{ name: 'id', in: 'path', required: true }],
              post: {
                'security': [{ auth: [] }],
                'requestBody': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } },
                'x-amazon-apigateway-integration': { type: 'aws_proxy' },
              },
              options: {
                'x-amazon-apigateway-integration': {
                  type: 'aws',
                  requestTemplates: { 'application/json': '{}' },
                  passthroughBehavior: 'when_no_match',
                  responses: {
                    default: {
                      responseParameters: {
                        'method.response.header.Access-Control-Allow-Origin': "'*'",
                        'method.response.header.Access-Control-Allow-Credentials': "'true'",
                      },
                    },
                  },
                },
              },
            },
          },
          'components': {
            securitySchemes: { auth: { 'type': 'apiKey', 'name': 'x', 'in': 'header', 'x-amazon-apigateway-authorizer': { type: 'token' } } },
            schemas: {
              Order: {
                allOf: [{ $ref: '#/components/schemas/Base' }],
                type: 'object',
                additionalProperties: false,
                properties: {
                  id: { type: 'string', pattern: '^[a-z]{3}$' },
                  lines: { type: 'array', maxItems: 5, items: { oneOf: [{ type: 'integer', minimum: 0, maximum: 9 }, { $ref: '#/components/schemas/Order' }] } },
                },
              },
              Base: { type: ['object', 'null'], patternProperties: { '^x': { format: 'int32' } }, maxProperties: 3 },
            },
          },
        },
      },
    },
    GatewayResponse: {
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: { RestApiId: { Ref: 'RestApi' }, ResponseTemplates: { 'application/json': '{"m": $context.error.messageString}' } },
    },
    RestDeployment: {
      Type: 'AWS::ApiGateway::Deployment',
      Properties: {
        RestApiId: { Ref: 'RestApi' },
        StageName: 'prod',
        StageDescription: { MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 5, ThrottlingBurstLimit: -1 }] },
      },
    },
    WebAcl: {
      Type: 'AWS::WAFv2::WebACLAssociation',
      Properties: { ResourceArn: { 'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}::/restapis/${RestApi}/stages/prod' } },
    },
    Domain: { Type: 'AWS::ApiGateway::DomainName', Properties: { EndpointConfiguration: { Types: ['EDGE'] }, SecurityPolicy: 'TLS_1_0' } },
    PrivateDomain: { Type: 'AWS::ApiGateway::DomainNameV2', Properties: { SecurityPolicy: 'TLS_1_2' } },
    HttpDomain: { Type: 'AWS::ApiGatewayV2::DomainName', Properties: { DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_2' }] } },
    HttpApi: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        ProtocolType: 'HTTP',
        Target: { 'Fn::GetAtt': ['Function', 'Arn'] },
        CorsConfiguration: { AllowOrigins: ['https://*'], AllowCredentials: true },
      },
    },
    Overrides: {
      Type: 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides',
      Properties: {
        ApiId: { Ref: 'HttpApi' },
        Route: { AuthorizationType: 'AWS_IAM' },
        Stage: { DefaultRouteSettings: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 }, RouteSettings: { 'GET /': { ThrottlingRateLimit: 2 } } },
      },
    },
    HttpRoute: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /', AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Param' } },
    },
    HttpStage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'HttpApi' }, StageName: '$default', AccessLogSettings: { DestinationArn: 'arn:x', Format: '$context.requestId' } },
    },
    HttpIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId: { Ref: 'HttpApi' }, IntegrationType: 'AWS_PROXY', IntegrationUri: { 'Fn::GetAtt': ['Function', 'Arn'] } },
    },
    WebSocketApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' } },
    Connect: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: { Ref: 'WebSocketApi' }, RouteKey: '$connect', AuthorizationType: { 'Fn::If': ['IsProd', 'CUSTOM', 'NONE'] } },
    },
    Url: {
      Type: 'AWS::Lambda::Url',
      Properties: { AuthType: 'AWS_IAM', TargetFunctionArn: { Ref: 'Function' }, Cors: { AllowOrigins: ['*'], AllowCredentials: { Ref: 'Param' } } },
    },
    GraphQl: {
      Type: 'AWS::AppSync::GraphQLApi',
      Properties: { AuthenticationType: 'AWS_IAM', AdditionalAuthenticationProviders: [{ AuthenticationType: 'API_KEY' }] },
    },
    EventApi: {
      Type: 'AWS::AppSync::Api',
      Properties: {
        EventConfig: {
          AuthProviders: [{ AuthType: 'API_KEY' }, { AuthType: 'AWS_IAM' }],
          ConnectionAuthModes: [{ AuthType: 'API_KEY' }],
          DefaultPublishAuthModes: [{ AuthType: 'AWS_IAM' }],
          DefaultSubscribeAuthModes: [{ AuthType: 'AWS_IAM' }, { AuthType: 'API_KEY' }],
        },
      },
    },
    Channel: { Type: 'AWS::AppSync::ChannelNamespace', Properties: { ApiId: { Ref: 'EventApi' }, PublishAuthModes: [{ AuthType: 'API_KEY' }] } },
    Kafka: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Function' },
        FilterCriteria: { Filters: [{ Pattern: '{"value": {"kind": ["order"]}}' }] },
        SelfManagedKafkaEventSourceConfig: { SchemaRegistryConfig: { SchemaValidationConfigs: [{ Attribute: 'KEY' }] } },
      },
    },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { Protocol: 'lambda', Endpoint: { 'Fn::GetAtt': ['Function', 'Arn'] }, FilterPolicy: { kind: ['order'] } },
    },
    BusRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: [{ prefix: 'aws.' }, 'shop'] },
        Targets: [{ Id: 'a', Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }, { Id: 'b', Arn: { Ref: 'Param' }, Input: '{}' }],
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'Function' },
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::Join': ['', ['arn:aws:events:', { Ref: 'AWS::Region' }, ':*:rule/x']] },
      },
    },
  },
};

/** Number of resources in a template of {@link TYPES_OF_TABLES}. */
const SIZE = 25;

/** Templates with every type of the tables in `lib/aws`, each with a value at the table's first property. */
export const TYPES_OF_TABLES = ((): object[] => {
  const values: (readonly [Table, unknown])[] = [
    [secretProperties(), { Ref: 'Hidden' }],
    [environmentMaps(), { Ref: 'Hidden' }],
    [embeddedTexts(), { 'Fn::Sub': '{"password": "x", "env": {"variables": {"TOKEN": "y"}}}' }],
    [commandProperties(), ['sh', '-c', { Ref: 'Hidden' }]],
    [containerImages(), { 'Fn::Sub': '${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/shop:latest' }],
    [functionReferences(), { 'Fn::GetAtt': ['Function', 'Arn'] }],
    [resourcePolicies(), { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'x:Do', Resource: '*' }] }],
  ];
  const resources = values.flatMap(([table, value]) => [...table].map(([Type, [path]]) => ({ Type, Properties: holding(path, value, 'API_KEY') })));
  const pages = Array.from({ length: Math.ceil(resources.length / SIZE) }, (_, page) => resources.slice(page * SIZE, (page + 1) * SIZE));
  return pages.map((page) => ({
    Resources: {
      Function: { Type: 'AWS::Lambda::Function', Properties: {} },
      ...Object.fromEntries(page.map((resource, index) => [`Holder${index}`, resource])),
    },
  }));
})();
