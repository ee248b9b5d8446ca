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
  /** Lines that have the mark of a record and can't be read as JSON. */
  readonly unread: readonly string[];
  /** Why nothing was found, where the form of the log says so. */
  readonly cause?: string;
}

/** What each record has, and few other lines. */
const MARK = '"schemaVersion"';

/**
 * Reads a log.
 *
 * @param content JSON of `aws logs filter-log-events`, `get-log-events` or `get-query-results`; text of `aws logs tail`, of an export to S3
 *   or of a stage; CSV or JSON of Logs Insights; each also compressed by gzip; in UTF-8, or in UTF-16 with its mark
 * @throws Error where it is compressed and can't be unpacked
 */
export function readGuardLog(content: Buffer): GuardLog {
  const text = textOf(content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : content);
  const unread: string[] = [];
  const found = [...recordsIn(text, unread)];
  const events = found.flatMap((record) => eventOf(record) ?? []);
  const names = found.map(({ functionName }) => functionName).filter((name): name is string => typeof name === 'string' && name !== '');
  const functions = [...new Set(names)].sort();
  return { events, functions, unread, ...(events.length + functions.length === 0 && { cause: causeOf(text) }) };
}

/** Without a byte order mark. Windows PowerShell writes UTF-16. */
function textOf(content: Buffer): string {
  return new TextDecoder(content[0] === 0xff && content[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(content);
}

/** Why a log holds no record, by its form; undefined where it does not say. */
function causeOf(text: string): string | undefined {
  if (text.trim() === '') return 'it is empty';
  const document = parsed(text);
  if (document === undefined) return /^\s*[[{]/.test(text) ? problemOf(text) : undefined;
  const { events, results, status } = (isObject(document) ? document : {}) as { readonly [key: string]: unknown };
  if (typeof status === 'string' && status !== 'Complete') return `the query has the status ${status}: take its results when it is Complete`;
  const isEmpty = [events, results, document].some((list) => Array.isArray(list) && list.length === 0);
  return isEmpty ? 'it is a list without events: the period, the log group or the filter has none' : undefined;
}

/** Why a text that begins like JSON is none. Lines that are JSON each are no problem. */
function problemOf(text: string): string | undefined {
  if (text.trim().split('\n').every((line) => parsed(line) !== undefined)) return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (e) {
    return `it begins like JSON and can’t be read as JSON (${(e as Error).message}); it may have been cut off`;
  }
}

type Record = { readonly [key: string]: unknown };

/** The guard's records in a text: a document as a whole, or else line by line. */
function* recordsIn(text: string, unread: string[]): Generator<Record> {
  const document = parsed(text);
  if (document !== undefined) return yield* recordsOf(document, unread);
  for (const line of text.split(/\r?\n/)) {
    const value = recordOn(line);
    if (value !== undefined) yield* recordsOf(value, unread);
    else if (line.replace(/\\"/g, '"').includes(MARK)) unread.push(line);
  }
}

/** What stands around a record is a time, the name of a stream, a column, or what the function wrote; CSV doubles quotation marks. */
function recordOn(line: string): unknown {
  const end = line.lastIndexOf('}');
  const starts = [...new Set([line.indexOf('{'), line.search(/\{"{1,2}type"/)])].filter((start) => start >= 0 && start < end);
  const texts = starts.map((start) => line.slice(start, end + 1));
  return [...texts, ...texts.map((json) => json.replace(/""/g, '"'))].map(parsed).find((value) => value !== undefined);
}

/** The guard's records in a value of JSON, in texts of it too. */
function* recordsOf(value: unknown, unread: string[]): Generator<Record> {
  if (typeof value === 'string') {
    if (value.includes(MARK)) yield* recordsIn(value, unread);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* recordsOf(item, unread);
  } else if (isObject(value)) {
    if (value.schemaVersion === 1 && (value.type === 'event' || value.type === 'posture')) yield value;
    else for (const item of Object.values(value)) yield* recordsOf(item, unread);
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
