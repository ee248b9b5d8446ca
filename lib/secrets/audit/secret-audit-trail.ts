import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import { Construct } from 'constructs';
import { AuditTrail, ownTrail } from './audit-trail';
import { shown, wholeNumber } from '../../quotas';

/**
 * Properties of a trail for audits.
 */
export interface SecretAuditTrailProps {
  /**
   * Whether the trail records all Regions of the account, and so serves audits in each Region.
   *
   * @default false - the Region of the stack
   */
  readonly multiRegion?: boolean;

  /**
   * How long the log files are kept, in whole days.
   *
   * @default Duration.days(365)
   */
  readonly retention?: Duration;
}

/** The minimum length of a trail's name. @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html */
const MIN_NAME = 3;

/**
 * The CloudTrail trail through which EventBridge gets the events of an audit. The account and Region need one active trail with
 * management events, including read events.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class SecretAuditTrail {
  /**
   * A trail of management events. The first audit that uses it creates the trail; other audits in its stack share it. Its bucket is encrypted with
   * keys of S3, and is retained when the stack is deleted.
   *
   * CloudTrail delivers the first copy of an account's management events in a Region free of charge, and charges each event of further copies; S3
   * charges storage. An account may have five trails in a Region: if there is one already, use it.
   *
   * @param props Regions and retention
   * @throws Error if S3 would reject the retention
   * @see https://aws.amazon.com/cloudtrail/pricing/
   */
  public static create(props: SecretAuditTrailProps = {}): SecretAuditTrail {
    const { retention = Duration.days(365), multiRegion = false } = props;
    const problems: string[] = [];
    wholeNumber('retention', retention, 'days', problems, { least: 1 });
    if (problems.length > 0) throw new Error(`SecretAuditTrail.create: ${problems.join('; ')}`);
    const made = new Map<Stack, AuditTrail>();
    return new SecretAuditTrail((scope) => {
      const stack = Stack.of(scope);
      const trail = made.get(stack) ?? ownTrail(scope, multiRegion, retention);
      made.set(stack, trail);
      return trail;
    });
  }

  /**
   * An existing trail of the app. The gate checks whether it records reads of secrets.
   *
   * @param trail the trail, in the account of the audit, for its Region or for all Regions
   */
  public static fromTrail(trail: cloudtrail.Trail): SecretAuditTrail {
    return new SecretAuditTrail(() => ({ before: [trail] }));
  }

  /**
   * A trail outside of the app's templates. The gate can't determine whether it exists; the finding is acknowledged with this text.
   * The alarm of the canary goes off if the trail does not exist.
   *
   * @param which name or owner of the trail, such as `organization-trail`
   * @throws Error if the text is shorter than the name of a trail can be
   */
  public static existing(which: string): SecretAuditTrail {
    if (which.trim().length < MIN_NAME) {
      throw new Error(`SecretAuditTrail.existing: ${shown(which)} does not identify the trail: specify its name or its owner`);
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
   * The trail elsewhere, if one was stated.
   *
   * @internal
   */
  public get _reason(): string | undefined {
    return this.reason;
  }
}
