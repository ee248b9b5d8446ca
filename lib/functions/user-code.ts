import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ConstructState } from './construct-state';

const userCode = new ConstructState<lambda.CfnFunction, true>('user-code');

/** Remembers that a function, which a construct of this library made, runs a user's code: what ships in it is to be recorded. */
export function markUserCode(fn: lambda.Function): void {
  userCode.set(fn.node.defaultChild as lambda.CfnFunction, true);
}

/** Whether a function was marked so. */
export function isUserCode(resource: lambda.CfnFunction): boolean {
  return userCode.has(resource);
}
