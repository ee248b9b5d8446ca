import { asInstalled } from '../../lib/public-api/installed-cdk';
import type { PublicApi } from '../../lib/public-api/public-api';

const api = (cdkVersion: string): PublicApi => ({
  classes: {},
  structs: { 'Own': { fields: { 'a?': 'string' }, bases: ['aws-cdk-lib.StackProps'] }, 'aws-cdk-lib.StackProps': { fields: {} } },
  enums: { 'Level': ['low'], 'aws-cdk-lib.aws_lambda.Tracing': ['Off'], 'aws-cdk-lib.aws_logs.RetentionDays': [2] },
  members: { 'aws-cdk-lib.aws_sns.ITopic': ['topicArn'] },
  cdkVersion,
});
const { version } = jest.requireActual<{ readonly version: string }>('aws-cdk-lib/package.json');

test('the table’s own version is used directly', () => {
  const known = api(version);
  expect(asInstalled(known)).toBe(known);
});

test('another version has its own options, also nested ones', () => {
  const { structs } = asInstalled(api('2.0.0'));
  expect(structs.Own).toEqual({ fields: { 'a?': 'string' }, bases: ['aws-cdk-lib.StackProps'] });
  expect(structs['aws-cdk-lib.StackProps'].fields).toMatchObject({ 'env?': 'struct aws-cdk-lib.Environment', 'tags?': { map: 'string' }, 'stackName?': 'string' });
  expect(structs['aws-cdk-lib.Environment'].fields).toEqual({ 'account?': 'string', 'region?': 'string' });
});

test('another version has its own values of enums, and members of interfaces', () => {
  const { enums, members } = asInstalled(api('2.0.0'));
  expect(enums).toMatchObject({ 'Level': ['low'], 'aws-cdk-lib.aws_lambda.Tracing': ['Active', 'PassThrough', 'Disabled'] });
  expect(enums['aws-cdk-lib.aws_logs.RetentionDays']).toContain(7);
  expect(enums['aws-cdk-lib.aws_logs.RetentionDays']).not.toContain('ONE_WEEK');
  expect(members['aws-cdk-lib.aws_sns.ITopic']).toEqual(expect.arrayContaining(['topicArn', 'grantPublish', 'node', 'stack']));
});
