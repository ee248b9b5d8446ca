/**
 * What a finding is told by from run to run. It stays as messages, levels and other findings change, as files get other names, and as the
 * entries of lists change places. So two findings at entries of one list are told by the same: who compares has to count.
 */
export interface Identity {
  /** Name of the finding: `Sec3-SecretRotated[not-rotated]`. */
  readonly id: string;
  /** Construct path; in a template that came without a CDK app, the logical ids that lead to the resource. */
  readonly path: string;
  /** Where in the resource, with no numbers: `Properties.PolicyDocument.Statement[].Action`. */
  readonly location?: string;
}

/** A finding that was there when a baseline was written. Who finds it twice writes it twice. */
export interface BaselineEntry extends Identity {
  /** The template, where it came without a CDK app; tells findings of one identity apart. */
  readonly template?: string;
}
