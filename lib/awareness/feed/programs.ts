import type { WorkloadDocument } from './used-software';

/** Software that AWS publishes and that people run themselves; its bulletins are on it, and not on the service that its name contains. */
export interface Program {
  readonly name: string;
  /** How bulletins name it. */
  readonly words: readonly string[];
  /** Whether a workload uses it, so far as can be seen. What only people and build machines have installed can't be seen. */
  readonly isUsed: (workload: Pick<WorkloadDocument, 'services' | 'packages'>) => boolean;
}

const always = (): boolean => true;
const unseen = (): boolean => false;
const ships = (names: RegExp): Program['isUsed'] => ({ packages }) => packages.some(({ name }) => names.test(name));

/** The longer names come before those that are a part of them. */
export const PROGRAMS: readonly Program[] = [
  // The feed itself is deployed by the CDK.
  { name: 'AWS CDK', words: ['AWS Cloud Development Kit', 'Cloud Development Kit', 'AWS CDK', 'aws-cdk-lib', 'aws-cdk', 'CDK'], isUsed: always },
  { name: 'AWS SAM CLI', words: ['AWS SAM CLI', 'SAM CLI', 'Serverless Application Model Command Line Interface'], isUsed: ({ services }) => services.includes('Serverless') },
  // The runtimes of Lambda bring these two.
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
  { name: 'AWS CLI', words: ['AWS CLI', 'AWS Command Line Interface'], isUsed: unseen },
  { name: 'DynamoDB local', words: ['Amazon DynamoDB local', 'DynamoDB local', 'NoSQL Workbench'], isUsed: unseen },
  { name: 'Amazon Q Developer', words: ['Amazon Q Developer', 'AWS Toolkit', 'Kiro IDE', 'Kiro'], isUsed: unseen },
];
