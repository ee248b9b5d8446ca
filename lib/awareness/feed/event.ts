/** Notifications for machines: events of EventBridge, and findings of Security Hub. */
import type { BulletinNotification, BurstNotification, Notification } from './notification';
import type { Severity } from '../../dependencies/advisories/severity';

/** The source of the events, for rules. */
const EVENT_SOURCE = 'cdk-sec3.bulletins';

/** A notification for machines. */
export type Announced = Exclude<Notification, BurstNotification>;

/** The kinds of events. */
const DETAIL_TYPES: { readonly [kind in Announced['kind']]: string } = { bulletin: 'Security Bulletin', digest: 'Security Bulletin Digest' };

/** Returns an event in the format of EventBridge. */
export function eventOf(notification: Announced): { readonly source: string; readonly detailType: string; readonly detail: string } {
  const { kind, ...rest } = notification;
  return { source: EVENT_SOURCE, detailType: DETAIL_TYPES[kind], detail: JSON.stringify({ version: 1, ...rest }) };
}

/** The account and Region of the findings. */
export interface FindingHome {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** An unknown severity counts as a high one. */
const LABELS: { readonly [severity in Severity | 'unknown']: string } = { low: 'LOW', medium: 'MEDIUM', high: 'HIGH', critical: 'CRITICAL', unknown: 'HIGH' };

/**
 * Returns a finding in the format of AWS Security Hub. Importing it twice updates the same finding.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
 */
export function findingOf(notification: BulletinNotification, { partition, region, accountId }: FindingHome, now: number) {
  const { thread, source, sourceTitle, bulletinId, title, summary, link, severity, affected, exploited } = notification;
  const moment = new Date(now).toISOString();
  return {
    SchemaVersion: '2018-10-08',
    Id: `cdk-sec3/bulletins/${thread}`,
    ProductArn: `arn:${partition}:securityhub:${region}:${accountId}:product/${accountId}/default`,
    GeneratorId: `cdk-sec3/bulletins/${source}`,
    AwsAccountId: accountId,
    Types: [affected.length > 0 ? 'Software and Configuration Checks/Vulnerabilities/CVE' : 'Software and Configuration Checks/AWS Security Best Practices'],
    CreatedAt: moment,
    UpdatedAt: moment,
    Severity: { Label: LABELS[severity], Original: severity },
    Title: title.slice(0, 256),
    Description: (summary || title).slice(0, 1024),
    ...(link === null ? {} : { SourceUrl: link }),
    ProductFields: {
      'cdk-sec3/source': sourceTitle,
      'cdk-sec3/exploited': String(exploited),
      'cdk-sec3/notificationId': notification.notificationId,
    },
    Resources: resourcesOf(notification, partition, region),
    ...(affected.length === 0 ? {} : { Vulnerabilities: [{ Id: bulletinId, VulnerablePackages: affected.slice(0, 20).map(packageOf) }] }),
  };
}

function resourcesOf({ affected }: BulletinNotification, partition: string, region: string) {
  const functions = [...new Set(affected.flatMap((entry) => entry.functions))].slice(0, 32);
  const ids = functions.length > 0 ? functions : ['workload'];
  return ids.map((id) => ({ Type: 'Other', Id: id.slice(0, 512), Partition: partition, Region: region }));
}

function packageOf({ name, version, fixedIn, ecosystem }: BulletinNotification['affected'][number]) {
  return { Name: name, Version: version, PackageManager: ecosystem === 'npm' ? 'NPM' : 'PIP', ...(fixedIn === null ? {} : { FixedInVersion: fixedIn }) };
}
