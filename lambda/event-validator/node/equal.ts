interface Fields {
  readonly [name: string]: unknown;
}

/**
 * Checks whether two JSON values are equal. It replaces ajv's own function, which calls `valueOf` and `toString` of the compared objects. That
 * function fails if a sender sets a property with such a name.
 */
export default function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && equal((a as Fields)[name], (b as Fields)[name]));
}
