interface Fields {
  readonly [name: string]: unknown;
}

/**
 * Whether two JSON values are equal. Replaces ajv's own function, which calls `valueOf` and `toString` of the compared objects, and fails if a sender
 * sets a property of that name.
 */
export default function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && equal((a as Fields)[name], (b as Fields)[name]));
}
