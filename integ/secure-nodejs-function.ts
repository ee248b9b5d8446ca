import * as path from 'path';
import { ExpectedResult } from '@aws-cdk/integ-tests-alpha';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { integration } from './integration';
import { SecureNodejsFunction } from 'cdk-sec3';

/** The bundle of esbuild is deployed, and runs under the guard. */
export const app = integration('SecureNodejsFunction', ({ stack, assertions }) => {
  const fn = new SecureNodejsFunction(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, entry: path.join(__dirname, 'handlers/greeting.ts') });
  assertions.invokeFunction({ functionName: fn.functionName }).expect(ExpectedResult.objectLike({ Payload: '"hello from a bundle"' }));
});
