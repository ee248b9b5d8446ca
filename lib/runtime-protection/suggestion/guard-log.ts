/** Reads the guard's events from logs, in the formats of CloudWatch Logs, S3 exports and terminals. */
import { constants } from 'buffer';
import { gunzipSync } from 'zlib';
import { isObject } from '../../json/json-object';
import { RUNTIME_CATEGORIES, RuntimeCategoryName } from '../template/runtime-policy-document';

/** An operation that the guard blocked or reported. */
export interface GuardEvent {
  readonly category: RuntimeCategoryName;
  readonly functionName: string;
  /** A host, a path or a command; absent where the guard knew none. */
  readonly target?: string;
  /** The function of the system or of the runtime that was called. */
  readonly api: string;
  readonly count: number;
}

/** The guard's records in a log. */
export interface GuardLog {
  readonly events: readonly GuardEvent[];
  /** Names of functions with records of the guard. */
  readonly functions: readonly string[];
  /** Records that can't be taken: they are cut off, or not in the form of this version. */
  readonly unread: readonly UnreadRecord[];
  /** Reason why nothing was found, if the format of the log explains it. */
  readonly cause?: string;
}

/** A record of the guard that is not counted. */
export interface UnreadRecord {
  readonly text: string;
  /** Reason such as `its schemaVersion is 2`. */
  readonly reason: string;
}

/** Text that each record contains, and few other lines. In JSON within JSON, its quotation marks are escaped. */
const MARK = /schemaVersion\\*"/;

const CUT_OFF = 'it begins like JSON and can’t be read to its end';

/** The start of JSON, unlike a level such as `[INFO]`. */
const JSON_START = /^[[{]\s*(?:["[{]|$)/;

/** The start of a record on a line. CSV doubles quotation marks. */
const START = /\{"{1,2}type"/;

const SCHEMA_VERSION = 1;

/**
 * Reads a log.
 *
 * @param content JSON of `aws logs filter-log-events`, `get-log-events` or `get-query-results`; text of `aws logs tail`, of an export to S3
 *   or of a stage; CSV or JSON of Logs Insights; each also compressed by gzip; in UTF-8, or in UTF-16 with its mark
 * @param limit maximum number of bytes, uncompressed
 * @throws Error if the content is too large, or is compressed and can't be decompressed
 */
export function readGuardLog(content: Buffer, limit = constants.MAX_STRING_LENGTH): GuardLog {
  const text = textOf(content[0] === 0x1f && content[1] === 0x8b ? decompressed(content, limit) : content, limit);
  const unread: UnreadRecord[] = [];
  const found = [...recordsIn(text, unread)].filter((record) => {
    const reason = problemOfRecord(record);
    if (reason !== undefined) unread.push({ text: JSON.stringify(record), reason });
    return reason === undefined;
  });
  const events = found.filter(({ type }) => type === 'event').map((record) => eventOf(record as unknown as GuardRecord));
  const functions = [...new Set(found.map(({ functionName }) => functionName as string))].sort();
  return { events, functions, unread, ...(events.length + functions.length === 0 && { cause: causeOf(text) }) };
}

function decompressed(content: Buffer, limit: number): Buffer {
  try {
    return gunzipSync(content, { maxOutputLength: limit });
  } catch (e) {
    throw (e as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : e;
  }
}

/** Without a byte order mark. Windows PowerShell writes UTF-16. */
function textOf(content: Buffer, limit: number): string {
  if (content.length > limit) throw tooLarge();
  return new TextDecoder(content[0] === 0xff && content[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(content);
}

function tooLarge(): Error {
  return new Error('it has more than 512 MiB: filter it, as the example of --help does, or split it');
}

/** Returns why a log contains no record, by its format; undefined if the format does not explain it. */
function causeOf(text: string): string | undefined {
  if (text.trim() === '') return 'it is empty';
  const document = parsed(text);
  if (document === undefined) return /^\s*[[{]/.test(text) ? problemOf(text) : undefined;
  const { events, results, status } = (isObject(document) ? document : {}) as { readonly [key: string]: unknown };
  if (typeof status === 'string' && status !== 'Complete') return `the query has the status ${status}: get its results when it is Complete`;
  const isEmpty = [events, results, document].some((list) => Array.isArray(list) && list.length === 0);
  return isEmpty ? 'it is a list without events: the period, the log group or the filter has none' : undefined;
}

/** Returns the syntax error of a text that begins like JSON. JSON Lines are valid. */
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

/** Yields the guard's records in a text: in a JSON document, or else line by line. */
function* recordsIn(text: string, unread: UnreadRecord[]): Generator<Record> {
  const document = parsed(text);
  if (document !== undefined) return yield* recordsOf(document, unread);
  for (const part of partsOf(text, unread)) {
    if (MARK.test(part)) yield* recordsOn(part, unread);
  }
}

/** Yields the lines of a text, and JSON that is formatted over several lines as a whole. */
function* partsOf(text: string, unread: UnreadRecord[]): Generator<string> {
  let open: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (open.length > 0 && /^[ \t}\]]/.test(line)) {
      open.push(line);
      if (/^[ \t]/.test(line)) continue;
      const whole = open.join('\n');
      yield* valueOn(whole) === undefined ? linesOf(open, unread) : [whole];
      open = [];
      continue;
    }
    yield* linesOf(open, unread);
    open = /[{[]$/.test(line) ? [line] : [];
    if (open.length === 0) yield line;
  }
  yield* linesOf(open, unread);
}

/** Returns the lines of JSON that can't be read as a whole. Records after its end are missing. */
function linesOf(open: readonly string[], unread: UnreadRecord[]): readonly string[] {
  if (JSON_START.test(open[0] ?? '') && open.some((line) => MARK.test(line))) unread.push({ text: open.join('\n'), reason: CUT_OFF });
  return open;
}

/** Yields the records on a line, which may be several, or within texts in quotation marks. */
function* recordsOn(line: string, unread: UnreadRecord[]): Generator<Record> {
  const value = valueOn(line);
  if (value !== undefined) return yield* recordsOf(value, unread);
  const [first, ...others] = line.split(new RegExp(`(?=${START.source})`));
  const texts = [...line.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([literal]) => textIn(literal)).filter((text) => MARK.test(text));
  if (others.length > 0) {
    for (const part of [first, ...others]) if (MARK.test(part)) yield* recordsOn(part, unread);
  } else if (texts.length > 0) {
    if (JSON_START.test(line)) unread.push({ text: line, reason: CUT_OFF });
    yield* recordsOf(texts, unread);
  } else {
    unread.push({ text: line, reason: 'it can’t be read as JSON' });
  }
}

/** Returns the JSON value in a text, which may contain a time, the name of a stream, other columns, or output of the function besides. */
function valueOn(text: string): unknown {
  const end = text.lastIndexOf('}');
  const starts = [...new Set([text.indexOf('{'), text.search(START)])].filter((start) => start >= 0 && start < end);
  const texts = [text, ...starts.map((start) => text.slice(start, end + 1))];
  return [...texts, ...texts.map((json) => json.replace(/""/g, '"'))].map(parsed).find((value) => value !== undefined);
}

/** Returns the text of a JSON string; empty if it has invalid escapes. */
function textIn(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return '';
  }
}

/** Yields the guard's records in a JSON value, and in its texts. */
function* recordsOf(value: unknown, unread: UnreadRecord[]): Generator<Record> {
  if (typeof value === 'string') {
    if (MARK.test(value)) yield* recordsIn(value, unread);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* recordsOf(item, unread);
  } else if (isObject(value)) {
    if (isRecord(value)) yield value;
    else for (const item of Object.values(value)) yield* recordsOf(item, unread);
  }
}

/** Checks whether a line is from the guard, in any version. Other lines may have some of these keys. */
function isRecord(value: Record): boolean {
  return (value.type === 'event' || value.type === 'posture') && 'schemaVersion' in value && 'functionName' in value;
}

/** The fields that are read from an event. */
interface GuardRecord extends Omit<GuardEvent, 'target'> {
  readonly target: string | null;
}

/** Returns why a record can't be taken; undefined if it can. The form is that of `assets/guard-record.schema.json`. */
function problemOfRecord({ type, schemaVersion, category, functionName, target, api, count }: Record): string | undefined {
  const is = (name: string, value: unknown) => `its ${name} is ${value === undefined ? 'missing' : JSON.stringify(value)}`;
  if (schemaVersion !== SCHEMA_VERSION) return `${is('schemaVersion', schemaVersion)}, and this version of cdk-sec3 reads ${SCHEMA_VERSION}`;
  if (typeof functionName !== 'string' || functionName === '') return is('functionName', functionName);
  if (type === 'posture') return undefined;
  if (!RUNTIME_CATEGORIES.some((name) => name === category)) return `${is('category', category)}, which this version of cdk-sec3 does not know`;
  if (target !== null && (typeof target !== 'string' || target === '')) return is('target', target);
  if (typeof api !== 'string') return is('api', api);
  return Number.isSafeInteger(count) && (count as number) > 0 ? undefined : is('count', count);
}

function eventOf({ category, functionName, target, api, count }: GuardRecord): GuardEvent {
  return { category, functionName, api, count, ...(target !== null && { target }) };
}

/** Returns the JSON object, list or string in a text; undefined for other texts. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
