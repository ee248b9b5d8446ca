import { BulletinNotification, BurstNotification, DigestEntry, DigestNotification, entryOfNotification, SourceState } from './notification';
import { TIERS } from './relevance';
import { digestOf } from './text';
import { SEVERITIES } from '../../dependencies/advisories/severity';

/** Maximum number of bulletins that are listed in one message. */
const MOST_ENTRIES = 200;
const MOST_FUNCTIONS = 100;

/** Returns the content of a weekly digest. */
export function digestNotification(
  week: string,
  entries: readonly DigestEntry[],
  sources: readonly SourceState[],
  unknownFunctions: readonly string[],
): DigestNotification {
  return {
    kind: 'digest',
    notificationId: digestOf(['digest', week]),
    week,
    total: entries.length,
    entries: foremost(entries),
    sources,
    unknownFunctions: unknownFunctions.slice(0, MOST_FUNCTIONS),
  };
}

/** Returns the notification of several bulletins that arrived at once. */
export function burstNotification(bulletins: readonly BulletinNotification[]): BurstNotification {
  return {
    kind: 'burst',
    notificationId: digestOf(['burst', ...bulletins.map(({ notificationId }) => notificationId).sort()]),
    total: bulletins.length,
    entries: foremost(bulletins.map(entryOfNotification)),
  };
}

function foremost(entries: readonly DigestEntry[]): DigestEntry[] {
  return [...entries].sort((a, b) => weightOf(a) - weightOf(b) || (a.bulletinId < b.bulletinId ? -1 : 1)).slice(0, MOST_ENTRIES);
}

/** Returns a sort key: lower for more relevant bulletins, then for more severe ones. Unknown severities come first. */
export function weightOf({ tier, severity }: DigestEntry): number {
  return TIERS.indexOf(tier) * 10 + (severity === 'unknown' ? 0 : SEVERITIES.length - SEVERITIES.indexOf(severity));
}
