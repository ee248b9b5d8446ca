import * as iam from 'aws-cdk-lib/aws-iam';
import { arn, newStack, ref, resources, secretIn } from '../fixtures';

test('the resource policy blocks public access, requires TLS, and allows only the rotation function to read', () => {
  const stack = newStack();
  secretIn(stack);
  expect(resources(stack, 'AWS::SecretsManager::ResourcePolicy').SecretPolicy).toMatchObject({
    SecretId: ref('Secret'),
    BlockPublicPolicy: true,
    ResourcePolicy: {
      Statement: [
        {
          Sid: 'DenyWithoutTls',
          Effect: 'Deny',
          Action: 'secretsmanager:*',
          Condition: { BoolIfExists: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' } },
        },
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

describe('rejects', () => {
  test.each<[string, iam.PolicyStatementProps, string]>([
    ['by name', { actions: ['secretsmanager:PutResourcePolicy'] }, 'secretsmanager:PutResourcePolicy'],
    ['by a wildcard', { actions: ['secretsmanager:*'] }, 'secretsmanager:PutResourcePolicy and secretsmanager:DeleteResourcePolicy'],
    ['by NotAction', { notActions: ['secretsmanager:DeleteResourcePolicy'] }, 'secretsmanager:PutResourcePolicy'],
  ])('statements that exclude the owner, %s', (_, props, denied) => {
    for (const principal of [new iam.AnyPrincipal(), new iam.AccountRootPrincipal()]) {
      const statement = new iam.PolicyStatement({ ...props, effect: iam.Effect.DENY, principals: [principal], resources: ['*'] });
      expect(() => secretIn(newStack()).addToResourcePolicy(statement)).toThrow(
        new Error(`[Stack/Secret] addToResourcePolicy: the statement denies ${denied} to all principals, so the policy could never be replaced: remove them, or add a condition`),
      );
    }
  });
});

test('accepts statements that do not exclude the owner', () => {
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
