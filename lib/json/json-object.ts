/** An object as JSON has it. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** Whether a value is an object as JSON has it, and neither a list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
