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

/** Changes a document in place by one operation. @throws Error where the operation leads nowhere */
export function applyOperation(document: unknown, { op, path, value }: PatchOperation): void {
  const keys = keysOfPointer(path);
  const key = keys.pop();
  const parent = valueAt(document, keys);
  if (key === undefined || typeof parent !== 'object' || parent === null) throw new Error(`${op} ${path}: nothing is at ${pointerOf(keys)}`);
  if (Array.isArray(parent)) {
    const index = key === '-' ? parent.length : Number(key);
    parent.splice(index, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [structuredClone(value)]));
  } else if (op === 'remove') {
    delete (parent as { [name: string]: unknown })[key];
  } else {
    // A property of its own, whatever it is called.
    Object.defineProperty(parent, key, { value: structuredClone(value), writable: true, enumerable: true, configurable: true });
  }
}

/** Operations that make objects of all steps to a place that are not there yet. */
export function withParents(document: unknown, keys: readonly string[]): PatchOperation[] {
  const missing = keys.findIndex((_, index) => !isObject(valueAt(document, keys.slice(0, index + 1))));
  return missing === -1 ? [] : keys.slice(missing).map((_, index) => ({ op: 'add', path: pointerOf(keys.slice(0, missing + index + 1)), value: {} }));
}
