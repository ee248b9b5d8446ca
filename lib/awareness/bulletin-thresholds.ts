/**
 * The severity of a bulletin. A bulletin without a severity reaches every threshold except NEVER.
 */
export enum BulletinSeverity {
  /** Every bulletin. */
  LOW = 'low',

  /** CVSS score of 4.0 and above. */
  MEDIUM = 'medium',

  /** CVSS score of 7.0 and above. */
  HIGH = 'high',

  /** CVSS score of 9.0 and above. */
  CRITICAL = 'critical',

  /** No bulletin; all go into the weekly digest. */
  NEVER = 'never',
}

/**
 * The minimum severity for an immediate notification, by relevance of the bulletin. Other bulletins are in the weekly digest.
 */
export interface BulletinThresholds {
  /**
   * For bulletins on a package that a function ships.
   *
   * @default BulletinSeverity.LOW
   */
  readonly affected?: BulletinSeverity;

  /**
   * For bulletins that name an AWS service or a technology in use.
   *
   * @default BulletinSeverity.MEDIUM
   */
  readonly service?: BulletinSeverity;

  /**
   * For vulnerabilities that are exploited in the wild but are not known to affect the workload. The catalog of CISA has no severities, so each of
   * its entries reaches every threshold except NEVER.
   *
   * @default BulletinSeverity.NEVER
   */
  readonly exploited?: BulletinSeverity;

  /**
   * For all other bulletins.
   *
   * @default BulletinSeverity.NEVER
   */
  readonly awareness?: BulletinSeverity;
}
