/**
 * Looseness that an exception can allow in a request model.
 */
export enum SchemaLooseness {
  /** A value of any type. */
  ANY_TYPE = 'any-type',

  /** An object with properties that the schema does not name. */
  UNKNOWN_PROPERTIES = 'unknown-properties',

  /** An object without `maxProperties` whose properties have a pattern or one schema for all. */
  UNBOUNDED_PROPERTIES = 'unbounded-properties',

  /** A string without `maxLength`, `enum` or a pattern of bounded length. */
  UNBOUNDED_STRING = 'unbounded-string',

  /** A number without `minimum` or without `maximum`. */
  UNBOUNDED_NUMBER = 'unbounded-number',

  /** An array without `maxItems`. */
  UNBOUNDED_ARRAY = 'unbounded-array',

  /** An array whose elements are not described. */
  ANY_ITEMS = 'any-items',

  /** A `$ref` that leads back to itself, so values can be nested without limit. */
  UNBOUNDED_DEPTH = 'unbounded-depth',

  /** A pattern that backtracks without limit for some texts. */
  BACKTRACKING_PATTERN = 'backtracking-pattern',

  /** A keyword that API Gateway ignores and that has no equivalent; it is removed from the model. */
  IGNORED_KEYWORD = 'ignored-keyword',
}

/** An exception for one schema of a document, or for all of them, that may be looser than a request model should be, with the reason. */
export interface SchemaException {
  /**
   * The loose schema, as a JSON pointer (RFC 6901) in the original document: `#/properties/note`.
   *
   * A pointer without a target is an error.
   *
   * @default - every schema of the document
   */
  readonly pointer?: string;

  /**
   * What the schema may leave open. An entry that is not needed is an error, so that exceptions are removed when they become
   * obsolete.
   */
  readonly allow: SchemaLooseness[];

  /**
   * The reason, at least 10 characters. It becomes the gate's acknowledgement of the Model.
   */
  readonly reason: string;
}
