/** A property of an account that a rule needs and templates don't show. */
export interface AccountQuestion {
  /** Its name in options, in camelCase: `inspector`. Rules may share a name, with one description. */
  readonly name: string;
  /** The state of an account that has it, as a sentence. */
  readonly description: string;
  /** The findings of the rule that it answers. */
  readonly findings: readonly string[];
}
