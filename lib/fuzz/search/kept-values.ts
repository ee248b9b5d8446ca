/** Finds values of earlier events in responses, which a handler keeps in memory and shows to the next caller. */
import { ATTACK_TEXTS } from '../generator/attacks';
import { HTTP } from '../judge/answer';
import type { Run } from '../runner/handler-process';
import type { FuzzCase } from '../targets/cases';
import type { CodeWords } from '../targets/dictionary';
import type { EntryPoint } from '../targets/entry-points';
import { payloadsOf } from '../targets/payloads';

/** The minimum length of values that are searched for, and the number of their first characters that a response has to contain. */
const SHORTEST = 8;
const COMPARED = 12;
/** The number of earlier events that are searched. */
const EARLIER = 50;
/** The maximum number of responses to confirm: each confirmation starts several processes. */
const MOST_SUSPECTS = 8;

interface Written {
  readonly sent: FuzzCase;
  /** Texts of the caller in lower case, without those in the code, in the schema or in attacks. */
  readonly texts: ReadonlySet<string>;
}

export class KeptValues {
  private readonly earlier: Written[] = [];
  private readonly known: readonly string[];
  private suspects = 0;

  constructor(private readonly entryPoint: EntryPoint, words: CodeWords) {
    const schemas = [entryPoint.schema, entryPoint.form, ...entryPoint.parameters.map(({ schema }) => schema)].map((schema) => JSON.stringify(schema) ?? '');
    this.known = [...ATTACK_TEXTS, ...words.texts, ...schemas, 'application/json'].map((text) => text.toLowerCase());
  }

  /** Remembers an event. Returns the last one before it with a value that is in the response. Undefined if there is none. */
  public suspect(sent: FuzzCase, run: Run | undefined): FuzzCase | undefined {
    if (!HTTP.has(this.entryPoint.kind) || run?.end !== 'returned' || this.suspects >= MOST_SUSPECTS) return undefined;
    const now = this.written(sent);
    const response = responseOf(run);
    const found = this.earlier.find((other) => shown(other, now, response) !== undefined);
    if (found) this.suspects += 1;
    this.earlier.unshift(now);
    if (this.earlier.length > EARLIER) this.earlier.pop();
    return found?.sent;
  }

  /** Checks whether the response to an event shows a value of an earlier event. `alone` is the response without that event. */
  public isKept(earlier: FuzzCase, sent: FuzzCase, run: Run | undefined, alone: Run | undefined): boolean {
    if (run?.end !== 'returned' || alone?.end !== 'returned') return false;
    const value = shown(this.written(earlier), this.written(sent), responseOf(run));
    return value !== undefined && !responseOf(alone).includes(value);
  }

  private written(sent: FuzzCase): Written {
    const request = JSON.parse(sent.event);
    const { queryStringParameters, pathParameters, headers, cookies } = request;
    const written = [payloadsOf(this.entryPoint, request), queryStringParameters, pathParameters, headers, cookies];
    const texts = leavesOf(written).map((text) => text.toLowerCase());
    return { sent, texts: new Set(texts.filter((text) => !this.known.some((other) => other.includes(text)))) };
  }
}

/**
 * Returns the beginning of a value of another event that a response shows. Undefined if the events have a value in common: they may be about the same
 * thing.
 */
function shown({ texts }: Written, now: Written, response: string): string | undefined {
  if ([...texts].some((text) => now.texts.has(text))) return undefined;
  const own = [...now.texts];
  const beginnings = [...texts].filter((text) => text.length >= SHORTEST).map((text) => text.slice(0, COMPARED));
  return beginnings.find((text) => response.includes(text) && !own.some((other) => other.includes(text)));
}

/** Returns the texts of a response in lower case: of a JSON body without its escapes. */
function responseOf({ result }: Run): string {
  const answer = JSON.parse(result!) as { readonly body?: unknown } | null;
  return leavesOf([answer, parsed(answer?.body)]).join('\n').toLowerCase();
}

function parsed(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}
