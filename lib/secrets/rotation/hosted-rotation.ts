import { ArnFormat, Names, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { RotationStrategy } from './rotation-strategy';
import { acknowledgeProviderOf } from '../../functions';

/** Credentials of a database, rotated by a function that Secrets Manager creates in a nested stack. */
export function hostedRotation(rotation: secretsmanager.HostedRotation, roleArn: string | undefined): RotationStrategy {
  return {
    rotateOnCreation: true,
    problems: () => {
      const isRole = roleArn === undefined || Token.isUnresolved(roleArn) || /^arn:[^:*]+:iam::\d{12}:role\/[^*]/.test(roleArn);
      return isRole ? [] : [`roleArn ${JSON.stringify(roleArn)} is not the ARN of a role, such as arn:aws:iam::111122223333:role/Orders-*-SecretsManagerRDSMySQL*`];
    },
    bind: (secret, isReaderNamed) => {
      const hosted = rotation.bind(secret, secret);
      if (roleArn !== undefined || !isReaderNamed) {
        return { schedule: { hostedRotationLambda: hosted }, readers: roleArn === undefined ? [] : [roleArn], before: [] };
      }
      const functionName = hosted.rotationLambdaName ?? Names.uniqueResourceName(secret, { maxLength: 64, separator: '-' });
      const lookUp = roleLookUp(secret, functionName, hosted.rotationType);
      const role = iam.Role.fromRoleArn(secret, 'RotationRole', lookUp.getResponseField('Role'));
      const schedule = { hostedRotationLambda: { ...hosted, rotationLambdaName: functionName } };
      return { schedule, readers: [role.roleArn], before: [], after: [lookUp], role };
    },
  };
}

/**
 * Looks up the function's role after the function is created: CloudFormation generates the role's name, and no template can refer
 * to it.
 *
 * @see https://github.com/aws/aws-cdk/issues/22051
 */
function roleLookUp(secret: secretsmanager.Secret, functionName: string, rotationType: string): AwsCustomResource {
  const functionArn = Stack.of(secret).formatArn({ service: 'lambda', resource: 'function', resourceName: functionName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const lookUp = new AwsCustomResource(secret, 'RotationRoleLookUp', {
    onUpdate: {
      service: 'Lambda',
      action: 'GetFunctionConfiguration',
      parameters: { FunctionName: functionName },
      outputPaths: ['Role'],
      // The lookup runs again if the function changes.
      physicalResourceId: PhysicalResourceId.of(`${functionName}-${rotationType}`),
    },
    policy: AwsCustomResourcePolicy.fromStatements([new iam.PolicyStatement({ actions: ['lambda:GetFunctionConfiguration'], resources: [functionArn] })]),
    installLatestAwsSdk: false,
  });
  acknowledgeProviderOf(lookUp);
  return lookUp;
}
