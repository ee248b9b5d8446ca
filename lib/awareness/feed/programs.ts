import type { WorkloadDocument } from './used-software';

/** Software that AWS publishes for users to run. A bulletin on it is not about the service whose name it contains. */
export interface Program {
  readonly name: string;
  /** Its names in bulletins. */
  readonly words: readonly string[];
  /** Whether a workload uses it, as far as templates and packages show. Software on workstations and build machines is not visible. */
  readonly isUsed: (workload: Pick<WorkloadDocument, 'services' | 'packages'>) => boolean;
}

const always = (): boolean => true;
const unseen = (): boolean => false;
const ships = (names: RegExp): Program['isUsed'] => ({ packages }) => packages.some(({ name }) => names.test(name));

/** Longer names come before names that they contain. */
export const PROGRAMS: readonly Program[] = [
  // The CDK deploys the feed itself, so it is in use.
  { name: 'AWS CDK', words: ['AWS Cloud Development Kit', 'Cloud Development Kit', 'AWS CDK', 'aws-cdk-lib', 'aws-cdk', 'CDK'], isUsed: always },
  { name: 'AWS SAM CLI', words: ['AWS SAM CLI', 'SAM CLI', 'Serverless Application Model Command Line Interface'], isUsed: ({ services }) => services.includes('Serverless') },
  // Both are part of Lambda's runtimes.
  { name: 'AWS SDK for JavaScript', words: ['AWS SDK for JavaScript', 'AWS JavaScript SDK', 'aws-sdk-js-v3', 'aws-sdk-js'], isUsed: always },
  { name: 'AWS SDK for Python', words: ['AWS SDK for Python', 'AWS Python SDK', 'Boto3', 'Botocore'], isUsed: always },
  { name: 'AWS Encryption SDK', words: ['AWS Encryption SDK'], isUsed: ships(/^(@aws-crypto\/.+|aws-encryption-sdk)$/) },
  {
    name: 'AWS Database Encryption SDK',
    words: ['AWS Database Encryption SDK', 'Database Encryption SDK for DynamoDB', 'DynamoDB Encryption Client'],
    isUsed: ships(/^(aws-dbesdk-dynamodb|dynamodb-encryption-sdk)$/),
  },
  { name: 'Amazon S3 Encryption Client', words: ['S3 Encryption Clients', 'S3 Encryption Client'], isUsed: ships(/^amazon-s3-encryption-client/) },
  { name: 'Powertools for AWS Lambda', words: ['Powertools for AWS Lambda', 'AWS Lambda Powertools', 'Lambda Powertools'], isUsed: ships(/^@?aws-lambda-powertools/) },
  { name: 'AWS X-Ray SDK', words: ['X-Ray SDK', 'AWS X-Ray SDK'], isUsed: ships(/^aws-xray-sdk/) },
  { name: 'AWS Amplify libraries', words: ['Amplify JavaScript', 'Amplify Studio UI component', 'amplify-codegen-ui', 'Amplify UI'], isUsed: ships(/^@?aws-amplify/) },
  { name: 'Amazon Ion', words: ['Amazon Ion', 'Amazon.IonDotnet', 'ion-java', 'ion-js', 'ion-python', 'ion-c'], isUsed: ships(/^(ion-js|amazon\.ion)$/) },
  { name: 'Amazon Redshift Python connector', words: ['Redshift Python Connector', 'redshift_connector'], isUsed: ships(/^redshift[-_]connector$/) },
  { name: 'AWS Advanced Wrappers', words: ['AWS Advanced JDBC Wrapper', 'AWS Advanced Python Wrapper', 'AWS Advanced NodeJS Wrapper'], isUsed: ships(/^aws-advanced-.+-wrapper$/) },
  { name: 'Mountpoint for Amazon S3', words: ['Mountpoint for Amazon S3', 'Mountpoint for S3'], isUsed: unseen },
  { name: 'AWS CLI', words: ['AWS CLI', 'AWS Command Line Interface'], isUsed: unseen },
  { name: 'DynamoDB local', words: ['Amazon DynamoDB local', 'DynamoDB local', 'NoSQL Workbench'], isUsed: unseen },
  { name: 'Amazon Q Developer', words: ['Amazon Q Developer', 'AWS Toolkit', 'Kiro IDE', 'Kiro'], isUsed: unseen },
];
