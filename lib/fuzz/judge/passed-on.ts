/** Runs that fail because AWS answered with an error. */
import { Answer, HTTP } from './answer';
import { MADE_UP } from '../aws/answer';
import type { AwsCall } from '../aws/aws-answers';
import type { Run } from '../runner/handler-process';
import type { EntryPointKind } from '../targets/entry-points';

/** Errors that AWS answers because of what callers ask for: handlers of requests have to expect them of tables and buckets. */
const OF_CALLERS = /^(ConditionalCheckFailedException|TransactionCanceledException|NoSuchKey|PreconditionFailed)$/;

/** Errors of clients whose connection ends. */
const DROPPED = /ECONNRESET|socket hang up|ConnectionClosed|EndpointConnection|Connection was closed|TimeoutError|other side closed|RemoteDisconnected|Connection aborted/i;

/** Whether a run failed by an error that AWS answered, and in no other way. */
export function isPassedOn(kind: EntryPointKind, run: Run, answer: Answer | undefined, calls: readonly AwsCall[]): boolean {
  const errors = calls.filter(({ answer: got }) => !['ok', 'recorded'].includes(got) && !(HTTP.has(kind) && OF_CALLERS.test(got)));
  if (errors.length === 0) return false;
  if (run.end === 'returned') return answer?.status !== undefined && answer.status >= 500;
  const { type = '', message = '' } = run.error ?? {};
  if (message.includes(MADE_UP)) return true;
  // Answers to HEAD have no body that could name the error.
  if (errors.some(({ operation }) => operation.startsWith('Head')) && /^(NotFound|Unknown|Forbidden|ClientError|\d{3})/.test(type)) return true;
  return errors.some(({ answer: got }) => (got === 'no answer' ? DROPPED.test(`${type} ${message}`) : type.includes(got.replace(/Exception$/, '')) || message.includes(got)));
}
