import { Rejection, step } from './rejection';

/** How deep values may be nested, which bounds every recursion over them. */
export const MAX_DEPTH = 100;

const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** What is wrong with a value, without saying where. */
type Problem = 'depth' | 'forbidden-key' | 'number-precision' | 'unicode';

/**
 * The value of a JSON text that means one thing to every reader: no property twice, no number that JavaScript would change, no lone
 * surrogate, nothing that reaches into prototypes.
 *
 * @throws Rejection
 */
export function parseJson(text: string): unknown {
  const value = readJson(text);
  inspectRead(text, value);
  return value;
}

/**
 * The value of a JSON text, of which nothing else is known yet.
 *
 * @throws Rejection
 */
export function readJson(text: string): unknown {
  if (!isWellFormed(text)) throw new Rejection('', 'unicode');
  try {
    return JSON.parse(text);
  } catch {
    throw new Rejection('', 'json');
  }
}

/**
 * Rejects what {@link parseJson} does not let through.
 *
 * @param value that of the text
 */
export function inspectRead(text: string, value: unknown): void {
  const kept = inspect(value, mayEscapeSurrogates(text));
  if (!isOnceEach(text, kept)) throw new Rejection('', 'duplicate-key');
}

/** Whether a text that is well-formed itself may stand for others that are not. */
export function mayEscapeSurrogates(text: string): boolean {
  return text.includes('\\') && ESCAPED_SURROGATE.test(text);
}

/**
 * Whether each property stands once in a JSON text. Of two JSON.parse keeps the last: fewer are left than were written.
 *
 * @param kept how many properties its value has
 */
export function isOnceEach(text: string, kept: number): boolean {
  return colons(text) === kept || (!text.includes('\\') && isOncePerQuote(text, kept)) || kept === writtenKeys(text);
}

/**
 * Rejects what no value may hold, whatever its schema.
 *
 * @param texts whether texts may have lone surrogates in them
 * @returns how many properties all objects in it have
 */
export function inspect(value: unknown, texts = true): number {
  const inspection = new Inspection(texts);
  if (!inspection.holds(value, 0)) throw new Rejection(inspection.path.reverse().join(''), inspection.problem!);
  return inspection.count;
}

/** As {@link inspect}, for a part of a value that has no lone surrogates; -1 for what is rejected. */
export function inspectPart(part: unknown, depth: number): number {
  const inspection = new Inspection(false);
  return inspection.holds(part, depth) ? inspection.count : -1;
}

/** One walk through a value. It ends at the first problem, and tells on its way back where that is. */
class Inspection {
  public count = 0;
  public problem?: Problem;
  /** Steps of the pointer, the last one first. */
  public readonly path: string[] = [];

  constructor(private readonly texts: boolean) {}

  public holds(value: unknown, depth: number): boolean {
    if (typeof value === 'number') {
      // Whatever is beyond is a whole number, or infinite.
      return Math.abs(value) <= Number.MAX_SAFE_INTEGER || this.fails('number-precision');
    }
    if (typeof value === 'string') return !this.texts || isWellFormed(value) || this.fails('unicode');
    if (typeof value !== 'object' || value === null) return true;
    if (depth >= MAX_DEPTH) return this.fails('depth');
    return Array.isArray(value) ? this.holdsItems(value, depth) : this.holdsProperties(value as { readonly [key: string]: unknown }, depth);
  }

  private holdsItems(items: readonly unknown[], depth: number): boolean {
    for (let i = 0; i < items.length; i += 1) if (!this.holds(items[i], depth + 1)) return this.failsAt(i);
    return true;
  }

  private holdsProperties(object: { readonly [key: string]: unknown }, depth: number): boolean {
    for (const key in object) {
      this.count += 1;
      const inner = object[key];
      if (isForbidden(key, inner)) return this.fails('forbidden-key');
      if (this.texts && !isWellFormed(key)) return this.fails('unicode');
      if (!this.holds(inner, depth + 1)) return this.failsAt(key);
    }
    return true;
  }

  private fails(problem: Problem): false {
    this.problem = problem;
    return false;
  }

  private failsAt(key: string | number): false {
    this.path.push(step(key));
    return false;
  }
}

/** Keys with which merging and copying code reaches the prototype of all objects. */
function isForbidden(key: string, inner: unknown): boolean {
  if (key === '__proto__') return true;
  return key === 'constructor' && typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype');
}

/** Rejects forbidden names among those of attributes and parameters, which are texts. */
export function inspectNames(names: object | null | undefined): void {
  if (names && Object.hasOwn(names, '__proto__')) throw new Rejection('', 'forbidden-key');
}

/** Whether a text has no lone surrogate. The function of Node.js, which looks at how a text is stored, is not among the types of older versions. */
function isWellFormed(text: string): boolean {
  const { isWellFormed: native } = text as { readonly isWellFormed?: () => boolean };
  return native ? native.call(text) : !LONE_SURROGATE.test(text);
}

/** Each property has one; texts may have more of them. */
function colons(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) count += 1;
  return count;
}

const SPACES_BEFORE_COLON = [' :', '\n:', '\r:', '\t:'];

/**
 * Whether a JSON text without escapes surely has no more than so many properties. A colon follows the quotation mark of each name, if no white
 * space is between them; elsewhere the two stand side by side only where a text begins with a colon, which makes the count too high at most.
 */
function isOncePerQuote(text: string, kept: number): boolean {
  let count = 0;
  for (let at = text.indexOf('":'); at !== -1; at = text.indexOf('":', at + 2)) count += 1;
  return count === kept && !SPACES_BEFORE_COLON.some((both) => text.includes(both));
}

/** How many properties stand in a JSON text that is known to be one: texts with a colon after them. */
function writtenKeys(text: string): number {
  let count = 0;
  let at = text.indexOf('"');
  while (at !== -1) {
    let end = text.indexOf('"', at + 1);
    while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
    end += 1;
    let next = text.charCodeAt(end);
    while (next === 0x20 || next === 0x0a || next === 0x0d || next === 0x09) next = text.charCodeAt((end += 1));
    if (next === 0x3a) count += 1;
    at = text.indexOf('"', end);
  }
  return count;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes += 1;
  return backslashes % 2 === 1;
}
