import { Duration, RemovalPolicy, SecretValue, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { arn, fnIn, joined, newApp, newStack, ref, resources, secretIn } from './fixtures';
import { RotatedSecretProps } from '../../lib/secrets/rotated-secret';
import { SecretSchedule } from '../../lib/secrets/secret-schedule';

const ROOT = joined('arn:${AWS::Partition}:iam::${AWS::AccountId}:root');
const VIA = { 'kms:ViaService': joined('secretsmanager.${AWS::Region}.amazonaws.com') };

describe('by default', () => {
  const stack = newStack();
  const secret = secretIn(stack);
  const template = Template.fromStack(stack);

  test('is encrypted with a key of its own, which is rotated and kept', () => {
    template.hasResource('AWS::SecretsManager::Secret', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(resources(stack, 'AWS::SecretsManager::Secret').Secret.KmsKeyId).toEqual(arn('SecretKey'));
    template.hasResource('AWS::KMS::Key', { Properties: { EnableKeyRotation: true }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(secret.encryptionKey?.node.path).toBe('Stack/Secret/Key');
  });

  test('the key is administered by the account, and used through Secrets Manager for secrets of the account', () => {
    const [administration, use, grants, ...others] = resources(stack, 'AWS::KMS::Key').SecretKey.KeyPolicy.Statement;
    expect(administration).toMatchObject({ Effect: 'Allow', Principal: { AWS: ROOT }, Action: expect.not.arrayContaining(['kms:CreateGrant']) });
    expect(administration.Action.filter((action: string) => /crypt|DataKey|Create\*|kms:\*|Put\*/.test(action))).toEqual([]);
    expect(administration.Action).toContain('kms:PutKeyPolicy');
    expect(use).toEqual({
      Effect: 'Allow',
      Principal: { AWS: ROOT },
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
      Condition: {
        StringEquals: VIA,
        StringLike: {
          'kms:EncryptionContext:SecretARN': [
            joined('arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:*'),
            'RequestToValidateKeyAccess',
          ],
        },
      },
    });
    expect(grants).toEqual({
      Effect: 'Allow',
      Principal: { AWS: ROOT },
      Action: ['kms:CreateGrant', 'kms:DescribeKey'],
      Resource: '*',
      Condition: { StringEquals: VIA },
    });
    expect(others).toEqual([]);
  });

  test('the resource policy blocks the public, asks for TLS, and lets the rotation function alone read', () => {
    expect(resources(stack, 'AWS::SecretsManager::ResourcePolicy').SecretPolicy).toMatchObject({
      SecretId: ref('Secret'),
      BlockPublicPolicy: true,
      ResourcePolicy: {
        Statement: [
          { Sid: 'DenyWithoutTls', Effect: 'Deny', Action: 'secretsmanager:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          {
            Sid: 'DenyOtherReaders',
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'secretsmanager:GetSecretValue',
            Resource: '*',
            Condition: { ArnNotLike: { 'aws:PrincipalArn': [arn('SecretRotationFunctionServiceRole')] } },
          },
        ],
      },
    });
  });

  test('is rotated every 30 days, and at once', () => {
    expect(resources(stack, 'AWS::SecretsManager::RotationSchedule').SecretRotationSchedule).toEqual({
      SecretId: ref('Secret'),
      RotationLambdaARN: arn('SecretRotationFunction'),
      RotationRules: { ScheduleExpression: 'rate(30 days)' },
      RotateImmediatelyOnUpdate: true,
    });
  });

  test('shows each resource that it makes', () => {
    expect([secret.rotationSchedule, secret.rotationFunction, secret.resourcePolicy, secret.rotationRole].map((it) => it?.node.path)).toEqual([
      'Stack/Secret/RotationSchedule',
      'Stack/Secret/RotationFunction',
      'Stack/Secret/Policy',
      undefined,
    ]);
  });
});

describe('respects', () => {
  test.each<[string, (stack: Stack) => Partial<RotatedSecretProps>, string, object]>([
    ['removal', () => ({ removalPolicy: RemovalPolicy.DESTROY }), 'AWS::SecretsManager::Secret', { DeletionPolicy: 'Delete' }],
    ['name and description', () => ({ secretName: 'payments/key', description: 'Key' }), 'AWS::SecretsManager::Secret', {
      Properties: { Name: 'payments/key', Description: 'Key' },
    }],
    ['a key of AWS', () => ({ awsManagedKey: true }), 'AWS::SecretsManager::Secret', { Properties: { KmsKeyId: Match.absent() } }],
    ['a given key', (stack) => ({ encryptionKey: new kms.Key(stack, 'Given') }), 'AWS::SecretsManager::Secret', { Properties: { KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Given'), 'Arn'] } } }],
    ['a schedule', () => ({ schedule: SecretSchedule.cron({ hour: '3' }, { window: Duration.hours(2) }) }), 'AWS::SecretsManager::RotationSchedule', {
      Properties: { RotationRules: { ScheduleExpression: 'cron(0 3 * * ? *)', Duration: '2h' } },
    }],
    ['rotation that waits', () => ({ rotateOnCreation: false }), 'AWS::SecretsManager::RotationSchedule', { Properties: { RotateImmediatelyOnUpdate: false } }],
    ['a break-glass role', (stack) => ({ breakGlassRole: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/break-glass') }),
      'AWS::SecretsManager::ResourcePolicy', {
        Properties: {
          ResourcePolicy: {
            Statement: Match.arrayWith([
              Match.objectLike({ Condition: { ArnNotLike: { 'aws:PrincipalArn': Match.arrayWith(['arn:aws:iam::111122223333:role/break-glass']) } } }),
            ]),
          },
        },
      }],
    ['no denial of others', () => ({ denyOtherReaders: false }), 'AWS::SecretsManager::ResourcePolicy', {
      Properties: { BlockPublicPolicy: true, ResourcePolicy: { Statement: [Match.objectLike({ Sid: 'DenyWithoutTls' })] } },
    }],
  ])('%s', (_, props, type, expected) => {
    const stack = newStack();
    secretIn(stack, props(stack));
    Template.fromStack(stack).hasResource(type, expected);
  });

  test('a given key lets Secrets Manager use it, beside what it allows already', () => {
    const stack = newStack();
    secretIn(stack, { encryptionKey: new kms.Key(stack, 'Given') });
    const { Given, SecretKey } = resources(stack, 'AWS::KMS::Key');
    expect(Given.KeyPolicy.Statement).toHaveLength(3);
    expect(SecretKey).toBeUndefined();
  });

  test('replicas, each with its own key', () => {
    const app = newApp();
    const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    const keyArn = 'arn:aws:kms:eu-north-1:111122223333:key/c0ffee00-0000-4000-8000-000000000000';
    secretIn(stack, { replicaRegions: [{ region: 'eu-north-1', encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn) }] });
    expect(resources(stack, 'AWS::SecretsManager::Secret').Secret.ReplicaRegions).toEqual([{ Region: 'eu-north-1', KmsKeyId: keyArn }]);
  });
});

describe('refuses', () => {
  const env = { account: '111122223333', region: 'eu-west-1' };
  test.each<[string, (stack: Stack) => Partial<RotatedSecretProps>, string[]]>([
    ['two keys', (stack) => ({ awsManagedKey: true, encryptionKey: new kms.Key(stack, 'Key') }), [
      'encryptionKey Stack/Key and awsManagedKey exclude each other: keep one',
    ]],
    ['a break-glass role without use', (stack) => ({ denyOtherReaders: false, breakGlassRole: iam.Role.fromRoleName(stack, 'Role', 'r') }), [
      'breakGlassRole Stack/Role has no use where denyOtherReaders is false: leave one of them out',
    ]],
    ['names that AWS mistakes', () => ({ secretName: 'payments-secret' }), [
      'secretName "payments-secret" ends in a hyphen and six characters, as ARNs do: choose another end',
    ]],
    ['names that AWS does not take', () => ({ secretName: 'payment key' }), ['secretName "payment key" is not 1 to 512 letters, digits and /_+=.@-']],
    ['replicas', () => ({ replicaRegions: [{ region: 'eu-north-1' }, { region: 'eu-north-1' }] }), [
      'replica eu-north-1 has no encryptionKey, and the secret\'s own is not in that Region: give it one of its own, or set awsManagedKey',
      'replica eu-north-1 has no encryptionKey, and the secret\'s own is not in that Region: give it one of its own, or set awsManagedKey',
      'replica eu-north-1 is listed twice',
    ]],
    ['two values', () => ({ secretStringValue: SecretValue.unsafePlainText('x') }), []],
    ['all of it at once', (stack) => ({ secretName: 'a b', awsManagedKey: true, encryptionKey: new kms.Key(stack, 'Key') }), [
      'encryptionKey Stack/Key and awsManagedKey exclude each other: keep one',
      'secretName "a b" is not 1 to 512 letters, digits and /_+=.@-',
    ]],
  ])('%s', (_, props, problems) => {
    const stack = newStack({ env });
    const make = () => secretIn(stack, props(stack));
    if (problems.length === 0) expect(make).toThrow();
    else expect(make).toThrow(new Error(`Stack/Secret: ${problems.join('; ')}`));
  });

  test('a second schedule', () => {
    const stack = newStack();
    expect(() => secretIn(stack).addRotationSchedule('Again', { rotationLambda: fnIn(stack, 'Fn') })).toThrow(
      new Error('Stack/Secret: addRotationSchedule "Again": the secret is rotated already: give rotation and schedule to its constructor'),
    );
  });

  test.each<[string, iam.PolicyStatementProps, string]>([
    ['by name', { actions: ['secretsmanager:PutResourcePolicy'] }, 'secretsmanager:PutResourcePolicy'],
    ['by a wildcard', { actions: ['secretsmanager:*'] }, 'secretsmanager:PutResourcePolicy and secretsmanager:DeleteResourcePolicy'],
    ['by what is left', { notActions: ['secretsmanager:DeleteResourcePolicy'] }, 'secretsmanager:PutResourcePolicy'],
  ])('statements that shut the owner out, %s', (_, props, denied) => {
    for (const principal of [new iam.AnyPrincipal(), new iam.AccountRootPrincipal()]) {
      const statement = new iam.PolicyStatement({ ...props, effect: iam.Effect.DENY, principals: [principal], resources: ['*'] });
      expect(() => secretIn(newStack()).addToResourcePolicy(statement)).toThrow(
        new Error(`Stack/Secret: addToResourcePolicy: the statement denies ${denied} to everybody, so nobody could mend the policy: leave them out, or add a condition`),
      );
    }
  });
});

test('takes statements that leave the owner in', () => {
  const stack = newStack();
  const secret = secretIn(stack);
  const deny = { effect: iam.Effect.DENY, resources: ['*'] };
  secret.addToResourcePolicy(
    new iam.PolicyStatement({ ...deny, actions: ['secretsmanager:PutResourcePolicy'], principals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:role/intern')] }),
  );
  secret.addToResourcePolicy(new iam.PolicyStatement({ ...deny, actions: ['secretsmanager:DeleteSecret'], principals: [new iam.AnyPrincipal()] }));
  secret.denyAccountRootDelete();
  expect(resources(stack, 'AWS::SecretsManager::ResourcePolicy').SecretPolicy.ResourcePolicy.Statement).toHaveLength(5);
});

describe('attached to a database', () => {
  const database = (stack: Stack) =>
    new rds.DatabaseCluster(stack, 'Database', {
      engine: rds.DatabaseClusterEngine.AURORA_MYSQL,
      vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }),
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      writer: rds.ClusterInstance.serverlessV2('Writer'),
    });

  test('is rotated, and its policy set, after the database’s address is in it; CloudFormation may read it for that', () => {
    const stack = newStack();
    const secret = secretIn(stack);
    expect(secret.attach(database(stack))).toBe(secret);
    const template = Template.fromStack(stack);
    const after = { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^SecretAttachment')]) };
    template.hasResource('AWS::SecretsManager::RotationSchedule', after);
    template.hasResource('AWS::SecretsManager::ResourcePolicy', after);
    const [, deny] = resources(stack, 'AWS::SecretsManager::ResourcePolicy').SecretPolicy.ResourcePolicy.Statement;
    expect(JSON.stringify(deny.Condition)).toContain('role/cdk-hnb659fds-cfn-exec-role-${AWS::AccountId}-${AWS::Region}');
  });

  test('keeps grants bound to functions', () => {
    const stack = newStack();
    secretIn(stack).attach(database(stack)).grantRead(fnIn(stack, 'Reader'));
    expect(resources(stack, 'AWS::IAM::Policy')).toHaveProperty('ReaderSecretReads');
  });
});

test('is a secret of the CDK', () => {
  expect(secretsmanager.Secret.isSecret(secretIn(newStack()))).toBe(true);
});
