import type { Bulletin } from './bulletin';
import { threadOf } from './news';
import type { Relevance, Tier } from './relevance';
import { digestOf } from './text';
import type { Severity } from '../../dependencies/advisories/severity';

/** Why a bulletin is sent. */
export type Change = 'new' | 'changed' | 'exploited' | 'affects-more';

/** An affected package, as notifications name it. */
export interface AffectedPackage {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  /** Null where no fixed version is known. */
  readonly fixedIn: string | null;
  /** Construct paths; the first ones where there are many. */
  readonly functions: readonly string[];
  readonly functionCount: number;
}

/** The content of a notification; also the detail of its event, so names and meanings stay. */
export interface BulletinNotification {
  readonly kind: 'bulletin';
  /** The same for each repetition, so that receivers can tell one. */
  readonly notificationId: string;
  /** The same for all that is notified of one thing, from whatever source: its CVE id where it has one. */
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
  /** ISO 8601. */
  readonly published: string | null;
  readonly modified: string | null;
  readonly severity: Severity | 'unknown';
  readonly exploited: boolean;
  /** From 0 to 1; null where it is not known. */
  readonly epss: number | null;
  readonly aliases: readonly string[];
  readonly services: readonly string[];
  readonly affected: readonly AffectedPackage[];
}

/** A bulletin in the digest. */
export interface DigestEntry {
  readonly source: string;
  readonly bulletinId: string;
  readonly tier: Tier;
  readonly title: string;
  readonly link: string | null;
  readonly severity: Severity | 'unknown';
  /** Construct paths of functions that it affects; the first ones where there are many. */
  readonly functions: readonly string[];
}

/** When a source was last read. */
export interface SourceState {
  readonly source: string;
  readonly title: string;
  /** ISO 8601; null where it never was. */
  readonly readAt: string | null;
}

/** The content of a weekly digest. */
export interface DigestNotification {
  readonly kind: 'digest';
  readonly notificationId: string;
  /** ISO 8601: `2026-W48`. */
  readonly week: string;
  readonly total: number;
  /** The nearest and most severe ones. */
  readonly entries: readonly DigestEntry[];
  readonly sources: readonly SourceState[];
  /** Functions of which it is not known in full what they ship, so that no bulletin may be found for them. */
  readonly unknownFunctions: readonly string[];
}

/** What people are notified of where many bulletins came at once. Machines get each of them. */
export interface BurstNotification {
  readonly kind: 'burst';
  readonly notificationId: string;
  readonly total: number;
  /** The nearest and most severe ones. */
  readonly entries: readonly DigestEntry[];
}

export type Notification = BulletinNotification | DigestNotification | BurstNotification;

/** Functions that are named one by one, and packages. */
const MOST_FUNCTIONS = 50;
const MOST_PACKAGES = 50;

/** As {@link MOST_FUNCTIONS}, where several bulletins share a message. */
const MOST_FUNCTIONS_OF_ENTRY = 5;

/** The notification of a bulletin. */
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

/** What the digest says of a bulletin. */
export function digestEntryOf({ source, id, title, link, severity }: Bulletin, { tiers, affected }: Relevance): DigestEntry {
  const functions = [...new Set(affected.flatMap((entry) => entry.functions))].slice(0, MOST_FUNCTIONS_OF_ENTRY);
  return { source, bulletinId: id, tier: tiers[0], title, link: link ?? null, severity: severity ?? 'unknown', functions };
}

/** What a message on several bulletins says of one. */
export function entryOfNotification({ source, bulletinId, tier, title, link, severity, affected }: BulletinNotification): DigestEntry {
  const functions = [...new Set(affected.flatMap((entry) => entry.functions))].slice(0, MOST_FUNCTIONS_OF_ENTRY);
  return { source, bulletinId, tier, title, link, severity, functions };
}

/** ISO 8601; null where it is not known, or no moment that has a name. */
export function isoOf(moment: number | undefined): string | null {
  return moment === undefined || Math.abs(moment) > 8.64e15 ? null : new Date(moment).toISOString();
}
