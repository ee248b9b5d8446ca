/**
 * JSON pointers and references: `/definitions/a~1b` refers to the value under the keys `definitions` and `a/b`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */

/** Escapes a key for use in a pointer: `a/b` gives `a~1b`. */
export function pointerStep(key: string | number): string {
  return String(key).replace(/~/g, '~0').replace(/\//g, '~1');
}

/** Unescapes a step of a pointer: `a~1b` gives `a/b`. */
export function keyOfStep(step: string): string {
  return step.replace(/~1/g, '/').replace(/~0/g, '~');
}

/** Returns the pointer for a list of keys and indexes; empty for the document itself. */
export function pointerOf(keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${pointerStep(key)}`).join('');
}

/** Returns the keys of a pointer. */
export function keysOfPointer(pointer: string): string[] {
  return pointer.split('/').slice(1).map(keyOfStep);
}

/**
 * Returns the keys of a local reference: `#/definitions/a~1b` gives `['definitions', 'a/b']`. Undefined for any other reference.
 * A percent sign that does not begin an encoded character is kept.
 */
export function keysOfReference(reference: string): string[] | undefined {
  if (reference === '#' || reference === '#/') return [];
  if (!reference.startsWith('#/')) return undefined;
  return reference.slice(2).split('/').map((step) => keyOfStep(decoded(step)));
}

/** Returns the value at the given keys; undefined if there is none. Inherited properties are not found. */
export function valueAt(document: unknown, keys: readonly string[]): unknown {
  return keys.reduce<any>((value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? value[key] : undefined), document);
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
