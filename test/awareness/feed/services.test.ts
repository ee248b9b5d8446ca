import { NamesInUse } from '../../../lib/awareness/feed/services';

const used = (services: readonly string[], technologies: readonly string[] = [], packages: readonly string[] = []) => {
  return new NamesInUse({ services, technologies, packages: packages.map((name) => ({ ecosystem: 'npm', name, version: '1.0.0', functions: [0] })) });
};

test.each([
  ['A problem of AWS Lambda.', ['AWS Lambda']],
  ['Amazon S3: presigned URLs', ['Amazon S3']],
  ['amazon   s3 and dynamodb', ['Amazon S3', 'DynamoDB']],
  ['AmazonS3Client, DynamoDBLocal', []],
  ['a postgresql server', ['PostgreSQL']],
  ['libpostgresql', []],
  ['Amazon Nimble of a service that is not in the table', ['Amazon Nimble']],
  ['C++ (not C)', ['C++']],
  ['Amazon Redshift', []],
  ['CloudWatch Logs in a console', []],
])('%j names %j', (text, names) => {
  const inUse = used(['Lambda', 'S3', 'DynamoDB', 'Nimble', 'constructor', 'CloudWatch'], ['PostgreSQL', 'C++']);
  expect(inUse.in(text, '')).toEqual(names);
  expect(inUse.in('', text)).toEqual(names);
});

const SERVICES = ['Lambda', 'S3', 'DynamoDB', 'KMS', 'SQS', 'ECS', 'Athena', 'Redshift', 'IAM'];

describe('titles as AWS writes them: a program is distinguished from the service in its name', () => {
  test.each([
    ['Issue with DynamoDB local - CVE-2026-1', []],
    ['Issue with Amazon Redshift JDBC Driver', []],
    ['Issue with Amazon Athena ODBC drivers', []],
    ['Key commitment in S3 Encryption Clients', []],
    ['AWS KMS PKCS#11 plugin', ['AWS KMS']],
    ['Amazon ECS agent: introspection server', []],
    ['Path traversal in the AWS SAM CLI', []],
    ['Overwrite of files by the AWS CLI', []],
    ['Credential plug-ins of the AWS Cloud Development Kit (AWS CDK) CLI', ['AWS CDK']],
    ['AWS SDK for JavaScript: region validation', ['AWS SDK for JavaScript']],
    ['Boto3 and unsafe loading of caches', ['AWS SDK for Python']],
    ['AWS SDK for Java', []],
    ['AWS Lambda function URLs and DynamoDB streams', ['AWS Lambda', 'DynamoDB']],
    ['Amazon Lumberyard client', []],
    ['Issue in AWS Wrappers for Amazon Athena and the AWS JDBC driver for Amazon Redshift', []],
    ['Issue with Amazon Redshift JDBC, Python and ODBC drivers', []],
    ['Amazon ECS Service Connect agent before 1.29', []],
    ['AWS Lambda Runtime Interface Emulator allows traversal', []],
    ['AWS KMS caching client for Java', []],
    ['Amazon DynamoDB Streams Kinesis adapter', []],
    ['Mountpoint for Amazon S3: wrong permissions', []],
    // These are about the services.
    ['AWS Lambda function URLs accept requests of clients without signatures', ['AWS Lambda']],
    ['Amazon SQS client authentication', ['Amazon SQS']],
    ['AWS KMS key policies for Redshift drivers', ['AWS KMS']],
    ['Amazon ECS cluster access and the node agent', ['Amazon ECS']],
    ['Amazon S3 presigned URLs used by clients', ['Amazon S3']],
  ])('%s', (title, names) => {
    expect(used(SERVICES).in(title, 'Amazon S3 and AWS Lambda customers need to do nothing.')).toEqual(names);
  });

  test('a program is in use if a function ships it', () => {
    expect(used(SERVICES, [], ['@aws-crypto/client-node']).in('AWS Encryption SDK: signatures', '')).toEqual(['AWS Encryption SDK']);
    expect(used(SERVICES).in('AWS Encryption SDK: signatures', 'with AWS KMS')).toEqual([]);
    expect(used([...SERVICES, 'Serverless']).in('Path traversal in the AWS SAM CLI', '')).toEqual(['AWS SAM CLI']);
  });

  test('the text is searched if the title names nothing of AWS', () => {
    expect(used(SERVICES).in('CVE-2026-5', 'A plugin writes to Amazon S3 without encryption.')).toEqual(['Amazon S3']);
    expect(used(SERVICES).in('CVE-2026-5', 'The DynamoDB local emulator is affected.')).toEqual([]);
  });

  test('a technology that the user names is found in any position', () => {
    expect(used(SERVICES, ['AWS CLI']).in('Overwrite of files by the AWS CLI', '')).toEqual(['AWS CLI']);
  });
});
