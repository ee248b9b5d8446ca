import { LongValues } from './long-values';
import { NamedRange, NamedValues } from './named-values';
import { PlainText } from './plain-text';
import { SensitiveValues } from './sensitive-values';
import { PREFIX, WholeValues } from './whole-values';
import { SensitivityPlan } from '../contract';
import { Memory } from '../memory';

export const REDACTED = '[redacted]';

/** Written instead of a text in which sensitive values can't be searched. */
export const UNREADABLE = '[redacted: sensitive values could not be looked for in this text]';

/**
 * The minimum lengths of texts and of numbers that are found everywhere. Shorter ones, and all booleans, are found only after the name of their
 * property.
 */
const MIN_TEXT = PREFIX;
const MIN_DIGITS = 6;
const SHORT = /^(?:[\d.+ -]*|true|false)$/;

/** The maximum length of values that are found only as a whole. Longer values are also found in parts. */
const MAX_WHOLE = 64;

/** The maximum number of finished invocations whose values are kept, for delayed output. */
const MAX_ENDED = 16;

/**
 * The maximum number of values and pieces to search. While an invocation has more, nothing is written. Lambda's largest event, as a single value, has
 * 200,000 pieces.
 */
const MAX_SIZE = 400_000;
const PIECE = 32;

/** A sensitive value in its plain form, or a line of it. Short values have the name of their property. */
interface Value {
  readonly text: string;
  readonly name?: string;
}

/** The sensitive values of one invocation. */
export class Invocation {
  public hasEnded = false;
  /** The number of pieces. */
  public size = 0;
  /** The prepared values. They are prepared when something is written. */
  public readonly ready = new Map<string, Value>();
  /** Original values, with the names of their properties. */
  private met = new Map<string, Set<string>>();

  public get isEmpty(): boolean {
    return this.size === 0;
  }

  public get isTooLarge(): boolean {
    return this.size > MAX_SIZE;
  }

  public meet(value: string, name: string): void {
    const names = this.met.get(value);
    if (names?.has(name) || this.isTooLarge) return;
    this.size += Math.ceil(value.length / PIECE);
    if (names) names.add(name);
    else this.met.set(value, new Set([name]));
  }

  /** Prepares the values that were added since the last call. @returns the new ones */
  public prepare(): Value[] {
    const values = [...this.met].flatMap(([value, names]) => valuesOf(value, names));
    this.met = new Map();
    return values.filter((value) => {
      const key = keyOf(value);
      const isNew = !this.ready.has(key);
      if (isNew) this.ready.set(key, value);
      return isNew;
    });
  }
}

/** Returns the texts to search for a value. */
function valuesOf(value: string, names: ReadonlySet<string>): Value[] {
  const { text } = new PlainText(value);
  if (text.trim() === '') return [];
  const isShort = text.length < (SHORT.test(text) ? MIN_DIGITS : MIN_TEXT);
  if (isShort) return [...names].filter(Boolean).map((name) => ({ text, name: new PlainText(name).text }));
  // Tools can change line ends, so lines are also searched separately.
  const lines = /[\r\n]/.test(text) ? text.split(/[\r\n]+/).filter((line) => line.trim().length >= MIN_DIGITS) : [];
  return [text, ...lines].map((each) => ({ text: each }));
}

function keyOf({ text, name }: Value): string {
  return name === undefined ? text : `\0${name}\0${text}`;
}

/** Removes sensitive values of invocations from written texts. */
export class Redaction implements Memory {
  public met = 0;
  private readonly whole = new WholeValues();
  private readonly long = new LongValues();
  private readonly named = new NamedValues();
  private readonly searches = new WeakMap<readonly SensitivityPlan[], SensitiveValues>();
  /** The invocations in the order of their starts. New values belong to the last one. */
  private invocations: Invocation[] = [];

  /** Starts an invocation; new values belong to it until the next one starts. */
  public begin(): Invocation {
    const ended = this.invocations.filter(({ hasEnded }) => hasEnded);
    for (let size = sizeOf(ended); ended.length > MAX_ENDED || size > MAX_SIZE; size = sizeOf(ended)) this.forget(ended.shift()!);
    const invocation = new Invocation();
    this.invocations.push(invocation);
    return invocation;
  }

  public search(value: unknown, plans: readonly SensitivityPlan[], name: string): void {
    let search = this.searches.get(plans);
    if (!search) this.searches.set(plans, (search = new SensitiveValues(plans)));
    search.find(value, name, (text, of) => this.meet(text, of));
  }

  public meet(value: string, name: string): void {
    this.met += 1;
    (this.invocations.at(-1) ?? this.begin()).meet(value, name);
  }

  /** Returns a text without the known sensitive values, or a text that says that it can't be written. */
  public redact(source: string): string {
    try {
      if (!this.catchUp()) return unreadable(source);
      const plain = new PlainText(source);
      const { text } = plain;
      return replaced(source, plain, [...this.whole.find(text), ...this.long.find(text), ...this.named.find(text)]);
    } catch {
      return unreadable(source);
    }
  }

  /** Whether there are no known sensitive values. */
  public get isIdle(): boolean {
    return this.invocations.every(({ isEmpty }) => isEmpty);
  }

  /** Prepares the values that were added since the last call. @returns whether all can be searched */
  private catchUp(): boolean {
    for (const invocation of this.invocations) {
      if (invocation.isTooLarge) return false;
      for (const { text, name } of invocation.prepare()) {
        if (name !== undefined) this.named.add(text, name);
        else if (text.length > MAX_WHOLE) this.long.add(text);
        else this.whole.add(text);
      }
    }
    return true;
  }

  private forget(invocation: Invocation): void {
    this.invocations = this.invocations.filter((each) => each !== invocation);
    for (const { text, name } of invocation.ready.values()) {
      if (name !== undefined) this.named.remove(text, name);
      else if (text.length > MAX_WHOLE) this.long.remove(text);
      else this.whole.remove(text);
    }
  }
}

/** The redaction of the process. */
export const redaction = new Redaction();

function sizeOf(invocations: readonly Invocation[]): number {
  return invocations.reduce((sum, { size }) => sum + size, 0);
}

function replaced(source: string, plain: PlainText, ranges: NamedRange[]): string {
  if (ranges.length === 0) return source;
  ranges.sort((a, b) => a.start - b.start || b.end - a.end);
  let result = '';
  let done = 0;
  for (const { start, end, quote } of ranges) {
    const place = plain.sourceOf({ start, end });
    if (place.end <= done) continue;
    if (place.start >= done) {
      const mark = quotationMark(plain, start, end, quote);
      result += source.slice(done, place.start) + mark + REDACTED + mark;
    }
    done = place.end;
  }
  return result + source.slice(done);
}

/** The maximum distance of a quotation mark. */
const FAR = 1000;

/** Returns the escaped quotes that the replacement of a number or boolean needs so that JSON stays valid. */
function quotationMark(plain: PlainText, start: number, end: number, quote: NamedRange['quote']): string {
  if (quote) return plain.sourceOf(quote).text;
  const { text } = plain;
  const isBare = /[:[,]\s*$/.test(text.slice(Math.max(0, start - 8), start)) && /^\s*[,\]}]/.test(text.slice(end, end + 8));
  const last = isBare ? text.slice(Math.max(0, start - FAR), start).lastIndexOf('"') : -1;
  const at = last + Math.max(0, start - FAR);
  return last === -1 ? '' : plain.sourceOf({ start: at, end: at + 1 }).text;
}

function unreadable(source: string): string {
  return source.endsWith('\n') ? `${UNREADABLE}\n` : UNREADABLE;
}
