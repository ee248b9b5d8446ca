/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** Checks whether a value is a JSON object: not an array and not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Returns the properties of an object in alphabetical order, so that templates are the same at each run: maps of other languages, such as Java's, have
 * no fixed order.
 */
export function sortedEntries<T>(object: { readonly [key: string]: T }): [key: string, value: T][] {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
}
