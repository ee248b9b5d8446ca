import { Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { RotationStrategy } from './rotation-strategy';

/** Credentials of a database, by a function that Secrets Manager makes in a nested stack of its own. */
export function hostedRotation(rotation: secretsmanager.HostedRotation, roleArn: string | undefined): RotationStrategy {
  return {
    rotateOnCreation: true,
    problems: ({ denyOtherReaders = true }) => {
      if (roleArn === undefined) {
        return denyOtherReaders
          ? ['the secret denies reading to all but named roles, and the role of a hosted rotation function has no name that a template can tell: name it by roleArn of SecretRotation.hosted, or set denyOtherReaders to false']
          : [];
      }
      const isRole = Token.isUnresolved(roleArn) || /^arn:[^:*]+:iam::\d{12}:role\/[^*]/.test(roleArn);
      return isRole ? [] : [`roleArn ${JSON.stringify(roleArn)} names no role, such as arn:aws:iam::111122223333:role/Orders-*-SecretsManagerRDSMySQL*`];
    },
    bind: (secret) => ({
      schedule: { hostedRotationLambda: rotation.bind(secret, secret) },
      readers: roleArn === undefined ? [] : [roleArn],
      before: [],
    }),
  };
}
