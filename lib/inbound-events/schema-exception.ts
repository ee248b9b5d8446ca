/**
 * What a request model may leave open, where an exception says so.
 */
export enum SchemaLooseness {
  /** A value of any type. */
  ANY_TYPE = 'any-type',

  /** An object with properties that the schema does not name. */
  UNKNOWN_PROPERTIES = 'unknown-properties',

  /** An object whose properties are described by pattern or by one schema for all, with no `maxProperties`. */
  UNBOUNDED_PROPERTIES = 'unbounded-properties',

  /** A string without `maxLength`, `enum` or a pattern of bounded length. */
  UNBOUNDED_STRING = 'unbounded-string',

  /** A number without `minimum` or without `maximum`. */
  UNBOUNDED_NUMBER = 'unbounded-number',

  /** An array without `maxItems`. */
  UNBOUNDED_ARRAY = 'unbounded-array',

  /** An array whose elements are not described. */
  ANY_ITEMS = 'any-items',

  /** A `$ref` that leads back to where it stands, so that values may be nested without end. */
  UNBOUNDED_DEPTH = 'unbounded-depth',

  /** A pattern that some texts make backtrack without end. */
  BACKTRACKING_PATTERN = 'backtracking-pattern',

  /** A keyword that API Gateway ignores and that nothing can replace; it is left out of the model. */
  IGNORED_KEYWORD = 'ignored-keyword',
}

/**
 * A place of a document that is looser than a request model should be, or all of them, and why that is acceptable.
 */
export interface SchemaException {
  /**
   * The schema that is loose, as a JSON pointer (RFC 6901) in the document as it was given: `#/properties/note`.
   *
   * A pointer that leads nowhere is an error.
   *
   * @default - every schema of the document
   */
  readonly pointer?: string;

  /**
   * What it may leave open. What it does not leave open is an error, so that no exception outlives its reason.
   */
  readonly allow: SchemaLooseness[];

  /**
   * Why, in at least 10 characters. The gate's acknowledgement of the Model carries it.
   */
  readonly reason: string;
}
