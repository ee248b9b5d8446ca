import * as kms from 'aws-cdk-lib/aws-kms';
import { joined, newStack, resources, secretIn } from '../fixtures';

const ROOT = joined('arn:${AWS::Partition}:iam::${AWS::AccountId}:root');
const VIA = { 'kms:ViaService': joined('secretsmanager.${AWS::Region}.amazonaws.com') };

test('the account administers the secret’s key, and uses it only through Secrets Manager for its own secrets', () => {
  const stack = newStack();
  secretIn(stack);
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

test('a given key also allows use through Secrets Manager', () => {
  const stack = newStack();
  secretIn(stack, { encryptionKey: new kms.Key(stack, 'Given') });
  const { Given, SecretKey } = resources(stack, 'AWS::KMS::Key');
  expect(Given.KeyPolicy.Statement).toHaveLength(3);
  expect(SecretKey).toBeUndefined();
});
