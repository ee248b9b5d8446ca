import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3n from 'aws-cdk-lib/aws-s3-notifications';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { resourcePolicyNotPublic as rule } from '../../../lib/inbound-events/rules/resource-policy-not-public';
import { namesPrincipals, OPENABLE_POLICIES } from '../../../lib/inbound-events/template/resource-policies';
import { check, ids, TestTemplate, workloadOfStack } from '../../gate/harness';
import { holding } from '../../gate/holding';

const PLACES = [...OPENABLE_POLICIES].flatMap(([type, paths]) => paths.map((path) => [type, path] as const));
const DOCUMENTS = PLACES.filter(([, path]) => path !== 'Statement' && !namesPrincipals(path));

const held = (Type: string, path: string, value: unknown): TestTemplate => ({ Resources: { Holder: { Type, Properties: holding(path, value) } } });
const statement = (extra: object = {}) => ({ Effect: 'Allow', Principal: '*', Action: 'x:Do', Resource: '*', ...extra });
const queue = (...statements: object[]) => held('AWS::SQS::QueuePolicy', 'PolicyDocument', { Statement: statements });

test.each(PLACES.filter(([, path]) => namesPrincipals(path)))('%s %s', (type, path) => {
  for (const everyone of ['*', ['*']]) expect(ids(rule, held(type, path, everyone))).toEqual(['Holder[public]']);
  expect(check(rule, held(type, path, 'arn:aws:iam::111122223333:root'))).toEqual([]);
});

test.each(DOCUMENTS)('%s %s', (type, path) => {
  expect(ids(rule, held(type, path, { Statement: [statement()] }))).toEqual(['Holder[public]']);
  expect(ids(rule, held(type, path, JSON.stringify({ Statement: statement({ Principal: { AWS: ['*'] } }) })))).toEqual(['Holder[public]']);
  expect(check(rule, held(type, path, { Statement: [statement({ Principal: { AWS: 'arn:aws:iam::111122223333:role/r' } })] }))).toEqual([]);
  expect(check(rule, held(type, path, undefined))).toEqual([]);
  expect(ids(rule, held(type, path, { 'Fn::ImportValue': 'elsewhere' }))).toEqual(['Holder[undetermined]']);
});

describe('a Deny in the same policy', () => {
  const deny = (extra: object = {}) => ({ Effect: 'Deny', Principal: '*', Action: 'x:*', Resource: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } }, ...extra });

  test.each<[string, object]>([
    ['denies other organizations', deny()],
    ['denies other networks', deny({ Action: '*', Condition: { StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } } })],
    ['denies all but one account', deny({ Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' }, Condition: undefined })],
    ['does not apply to services of AWS', deny({ Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } } })],
  ])('compliant: %s', (_, denied) => {
    expect(check(rule, queue(statement(), denied))).toEqual([]);
  });

  test.each<[string, object]>([
    ['denies requests without TLS only', deny({ Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' }, Bool: { 'aws:SecureTransport': 'false' } } })],
    ['denies other actions', deny({ Action: 'x:Undo' })],
    ['denies other resources', deny({ Resource: 'arn:aws:sqs:eu-west-1:111122223333:other' })],
    ['denies one account', deny({ Principal: { AWS: '111122223333' } })],
    ['denies no one', deny({ Condition: { StringNotLike: { 'aws:PrincipalOrgID': 'o-*' } } })],
    ['denies only principals of an organization', deny({ Condition: { 'ForAnyValue:StringNotEquals': { 'aws:PrincipalOrgPaths': 'o-a/*' } } })],
    ['denies by a key that strangers choose', deny({ Condition: { StringNotEquals: { 'aws:UserAgent': 'shop' } } })],
  ])('non-compliant: %s', (_, denied) => {
    expect(ids(rule, queue(statement(), denied))).toEqual(['Holder[public]']);
  });

  test('undetermined: the organization is known only at deployment', () => {
    expect(ids(rule, queue(statement(), deny({ Condition: { StringNotEquals: { 'aws:PrincipalOrgID': { 'Fn::ImportValue': 'organization' } } } })))).toEqual(['Holder[undetermined]']);
  });
});

describe('compliant', () => {
  test.each<[string, object]>([
    ['a service', { Principal: { Service: 'sns.amazonaws.com' } }],
    ['an organization', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } }],
    ['a source', { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:111122223333:*' } } }],
    ['a bucket, whose ARN has no account', { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:uploads' } } }],
    ['an organization that is known only at deployment', { Condition: { StringEquals: { 'aws:PrincipalOrgID': { 'Fn::ImportValue': 'organization' } } } }],
    ['a network', { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } } }],
    ['mount targets', { Condition: { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } } }],
    ['an organization that is named in full', { Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } }],
    ['a denial', { Effect: 'Deny' }],
  ])('%s', (_, extra) => {
    expect(check(rule, queue(statement(extra)))).toEqual([]);
  });

  test('a policy of a bus or a layer', () => {
    expect(check(rule, held('AWS::Events::EventBusPolicy', 'Principal', '111122223333'))).toEqual([]);
    const limited = { Principal: '*', Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-abcdefghij' } };
    expect(check(rule, { Resources: { Bus: { Type: 'AWS::Events::EventBusPolicy', Properties: limited } } })).toEqual([]);
    const layer = { Principal: '*', OrganizationId: 'o-abcdefghij' };
    expect(check(rule, { Resources: { Layer: { Type: 'AWS::Lambda::LayerVersionPermission', Properties: layer } } })).toEqual([]);
  });

  test('a policy that another setting restricts', () => {
    const Policy = { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: { Statement: [statement()] } } };
    const bucket = (RestrictPublicBuckets: boolean) => ({ Type: 'AWS::S3::Bucket', Properties: { PublicAccessBlockConfiguration: { RestrictPublicBuckets } } });
    expect(ids(rule, { Resources: { Policy, Bucket: bucket(true) } })).toEqual([]);
    expect(ids(rule, { Resources: { Policy, Bucket: bucket(false) } })).toEqual(['Policy[public]']);
    const domain = { AccessPolicies: { Statement: [statement()] }, VPCOptions: { SubnetIds: ['subnet-1'] } };
    expect(check(rule, { Resources: { Domain: { Type: 'AWS::OpenSearchService::Domain', Properties: domain } } })).toEqual([]);
  });

  test('constructs', () => {
    const workload = workloadOfStack((stack) => {
      const topic = new sns.Topic(stack, 'Topic', { enforceSSL: true });
      const target = new sqs.Queue(stack, 'Queue', { enforceSSL: true, encryption: sqs.QueueEncryption.KMS });
      topic.addSubscription(new subscriptions.SqsSubscription(target));
      const bucket = new s3.Bucket(stack, 'Bucket', { enforceSSL: true, encryption: s3.BucketEncryption.KMS });
      bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.SqsDestination(target));
      const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
      bucket.grantRead(fn);
      new kms.Key(stack, 'Key').grantDecrypt(fn);
    });
    expect(check(rule, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test.each<[string, object]>([
    ['no condition', {}],
    ['Allow with NotPrincipal', { Principal: undefined, NotPrincipal: { AWS: '111122223333' } }],
    ['any service', { Principal: { Service: '*' } }],
    ['a condition that all pass', { Condition: { StringLike: { 'aws:PrincipalOrgID': '*' } } }],
    ['a condition that also passes without the key', { Condition: { StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } } }],
    ['tags, which callers choose themselves', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'orders' } } }],
    ['transport', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['a header, which callers choose themselves', { Condition: { StringEquals: { 'aws:Referer': 'https://example.com' } } }],
    ['sources of any account', { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } } }],
    ['buckets whose names anyone may take', { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::uploads-*' } } }],
    ['any account, in a Region that is known only at deployment', { Condition: { ArnLike: { 'aws:SourceArn': { 'Fn::Sub': 'arn:aws:sns:${AWS::Region}:*:orders' } } } }],
    ['any bucket', { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } } }],
  ])('%s', (_, extra) => {
    expect(ids(rule, queue(statement({ Principal: { AWS: '111122223333' } }), statement(extra)))).toEqual(['Holder[public]']);
  });

  test('a policy of a bus or a layer', () => {
    expect(check(rule, held('AWS::Events::EventBusPolicy', 'Principal', '*'))).toEqual(['Holder[public] Properties.Principal: principal "*" is open to everyone']);
    expect(ids(rule, held('AWS::Lambda::LayerVersionPermission', 'Principal', '*'))).toEqual(['Holder[public]']);
    expect(ids(rule, held('AWS::Events::EventBusPolicy', 'Statement', statement()))).toEqual(['Holder[public]']);
  });

  test('constructs, with the location', () => {
    const workload = workloadOfStack((stack) => {
      new sqs.Queue(stack, 'Queue').addToResourcePolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], principals: [new iam.AnyPrincipal()], resources: ['*'] }));
      new s3.Bucket(stack, 'Site', { publicReadAccess: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ACLS_ONLY });
      new iam.Role(stack, 'Role', { assumedBy: new iam.StarPrincipal() });
    });
    expect(check(rule, workload).sort()).toEqual([
      expect.stringMatching(/^QueuePolicy\w+\[public\] Properties\.PolicyDocument\.Statement\[0\]: principal "\*" is open to everyone$/),
      expect.stringMatching(/^Role\w+\[public\]/),
      expect.stringMatching(/^SitePolicy\w+\[public\]/),
    ]);
  });
});

describe('access control lists of buckets', () => {
  const bucket = (properties: object): TestTemplate => ({ Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'AWS::S3::Bucket', Properties: properties } } });

  test.each(['PublicReadWrite', 'PublicRead', 'AuthenticatedRead'])('%s', (AccessControl) => {
    expect(ids(rule, bucket({ AccessControl }))).toEqual(['It[public-acl]']);
    expect(ids(rule, bucket({ AccessControl, PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }))).toEqual(['It[public-acl]']);
    expect(ids(rule, bucket({ AccessControl, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }))).toEqual([]);
    expect(ids(rule, bucket({ AccessControl, PublicAccessBlockConfiguration: { IgnorePublicAcls: true } }))).toEqual([]);
  });

  test.each([undefined, 'Private', 'LogDeliveryWrite'])('%s is private', (AccessControl) => {
    expect(ids(rule, bucket({ AccessControl }))).toEqual([]);
  });

  test('undetermined: known only at deployment', () => {
    expect(ids(rule, bucket({ AccessControl: { Ref: 'Open' } }))).toEqual(['It[undetermined]']);
  });
});

test('custom resources', () => {
  const custom = (principal: object) => ids(rule, {
    Resources: { It: { Type: 'Custom::AWS', Properties: { Create: JSON.stringify({ service: 'S3', action: 'putBucketPolicy', parameters: { Policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*', ...principal }] }) } }) } } },
  });
  expect(custom({ Principal: '*' })).toEqual(['It[public]']);
  expect(custom({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } } })).toEqual([]);
  expect(custom({ Principal: { AWS: 'arn:aws:iam::111111111111:role/a' } })).toEqual([]);
  expect(custom({})).toEqual([]);

  const permission = (Principal: string) => ids(rule, {
    Resources: { It: { Type: 'Custom::AWS', Properties: { Create: JSON.stringify({ parameters: { Action: 'lambda:InvokeFunction', Principal } }) } } },
  });
  expect(permission('*')).toEqual(['It[public]']);
  expect(permission('111111111111')).toEqual([]);
});

describe('policies in Cedar', () => {
  const stored = (Statement: unknown, other?: string) => ids(rule, {
    Parameters: { Open: { Type: 'String' } },
    Resources: {
      Store: { Type: 'AWS::VerifiedPermissions::PolicyStore' },
      It: { Type: 'AWS::VerifiedPermissions::Policy', Properties: { PolicyStoreId: { Ref: 'Store' }, Definition: { Static: { Statement } } } },
      ...(other && { Other: { Type: 'AWS::VerifiedPermissions::Policy', Properties: { PolicyStoreId: { Ref: 'Store' }, Definition: { Static: { Statement: other } } } } }),
    },
  } as TestTemplate);
  const ALL = 'permit(principal, action, resource);';

  test.each<[string, string[], string[]]>([
    ['all is permitted', stored(ALL), ['It[public]']],
    ['all is permitted, in lines with comments', stored('// permit(\npermit (\n  principal,\n  action, // any\n  resource\n) when { true };'), ['It[public]']],
    ['a group is permitted', stored('permit(principal in Group::"admins", action, resource);'), []],
    ['a condition', stored('permit(principal, action, resource) when { resource.owner == principal };'), []],
    ['all is permitted, and some forbidden', stored(`${ALL} forbid(principal, action, resource) unless { context.mfa };`), []],
    ['all is permitted, and some forbidden by another policy', stored(ALL, 'forbid(principal, action, resource) unless { context.mfa };'), []],
    ['a template', stored(undefined), []],
    ['known only at deployment', stored({ Ref: 'Open' }), ['It[undetermined]']],
    ['a group of Verified Access', ids(rule, held('AWS::EC2::VerifiedAccessGroup', 'PolicyDocument', ALL)), ['Holder[public]']],
  ])('%s', (_, outcomes, expected) => expect(outcomes).toEqual(expected));
});
