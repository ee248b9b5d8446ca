import { PROGRAMS } from './programs';
import type { WorkloadDocument } from './used-software';

/** What may be named in a text, and whether it is in use. */
interface Named {
  readonly name: string;
  /** In lower case, with single spaces. */
  readonly words: readonly string[];
  readonly pattern: RegExp;
  readonly used: boolean;
}

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

/** Words for software: after the name of a service they make it the name of a program, which is not the service. */
const SOFTWARE = '(?:(?:encryption|desktop|java|python|go|\\.net|jdbc|odbc|php|c\\+\\+|rust) )*' +
  '(?:local|clients?|drivers?|sdks?|cli|agents?|plug-?ins?|extensions?|connectors?|toolkits?|librar(?:y|ies)|modules?|emulators?)';

/** A program of AWS that is in no table. */
const OTHER_PROGRAM = new RegExp(`(?<![\\p{L}\\p{N}])(?:Amazon|AWS)\\s(?:[^\\n.,:;]{0,40}?\\s)?${SOFTWARE}(?![\\p{L}\\p{N}])`, 'iu');

/**
 * What is in use, to be found in prose.
 *
 * A title says what a bulletin is on. Where it names services or programs of AWS, used or not, what its text mentions besides counts for
 * nothing. Services that are not in the table are found by `Amazon` or `AWS` and the name that CloudFormation has for them; what the
 * user names is found wherever it stands.
 */
export class NamesInUse {
  private readonly programs: readonly Named[];
  private readonly services: readonly Named[];
  private readonly technologies: readonly Named[];

  constructor({ services, technologies, packages }: Pick<WorkloadDocument, 'services' | 'technologies' | 'packages'>) {
    this.programs = PROGRAMS.map(({ name, words, isUsed }) => named(name, words, isUsed({ services, packages })));
    // Of CloudWatch Logs and CloudWatch the longer one is meant.
    const words = [...shownNames(services)].sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1));
    const used = new Set(services.map((service) => namesOf(service)[0]));
    this.services = words.map(([word, shown]) => named(shown, [word], used.has(shown), `(?:'s)?\\s${SOFTWARE}`));
    this.technologies = [...new Set(technologies)].map((name) => named(name, [name], true));
  }

  /** Those that a bulletin is on, sorted. */
  public in(title: string, text: string): string[] {
    const found = this.subjectsOf(title) ?? this.subjectsOf(text) ?? [];
    const own = namedIn(`${title} ${text}`, this.technologies).found.map(({ name }) => name);
    return [...new Set([...found, ...own])].sort();
  }

  /** What is in use of what a text names; nothing where it names no service and no program. */
  private subjectsOf(text: string): string[] | undefined {
    const { found, rest } = namedIn(text, [...this.programs, ...this.services]);
    return found.length > 0 || OTHER_PROGRAM.test(rest) ? found.filter(({ used }) => used).map(({ name }) => name) : undefined;
  }
}

/** What a text names, and the text without it. */
function namedIn(text: string, all: readonly Named[]): { readonly found: readonly Named[]; readonly rest: string } {
  let rest = text.replace(/\s+/g, ' ');
  const lower = rest.toLowerCase();
  const found = all.filter(({ words, pattern }) => {
    // Nearly none is there, and patterns take their time.
    if (!words.some((word) => lower.includes(word))) return false;
    const without = rest.replace(pattern, '\n');
    const isThere = without !== rest;
    rest = without;
    return isThere;
  });
  return { found, rest };
}

/** Each name by which a service is called, with the one that it is shown as. */
function shownNames(services: readonly string[]): Map<string, string> {
  return new Map([...services, ...Object.keys(NAMES)].flatMap((service) => namesOf(service).map((name) => [name, namesOf(service)[0]])));
}

/** How a service is called, by how CloudFormation names it. */
function namesOf(service: string): readonly string[] {
  return Object.hasOwn(NAMES, service) ? NAMES[service] : [`Amazon ${service}`, `AWS ${service}`];
}

/** Found by words that stand alone, in any case, and that others do not follow. */
function named(name: string, words: readonly string[], used: boolean, exceptBefore?: string): Named {
  const normal = words.map((word) => word.trim().replace(/\s+/g, ' ').toLowerCase());
  const escaped = normal.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const end = exceptBefore === undefined ? '' : `(?!${exceptBefore}(?![\\p{L}\\p{N}]))`;
  return { name, words: normal, used, pattern: new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped})(?![\\p{L}\\p{N}])${end}`, 'giu') };
}
