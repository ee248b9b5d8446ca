/**
 * JSON pointers, and references to them: `/definitions/a~1b` is where the keys `definitions` and `a/b` lead to.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */

/** The step of a pointer that stands for a key: `a/b` gives `a~1b`. */
export function pointerStep(key: string | number): string {
  return String(key).replace(/~/g, '~0').replace(/\//g, '~1');
}

/** The key that a step of a pointer stands for: `a~1b` gives `a/b`. */
export function keyOfStep(step: string): string {
  return step.replace(/~1/g, '/').replace(/~0/g, '~');
}

/** The pointer that leads along keys and indexes; empty for the document itself. */
export function pointerOf(keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${pointerStep(key)}`).join('');
}

/** The keys along which a pointer leads. */
export function keysOfPointer(pointer: string): string[] {
  return pointer.split('/').slice(1).map(keyOfStep);
}

/**
 * The keys along which a local reference leads: `#/definitions/a~1b` gives `['definitions', 'a/b']`. Undefined for any other reference.
 * A percent sign that begins no character stands for itself.
 */
export function keysOfReference(reference: string): string[] | undefined {
  if (reference === '#' || reference === '#/') return [];
  if (!reference.startsWith('#/')) return undefined;
  return reference.slice(2).split('/').map((step) => keyOfStep(decoded(step)));
}

/** The value to which keys lead; undefined where nothing is. Only what a document itself has is found, and nothing that its objects inherit. */
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
