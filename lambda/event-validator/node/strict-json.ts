import { Rejection, step } from './rejection';

/** The maximum nesting of values, which limits every recursion. */
export const MAX_DEPTH = 100;

const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A problem of a value, without the location. */
type Problem = 'depth' | 'forbidden-key' | 'number-precision' | 'unicode';

/**
 * Parses a JSON text that has the same meaning for all parsers: no duplicate properties, no numbers that JavaScript would change, no lone surrogates,
 * and no keys that reach prototypes.
 *
 * @throws Rejection
 */
export function parseJson(text: string): unknown {
  const value = readJson(text);
  inspectRead(text, value);
  return value;
}

/**
 * Parses a JSON text without further checks.
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
 * Rejects what {@link parseJson} rejects.
 *
 * @param value the parsed text
 */
export function inspectRead(text: string, value: unknown): void {
  const kept = inspect(value, mayEscapeSurrogates(text));
  if (!isOnceEach(text, kept)) throw new Rejection('', 'duplicate-key');
}

/** Checks whether a well-formed text can represent lone surrogates by escapes. */
export function mayEscapeSurrogates(text: string): boolean {
  return text.includes('\\') && ESCAPED_SURROGATE.test(text);
}

/**
 * Checks whether each property occurs only once in a JSON text. JSON.parse keeps the last of several duplicates, so the value then has fewer
 * properties than the text.
 * @param kept the number of properties in the parsed value
 */
export function isOnceEach(text: string, kept: number): boolean {
  return colons(text) === kept || (!text.includes('\\') && isOncePerQuote(text, kept)) || kept === writtenKeys(text);
}

/**
 * Rejects content that is forbidden under every schema.
 *
 * @param texts whether texts can contain lone surrogates
 * @returns the number of properties in all objects
 */
export function inspect(value: unknown, texts = true): number {
  const inspection = new Inspection(texts);
  if (!inspection.holds(value, 0)) throw new Rejection(inspection.path.reverse().join(''), inspection.problem!);
  return inspection.count;
}

/** Does the same as {@link inspect}, for a part of a value without lone surrogates. Returns -1 for forbidden content. */
export function inspectPart(part: unknown, depth: number): number {
  const inspection = new Inspection(false);
  return inspection.holds(part, depth) ? inspection.count : -1;
}

/** A traversal of a value. It ends at the first problem, and determines the location on the way back. */
class Inspection {
  public count = 0;
  public problem?: Problem;
  /** The steps of the pointer, innermost first. */
  public readonly path: string[] = [];

  constructor(private readonly texts: boolean) {}

  public holds(value: unknown, depth: number): boolean {
    if (typeof value === 'number') {
      // Larger numbers are whole numbers or infinite.
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

/** Checks whether code that merges or copies objects would reach the prototype of all objects by a key. */
function isForbidden(key: string, inner: unknown): boolean {
  if (key === '__proto__') return true;
  return key === 'constructor' && typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype');
}

/** Rejects forbidden names of attributes and parameters, whose values are texts. */
export function inspectNames(names: object | null | undefined): void {
  if (names && Object.hasOwn(names, '__proto__')) throw new Rejection('', 'forbidden-key');
}

/**
 * Checks whether a text has no lone surrogate. The function of Node.js is fast, because it uses the internal representation; older type definitions
 * lack it.
 */
function isWellFormed(text: string): boolean {
  const { isWellFormed: native } = text as { readonly isWellFormed?: () => boolean };
  return native ? native.call(text) : !LONE_SURROGATE.test(text);
}

/** Counts the colons. Each property has one; texts can contain more. */
function colons(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) count += 1;
  return count;
}

const SPACES_BEFORE_COLON = [' :', '\n:', '\r:', '\t:'];

/**
 * Checks whether a JSON text without escapes certainly has at most the given number of properties. The quotation mark after each name is followed by
 * a colon, if there is no white space in between. Elsewhere the two are adjacent only if a text starts with a colon, which can only increase the
 * count.
 */
function isOncePerQuote(text: string, kept: number): boolean {
  let count = 0;
  for (let at = text.indexOf('":'); at !== -1; at = text.indexOf('":', at + 2)) count += 1;
  return count === kept && !SPACES_BEFORE_COLON.some((both) => text.includes(both));
}

/** Returns the number of properties in a valid JSON text: the number of texts that a colon follows. */
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
