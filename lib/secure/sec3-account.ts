/**
 * What the accounts that an app is deployed to have, and no template of the app can show: stated once, with who says so. What is `true` is
 * acknowledged in reports with who stated it and why; what is `false` is a finding; what is left out is not known.
 */
export interface Sec3Account {
  /**
   * Amazon Inspector scans the functions of the account, or of its organization, by a setting outside of the templates.
   *
   * @default - not known
   */
  readonly inspector?: boolean;

  /**
   * The registry of the account scans images when they are pushed, by a setting outside of the templates.
   *
   * @default - not known
   */
  readonly ecrScanning?: boolean;

  /**
   * A trail of the account, or of its organization, records management events which read, and is outside of the templates.
   *
   * @default - not known
   */
  readonly trail?: boolean;

  /**
   * Somebody reads security bulletins for the workload by a feed outside of the templates.
   *
   * @default - not known
   */
  readonly feed?: boolean;

  /**
   * Who states this: a person or a team.
   */
  readonly statedBy: string;

  /**
   * Why it is so, or where that is written; as long as `minimumReasonLength` asks.
   */
  readonly reason: string;
}
