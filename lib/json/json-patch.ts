import { isObject } from './json-object';
import { keysOfPointer, pointerOf, valueAt } from './json-pointer';

/**
 * One operation of a JSON Patch.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6902
 */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/** Applies one operation to a document in place. @throws Error if the path does not exist in the document */
export function applyOperation(document: unknown, { op, path, value }: PatchOperation): void {
  const keys = keysOfPointer(path);
  const key = keys.pop();
  const parent = valueAt(document, keys);
  if (key === undefined || typeof parent !== 'object' || parent === null) throw new Error(`${op} ${path}: no value at ${pointerOf(keys)}`);
  if (Array.isArray(parent)) {
    const index = key === '-' ? parent.length : Number(key);
    parent.splice(index, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [structuredClone(value)]));
  } else if (op === 'remove') {
    delete (parent as { [name: string]: unknown })[key];
  } else {
    // Defined as an own property, even for names such as `__proto__`.
    Object.defineProperty(parent, key, { value: structuredClone(value), writable: true, enumerable: true, configurable: true });
  }
}

/** Returns the operations that create the missing objects along a path. */
export function withParents(document: unknown, keys: readonly string[]): PatchOperation[] {
  const missing = keys.findIndex((_, index) => !isObject(valueAt(document, keys.slice(0, index + 1))));
  return missing === -1 ? [] : keys.slice(missing).map((_, index) => ({ op: 'add', path: pointerOf(keys.slice(0, missing + index + 1)), value: {} }));
}
