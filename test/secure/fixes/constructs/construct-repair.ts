import type { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** Constructs with findings of a rule, and the same with the fix that the rule describes for constructs. */
export interface ConstructRepair {
  readonly wrong: (stack: Stack) => unknown;
  readonly right: (stack: Stack) => unknown;
}

/** Repairs by rule. */
export interface ConstructRepairs {
  readonly [rule: string]: ConstructRepair;
}

export const CODE = { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('x') };

/** Creates a function that does nothing. */
export function fn(stack: Stack, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(stack, 'Fn', { ...CODE, ...props });
}
