/** What services of AWS answer when something goes wrong. */
import type { Answer } from './answer';
import type { Fault } from './plan';
import { pick } from './random';

/** Errors of services that name them otherwise. */
const NAMES: { readonly [service: string]: { readonly [fault in Fault]?: { readonly error: string; readonly status?: number } } } = {
  dynamodb: { throttled: { error: 'ProvisionedThroughputExceededException' } },
  s3: { throttled: { error: 'SlowDown', status: 503 }, denied: { error: 'AccessDenied', status: 403 } },
  sns: { throttled: { error: 'Throttled' }, denied: { error: 'AuthorizationError', status: 403 } },
  lambda: { throttled: { error: 'TooManyRequestsException', status: 429 } },
};

/** What the errors of a conflict are called, of those that a model names. */
const CONFLICT = /Conflict|Exists|AlreadyInUse|ResourceInUse|Duplicate/;
const NOT_FOUND = /NotFound|NoSuch|DoesNotExist|NonExistent|^Gone/;

/** Operations that ask for one thing, which may not be there. */
const ASKS_FOR_ONE = /^(Get|Describe|Head|Admin|Delete|Update|Stop|Start|Invoke|Post|Send)/;

/** What is answered instead of the usual answer; undefined where the operation has nothing of the kind. */
export function faultOf(fault: Exclude<Fault, 'declared'>, service: string, operation: string, errors: readonly string[]): Answer | undefined {
  if (fault === 'timeout') return { drop: true };
  if (fault === 'conflict') {
    // Tables know by the condition, and buckets by a header.
    const named = ['dynamodb', 's3', 'ssm'].includes(service) || /^(Get|Describe|List|Head|Query|Scan)/.test(operation) ? undefined : errors.find((error) => CONFLICT.test(error));
    return named === undefined ? undefined : { error: named, status: 409 };
  }
  const own = NAMES[service]?.[fault];
  return own ?? (fault === 'throttled' ? { error: 'ThrottlingException' } : { error: 'AccessDeniedException', status: 403 });
}

/** An error that the service has for it; those that the code names go before. Undefined where none is known. */
export function declaredOf(errors: readonly string[], named: readonly string[], draw: number): Answer | undefined {
  const known = errors.filter((error) => named.includes(error));
  const all = known.length > 0 ? known : errors;
  return all.length > 0 ? { error: pick(all, draw, 'declared') } : undefined;
}

/** What is answered where nothing is found; undefined where that is an empty answer. */
export function notFoundOf(operation: string, errors: readonly string[]): Answer | undefined {
  const named = ASKS_FOR_ONE.test(operation) ? errors.find((error) => NOT_FOUND.test(error)) : undefined;
  return named === undefined ? undefined : { error: named, status: 404 };
}
