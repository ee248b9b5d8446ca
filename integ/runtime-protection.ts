import * as lambda from 'aws-cdk-lib/aws-lambda';
import { assertBlocked, STARTS_A_PROGRAM } from './blocked';
import { integration } from './integration';
import { RuntimeProtection } from 'cdk-sec3';

/** A function of the CDK is guarded; the guard blocks and counts. */
export const app = integration('RuntimeProtection', ({ stack, assertions }) => {
  const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: STARTS_A_PROGRAM });
  new RuntimeProtection(stack, 'Protection').protectFunction(fn);
  assertBlocked(assertions, fn);
});
