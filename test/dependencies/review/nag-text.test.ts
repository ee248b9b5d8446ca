import { Aws, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { nagText } from '../../../lib/dependencies/review/nag-text';

test.each<[string, (stack: Stack) => string, string]>([
  ['a text', () => 'arn:aws:s3:::reports/*', 'arn:aws:s3:::reports/*'],
  ['a reference', () => Aws.REGION, '<AWS::Region>'],
  ['an attribute in a text', (stack) => new s3.Bucket(stack, 'Bucket').arnForObjects('reports/*'), '<Bucket83908E77.Arn>/reports/*'],
  ['an import', (stack) => s3.Bucket.fromBucketName(stack, 'Bucket', 'reports').arnForObjects('*'), 'arn:<AWS::Partition>:s3:::reports/*'],
])('%s', (_, text, expected) => {
  const stack = new Stack();
  expect(nagText(stack, text(stack))).toBe(expected);
});
