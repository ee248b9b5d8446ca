import { App, Duration, RemovalPolicy, SecretValue, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { RotatedSecretProps } from '../../../lib/secrets/rotation/rotated-secret';
import { SecretSchedule } from '../../../lib/secrets/rotation/secret-schedule';
import { arn, fnIn, newStack, ref, resources, secretIn } from '../fixtures';

describe('by default', () => {
  const stack = newStack();
  const secret = secretIn(stack);
  const template = Template.fromStack(stack);

  test('is encrypted with its own key, which is rotated and retained', () => {
    template.hasResource('AWS::SecretsManager::Secret', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(resources(stack, 'AWS::SecretsManager::Secret').Secret.KmsKeyId).toEqual(arn('SecretKey'));
    template.hasResource('AWS::KMS::Key', { Properties: { EnableKeyRotation: true }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(secret.encryptionKey?.node.path).toBe('Stack/Secret/Key');
  });

  test('is rotated every 30 days, and immediately', () => {
    expect(resources(stack, 'AWS::SecretsManager::RotationSchedule').SecretRotationSchedule).toEqual({
      SecretId: ref('Secret'),
      RotationLambdaARN: arn('SecretRotationFunction'),
      RotationRules: { ScheduleExpression: 'rate(30 days)' },
      RotateImmediatelyOnUpdate: true,
    });
  });

  test('exposes its resources as properties', () => {
    expect([secret.rotationSchedule, secret.rotationFunction, secret.resourcePolicy, secret.rotationRole].map((it) => it?.node.path)).toEqual([
      'Stack/Secret/RotationSchedule',
      'Stack/Secret/RotationFunction',
      'Stack/Secret/Policy',
      undefined,
    ]);
  });
});

describe('accepts', () => {
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

  test('replicas, each with its own key', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    const keyArn = 'arn:aws:kms:eu-north-1:111122223333:key/c0ffee00-0000-4000-8000-000000000000';
    secretIn(stack, { replicaRegions: [{ region: 'eu-north-1', encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn) }] });
    expect(resources(stack, 'AWS::SecretsManager::Secret').Secret.ReplicaRegions).toEqual([{ Region: 'eu-north-1', KmsKeyId: keyArn }]);
  });
});

describe('rejects', () => {
  const env = { account: '111122223333', region: 'eu-west-1' };
  test.each<[string, (stack: Stack) => Partial<RotatedSecretProps>, string[]]>([
    ['two keys', (stack) => ({ awsManagedKey: true, encryptionKey: new kms.Key(stack, 'Key') }), [
      'encryptionKey Stack/Key and awsManagedKey exclude each other: keep one',
    ]],
    ['a break-glass role without use', (stack) => ({ denyOtherReaders: false, breakGlassRole: iam.Role.fromRoleName(stack, 'Role', 'r') }), [
      'breakGlassRole Stack/Role has no effect if denyOtherReaders is false: remove one of them',
    ]],
    ['names that AWS mistakes', () => ({ secretName: 'payments-secret' }), [
      'secretName "payments-secret" ends in a hyphen and six letters or digits, as the ARN of every secret does, and would be mistaken for a part of an ARN: use a name such as "payments/secret"',
    ]],
    ['names that AWS does not take', () => ({ secretName: 'payment key' }), ['secretName "payment key" contains " "; 1 to 512 letters, digits and /_+=.@- are expected']],
    ['a name that is too long', () => ({ secretName: 'a'.repeat(513) }), [`secretName "${'a'.repeat(513)}" has 513 characters; 1 to 512 letters, digits and /_+=.@- are expected`]],
    ['replicas', () => ({ replicaRegions: [{ region: 'eu-north-1' }, { region: 'eu-north-1' }] }), [
      'replica "eu-north-1" has no encryptionKey, and the secret\'s own is not in that Region: give it one of its own, or set awsManagedKey',
      'replica "eu-north-1" has no encryptionKey, and the secret\'s own is not in that Region: give it one of its own, or set awsManagedKey',
      'replica "eu-north-1" is listed twice',
    ]],
    ['two values', () => ({ secretStringValue: SecretValue.unsafePlainText('x') }), []],
    ['all of it at once', (stack) => ({ secretName: 'a b', awsManagedKey: true, encryptionKey: new kms.Key(stack, 'Key') }), [
      'encryptionKey Stack/Key and awsManagedKey exclude each other: keep one',
      'secretName "a b" contains " "; 1 to 512 letters, digits and /_+=.@- are expected',
    ]],
  ])('%s', (_, props, problems) => {
    const stack = newStack({ env });
    const make = () => secretIn(stack, props(stack));
    if (problems.length === 0) expect(make).toThrow();
    else expect(make).toThrow(new Error(`[Stack/Secret] ${problems.join('; ')}`));
  });

  test('a second schedule', () => {
    const stack = newStack();
    expect(() => secretIn(stack).addRotationSchedule('Again', { rotationLambda: fnIn(stack, 'Fn') })).toThrow(
      new Error('[Stack/Secret] addRotationSchedule "Again": the secret already has a rotation: pass rotation and schedule to its constructor'),
    );
  });

});

describe('attached to a database', () => {
  const database = (stack: Stack) =>
    new rds.DatabaseCluster(stack, 'Database', {
      engine: rds.DatabaseClusterEngine.AURORA_MYSQL,
      vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }),
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      writer: rds.ClusterInstance.serverlessV2('Writer'),
    });

  test('is rotated and gets its policy after its values contain the database’s address, for which CloudFormation may read it', () => {
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

  test('keeps grants that are bound to functions', () => {
    const stack = newStack();
    secretIn(stack).attach(database(stack)).grantRead(fnIn(stack, 'Reader'));
    expect(resources(stack, 'AWS::IAM::Policy')).toHaveProperty('ReaderSecretReads');
  });
});

test('is a secret of the CDK', () => {
  expect(secretsmanager.Secret.isSecret(secretIn(newStack()))).toBe(true);
});
