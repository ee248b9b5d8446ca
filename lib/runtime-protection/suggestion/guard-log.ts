/** Reads the guard's events out of logs, in whatever form they were taken from CloudWatch Logs, S3 or a terminal. */
import { gunzipSync } from 'zlib';
import { isObject } from '../../json/json-object';
import { RUNTIME_CATEGORIES, RuntimeCategoryName } from '../template/runtime-policy-document';

/** Something that the guard blocked or reported. */
export interface GuardEvent {
  readonly category: RuntimeCategoryName;
  readonly functionName: string;
  /** A host, a path or a command. */
  readonly target: string;
  /** The function of the system or of the runtime that was called. */
  readonly api: string;
  readonly count: number;
}

/** What a log holds of the guard. */
export interface GuardLog {
  readonly events: readonly GuardEvent[];
  /** Names of functions that the guard started with, or had events of. */
  readonly functions: readonly string[];
}

/**
 * Reads a log.
 *
 * @param content JSON of `aws logs filter-log-events`, `get-log-events` or `get-query-results`; text of `aws logs tail`, of an export to S3
 *   or of a stage; CSV or JSON of Logs Insights; each also compressed by gzip
 * @throws Error where it is compressed and can't be unpacked
 */
export function readGuardLog(content: Buffer): GuardLog {
  const text = (content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : content).toString('utf8');
  const found = [...recordsIn(text)];
  const events = found.flatMap((record) => eventOf(record) ?? []);
  const names = found.map(({ functionName }) => functionName).filter((name): name is string => typeof name === 'string' && name !== '');
  return { events, functions: [...new Set(names)].sort() };
}

type Record = { readonly [key: string]: unknown };

/** The guard's records in a text: a document as a whole, or else line by line. */
function* recordsIn(text: string): Generator<Record> {
  const document = parsed(text);
  if (document !== undefined) return yield* recordsOf(document);
  for (const line of text.split(/\r?\n/)) {
    // What stands around the record is a time, the name of a stream, or a column; CSV doubles its quotation marks.
    const [start, end] = [line.indexOf('{'), line.lastIndexOf('}')];
    if (start < 0 || end < start) continue;
    const json = line.slice(start, end + 1);
    const value = parsed(json) ?? parsed(json.replace(/""/g, '"'));
    if (value !== undefined) yield* recordsOf(value);
  }
}

/** The guard's records in a value of JSON, in texts of it too. */
function* recordsOf(value: unknown): Generator<Record> {
  if (typeof value === 'string') {
    if (value.includes('"schemaVersion"')) yield* recordsIn(value);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* recordsOf(item);
  } else if (isObject(value)) {
    if (value.schemaVersion === 1 && (value.type === 'event' || value.type === 'posture')) yield value;
    else for (const item of Object.values(value)) yield* recordsOf(item);
  }
}

function eventOf({ type, category, functionName, target, api, count }: Record): GuardEvent | undefined {
  const known = RUNTIME_CATEGORIES.find((name) => name === category);
  if (type !== 'event' || known === undefined) return undefined;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return { category: known, functionName: text(functionName), target: text(target), api: text(api), count: typeof count === 'number' ? count : 1 };
}

/** A value of JSON that is no bare number or word; undefined for other texts. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
