import { PROGRAMS } from './programs';
import type { WorkloadDocument } from './used-software';
import { literalPattern } from '../../json/literal-pattern';

/** A name that may occur in a text, and whether its service or program is in use. */
interface Named {
  readonly name: string;
  /** The name in lower case, with single spaces. */
  readonly words: readonly string[];
  readonly pattern: RegExp;
  readonly used: boolean;
}

/** Names of services in AWS texts, by their names in CloudFormation. */
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

/** Nouns for software. A client certificate is none. */
const NOUN = '(?:clients?(?!\\s(?:certificates?|ids?|secrets?|tokens?|authentication))|drivers?|sdks?|cli|agents?|plug-?ins?|extensions?|connectors?|toolkits?|librar(?:y|ies)|modules?|emulators?|' +
  'adapters?|daemons?|helpers?|wrappers?|core software)';

/** The end of a word. */
const END = '(?![\\p{L}\\p{N}])';

/** Software whose name begins with that of a service: `S3 Encryption Clients`, `Redshift JDBC, Python and ODBC drivers`, `DynamoDB local`. */
const SOFTWARE = `(?:(?:encryption|desktop|java|python|go|\\.net|jdbc|odbc|php|c\\+\\+|rust)(?:,|,? and|,? or)? )*(?:local|${NOUN})${END}`;

/** Words that are in no name of a program. */
const OUTSIDE_OF_NAMES = 'an?|the|in|for|of|with|by|to|from|and|or|on|at|via|as|when|where|that|which|through|using|app';

/** Text after the name of a program: the end of a part of the sentence, or a version. */
const AFTER_NAME = '(?=\\s*$|\\s*[:,;.()–—-]|\\s(?:for|in|of|and|or|on|with|versions?|prior|before|allows?|may|could|can|has|have|is|are|v?\\d[\\d.]*)(?![\\p{L}]))';

/** Software with other words between the name of a service and the noun: `EKS Pod Identity agent`, `EFS CSI driver`. */
const LONGER_NAME = `(?:(?!(?:${OUTSIDE_OF_NAMES})\\s)[\\p{L}\\p{N}.+/-]+\\s){1,3}${NOUN}${END}${AFTER_NAME}`;

/** Text after the name of a service if it is a part of a program's name. */
const OF_PROGRAM = `(?:'s)?\\s(?:${SOFTWARE}|${LONGER_NAME})`;

/** Text before the name of a service if it is a part of a program's name: `AWS Wrappers for Amazon Aurora`. */
const FOR_SERVICE = `${NOUN}\\sfor\\s(?:the\\s)?(?:(?:Amazon|AWS)\\s)?`;

/** A program of AWS that is not in the table. */
const OTHER_PROGRAM = new RegExp(`(?<![\\p{L}\\p{N}])(?:Amazon|AWS)\\s(?:[^\\n.,:;]{0,40}?\\s)?${SOFTWARE}`, 'iu');

/**
 * Finds services and technologies in use in texts.
 *
 * The title names the subject of a bulletin. If it names any services or programs of AWS, in use or not, other names in the text are ignored.
 * Services that are not in the table are found by `Amazon` or `AWS` with their name in CloudFormation. Technologies that the user lists are found
 * anywhere.
 */
export class NamesInUse {
  private readonly programs: readonly Named[];
  private readonly services: readonly Named[];
  private readonly technologies: readonly Named[];

  constructor({ services, technologies, packages }: Pick<WorkloadDocument, 'services' | 'technologies' | 'packages'>) {
    this.programs = PROGRAMS.map(({ name, words, isUsed }) => named(name, words, isUsed({ services, packages })));
    // The longest name wins: CloudWatch Logs before CloudWatch.
    const words = [...shownNames(services)].sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1));
    const used = new Set(services.map((service) => namesOf(service)[0]));
    this.services = words.map(([word, shown]) => named(shown, [word], used.has(shown), { after: FOR_SERVICE, before: OF_PROGRAM }));
    this.technologies = [...new Set(technologies)].map((name) => named(name, [name], true));
  }

  /** Returns the subjects of a bulletin, sorted. */
  public in(title: string, text: string): string[] {
    const found = this.subjectsOf(title) ?? this.subjectsOf(text) ?? [];
    const own = namedIn(`${title} ${text}`, this.technologies).found.map(({ name }) => name);
    return [...new Set([...found, ...own])].sort();
  }

  /** Returns the names in a text that are in use; undefined if it names no service or program. */
  private subjectsOf(text: string): string[] | undefined {
    const { found, rest } = namedIn(text, [...this.programs, ...this.services]);
    return found.length > 0 || OTHER_PROGRAM.test(rest) ? found.filter(({ used }) => used).map(({ name }) => name) : undefined;
  }
}

/** Returns the names in a text, and the text without them. */
function namedIn(text: string, all: readonly Named[]): { readonly found: readonly Named[]; readonly rest: string } {
  let rest = text.replace(/\s+/g, ' ');
  const lower = rest.toLowerCase();
  const found = all.filter(({ words, pattern }) => {
    // Most names do not occur, and patterns are slow.
    if (!words.some((word) => lower.includes(word))) return false;
    const without = rest.replace(pattern, '\n');
    const isThere = without !== rest;
    rest = without;
    return isThere;
  });
  return { found, rest };
}

/** Returns all names of a service, with the name to show. */
function shownNames(services: readonly string[]): Map<string, string> {
  return new Map([...services, ...Object.keys(NAMES)].flatMap((service) => namesOf(service).map((name) => [name, namesOf(service)[0]])));
}

/** Returns the names of a service, by its name in CloudFormation. */
function namesOf(service: string): readonly string[] {
  return Object.hasOwn(NAMES, service) ? NAMES[service] : [`Amazon ${service}`, `AWS ${service}`];
}

/** Matches whole words in any case, except after and before certain other words. */
function named(name: string, words: readonly string[], used: boolean, except?: { readonly after: string; readonly before: string }): Named {
  const normal = words.map((word) => word.trim().replace(/\s+/g, ' ').toLowerCase());
  const escaped = normal.map(literalPattern).join('|');
  const start = except === undefined ? '' : `(?<!(?<![\\p{L}\\p{N}])${except.after})`;
  const end = except === undefined ? '' : `(?!${except.before})`;
  return { name, words: normal, used, pattern: new RegExp(`(?<![\\p{L}\\p{N}])${start}(?:${escaped})${END}${end}`, 'giu') };
}
