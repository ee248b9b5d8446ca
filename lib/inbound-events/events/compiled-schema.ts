/** A compiled schema: JavaScript that needs no compiler, and its normalization. */
export interface CompiledSchema {
  /** The body of a function of `require` which returns the validator. */
  readonly code: string;
  /** Modules that it requires: of ajv, and of this library instead of ajv's own. */
  readonly helpers: readonly string[];
  readonly normalization?: readonly object[];
  /** Paths of sensitive values. */
  readonly sensitivity?: readonly object[];
  /** Source of a function that counts the properties of valid values; undefined if the schema does not limit them. */
  readonly counting?: string;
}
