/** Interprets the answer of a handler as its caller does. */
import { isObject } from '../../json/json-object';
import type { EntryPointKind } from '../targets/entry-points';

/** The entry points whose handlers answer HTTP requests. */
export const HTTP: ReadonlySet<EntryPointKind> = new Set(['rest', 'http', 'url']);
/** The event sources that retry only the failed records of a batch. */
export const BATCHES: ReadonlySet<EntryPointKind> = new Set(['sqs', 'kinesis', 'dynamodb']);

/** An answer as the caller understands it. */
export interface Answer {
  /** The HTTP status. */
  readonly status?: number;
  /** Whether the answer rejects the request, or records of the batch. */
  readonly rejects: boolean;
  /** Reason why the caller does not understand the answer. */
  readonly problem?: string;
}

/** Reads the value that a handler returned, as JSON. */
export function answerOf(kind: EntryPointKind, text: string): Answer {
  const result = JSON.parse(text) as any;
  if (!HTTP.has(kind)) return ofBatch(kind, result);
  if (!isObject(result) || (kind !== 'rest' && result.statusCode === undefined)) {
    return kind === 'rest' ? malformed(`a response is an object with a statusCode, and not ${text.slice(0, 40)}`) : { rejects: false, status: 200 };
  }
  const { statusCode, body, headers } = result;
  const status = statusCode === null || statusCode === '' ? NaN : Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return malformed(`statusCode is ${JSON.stringify(statusCode)}`);
  const isBody = body === undefined || body === null || typeof body === 'string' || (kind !== 'rest' && typeof body === 'object');
  if (!isBody) return malformed(`body is ${Array.isArray(body) ? 'a list' : `a ${typeof body}`}, and not a text`);
  if (headers !== undefined && headers !== null && !areHeaders(headers)) return malformed('headers contain an invalid header');
  return { status, rejects: status >= 400 && status < 500 };
}

function ofBatch(kind: EntryPointKind, result: any): Answer {
  const failures = BATCHES.has(kind) ? result?.batchItemFailures : undefined;
  if (failures === undefined) return { rejects: false };
  const isList = Array.isArray(failures) && failures.every((entry) => typeof entry?.itemIdentifier === 'string' && entry.itemIdentifier !== '');
  return isList ? { rejects: failures.length > 0 } : malformed('batchItemFailures is not a list of itemIdentifiers, so Lambda retries the whole batch');
}

function areHeaders(headers: unknown): boolean {
  return isObject(headers) && Object.values(headers).every((value) => typeof value !== 'object' && !/[\r\n]/.test(String(value)));
}

function malformed(problem: string): Answer {
  return { rejects: false, problem };
}
