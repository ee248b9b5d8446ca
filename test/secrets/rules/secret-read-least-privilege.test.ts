import { Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { secretReadLeastPrivilege as rule } from '../../../lib/secrets/rules/secret-read-least-privilege';
import { check, ids, TestTemplate, workloadOf, workloadOfApp, workloadOfStack } from '../../gate/harness';

const READ = 'secretsmanager:GetSecretValue';
const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';

type Resources = TestTemplate['Resources'];

function policy(statements: unknown, extra: Resources = {}): TestTemplate {
  return {
    Parameters: { P: { Type: 'String' } },
    Resources: {
      Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: statements }, Roles: [{ Ref: 'Role' }] } },
      Role: { Type: 'AWS::IAM::Role', Properties: {} },
      Secret: { Type: 'AWS::SecretsManager::Secret' },
      Bucket: { Type: 'AWS::S3::Bucket' },
      ...extra,
    },
  };
}

const allow = (action: unknown, resource: unknown, rest: object = {}) => ({ Effect: 'Allow', Action: action, Resource: resource, ...rest });
const role = (properties: object) => ({ Role: { Type: 'AWS::IAM::Role', Properties: properties } });
const boundary = (statements: unknown) => ({
  Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: statements } } },
});
const bounded = role({ PermissionsBoundary: { Ref: 'Boundary' } });
const suffixes = (lines: string[]) => lines.map((line) => line.replace(/^[^[]*/, ''));

describe('compliant', () => {
  test.each<[string, unknown, unknown]>([
    ['a secret of the template', READ, { Ref: 'Secret' }],
    ['the whole ARN', [READ, 'secretsmanager:DescribeSecret'], `${ARN}name-AbCdEf`],
    ['the suffix left open', READ, `${ARN}name-??????`],
    ['pseudo parameters', READ, { 'Fn::Sub': 'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:name-*' }],
    ['BatchGetSecretValue, which also needs the other permission', ['secretsmanager:BatchGetSecretValue', 'secretsmanager:ListSecrets'], '*'],
    ['another action', 'secretsmanager:GetRandomPassword', '*'],
    ['another service', ['s3:*', 'kms:*'], '*'],
    ['all actions on another resource', '*', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, { 'Fn::Sub': '${Bucket.Arn}/*' }]],
    ['all actions on an ARN of another service', '*', 'arn:aws:s3:::bucket/*'],
    ['a secret that AWS makes', READ, { 'Fn::GetAtt': ['Bucket', 'MasterUserSecret.SecretArn'] }],
  ])('%s', (_, action, resource) => {
    expect(check(rule, policy([allow(action, resource)]))).toEqual([]);
  });

  test.each<[object]>([
    [{ StringEquals: { 'secretsmanager:ResourceTag/team': 'orders' } }],
    [{ StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } }],
    [{ Null: { 'aws:ResourceTag/team': 'false' } }],
    [{ ArnEquals: { 'secretsmanager:SecretId': `${ARN}name-AbCdEf` } }],
    [{ StringLike: { 'secretsmanager:SecretId': `${ARN}name-??????` } }],
    [{ Null: { 'aws:ResourceTag/team': ['false', 'false'] } }],
    [{ ArnEquals: { 'secretsmanager:SecretId': [`${ARN}name-AbCdEf`, `${ARN}other-??????`] } }],
    [{ StringEquals: { 'secretsmanager:resource/AllowRotationLambdaArn': 'arn:aws:lambda:eu-west-1:111122223333:function:x' } }],
  ])('a wildcard with the condition %j', (condition) => {
    expect(check(rule, policy([allow(READ, '*', { Condition: condition })]))).toEqual([]);
    expect(check(rule, policy([{ Effect: 'Allow', Action: READ, NotResource: `${ARN}x`, Condition: condition }]))).toEqual([]);
  });

  test('NotAction and NotResource that exclude secrets', () => {
    expect(check(rule, policy([{ Effect: 'Allow', NotAction: ['secretsmanager:*', 'iam:*'], Resource: '*' }]))).toEqual([]);
    expect(check(rule, policy([{ Effect: 'Allow', Action: READ, NotResource: 'arn:aws:secretsmanager:*' }]))).toEqual([]);
  });

  test('a Deny in the same policy, and in another of the role', () => {
    const deny = { Effect: 'Deny', Action: 'secretsmanager:*', Resource: '*' };
    expect(check(rule, policy([allow('*', '*'), deny]))).toEqual([]);
    const other = { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: deny }, Roles: [{ Ref: 'Role' }] } };
    const admin = role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] });
    expect(check(rule, policy([allow('*', '*')], { Other: other, ...admin }))).toEqual([]);
  });

  test('a Deny except for named secrets', () => {
    const deny = { Effect: 'Deny', Action: READ, NotResource: [{ Ref: 'Secret' }, `${ARN}name-??????`] };
    expect(check(rule, policy([allow(READ, '*'), deny]))).toEqual([]);
  });

  test('a boundary that names the secrets, or that excludes them', () => {
    expect(check(rule, policy([allow('*', '*')], { ...boundary([allow('s3:*', '*'), allow(READ, { Ref: 'Secret' })]), ...bounded }))).toEqual([]);
    const denying = [allow('*', '*'), { Effect: 'Deny', Action: READ, Resource: '*' }];
    expect(check(rule, policy([allow('*', '*')], { ...boundary(denying), ...bounded }))).toEqual([]);
    const admin = { PermissionsBoundary: { Ref: 'Boundary' }, ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] };
    expect(check(rule, policy([], { ...boundary([allow('s3:*', '*')]), ...role(admin) }))).toEqual([]);
  });

  test('a managed policy that is only a boundary', () => {
    expect(check(rule, policy([], { ...boundary([allow('*', '*')]), ...bounded }))).toEqual([]);
  });

  test('constructs', () => {
    const workload = workloadOfApp((app) => {
      const stack = new Stack(app, 'Stack');
      const other = new Stack(app, 'Other');
      const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
      const own = new secretsmanager.Secret(stack, 'Own');
      const far = new secretsmanager.Secret(other, 'Far');
      own.grantRead(fn, ['AWSCURRENT']);
      own.grantWrite(fn);
      far.grantRead(fn);
      secretsmanager.Secret.fromSecretNameV2(stack, 'Named', 'prod/db').grantRead(fn);
      secretsmanager.Secret.fromSecretPartialArn(stack, 'Partial', `${ARN}name`).grantRead(fn);
      secretsmanager.Secret.fromSecretCompleteArn(stack, 'Complete', `${ARN}name-AbCdEf`).grantRead(fn);
      own.addRotationSchedule('Rotation', { rotationLambda: fn });
      new codebuild.Project(stack, 'Project', {
        buildSpec: codebuild.BuildSpec.fromObject({}),
        environmentVariables: { TOKEN: { type: codebuild.BuildEnvironmentVariableType.SECRETS_MANAGER, value: 'prod/token:json-key' } },
      });
    });
    expect(check(rule, workload)).toEqual([]);
  });
});

describe('non-compliant', () => {
  test('wildcards in resources', () => {
    const statements = [allow(READ, '*'), allow([READ], [{ Ref: 'Secret' }, `${ARN}*`, `${ARN}prod/*`])];
    expect(check(rule, policy(statements))).toEqual([
      'Policy[wildcard-resource] Properties.PolicyDocument.Statement[0].Resource: resource "*" includes every secret',
      `Policy[wildcard-resource] Properties.PolicyDocument.Statement[1].Resource[1]: resource "${ARN}*" includes every secret`,
      `Policy[wildcard-name] Properties.PolicyDocument.Statement[1].Resource[2]: resource "${ARN}prod/*" includes every secret with such a name, ` +
        'including future ones',
    ]);
  });

  test.each(['*', 'secretsmanager:*', 'secretsmanager:Get*', 'SecretsManager:getsecret?alue'])('action %s', (action) => {
    expect(check(rule, policy([allow(action, { Ref: 'Secret' })]))).toEqual([
      `Policy[wildcard-action] Properties.PolicyDocument.Statement[0].Action: action "${action}" includes ${READ}`,
    ]);
  });

  test('wildcards in both', () => {
    expect(ids(rule, policy(allow('*', '*')))).toEqual(['Policy[wildcard-action]', 'Policy[wildcard-resource]']);
  });

  test('NotAction and NotResource that include secrets', () => {
    expect(check(rule, policy([{ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' }]))).toEqual([
      `Policy[not-action] Properties.PolicyDocument.Statement[0].NotAction: NotAction does not list ${READ}, and so allows it`,
      'Policy[wildcard-resource] Properties.PolicyDocument.Statement[0].Resource: resource "*" includes every secret',
    ]);
    expect(check(rule, policy([{ Effect: 'Allow', Action: READ, NotResource: `${ARN}prod/*` }]))).toEqual([
      'Policy[not-resource] Properties.PolicyDocument.Statement[0].NotResource: NotResource allows reading every secret that it does not list',
    ]);
  });

  test.each(['Role', 'User', 'Group'])('managed policies of AWS on a %s', (type) => {
    const names = ['AdministratorAccess', 'AWSSecretsManagerClientReadOnlyAccess', 'PowerUserAccess', 'SecretsManagerReadWrite'];
    const arns = [...names, 'service-role/AWSLambdaBasicExecutionRole', 'ReadOnlyAccess'].map((name) => ({
      'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}`,
    }));
    const template = { Resources: { Principal: { Type: `AWS::IAM::${type}`, Properties: { ManagedPolicyArns: arns } } } };
    expect(check(rule, template)).toEqual(
      names.map((name, index) => `Principal[managed-policy] Properties.ManagedPolicyArns[${index}]: ${name} allows reading every secret`),
    );
  });

  test.each(['Role', 'User', 'Group'])('inline policies of a %s', (type) => {
    const inline = { PolicyName: 'x', PolicyDocument: { Statement: [allow(READ, '*')] } };
    expect(ids(rule, { Resources: { Principal: { Type: `AWS::IAM::${type}`, Properties: { Policies: [inline] } } } })).toEqual([
      'Principal[wildcard-resource]',
    ]);
  });

  test.each(['ManagedPolicy', 'RolePolicy', 'UserPolicy', 'GroupPolicy'])('a %s', (type) => {
    const properties = { PolicyDocument: { Statement: [allow(READ, '*')] } };
    expect(ids(rule, { Resources: { Policy: { Type: `AWS::IAM::${type}`, Properties: properties } } })).toEqual(['Policy[wildcard-resource]']);
  });

  test.each<[object]>([
    [{ StringEqualsIfExists: { 'aws:ResourceTag/team': 'orders' } }],
    [{ StringNotEquals: { 'aws:ResourceTag/team': 'orders' } }],
    [{ Null: { 'aws:ResourceTag/team': 'true' } }],
    [{ Null: { 'aws:ResourceTag/team': ['false', 'true'] } }],
    [{ Null: { 'aws:username': 'false' } }],
    [{ StringEquals: { 'my:aws:ResourceTag/team': 'orders' } }],
    [{ StringLike: { 'secretsmanager:SecretId': [`${ARN}name-??????`, `${ARN}*`] } }],
    [{ StringLike: { 'secretsmanager:SecretId': `${ARN}*` } }],
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }],
    [{ StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } }],
  ])('a wildcard with the condition %j', (condition) => {
    expect(ids(rule, policy([allow(READ, '*', { Condition: condition })]))).toEqual(['Policy[wildcard-resource]']);
  });

  test('a wildcard in the action despite a condition on tags', () => {
    const condition = { StringEquals: { 'aws:ResourceTag/team': 'orders' } };
    expect(ids(rule, policy([allow('secretsmanager:*', '*', { Condition: condition })]))).toEqual(['Policy[wildcard-action]']);
  });

  test('denials that do not cover the secrets', () => {
    const denials = [
      { Effect: 'Deny', Action: READ, Resource: `${ARN}prod/*` },
      { Effect: 'Deny', Action: 'secretsmanager:DeleteSecret', Resource: '*' },
      { Effect: 'Deny', Action: READ, Resource: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } },
      { Effect: 'Deny', Action: READ, NotResource: `${ARN}prod/*` },
    ];
    expect(ids(rule, policy([allow(READ, '*'), ...denials]))).toEqual(['Policy[wildcard-resource]']);
  });

  test.each([
    ['Roles', 'AWS::IAM::Role', 'Policy'], ['Users', 'AWS::IAM::User', 'Policy'], ['Groups', 'AWS::IAM::Group', 'ManagedPolicy'],
    ['RoleName', 'AWS::IAM::Role', 'RolePolicy'], ['UserName', 'AWS::IAM::User', 'UserPolicy'],
  ])('principals in %s, with or without a boundary', (property, type, kind) => {
    const named = (PermissionsBoundary?: object) => ids(rule, {
      Resources: {
        Policy: { Type: `AWS::IAM::${kind}`, Properties: { PolicyDocument: { Statement: [allow(READ, '*')] }, [property]: /s$/.test(property) ? [{ Ref: 'Who' }] : { Ref: 'Who' } } },
        Who: { Type: type, Properties: { PermissionsBoundary } },
        ...boundary([allow('s3:*', '*')]),
      },
    });
    expect([named({ Ref: 'Boundary' }), named()]).toEqual([[], ['Policy[wildcard-resource]']]);
  });

  test('a Deny with wildcards in its exceptions', () => {
    const but = (...NotResource: string[]) => ids(rule, policy([allow(READ, '*'), { Effect: 'Deny', Action: READ, NotResource }]));
    expect([but(`${ARN}name-??????`), but(`${ARN}name-??????`, `${ARN}prod/*`), but(`${ARN}*`)]).toEqual([[], ['Policy[wildcard-resource]'], ['Policy[wildcard-resource]']]);
  });

  test('boundaries that allow the secrets, are outside of the templates, or apply to one of two roles', () => {
    const statement = [allow(READ, '*')];
    expect(ids(rule, policy(statement, { ...boundary([allow('secretsmanager:*', '*')]), ...bounded }))).toEqual(['Policy[wildcard-resource]']);
    const elsewhere = role({ PermissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary' });
    expect(ids(rule, policy(statement, elsewhere))).toEqual(['Policy[wildcard-resource]']);
    const template = policy(statement, { ...boundary([allow('s3:*', '*')]), ...bounded, Free: { Type: 'AWS::IAM::Role' } });
    template.Resources.Policy.Properties.Roles.push({ Ref: 'Free' });
    expect(ids(rule, template)).toEqual(['Policy[wildcard-resource]']);
  });

  test('a boundary that is also attached as a policy', () => {
    const both = role({ PermissionsBoundary: { Ref: 'Boundary' }, ManagedPolicyArns: [{ Ref: 'Boundary' }] });
    expect(ids(rule, policy([], { ...boundary([allow(READ, '*')]), ...both }))).toEqual(['Boundary[wildcard-resource]']);
  });

  test('one branch of a condition', () => {
    const template = policy([allow(READ, { 'Fn::If': ['IsProd', { Ref: 'Secret' }, '*'] })]);
    template.Parameters = { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } };
    template.Conditions = { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } };
    expect(check(rule, template)).toEqual([
      'Policy[wildcard-resource] Properties.PolicyDocument.Statement[0].Resource: resource "*" includes every secret (where parameter Env is "dev")',
    ]);
  });

  test('constructs: a statement, a managed policy, an inline policy', () => {
    const workload = workloadOfStack((stack) => {
      const statement = new iam.PolicyStatement({ actions: [READ], resources: ['*'] });
      const reader = new iam.Role(stack, 'Role', {
        assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
        inlinePolicies: { all: new iam.PolicyDocument({ statements: [statement] }) },
        managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('SecretsManagerReadWrite')],
      });
      reader.addToPolicy(statement);
    });
    expect(suffixes(ids(rule, workload))).toEqual(['[managed-policy]', '[wildcard-resource]', '[wildcard-resource]']);
  });

  test('constructs: a broad boundary from another stack', () => {
    const workload = workloadOfApp((app) => {
      const limit = new iam.ManagedPolicy(new Stack(app, 'Limits'), 'Limit', {
        statements: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })],
      });
      for (const permissionsBoundary of [limit, undefined]) {
        const stack = new Stack(app, permissionsBoundary ? 'Bounded' : 'Free');
        const reader = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), permissionsBoundary });
        reader.addToPolicy(new iam.PolicyStatement({ actions: [READ], resources: ['*'] }));
      }
    });
    const [line, ...rest] = workload.resources('AWS::IAM::Policy').filter((resource) => resource.path.startsWith('Free'));
    expect(rest).toEqual([]);
    expect(ids(rule, workload)).toEqual([`${line.logicalId}[wildcard-resource]`]);
  });
});

describe('a policy that is written as JSON text', () => {
  const written = (document: unknown) => {
    const template = policy([]);
    template.Resources.Policy.Properties.PolicyDocument = document;
    return template;
  };

  test('is read', () => {
    expect(check(rule, written(JSON.stringify({ Statement: allow(READ, '*') })))).toEqual([
      'Policy[wildcard-resource] Properties.PolicyDocument.Statement.Resource: resource "*" includes every secret',
    ]);
    const named = { 'Fn::Sub': JSON.stringify({ Statement: [allow(READ, 'arn:${AWS::Partition}:secretsmanager:eu-west-1:111122223333:secret:name-*')] }) };
    expect(check(rule, written(named))).toEqual([]);
  });

  test('is undetermined if it can’t be parsed', () => {
    for (const document of ['{', '[]', { Ref: 'P' }, { 'Fn::Sub': '{"Statement": [${P}]}' }]) expect(ids(rule, written(document))).toEqual(['Policy[undetermined]']);
  });
});

describe('undetermined', () => {
  test('a resource, an action, a condition and a policy from parameters', () => {
    expect(check(rule, policy([allow(READ, { Ref: 'P' })]))).toEqual([
      'Policy[undetermined] Properties.PolicyDocument.Statement[0].Resource: the value of parameter P is given at deployment',
    ]);
    expect(ids(rule, policy([allow({ Ref: 'P' }, '*')]))).toEqual(['Policy[undetermined]']);
    expect(ids(rule, policy([allow(READ, '*', { Condition: { StringEquals: { Ref: 'P' } } })]))).toEqual(['Policy[undetermined]']);
    expect(ids(rule, policy([], role({ ManagedPolicyArns: [{ Ref: 'P' }] })))).toEqual(['Role[undetermined]']);
  });

  test('a policy outside of the templates', () => {
    const managed = (arn: unknown) => policy([], role({ ManagedPolicyArns: [arn] }));
    expect(check(rule, managed('arn:aws:iam::111122223333:policy/Ours'))).toEqual([
      'Role[undetermined] Properties.ManagedPolicyArns[0]: the permissions of policy arn:aws:iam::111122223333:policy/Ours are not part of the templates',
    ]);
    expect(ids(rule, managed({ Ref: 'Bucket' }))).toEqual(['Role[undetermined]']);
    expect(ids(rule, managed({ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' }))).toEqual([]);
  });

  test('a known finding beside an unknown value', () => {
    expect(ids(rule, policy([allow([{ Ref: 'P' }, READ], [{ Ref: 'P' }, '*']), { Effect: { Ref: 'P' } }, allow(READ, '*')]))).toEqual([
      'Policy[undetermined]', 'Policy[undetermined]', 'Policy[wildcard-resource]', 'Policy[undetermined]', 'Policy[wildcard-resource]',
    ]);
  });

  test('a secret of a stack outside of the templates', () => {
    expect(ids(rule, workloadOf(policy([allow(READ, { 'Fn::ImportValue': 'elsewhere' })])))).toEqual(['Policy[undetermined]']);
  });

  test('malformed values', () => {
    for (const statements of ['text', [7], [{ Effect: 'Maybe' }], [allow({ a: 1 }, '*')], [allow(READ, { a: 1, b: 2 })]]) {
      expect(ids(rule, policy(statements))).toEqual(['Policy[undetermined]']);
    }
    expect(ids(rule, policy([], role({ ManagedPolicyArns: 'text', Policies: 'text' })))).toEqual(['Role[undetermined]', 'Role[undetermined]']);
  });
});
