/**
 * Settings of the AWS accounts of an app that its templates can't show, and who states them. `true` is reported as an
 * acknowledgement with its author and reason; `false` is a finding; an omitted setting is unknown.
 */
export interface Sec3Account {
  /**
   * Amazon Inspector scans the functions of the account, or of its organization. The setting is outside of the templates.
   *
   * @default - unknown
   */
  readonly inspector?: boolean;

  /**
   * The registry of the account scans images on push. The setting is outside of the templates.
   *
   * @default - unknown
   */
  readonly ecrScanning?: boolean;

  /**
   * A trail of the account, or of its organization, records read management events. The trail is outside of the templates.
   *
   * @default - unknown
   */
  readonly trail?: boolean;

  /**
   * A person reads security bulletins for the workload. The feed is outside of the templates.
   *
   * @default - unknown
   */
  readonly feed?: boolean;

  /**
   * Who states these settings: a person or a team.
   */
  readonly statedBy: string;

  /**
   * Why the statement is true, or where it is documented; at least `minimumReasonLength` characters.
   */
  readonly reason: string;
}
