/**
 * Errors and responses that reject an event on purpose. All other errors are failures of the handler, including those thrown by libraries. If a library or a
 * layer fails on an unchecked value, the handler that passed it is to blame.
 */
import { BATCHES } from './answer';
import { framesOf } from './failure';
import type { Sensitive } from './sensitive';
import type { HandlerError, Run } from '../runner/handler-process';
import type { FuzzCase } from '../targets/cases';
import type { EntryPointKind } from '../targets/entry-points';

/** The error with which the event validator of this library rejects an event (lambda/event-validator). */
const INVALID_EVENT = 'Sec3.InvalidEvent';

/** Errors of Powertools for AWS Lambda that report the failure of all records in a batch, in Node.js and Python. */
const WHOLE_BATCH: ReadonlySet<string> = new Set(['FullBatchFailureError', 'BatchProcessingError']);

/** Errors that a language throws for unexpected values. No one throws them to reject a value. */
const FAULTS: ReadonlySet<string> = new Set([
  'TypeError', 'RangeError', 'ReferenceError', 'AttributeError', 'KeyError', 'IndexError', 'NameError', 'UnboundLocalError', 'ZeroDivisionError', 'RecursionError', 'OverflowError',
]);

/** Checks whether the event validator, in a layer before the handler, rejected the event. */
export function isValidatorError(error: HandlerError | undefined, layers: readonly string[]): boolean {
  if (error?.type !== INVALID_EVENT) return false;
  const [innermost = ''] = framesOf(error);
  return layers.some((layer) => innermost.includes(layer));
}

/** Checks whether the event validator answered the request. It also rejects what models don't describe, such as half of a surrogate pair. */
export function isValidatorAnswer({ result }: Run, { layers }: Sensitive): boolean {
  if (layers.length === 0) return false;
  const { body } = JSON.parse(result!) as { readonly body?: unknown };
  return typeof body === 'string' && /^\{"message":"Invalid request","field":.*,"rule":"[^"]*"\}$/s.test(body);
}

/** Checks whether a library reports that all records of a batch have failed. */
export function isWholeBatch(kind: EntryPointKind, { error }: Run): boolean {
  return BATCHES.has(kind) && error !== undefined && WHOLE_BATCH.has(error.type);
}

/** Returns the first error of a record that is a fault and not a rejection. Any error can reject a text that can't be parsed. */
export function faultOfRecord({ error }: Run, { kind }: Pick<FuzzCase, 'kind'>): HandlerError | undefined {
  return kind === 'malformed' ? undefined : error?.causes?.find(({ type }) => FAULTS.has(type));
}
