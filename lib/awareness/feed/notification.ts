import type { Bulletin } from './bulletin';
import { threadOf } from './news';
import type { Relevance, Tier } from './relevance';
import { digestOf } from './text';
import type { Severity } from '../../dependencies/advisories/severity';

/** The reason for sending a bulletin. */
export type Change = 'new' | 'changed' | 'exploited' | 'affects-more';

/** An affected package in a notification. */
export interface AffectedPackage {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  /** Null if no fixed version is known. */
  readonly fixedIn: string | null;
  /** Construct paths; limited to the first ones. */
  readonly functions: readonly string[];
  readonly functionCount: number;
}

/** The content of a notification. It is also the detail of its event, so names and meanings must not change. */
export interface BulletinNotification {
  readonly kind: 'bulletin';
  /** The same for each repetition, so that receivers can detect repetitions. */
  readonly notificationId: string;
  /** The same for all notifications of one vulnerability, from all sources: its CVE id, if it has one. */
  readonly thread: string;
  readonly source: string;
  readonly sourceTitle: string;
  readonly bulletinId: string;
  readonly change: Change;
  readonly tier: Tier;
  readonly tiers: readonly Tier[];
  readonly title: string;
  readonly summary: string;
  readonly link: string | null;
  /** Time in ISO 8601 format. */
  readonly published: string | null;
  readonly modified: string | null;
  readonly severity: Severity | 'unknown';
  readonly exploited: boolean;
  /** EPSS score from 0 to 1; null if unknown. */
  readonly epss: number | null;
  readonly aliases: readonly string[];
  readonly services: readonly string[];
  readonly affected: readonly AffectedPackage[];
}

/** A bulletin in a digest. */
export interface DigestEntry {
  readonly source: string;
  readonly bulletinId: string;
  readonly tier: Tier;
  readonly title: string;
  readonly link: string | null;
  readonly severity: Severity | 'unknown';
  /** Construct paths of affected functions; limited to the first ones. */
  readonly functions: readonly string[];
}

/** The time of the last reading of a source. */
export interface SourceState {
  readonly source: string;
  readonly title: string;
  /** Time in ISO 8601 format; null if it was never read. */
  readonly readAt: string | null;
}

/** The content of a weekly digest. */
export interface DigestNotification {
  readonly kind: 'digest';
  readonly notificationId: string;
  /** Week in ISO 8601 format: `2026-W48`. */
  readonly week: string;
  readonly total: number;
  /** The nearest and most severe ones. */
  readonly entries: readonly DigestEntry[];
  readonly sources: readonly SourceState[];
  /** Functions whose packages are not fully known, so bulletins for them may be missed. */
  readonly unknownFunctions: readonly string[];
}

/** A message on several bulletins for people, if many arrived at once. Machines receive an event for each of them. */
export interface BurstNotification {
  readonly kind: 'burst';
  readonly notificationId: string;
  readonly total: number;
  /** The nearest and most severe ones. */
  readonly entries: readonly DigestEntry[];
}

export type Notification = BulletinNotification | DigestNotification | BurstNotification;

/** Maximum numbers of listed functions and packages. */
const MOST_FUNCTIONS = 50;
const MOST_PACKAGES = 50;

/** Like {@link MOST_FUNCTIONS}, for messages on several bulletins. */
const MOST_FUNCTIONS_OF_ENTRY = 5;

/** Creates the notification of a bulletin. */
export function notificationOf(
  bulletin: Bulletin,
  sourceTitle: string,
  relevance: Relevance,
  change: Change,
  reach: readonly string[],
): BulletinNotification {
  const { source, id, facts, title, summary, link, published, modified, severity, aliases } = bulletin;
  return {
    kind: 'bulletin',
    notificationId: digestOf([source, id, facts, reach]),
    thread: threadOf(bulletin),
    source,
    sourceTitle,
    bulletinId: id,
    change,
    tier: relevance.tiers[0],
    tiers: relevance.tiers,
    title,
    summary,
    link: link ?? null,
    published: isoOf(published),
    modified: isoOf(modified),
    severity: severity ?? 'unknown',
    exploited: relevance.exploited,
    epss: null,
    aliases,
    services: relevance.services,
    affected: relevance.affected.slice(0, MOST_PACKAGES).map(({ ecosystem, name, version, fixedIn, functions }) => ({
      ecosystem, name, version, fixedIn: fixedIn ?? null, functions: functions.slice(0, MOST_FUNCTIONS), functionCount: functions.length,
    })),
  };
}

/** Creates the digest entry of a bulletin. */
export function digestEntryOf({ source, id, title, link, severity }: Bulletin, { tiers, affected }: Relevance): DigestEntry {
  const functions = [...new Set(affected.flatMap((entry) => entry.functions))].slice(0, MOST_FUNCTIONS_OF_ENTRY);
  return { source, bulletinId: id, tier: tiers[0], title, link: link ?? null, severity: severity ?? 'unknown', functions };
}

/** Returns the digest entry of a notification, for messages on several bulletins. */
export function entryOfNotification({ source, bulletinId, tier, title, link, severity, affected }: BulletinNotification): DigestEntry {
  const functions = [...new Set(affected.flatMap((entry) => entry.functions))].slice(0, MOST_FUNCTIONS_OF_ENTRY);
  return { source, bulletinId, tier, title, link, severity, functions };
}

/** Returns the time in ISO 8601 format; null if it is unknown or out of range. */
export function isoOf(moment: number | undefined): string | null {
  return moment === undefined || Math.abs(moment) > 8.64e15 ? null : new Date(moment).toISOString();
}
