/** Somebody's word that a finding is accepted, with the reason. */
export interface Acknowledgement {
  /** As it was written: `Sec3-Rule`, `Sec3-Rule[finding]`, or either with a namespace in front (`Sec3::Sec3-Rule`). */
  readonly id: string;
  readonly reason: string;
  /** Construct path from which downward it holds; empty for the whole app. */
  readonly path: string;
  /** Last day on which it holds, as `YYYY-MM-DD`. @default - no end */
  readonly until?: string;
}
