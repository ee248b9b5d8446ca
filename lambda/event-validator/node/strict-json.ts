import { Refusal, step } from './refusal';

/** How deep values may be nested, which bounds every recursion over them. */
export const MAX_DEPTH = 100;

const SURROGATE = /\p{Surrogate}/u;
const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;

/**
 * The value of a JSON text that means one thing to every reader: no property twice, no number that JavaScript would change, no lone
 * surrogate, nothing that reaches into prototypes.
 *
 * @throws Refusal
 */
export function parseJson(text: string): unknown {
  if (SURROGATE.test(text)) throw new Refusal('', 'unicode');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('', 'json');
  }
  // Where a property stands twice, JSON.parse keeps the last: fewer are left than were written.
  const kept = inspect(value, ESCAPED_SURROGATE.test(text));
  if (kept !== writtenKeys(text)) throw new Refusal('', 'duplicate-key');
  return value;
}

/**
 * Refuses what no value may hold, whatever its schema.
 *
 * @param texts whether texts may have lone surrogates in them
 * @returns how many properties all objects in it have
 */
export function inspect(value: unknown, texts = true): number {
  return typeof value === 'object' && value !== null ? inspectObject(value, texts, 1) : inspectScalar(value, texts);
}

function inspectScalar(value: unknown, texts: boolean): 0 {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) throw new Refusal('', 'number-precision');
  } else if (texts && typeof value === 'string' && SURROGATE.test(value)) {
    throw new Refusal('', 'unicode');
  }
  return 0;
}

function inspectObject(value: object, texts: boolean, depth: number): number {
  if (depth > MAX_DEPTH) throw new Refusal('', 'depth');
  let count = 0;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) count += inspectInner(value[i], i, texts, depth);
    return count;
  }
  const keys = Object.keys(value);
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i];
    const inner = (value as { [key: string]: unknown })[key];
    if (isForbidden(key, value, inner)) throw new Refusal('', 'forbidden-key');
    if (texts && SURROGATE.test(key)) throw new Refusal('', 'unicode');
    count += inspectInner(inner, key, texts, depth);
  }
  return count + keys.length;
}

function inspectInner(inner: unknown, key: string | number, texts: boolean, depth: number): number {
  const type = typeof inner;
  if (type === 'boolean' || inner === null || (type === 'string' && !texts)) return 0;
  try {
    return type === 'object' ? inspectObject(inner as object, texts, depth + 1) : inspectScalar(inner, texts);
  } catch (error) {
    throw error instanceof Refusal && depth <= 8 ? error.below(step(key)) : error;
  }
}

/** Keys with which merging and copying code reaches the prototype of all objects. */
function isForbidden(key: string, holder: object, inner: unknown): boolean {
  if (key.length === 9) return key === '__proto__';
  return key === 'constructor' && typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype') && Object.hasOwn(holder, key);
}

/** Refuses forbidden names among those of attributes and parameters, which are texts. */
export function inspectNames(names: object | null | undefined): void {
  if (names && Object.hasOwn(names, '__proto__')) throw new Refusal('', 'forbidden-key');
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
