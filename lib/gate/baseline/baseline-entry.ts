/**
 * Identity of a finding across runs. It is stable when levels and other findings change, when files are renamed, and when lists are reordered. Two
 * findings of equal entries of one list have the same identity, so comparisons have to count.
 */
export interface Identity {
  /** Name of the finding: `Sec3-SecretRotated[not-rotated]`. */
  readonly id: string;
  /** Construct path; in a template without a CDK app, the logical ids that lead to the resource. */
  readonly path: string;
  /** Location in the resource, without indexes: `Properties.PolicyDocument.Statement.Action`. */
  readonly location?: string;
  /** Path and location of the cause, without indexes, if it is in another resource or in an output: `Orders/Policy Properties.PolicyDocument.Statement.Action`. */
  readonly source?: string;
  /** The permissions of the policy statement, else the distinction of the entry of a list. */
  readonly subject?: string;
}

/** A finding in a baseline. A finding that occurs twice has two entries. */
export interface BaselineEntry extends Identity {
  /** The template, if it does not come from a CDK app; distinguishes findings with the same identity. */
  readonly template?: string;
}
