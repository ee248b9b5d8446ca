import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { BoundRotation } from './rotation-strategy';
import { resourceOf } from './secret-layout';
import { fittedText } from '../../quotas';
import { ownFunction } from '../../runtime-protection/own-function';
import { accessStatements, grantToFunction, ROTATE_ACTIONS } from '../access/secret-grants';

/** Reason why functions of a rotation need no concurrency limit. */
export const ONE_AT_A_TIME = 'Only Secrets Manager and the rotation function may invoke it, one step after the other';

/** Sets up a function to rotate a secret: it gets permissions on exactly this secret, and Secrets Manager of this account may invoke it. */
export function rotateBy(secret: secretsmanager.Secret, fn: lambda.IFunction): BoundRotation {
  const home = Stack.of(secret);
  const away = Stack.of(fn);
  if (!fn.role) {
    throw new Error(`[${secret.node.path}] SecretRotation.function: the role of function ${fn.node.path} is unknown: import it by Function.fromFunctionAttributes with its role`);
  }
  // Resources that refer to both are in the secret's stack, which then depends on the function's stack, and never the reverse.
  if (away !== home && resourceOf(fn.functionArn)) home.addStackDependency(away, `${secret.node.path} is rotated by ${fn.node.path}`);
  const statements = accessStatements(secret, { actions: ROTATE_ACTIONS, keyActions: ['kms:Decrypt', 'kms:GenerateDataKey'], fn });
  const { policy } = grantToFunction(fn, { scope: secret, id: 'RotationPolicy' }, statements);
  // It is not documented that Secrets Manager passes the secret as the source; the function's own policy limits it to this secret.
  const permission = new lambda.CfnPermission(secret, 'RotationPermission', {
    action: 'lambda:InvokeFunction',
    functionName: fn.functionArn,
    principal: 'secretsmanager.amazonaws.com',
    sourceAccount: home.account,
  });
  return { schedule: { rotationLambdaArn: fn.functionArn }, readers: [fn.role.roleArn], before: [policy, permission], fn };
}

/** Properties of this library's rotation function. */
export interface RotationFunctionProps {
  /** Environment variables, in addition to the one with the secret. */
  readonly environment: { readonly [name: string]: string };
  readonly timeout: Duration;
}

/** Creates this library's function for the rotation of one secret. */
export function ownRotationFunction(secret: secretsmanager.Secret, props: RotationFunctionProps): lambda.Function {
  return ownFunction(secret, 'RotationFunction', {
    asset: 'secret-rotation',
    description: fittedText('AWS::Lambda::Function.Description', `Rotates ${secret.node.path}`),
    timeout: props.timeout,
    environment: { SEC3_ROTATION_SECRET: secret.secretArn, ...props.environment },
    unbounded: ONE_AT_A_TIME,
  });
}
