/**
 * Limits for what a document leaves open. The default of each is the maximum that a request through the firewall of a
 * `SecureRestApi` can have.
 *
 * The limits are added to a copy of the document, and listed as a JSON Patch.
 */
export interface SchemaBounds {
  /**
   * The maximum size of a body, in bytes. Other limits are derived from it.
   *
   * @default 8192 - that of the firewall of a `SecureRestApi`
   */
  readonly maxBytes?: number;

  /**
   * The maximum number of characters of a text, unless its format is shorter.
   *
   * @default - as many as a body of `maxBytes` can hold
   */
  readonly maxLength?: number;

  /**
   * The maximum number of elements of an array.
   *
   * @default - as many as a body of `maxBytes` can hold
   */
  readonly maxItems?: number;

  /**
   * The maximum number of properties of an object whose names are not declared.
   *
   * @default - as many as a body of `maxBytes` can hold
   */
  readonly maxProperties?: number;

  /**
   * The maximum absolute value of a number.
   *
   * @default 9007199254740991 - the largest whole number that all JSON parsers read exactly
   */
  readonly maximum?: number;

  /**
   * The maximum recursion of a schema, and the maximum nesting of values without a schema.
   *
   * @default 5
   */
  readonly maxDepth?: number;
}

/** Limits with all values set. */
export type Limits = Required<SchemaBounds>;

const FIREWALL_BYTES = 8192;

/** The maximum lengths of texts in a format, according to its standard. */
const LENGTHS: { readonly [format: string]: number } = {
  'date': 10,
  'time': 32,
  'date-time': 64,
  'duration': 64,
  'email': 254,
  'idn-email': 254,
  'hostname': 253,
  'idn-hostname': 253,
  'ipv4': 15,
  'ipv6': 45,
  'uuid': 36,
  'uri': 2048,
  'url': 2048,
  'iri': 2048,
  'uri-reference': 2048,
};

/** @throws Error if a limit is invalid */
export function limitsOf(bounds: SchemaBounds): Limits {
  const { maxBytes = FIREWALL_BYTES } = bounds;
  const problems = Object.entries(bounds).filter(([name, value]) => !(Number.isSafeInteger(value) && value >= (name === 'maxBytes' ? 2 : 1)));
  if (problems.length > 0) throw new Error(problems.map(([name, value]) => `bound.${name} is ${String(value)}; a whole number above 0 is expected`).join('; '));
  return {
    maxBytes,
    // A text has two quotation marks, and each element has a comma. Each property has at least a letter, two quotation marks, a colon, a digit and a
    // comma.
    maxLength: bounds.maxLength ?? Math.max(1, maxBytes - 2),
    maxItems: bounds.maxItems ?? Math.max(1, Math.floor((maxBytes - 1) / 2)),
    maxProperties: bounds.maxProperties ?? Math.max(1, Math.floor((maxBytes - 1) / 6)),
    maximum: bounds.maximum ?? Number.MAX_SAFE_INTEGER,
    maxDepth: bounds.maxDepth ?? 5,
  };
}

/** Returns the maximum length of texts in a format. */
export function lengthOf(format: unknown, { maxLength }: Limits): number {
  return typeof format === 'string' && Object.hasOwn(LENGTHS, format) ? Math.min(LENGTHS[format], maxLength) : maxLength;
}
