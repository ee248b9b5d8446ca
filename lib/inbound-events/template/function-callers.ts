/**
 * Callers of functions: for each of them, the rule that checks it, or why it is trusted. The properties are those of the table of function
 * references.
 */
import { functionReferences } from '../../aws/properties';
import { without } from '../../aws/table';

/** Properties that specific rules check: `type path`. */
const JUDGED_BY: { readonly [rule: string]: readonly string[] } = {
  EventSourceValidated: [
    'AWS::Events::Rule Targets.*.Arn',
    'AWS::IoT::TopicRule TopicRulePayload.Actions.*.Lambda.FunctionArn',
    'AWS::Lambda::EventSourceMapping FunctionName',
    'AWS::Pipes::Pipe Enrichment',
    'AWS::Pipes::Pipe Target',
    'AWS::S3::Bucket NotificationConfiguration.LambdaConfigurations.*.Function',
    'AWS::SNS::Subscription Endpoint',
    'AWS::SNS::Topic Subscription.*.Endpoint',
  ],
  FunctionUrlValidated: ['AWS::ElasticLoadBalancingV2::TargetGroup Targets.*.Id', 'AWS::Lambda::Url TargetFunctionArn'],
  HttpApiRouteValidated: ['AWS::ApiGatewayV2::Api Target', 'AWS::ApiGatewayV2::Integration IntegrationUri'],
  MethodBodyValidated: ['AWS::ApiGateway::Method Integration.Uri'],
  ServiceEventValidated: ['AWS::StepFunctions::StateMachine Definition', 'AWS::StepFunctions::StateMachine DefinitionString'],
};

/** Callers that need no check, by reason. */
export const TRUSTED_CALLERS: { readonly [reason: string]: readonly string[] } = {
  'The input comes from principals who deploy, or from AWS on their behalf.': [
    'AWS::ARCRegionSwitch::Plan Workflows.*.Steps.*.ExecutionBlockConfiguration.CustomActionLambdaConfig.Lambdas.*.Arn',
    'AWS::AppConfig::ConfigurationProfile Validators.*.Content',
    'AWS::AppConfig::Extension Actions.{}.*.Uri',
    'AWS::AppFlow::Connector ConnectorProvisioningConfig.Lambda.LambdaArn',
    'AWS::AutoScaling::LifecycleHook NotificationTargetARN',
    'AWS::CloudFormation::CustomResource ServiceToken',
    'AWS::CloudFormation::LambdaHook LambdaFunction',
    'AWS::CloudFormation::Macro FunctionName',
    'AWS::CodeCommit::Repository Triggers.*.DestinationArn',
    'AWS::CodePipeline::Pipeline Stages.*.Actions.*.Configuration.FunctionName',
    'AWS::Config::ConfigRule Source.SourceIdentifier',
    'AWS::Config::OrganizationConfigRule OrganizationCustomRuleMetadata.LambdaFunctionArn',
    'AWS::ECS::Service DeploymentConfiguration.LifecycleHooks.*.HookTargetArn',
    'AWS::Scheduler::Schedule Target.Arn',
    'AWS::SecretsManager::RotationSchedule RotationLambdaARN',
  ],
  'What comes is a state and its name: of an alarm, or of a metric.': [
    'AWS::CloudWatch::Alarm AlarmActions.*',
    'AWS::CloudWatch::Alarm InsufficientDataActions.*',
    'AWS::CloudWatch::Alarm OKActions.*',
    'AWS::CloudWatch::CompositeAlarm AlarmActions.*',
    'AWS::CloudWatch::CompositeAlarm InsufficientDataActions.*',
    'AWS::CloudWatch::CompositeAlarm OKActions.*',
    'AWS::IoTSiteWise::Portal Alarms.NotificationLambdaArn',
    'AWS::LookoutMetrics::Alert Action.LambdaConfiguration.LambdaArn',
  ],
  'The service that needs a credential requests it from the function.': [
    'AWS::SageMaker::Model Containers.*.ImageConfig.RepositoryAuthConfig.RepositoryCredentialsProviderArn',
    'AWS::SageMaker::Model PrimaryContainer.ImageConfig.RepositoryAuthConfig.RepositoryCredentialsProviderArn',
    'AWS::SecurityAgent::AgentSpace AwsResources.LambdaFunctionArns.*',
  ],
  'An authorizer, whose purpose is to check credentials.': [
    'AWS::ApiGateway::Authorizer AuthorizerUri',
    'AWS::ApiGatewayV2::Authorizer AuthorizerUri',
    'AWS::AppSync::Api EventConfig.AuthProviders.*.LambdaAuthorizerConfig.AuthorizerUri',
    'AWS::AppSync::GraphQLApi AdditionalAuthenticationProviders.*.LambdaAuthorizerConfig.AuthorizerUri',
    'AWS::AppSync::GraphQLApi LambdaAuthorizerConfig.AuthorizerUri',
    'AWS::EC2::ClientVpnEndpoint ClientConnectOptions.LambdaFunctionArn',
    'AWS::HealthLake::FHIRDatastore IdentityProviderConfiguration.IdpLambdaArn',
    'AWS::IoT::Authorizer AuthorizerFunctionArn',
    'AWS::IoT::DomainConfiguration ClientCertificateConfig.ClientCertificateCallbackArn',
    'AWS::IoT::DomainConfiguration ServerCertificateConfig.OcspLambdaArn',
    'AWS::Transfer::Server IdentityProviderDetails.Function',
  ],
};

/** Properties that no rule checks, by reason. */
export const UNJUDGED_CALLERS: { readonly [reason: string]: readonly string[] } = {
  'The function runs on a device, and not in Lambda.': [
    'AWS::Greengrass::FunctionDefinition InitialVersion.Functions.*.FunctionArn',
    'AWS::Greengrass::FunctionDefinitionVersion Functions.*.FunctionArn',
    'AWS::Greengrass::SubscriptionDefinition InitialVersion.Subscriptions.*.Target',
    'AWS::Greengrass::SubscriptionDefinitionVersion Subscriptions.*.Target',
    'AWS::GreengrassV2::ComponentVersion LambdaFunction.LambdaArn',
  ],
};

/** Properties of services that pass on external input, by type, except for those that other rules check. */
export const OUTSIDE_CALLERS = without(functionReferences(), [JUDGED_BY, TRUSTED_CALLERS, UNJUDGED_CALLERS]);
