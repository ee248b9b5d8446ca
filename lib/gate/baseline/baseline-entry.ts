/**
 * What identifies a finding from run to run. It is stable when messages, levels and other findings change, when files are renamed, and when lists are
 * reordered. Two findings at entries of one list therefore have the same identity, and comparisons have to count.
 */
export interface Identity {
  /** Name of the finding: `Sec3-SecretRotated[not-rotated]`. */
  readonly id: string;
  /** Construct path; in a template without a CDK app, the logical ids that lead to the resource. */
  readonly path: string;
  /** Location in the resource, without indexes: `Properties.PolicyDocument.Statement[].Action`. */
  readonly location?: string;
}

/** A finding in a baseline. A finding that occurs twice has two entries. */
export interface BaselineEntry extends Identity {
  /** The template, if it does not come from a CDK app; distinguishes findings with the same identity. */
  readonly template?: string;
}
