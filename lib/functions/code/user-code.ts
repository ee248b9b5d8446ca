import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ConstructState } from '../construct-state';

const userCode = new ConstructState<lambda.CfnFunction, true>('user-code');

/** Marks a function created by a construct of this library as running a user's code, so that its dependencies are recorded. */
export function markUserCode(fn: lambda.Function): void {
  userCode.set(fn.node.defaultChild as lambda.CfnFunction, true);
}

/** Checks whether a function is marked as running a user's code. */
export function isUserCode(resource: lambda.CfnFunction): boolean {
  return userCode.has(resource);
}
