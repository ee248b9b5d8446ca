/** The answers of AWS services when something goes wrong. */
import type { Answer } from './answer';
import type { Fault } from './plan';
import { pick } from './random';

/** Errors of the services that use other names for them. */
const NAMES: { readonly [service: string]: { readonly [fault in Fault]?: { readonly error: string; readonly status?: number } } } = {
  dynamodb: { throttled: { error: 'ProvisionedThroughputExceededException' } },
  s3: { throttled: { error: 'SlowDown', status: 503 }, denied: { error: 'AccessDenied', status: 403 } },
  sns: { throttled: { error: 'Throttled' }, denied: { error: 'AuthorizationError', status: 403 } },
  lambda: { throttled: { error: 'TooManyRequestsException', status: 429 } },
};

/** Patterns for the errors in a model that report a conflict or a missing resource. */
const CONFLICT = /Conflict|Exists|AlreadyInUse|ResourceInUse|Duplicate/;
const NOT_FOUND = /NotFound|NoSuch|DoesNotExist|NonExistent|^Gone/;

/** Operations on a single resource, which may not exist. */
const ASKS_FOR_ONE = /^(Get|Describe|Head|Admin|Delete|Update|Stop|Start|Invoke|Post|Send)/;

/** Returns the answer for a fault. Undefined if the operation has no such fault. */
export function faultOf(fault: Exclude<Fault, 'declared'>, service: string, operation: string, errors: readonly string[]): Answer | undefined {
  if (fault === 'timeout') return { drop: true };
  if (fault === 'conflict') {
    // The fake services decide themselves: DynamoDB by the condition, S3 by a header, parameters by `Overwrite`.
    const named = ['dynamodb', 's3', 'ssm'].includes(service) || /^(Get|Describe|List|Head|Query|Scan)/.test(operation) ? undefined : errors.find((error) => CONFLICT.test(error));
    return named === undefined ? undefined : { error: named, status: 409 };
  }
  const own = NAMES[service]?.[fault];
  return own ?? (fault === 'throttled' ? { error: 'ThrottlingException' } : { error: 'AccessDeniedException', status: 403 });
}

/** Returns an error that the service declares, preferably one that the code mentions. Undefined if no error is known. */
export function declaredOf(errors: readonly string[], named: readonly string[], draw: number): Answer | undefined {
  const known = errors.filter((error) => named.includes(error));
  const all = known.length > 0 ? known : errors;
  return all.length > 0 ? { error: pick(all, draw, 'declared') } : undefined;
}

/** Returns the answer if nothing is found. Undefined if an empty answer says this. */
export function notFoundOf(operation: string, errors: readonly string[]): Answer | undefined {
  const named = ASKS_FOR_ONE.test(operation) ? errors.find((error) => NOT_FOUND.test(error)) : undefined;
  return named === undefined ? undefined : { error: named, status: 404 };
}
