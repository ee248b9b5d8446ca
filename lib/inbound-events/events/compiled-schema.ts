/** A schema that is compiled: JavaScript that needs no compiler, and what is normalized before. */
export interface CompiledSchema {
  /** The body of a function of `require` which returns the validator. */
  readonly code: string;
  /** Modules that it requires: of ajv, and of this library in the place of ajv's own. */
  readonly helpers: readonly string[];
  readonly normalization?: readonly object[];
  /** Where sensitive values are. */
  readonly sensitivity?: readonly object[];
  /** The source of a function that counts the properties of valid values; none where the schema leaves open what they are. */
  readonly counting?: string;
}
