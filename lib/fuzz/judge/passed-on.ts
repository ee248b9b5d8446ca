/** Detects runs that fail because AWS answered with an error. */
import { Answer, HTTP } from './answer';
import { MADE_UP } from '../aws/answer';
import type { AwsCall } from '../aws/aws-answers';
import type { Run } from '../runner/handler-process';
import type { EntryPointKind } from '../targets/entry-points';

/**
 * Errors that AWS returns because of the input of a caller. Handlers of requests have to expect them from tables and buckets. 404 is the response of HeadObject for an
 * object that does not exist.
 */
const OF_CALLERS = /^(ConditionalCheckFailedException|TransactionCanceledException|NoSuchKey|404|PreconditionFailed)$/;

/** Errors of clients whose connection ends. */
const DROPPED = /ECONNRESET|socket hang up|ConnectionClosed|EndpointConnection|Connection was closed|TimeoutError|other side closed|RemoteDisconnected|Connection aborted/i;

/** Checks whether a run failed only because AWS answered with an error. */
export function isPassedOn(kind: EntryPointKind, run: Run, answer: Answer | undefined, calls: readonly AwsCall[]): boolean {
  const errors = calls.filter(({ answer: got }) => !['ok', 'recorded'].includes(got) && !(HTTP.has(kind) && OF_CALLERS.test(got)));
  if (errors.length === 0) return false;
  if (run.end === 'returned') return answer?.status !== undefined && answer.status >= 500;
  const { type = '', message = '' } = run.error ?? {};
  if (message.includes(MADE_UP)) return true;
  // Answers to HEAD requests have no body that could name the error.
  if (errors.some(({ operation }) => operation.startsWith('Head')) && /^(NotFound|Unknown|Forbidden|ClientError|\d{3})/.test(type)) return true;
  return errors.some(({ answer: got }) => (got === 'no answer' ? DROPPED.test(`${type} ${message}`) : type.includes(got.replace(/Exception$/, '')) || message.includes(got)));
}
