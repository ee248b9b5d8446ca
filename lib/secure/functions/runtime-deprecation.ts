import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LAMBDA_RUNTIMES } from '../../aws/lambda-runtimes';
import { currentDay } from '../../gate';

/**
 * Returns the day since which AWS no longer patches a function's runtime, as `YYYY-MM-DD`. Undefined if AWS patches the runtime, if it
 * is part of an image, or if this library does not know it.
 */
export function deprecationOf(fn: lambda.Function): string | undefined {
  const deprecated = LAMBDA_RUNTIMES.get(fn.runtime.name)?.deprecated;
  return deprecated !== undefined && deprecated <= currentDay() ? deprecated : undefined;
}
