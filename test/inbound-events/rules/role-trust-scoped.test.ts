import { roleTrustScoped } from '../../../lib/inbound-events/rules/role-trust-scoped';
import { ids, TestTemplate } from '../../gate/harness';

const GITHUB = 'token.actions.githubusercontent.com';
const found = (Federated: string, Condition: unknown) =>
  ids(roleTrustScoped, {
    Parameters: { Open: { Type: 'String' } },
    Resources: { It: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated }, Condition }] } } } },
  } as TestTemplate);

test.each<[string, string, object]>([
  ['a repository', `arn:aws:iam::111111111111:oidc-provider/${GITHUB}`, { StringLike: { [`${GITHUB}:sub`]: 'repo:shop/orders:*' } }],
  ['the repositories of an owner, by one workflow', GITHUB, { StringLike: { [`${GITHUB}:sub`]: 'repo:shop/*', [`${GITHUB}:job_workflow_ref`]: 'shop/ci/.github/workflows/deploy.yml@*' } }],
  ['a project of Terraform', 'app.terraform.io', { StringLike: { 'app.terraform.io:sub': 'organization:shop:project:orders:workspace:*' } }],
  ['a service account', 'arn:aws:iam::111111111111:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A', { StringLike: { 'oidc.eks.eu-west-1.amazonaws.com/id/A:sub': 'system:serviceaccount:shop:*' } }],
  ['an identity pool', 'cognito-identity.amazonaws.com', { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:abc' } }],
])('compliant: %s', (_, provider, condition) => {
  expect(found(provider, condition)).toEqual([]);
});

test.each<[string, string, object | undefined]>([
  ['any repository', GITHUB, { StringLike: { [`${GITHUB}:sub`]: 'repo:*' } }],
  ['owners by the start of their names', GITHUB, { StringLike: { [`${GITHUB}:sub`]: 'repo:shop*' } }],
  ['owners by a part of their names', GITHUB, { StringLike: { [`${GITHUB}:sub`]: ['repo:shop/orders:*', 'repo:sho?/orders:*'] } }],
  ['owners by a claim', GITHUB, { StringLike: { [`${GITHUB}:repository_owner`]: 'shop*' } }],
  ['organizations of Terraform', 'app.terraform.io', { StringLike: { 'app.terraform.io:sub': 'organization:sh*:project:orders:*' } }],
  ['any subject', GITHUB, { StringLike: { [`${GITHUB}:sub`]: '*' } }],
  ['only the audience', GITHUB, { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } }],
  ['no condition', GITHUB, undefined],
  ['any identity pool', 'cognito-identity.amazonaws.com', { 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' } }],
])('non-compliant: %s', (_, provider, condition) => {
  expect(found(provider, condition)).toEqual(['It[any-identity]']);
});

test.each<[string, string, object]>([
  ['the repositories of an owner', GITHUB, { StringLike: { [`${GITHUB}:sub`]: 'repo:shop/*' } }],
  ['one branch of each repository', GITHUB, { StringLike: { [`${GITHUB}:sub`]: ['repo:shop/orders:*', 'repo:shop/*:ref:refs/heads/main'] } }],
  ['an owner by its claim', GITHUB, { StringEquals: { [`${GITHUB}:repository_owner`]: 'shop' } }],
  ['projects of GitLab', 'gitlab.com', { StringLike: { 'gitlab.com:sub': 'project_path:shop/*:ref_type:branch:ref:main' } }],
  ['service accounts of each namespace', 'oidc.eks.eu-west-1.amazonaws.com/id/A', { StringLike: { 'oidc.eks.eu-west-1.amazonaws.com/id/A:sub': 'system:serviceaccount:*:orders' } }],
  ['projects of Terraform', 'app.terraform.io', { StringLike: { 'app.terraform.io:sub': 'organization:shop:project:*:workspace:*' } }],
])('non-compliant: %s', (_, provider, condition) => {
  expect(found(provider, condition)).toEqual(['It[any-project]']);
});

test('services and accounts are not judged by this rule', () => {
  const Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }];
  expect(ids(roleTrustScoped, { Resources: { It: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement } } } } })).toEqual([]);
});

test('undetermined: the condition is known only at deployment', () => {
  expect(found(GITHUB, { Ref: 'Open' })).toEqual(['It[undetermined]']);
});

test.each<[string, object | undefined, string[]]>([
  ['no condition', undefined, ['It[any-identity]']],
  ['a condition that an absent key satisfies', { StringEqualsIfExists: { 'aws:PrincipalTag/x509Subject/CN': 'build' } }, ['It[any-identity]']],
  ['a subject', { StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'build' } }, []],
  ['a trust anchor', { ArnEquals: { 'aws:SourceArn': 'arn:aws:rolesanywhere:eu-west-1:111111111111:trust-anchor/a' } }, []],
])('certificates of IAM Roles Anywhere: %s', (_, Condition, expected) => {
  const statement = { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Principal: { Service: 'rolesanywhere.amazonaws.com' }, Condition };
  expect(ids(roleTrustScoped, { Resources: { It: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [statement] } } } } })).toEqual(expected);
});
