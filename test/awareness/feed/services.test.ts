import { NamesInUse } from '../../../lib/awareness/feed/services';

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
])('%j names %j', (text, names) => {
  expect(new NamesInUse(['Lambda', 'S3', 'DynamoDB', 'Nimble', 'constructor'], ['PostgreSQL', 'C++']).in(text)).toEqual(names);
});
