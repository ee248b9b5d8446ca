/**
 * Limits for what a document leaves open. Without a value each is the largest that a request can bring through the firewall of a `SecureRestApi`.
 *
 * What closes a schema is written into a copy of the document, and listed as a JSON Patch.
 */
export interface SchemaBounds {
  /**
   * The largest body, in bytes; other limits follow from it.
   *
   * @default 8192 - that of the firewall of a `SecureRestApi`
   */
  readonly maxBytes?: number;

  /**
   * Characters of a text whose format says no less.
   *
   * @default - as many as a body of `maxBytes` can hold
   */
  readonly maxLength?: number;

  /**
   * Elements of an array.
   *
   * @default - as many as a body of `maxBytes` can hold
   */
  readonly maxItems?: number;

  /**
   * Properties of an object whose names the document leaves open.
   *
   * @default - as many as a body of `maxBytes` can hold
   */
  readonly maxProperties?: number;

  /**
   * The largest absolute value of a number.
   *
   * @default 9007199254740991 - the largest whole number that every reader of JSON reads alike
   */
  readonly maximum?: number;

  /**
   * How often a schema may lead back to itself, and how deep values are nested of which the document says nothing.
   *
   * @default 5
   */
  readonly maxDepth?: number;
}

/** Limits that are all known. */
export type Limits = Required<SchemaBounds>;

const FIREWALL_BYTES = 8192;

/** Characters of texts of a format, at most: what the standard of the format says. */
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

/** @throws Error where a limit makes no sense */
export function limitsOf(bounds: SchemaBounds): Limits {
  const { maxBytes = FIREWALL_BYTES } = bounds;
  const problems = Object.entries(bounds).filter(([name, value]) => !(Number.isSafeInteger(value) && value >= (name === 'maxBytes' ? 2 : 1)));
  if (problems.length > 0) throw new Error(problems.map(([name, value]) => `bound.${name} is ${String(value)}; a whole number above 0 is expected`).join('; '));
  return {
    maxBytes,
    // Two quotation marks; a comma for each element; at least one letter, two quotation marks, a colon, a digit and a comma for each property.
    maxLength: bounds.maxLength ?? Math.max(1, maxBytes - 2),
    maxItems: bounds.maxItems ?? Math.max(1, Math.floor((maxBytes - 1) / 2)),
    maxProperties: bounds.maxProperties ?? Math.max(1, Math.floor((maxBytes - 1) / 6)),
    maximum: bounds.maximum ?? Number.MAX_SAFE_INTEGER,
    maxDepth: bounds.maxDepth ?? 5,
  };
}

/** The longest text of a format. */
export function lengthOf(format: unknown, { maxLength }: Limits): number {
  return typeof format === 'string' && Object.hasOwn(LENGTHS, format) ? Math.min(LENGTHS[format], maxLength) : maxLength;
}
