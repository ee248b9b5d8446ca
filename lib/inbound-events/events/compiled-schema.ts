/** A compiled schema: JavaScript that needs no compiler, and its normalization. */
export interface CompiledSchema {
  /** The body of a function with the parameter `require`, which returns the validator. */
  readonly code: string;
  /** The modules that the code requires: those of ajv, and those of this library that replace them. */
  readonly helpers: readonly string[];
  readonly normalization?: readonly object[];
  /** Paths of sensitive values. */
  readonly sensitivity?: readonly object[];
  /** The source of a function that counts the properties of valid values. Undefined if the schema does not limit them. */
  readonly counting?: string;
}
