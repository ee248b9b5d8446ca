import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import { Construct } from 'constructs';
import { AuditTrail, ownTrail } from './audit-trail';
import { shown } from '../quotas';

/**
 * A trail that is made for audits.
 */
export interface SecretAuditTrailProps {
  /**
   * Whether it records all Regions of the account, and so serves audits in each.
   *
   * @default false - the Region of the stack
   */
  readonly multiRegion?: boolean;

  /**
   * How long its files are kept, in whole days.
   *
   * @default Duration.days(365)
   */
  readonly retention?: Duration;
}

/** The shortest name that CloudTrail takes. @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html */
const MIN_NAME = 3;

/**
 * The trail of CloudTrail by which EventBridge gets the events of an audit: one in the account and Region that is on, with
 * management events, those that only read among them.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class SecretAuditTrail {
  /**
   * A trail of management events that the first audit makes which is given this, and others of its stack share. Its bucket is encrypted
   * with keys of S3, and remains when the stack is deleted.
   *
   * CloudTrail delivers the first copy of an account's management events in a Region free of charge, and bills each event of further
   * copies; S3 bills what it keeps. An account may have five trails in a Region: where there is one already, use that.
   *
   * @param props which Regions, and how long
   * @throws Error where S3 would refuse the retention
   * @see https://aws.amazon.com/cloudtrail/pricing/
   */
  public static create(props: SecretAuditTrailProps = {}): SecretAuditTrail {
    const { retention = Duration.days(365), multiRegion = false } = props;
    const days = retention.toDays({ integral: false });
    if (!(Number.isInteger(days) && days >= 1)) throw new Error(`SecretAuditTrail.create: retention is ${retention.toHumanString()}; one or more whole days are expected`);
    const made = new Map<Stack, AuditTrail>();
    return new SecretAuditTrail((scope) => {
      const stack = Stack.of(scope);
      const trail = made.get(stack) ?? ownTrail(scope, multiRegion, retention);
      made.set(stack, trail);
      return trail;
    });
  }

  /**
   * A trail of the app, as it is. The gate judges whether it records what reads secrets.
   *
   * @param trail in the account of the audit, and in its Region or for all of them
   */
  public static fromTrail(trail: cloudtrail.Trail): SecretAuditTrail {
    return new SecretAuditTrail(() => ({ before: [trail] }));
  }

  /**
   * A trail that no template of the app has. The gate's finding, that it can't tell whether there is one, is acknowledged with these
   * words; the alarm of the canary tells where they are wrong.
   *
   * @param which how the trail is called, or whose it is, such as `organization-trail`
   * @throws Error where that is shorter than the name of a trail can be
   */
  public static existing(which: string): SecretAuditTrail {
    if (which.trim().length < MIN_NAME) {
      throw new Error(`SecretAuditTrail.existing: ${shown(which)} does not say which trail it is: give its name, or whose it is`);
    }
    return new SecretAuditTrail(() => ({ before: [] }), `Trail: ${which}`);
  }

  private constructor(
    private readonly bind: (scope: Construct) => AuditTrail,
    private readonly reason?: string,
  ) {}

  /** @internal */
  public _bind(scope: Construct): AuditTrail {
    return this.bind(scope);
  }

  /**
   * Which trail there is elsewhere, where somebody says so.
   *
   * @internal
   */
  public get _reason(): string | undefined {
    return this.reason;
  }
}
