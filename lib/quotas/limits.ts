/**
 * AWS quotas of the resources that our constructs create. Lengths are in characters of JSON without white space, as AWS counts them. docs/quotas.md
 * says which construct meets which quota, and what happens there.
 */
export const LIMITS = {
  /** All inline policies of a role, together. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  inlinePolicies: 10_240,
  /** Source: as above. */
  managedPolicy: 6_144,
  /** Source: as above. */
  managedPoliciesOfRole: 10,
  /** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
  secretPolicy: 20_480,
  /** @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
  keyPolicy: 32_768,
  /** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html */
  queuePolicy: 8_192,
  /** @see https://docs.aws.amazon.com/general/latest/gr/sns.html */
  topicPolicy: 30_720,
  /** 20 KB. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
  bucketPolicy: 20_480,
  /** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
  eventPattern: 2_048,
  /** Source: as above. */
  rulesOfBus: 300,
  /** Environment variables of a function. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  environment: 4_096,
  /** Source: as above. */
  layersOfFunction: 5,
  /** Bytes of a function and all its layers, unpacked. Source: as above. */
  unpackedCode: 250 * 1024 * 1024,
  /** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
  resourcesOfApi: 300,
  /** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/resources-section-structure.html */
  logicalId: 255,
  /** Bytes; AWS says 1 MB. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
  template: 1_000_000,
  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
  dimensionValue: 255,
} as const;

/**
 * The maximum length of the text of a property.
 *
 * Source: the schemas of CloudFormation's registry, https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schemas.html
 */
export const TEXT_LIMITS = {
  'AWS::CloudWatch::Alarm.AlarmDescription': 1_024,
  'AWS::CodeBuild::Project.Description': 255,
  'AWS::Events::Rule.Description': 512,
  'AWS::IAM::Role.Description': 1_000,
  'AWS::KMS::Key.Description': 8_192,
  'AWS::Lambda::Function.Description': 256,
  'AWS::Lambda::LayerVersion.Description': 256,
  'AWS::SecretsManager::Secret.Description': 2_048,
} as const;
