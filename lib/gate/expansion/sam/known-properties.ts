/**
 * Returns the properties that the expansion reads. An unlisted property makes its resource undetermined.
 *
 * Source: the AWS SAM specification (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html), by the
 * types of aws-sam-translator 1.115.0.
 */

const words = (text: string): readonly string[] => text.split(/\s+/);

/** Properties by type of resource. */
export const RESOURCE_PROPERTIES: { readonly [type: string]: readonly string[] } = {
  'AWS::Serverless::Function': words(
    'Architectures AssumeRolePolicyDocument AutoPublishAlias AutoPublishAliasAllProperties AutoPublishCodeSha256 CapacityProviderConfig CodeSigningConfigArn ' +
      'CodeUri DeadLetterQueue DeploymentPreference Description DurableConfig Environment EphemeralStorage EventInvokeConfig Events FileSystemConfigs ' +
      'FunctionName FunctionScalingConfig FunctionUrlConfig Handler ImageConfig ImageUri InlineCode KmsKeyArn Layers LoggingConfig MemorySize PackageType ' +
      'PermissionsBoundary Policies PropagateTags ProvisionedConcurrencyConfig PublishToLatestPublished RecursiveLoop ReservedConcurrentExecutions Role ' +
      'RolePath Runtime RuntimeManagementConfig SnapStart SourceKMSKeyArn Tags TenancyConfig Timeout Tracing VersionDeletionPolicy VersionDescription VpcConfig',
  ),
  'AWS::Serverless::Api': words(
    'AccessLogSetting AlwaysDeploy ApiKeySourceType Auth BinaryMediaTypes CacheClusterEnabled CacheClusterSize CanarySetting Cors DefinitionBody ' +
      'DefinitionUri Description DisableExecuteApiEndpoint Domain EndpointAccessMode EndpointConfiguration FailOnWarnings GatewayResponses ' +
      'MergeDefinitions MethodSettings MinimumCompressionSize Mode Models Name OpenApiVersion Policy PropagateTags SecurityPolicy StageName Tags ' +
      'TracingEnabled Variables',
  ),
  'AWS::Serverless::HttpApi': words(
    'AccessLogSettings Auth CorsConfiguration DefaultRouteSettings DefinitionBody DefinitionUri Description DisableExecuteApiEndpoint Domain ' +
      'FailOnWarnings Name PropagateTags RouteSettings StageName StageVariables Tags',
  ),
  'AWS::Serverless::SimpleTable': words('PointInTimeRecoverySpecification PrimaryKey ProvisionedThroughput SSESpecification TableName Tags'),
  'AWS::Serverless::LayerVersion': words(
    'CompatibleArchitectures CompatibleRuntimes ContentUri Description LayerName LicenseInfo PublishLambdaVersion RetentionPolicy',
  ),
  'AWS::Serverless::StateMachine': words(
    'AutoPublishAlias Definition DefinitionSubstitutions DefinitionUri DeploymentPreference Events Logging Name PermissionsBoundary Policies ' +
      'PropagateTags Role RolePath Tags Tracing Type UseAliasAsEventTarget',
  ),
  'AWS::Serverless::Application': words('Location NotificationARNs Parameters Tags TemplateUrl TimeoutInMinutes'),
};

/** Types of SAM that the expansion does not support. Their resources are unread, which is an error. */
export const UNREAD_TYPES: readonly string[] = ['CapacityProvider', 'Connector', 'GraphQLApi', 'WebSocketApi'].map((name) => `AWS::Serverless::${name}`);

const POLLED = words(
  'BatchSize BisectBatchOnFunctionError ConsumerGroupId DestinationConfig Enabled FilterCriteria FunctionResponseTypes KafkaBootstrapServers KmsKeyArn ' +
    'LoggingConfig MaximumBatchingWindowInSeconds MaximumRecordAgeInSeconds MaximumRetryAttempts MetricsConfig ParallelizationFactor ProvisionedPollerConfig ' +
    'Queues ScalingConfig SchemaRegistryConfig SecretsManagerKmsKeyId SourceAccessConfigurations StartingPosition StartingPositionTimestamp Topics ' +
    'TumblingWindowInSeconds',
);

const SCHEDULED = words(
  'DeadLetterConfig Description EndDate FlexibleTimeWindow GroupName Input KmsKeyArn Name OmitName PermissionsBoundary RetryPolicy RoleArn ScheduleExpression ' +
    'ScheduleExpressionTimezone StartDate State',
);

const RULED = words('DeadLetterConfig EventBusName Input InputPath InputTransformer Pattern RetryPolicy RuleName State Target');

/** Properties of function events, by type. */
export const EVENT_PROPERTIES: { readonly [type: string]: readonly string[] } = {
  AlexaSkill: words('SkillId'),
  Api: words('Auth Method Path RequestModel RequestParameters ResponseTransferMode RestApiId Stage TimeoutInMillis'),
  CloudWatchEvent: [...RULED, 'Enabled'],
  CloudWatchLogs: words('FilterPattern LogGroupName'),
  Cognito: words('Trigger UserPool'),
  DocumentDB: [...POLLED, ...words('Cluster CollectionName DatabaseName FullDocument')],
  DynamoDB: [...POLLED, 'Stream'],
  EventBridgeRule: [...RULED, 'Enabled'],
  HttpApi: words('ApiId Auth Method Path PayloadFormatVersion RouteSettings Stage TimeoutInMillis'),
  IoTRule: words('AwsIotSqlVersion Sql'),
  Kinesis: [...POLLED, 'Stream'],
  MQ: [...POLLED, ...words('Broker DynamicPolicyName')],
  MSK: [...POLLED, 'Stream'],
  S3: words('Bucket Events Filter'),
  SNS: words('FilterPolicy FilterPolicyScope RedrivePolicy Region SqsSubscription Topic'),
  SQS: [...POLLED, 'Queue'],
  Schedule: words('DeadLetterConfig Description Enabled Input Name RetryPolicy RuleName Schedule State'),
  ScheduleV2: SCHEDULED,
  SelfManagedKafka: POLLED,
};

/** Properties of state machine events, by type. */
export const STATE_MACHINE_EVENT_PROPERTIES: { readonly [type: string]: readonly string[] } = {
  Api: words('Auth Method Path RestApiId Stage UnescapeMappingTemplate'),
  CloudWatchEvent: RULED,
  EventBridgeRule: RULED,
  Schedule: words('DeadLetterConfig Description Enabled Input Name RetryPolicy RoleArn Schedule State Target'),
  ScheduleV2: SCHEDULED,
};
