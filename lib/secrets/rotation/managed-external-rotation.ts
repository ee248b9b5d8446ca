import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ManagedExternalRotationProps } from './managed-external-rotation-props';
import { RotationStrategy } from './rotation-strategy';
import { policyFor } from '../../functions';
import { fittedText, shown } from '../../quotas';
import { accessStatements, ROTATE_ACTIONS } from '../access/secret-grants';

/** Returns the rotation of a secret of a partner, which Secrets Manager rotates itself. @throws Error if the type is invalid */
export function managedExternalRotation({ type, metadata, role: given }: ManagedExternalRotationProps): RotationStrategy {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(type)) {
    throw new Error(`SecretRotation.managedExternal: type ${shown(type)} is not the secret type of a partner, such as SalesforceClientSecret: https://docs.aws.amazon.com/secretsmanager/latest/userguide/mes-partners.html lists them`);
  }
  return {
    rotateOnCreation: false,
    secretType: type,
    bind: (secret) => {
      const role = given ?? rotationRole(secret);
      const statements = [
        ...accessStatements(secret, { actions: ROTATE_ACTIONS, keyActions: ['kms:Decrypt', 'kms:GenerateDataKey'] }),
        new iam.PolicyStatement({ actions: ['secretsmanager:GetRandomPassword'], resources: ['*'] }),
      ];
      const policy = policyFor({ role, scope: secret, id: 'RotationPolicy' }, statements);
      policy.addStatements(...statements);
      Validations.of(policy).acknowledge({
        id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
        reason: 'secretsmanager:GetRandomPassword, which rotation of partner secrets needs, has no resource to name',
      });
      Validations.of(secret.node.defaultChild!).acknowledge({
        id: 'AwsSolutions::AwsSolutions-SMG4',
        reason: 'Secrets Manager rotates the secret by itself, by a schedule without a rotation function, which cdk-nag looks for',
      });
      return {
        schedule: {
          externalSecretRotationRoleArn: role.roleArn,
          externalSecretRotationMetadata: metadata && Object.entries(metadata).map(([key, value]) => ({ key, value })),
        },
        readers: [role.roleArn],
        before: [policy],
        role,
      };
    },
  };
}

/**
 * Creates a role that Secrets Manager can only assume for one secret. @see
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/mes-security.html
 */
function rotationRole(secret: secretsmanager.Secret): iam.Role {
  return new iam.Role(secret, 'RotationRole', {
    description: fittedText('AWS::IAM::Role.Description', `Secrets Manager rotates ${secret.node.path}`),
    assumedBy: new iam.ServicePrincipal('secretsmanager.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(secret).account },
        ArnLike: { 'aws:SourceArn': secret.secretArn },
      },
    }),
  });
}
