/**
 * How severe a bulletin is. One whose source does not say is never below a threshold, save NEVER.
 */
export enum BulletinSeverity {
  /** Every bulletin. */
  LOW = 'low',

  /** As CVSS has it: 4.0 and above. */
  MEDIUM = 'medium',

  /** As CVSS has it: 7.0 and above. */
  HIGH = 'high',

  /** As CVSS has it: 9.0 and above. */
  CRITICAL = 'critical',

  /** None; all of them go into the weekly digest. */
  NEVER = 'never',
}

/**
 * The severity from which on a notification is sent at once, by relevance of the bulletin. What is below is in the weekly digest.
 */
export interface BulletinThresholds {
  /**
   * A package that a function ships is affected.
   *
   * @default BulletinSeverity.LOW
   */
  readonly affected?: BulletinSeverity;

  /**
   * An AWS service or a technology in use is named.
   *
   * @default BulletinSeverity.MEDIUM
   */
  readonly service?: BulletinSeverity;

  /**
   * It is known to be exploited in the wild, and nothing of the workload is known to be concerned. The catalog of CISA gives no severity:
   * each of its listings passes any threshold save NEVER.
   *
   * @default BulletinSeverity.NEVER
   */
  readonly exploited?: BulletinSeverity;

  /**
   * Any other.
   *
   * @default BulletinSeverity.NEVER
   */
  readonly awareness?: BulletinSeverity;
}
