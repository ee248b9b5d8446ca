import * as lambda from 'aws-cdk-lib/aws-lambda';
import { assertBlocked, STARTS_A_PROGRAM } from './blocked';
import { integration } from './integration';
import { SecureFunction } from 'cdk-sec3';

/** A secure function runs; its guard blocks and counts. */
export const app = integration('SecureFunction', ({ stack, assertions }) => {
  const fn = new SecureFunction(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: STARTS_A_PROGRAM });
  assertBlocked(assertions, fn);
});
