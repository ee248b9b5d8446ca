/** Something that an account may have without any template showing it, and that a rule asks for. */
export interface AccountQuestion {
  /** What it is called in options, in camelCase: `inspector`. Rules may share a name, with one description. */
  readonly name: string;
  /** What the account has where it is there, as a sentence. */
  readonly description: string;
  /** Those of the rule's findings that it answers. */
  readonly findings: readonly string[];
}
