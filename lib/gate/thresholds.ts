/** The figures that rules measure against. */
export interface Thresholds {
  /**
   * Longest time between two rotations of a secret, in days.
   *
   * @default 90
   */
  readonly maxRotationDays: number;

  /**
   * AWS accounts whose Lambda layers may be used, besides the stack's own and those that AWS and its partners publish
   * documented layers from.
   *
   * @default - none
   */
  readonly trustedLayerAccounts: readonly string[];

  /** The day that deprecation dates are compared with, as `YYYY-MM-DD`. */
  readonly today: string;
}

/** The thresholds where nobody asks for others. */
export function defaultThresholds(): Thresholds {
  return { maxRotationDays: 90, trustedLayerAccounts: [], today: new Date().toISOString().slice(0, 10) };
}
