/** How AWS names its services in prose, by how CloudFormation names them. */
const NAMES: { readonly [service: string]: readonly string[] } = {
  AmplifyUIBuilder: ['AWS Amplify'],
  Amplify: ['AWS Amplify'],
  ApiGateway: ['API Gateway'],
  ApiGatewayV2: ['API Gateway'],
  AppConfig: ['AppConfig'],
  AppSync: ['AppSync'],
  Athena: ['Amazon Athena'],
  Backup: ['AWS Backup'],
  Bedrock: ['Amazon Bedrock'],
  Batch: ['AWS Batch'],
  CertificateManager: ['AWS Certificate Manager'],
  CloudFormation: ['CloudFormation'],
  CloudFront: ['CloudFront'],
  CloudTrail: ['CloudTrail'],
  CloudWatch: ['CloudWatch'],
  CodeArtifact: ['CodeArtifact'],
  CodeBuild: ['CodeBuild'],
  CodeCommit: ['CodeCommit'],
  CodeDeploy: ['CodeDeploy'],
  CodePipeline: ['CodePipeline'],
  Cognito: ['Cognito'],
  Config: ['AWS Config'],
  DMS: ['AWS DMS', 'Database Migration Service'],
  DynamoDB: ['DynamoDB'],
  DAX: ['DynamoDB Accelerator'],
  DocDB: ['DocumentDB'],
  DSQL: ['Aurora DSQL'],
  EC2: ['Amazon EC2', 'Elastic Compute Cloud', 'Amazon VPC'],
  ECR: ['Amazon ECR', 'Elastic Container Registry'],
  ECS: ['Amazon ECS', 'Elastic Container Service', 'Fargate'],
  EFS: ['Amazon EFS', 'Elastic File System'],
  EKS: ['Amazon EKS', 'Elastic Kubernetes Service'],
  ElastiCache: ['ElastiCache'],
  ElasticLoadBalancingV2: ['Elastic Load Balancing', 'Application Load Balancer'],
  EMR: ['Amazon EMR'],
  Events: ['EventBridge'],
  EventSchemas: ['EventBridge'],
  FSx: ['Amazon FSx'],
  Glue: ['AWS Glue'],
  GuardDuty: ['GuardDuty'],
  IAM: ['AWS IAM', 'Identity and Access Management'],
  InspectorV2: ['Amazon Inspector'],
  IoT: ['AWS IoT'],
  Kinesis: ['Kinesis'],
  KinesisFirehose: ['Data Firehose', 'Kinesis Firehose'],
  KMS: ['AWS KMS', 'Key Management Service'],
  Lambda: ['AWS Lambda', 'Lambda function', 'Lambda functions'],
  LakeFormation: ['Lake Formation'],
  Logs: ['CloudWatch Logs'],
  MSK: ['Amazon MSK', 'Managed Streaming for Apache Kafka'],
  MemoryDB: ['MemoryDB'],
  Neptune: ['Amazon Neptune'],
  OpenSearchService: ['OpenSearch'],
  OpenSearchServerless: ['OpenSearch'],
  Organizations: ['AWS Organizations'],
  Pipes: ['EventBridge Pipes'],
  QuickSight: ['QuickSight'],
  RDS: ['Amazon RDS', 'Amazon Aurora', 'Relational Database Service'],
  Redshift: ['Redshift'],
  Route53: ['Route 53'],
  S3: ['Amazon S3', 'Simple Storage Service'],
  SageMaker: ['SageMaker'],
  Scheduler: ['EventBridge Scheduler'],
  SecretsManager: ['Secrets Manager'],
  SecurityHub: ['Security Hub'],
  Serverless: ['AWS SAM', 'Serverless Application Model'],
  SES: ['Amazon SES', 'Simple Email Service'],
  Signer: ['AWS Signer'],
  SNS: ['Amazon SNS', 'Simple Notification Service'],
  SQS: ['Amazon SQS', 'Simple Queue Service'],
  SSM: ['Systems Manager', 'AWS SSM'],
  StepFunctions: ['Step Functions'],
  Synthetics: ['CloudWatch Synthetics'],
  Timestream: ['Timestream'],
  Transfer: ['AWS Transfer Family'],
  WAFv2: ['AWS WAF'],
  XRay: ['X-Ray'],
};

/**
 * What is in use, to be found in prose.
 *
 * @param services as CloudFormation names them; one that is not known here is found by `Amazon` or `AWS` and that name
 * @param technologies further words
 */
export class NamesInUse {
  private readonly names: readonly { readonly name: string; readonly pattern: RegExp }[];

  constructor(services: readonly string[], technologies: readonly string[]) {
    const words = [...services.flatMap((service) => (Object.hasOwn(NAMES, service) ? NAMES[service] : [`Amazon ${service}`, `AWS ${service}`])), ...technologies];
    this.names = [...new Set(words)].map((name) => ({ name, pattern: wordPattern(name) }));
  }

  /** Those that a text names, sorted. */
  public in(text: string): string[] {
    return this.names.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name).sort();
  }
}

function wordPattern(name: string): RegExp {
  const escaped = name.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu');
}
