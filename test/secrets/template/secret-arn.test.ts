import { breadthOf, breadthOfPattern } from '../../../lib/secrets/template/secret-arn';
import { probeOf, readings, workloadOf } from '../../gate/harness';

const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333';

test.each([
  [`${arn}:secret:name-AbCdEf`, 'one'],
  [`${arn}:secret:name-??????`, 'one'],
  [`${arn}:secret:name-*`, 'one'],
  [`${arn}:secret:prod/db-??????`, 'one'],
  ['arn:aws:secretsmanager:*:*:secret:name-??????', 'one'],
  [`${arn}:secret:prod/*`, 'alike'],
  [`${arn}:secret:name*`, 'alike'],
  [`${arn}:secret:*-db-??????`, 'alike'],
  ['*:secret:prod/*', 'alike'],
  ['*', 'all'],
  ['**', 'all'],
  [arn, 'one'],
  ['arn:aws:iam::111122223333:role/x', 'none'],
  ['arn:aws:secretsmanager', 'none'],
  ['s*:secret:x', 'one'],
  [`${arn}:s*`, 'all'],
  [`${arn}:other*`, 'none'],
  [`${arn}:t*`, 'none'],
  [`${arn}:secret:a-?-b`, 'alike'],
  [`${arn}:secret:\n`, 'one'],
  ['x:aws:secretsmanager:*', 'none'],
  ['arn:*', 'all'],
  ['arn:aws:*', 'all'],
  ['arn:aws:secretsmanager:*', 'all'],
  ['arn:*:secretsmanager:*:*:*', 'all'],
  [`${arn}:*`, 'all'],
  [`${arn}:secret*`, 'all'],
  [`${arn}:secret:*`, 'all'],
  [`${arn}:secret:*-??????`, 'all'],
  [`${arn}:secret:??????-??????`, 'all'],
  ['*secret*', 'all'],
  ['arn:aws:s3:::bucket/*', 'none'],
  ['arn:aws:s3:::bucket', 'none'],
  ['arn:aws:s3:::bucket:secret:*', 'none'],
  ['arn:aws:s3*', 'none'],
  [`${arn}:other/*`, 'none'],
  ['', 'none'],
  ['no arn', 'none'],
])('%s covers %s', (pattern, breadth) => {
  expect(breadthOfPattern(pattern)).toBe(breadth);
});

describe('references', () => {
  const breadth = (raw: unknown, resources: object = {}) => {
    const { Resources, ...probe } = probeOf(raw);
    return readings(workloadOf({ ...probe, Resources: { ...Resources, Secret: { Type: 'AWS::SecretsManager::Secret' }, ...resources } } as never), 'Probe', 'Value', breadthOf)[0].reads;
  };

  test.each<[string, unknown, string]>([
    ['a secret', { Ref: 'Secret' }, 'one'],
    ['the secret of a database', { 'Fn::GetAtt': ['Db', 'MasterUserSecret.SecretArn'] }, 'one'],
    ['a custom resource', { 'Fn::GetAtt': ['Made', 'Arn'] }, 'one'],
    ['a bucket', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'none'],
    ['a resource whose type only contains the word', { Ref: 'Held' }, 'none'],
    ['an object in a bucket', { 'Fn::Sub': '${Bucket.Arn}/*' }, 'none'],
    ['an ARN around a name', { 'Fn::Sub': 'arn:aws:secretsmanager:*:*:secret:${Bucket}-??????' }, 'one'],
    ['an ARN around a part of a name', { 'Fn::Sub': 'arn:aws:secretsmanager:*:*:secret:${Bucket}/*' }, 'alike'],
    ['every secret of a Region', { 'Fn::Sub': 'arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:*' }, 'all'],
  ])('%s', (_, raw, expected) => {
    const resources = { Db: { Type: 'AWS::RDS::DBInstance' }, Made: { Type: 'Custom::Made', Properties: { ServiceToken: 'arn' } }, Held: { Type: 'Held::Custom::Thing' } };
    expect(breadth(raw, resources)).toBe(expected);
  });
});
