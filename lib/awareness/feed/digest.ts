import type { DigestEntry, DigestNotification, SourceState } from './notification';
import { TIERS } from './relevance';
import { digestOf } from './text';
import { SEVERITIES } from '../../dependencies/advisories/severity';

/** Bulletins that a digest names one by one: a message takes no more. */
const MOST_ENTRIES = 200;
const MOST_FUNCTIONS = 100;

/** What is told of a week. */
export function digestNotification(
  week: string,
  entries: readonly DigestEntry[],
  sources: readonly SourceState[],
  unknownFunctions: readonly string[],
): DigestNotification {
  const sorted = [...entries].sort((a, b) => weight(a) - weight(b) || (a.bulletinId < b.bulletinId ? -1 : 1));
  return {
    kind: 'digest',
    notificationId: digestOf(['digest', week]),
    week,
    total: entries.length,
    entries: sorted.slice(0, MOST_ENTRIES),
    sources,
    unknownFunctions: unknownFunctions.slice(0, MOST_FUNCTIONS),
  };
}

/** Lower for what is nearer, and of that for what is more severe; unknown comes first. */
function weight({ tier, severity }: DigestEntry): number {
  return TIERS.indexOf(tier) * 10 + (severity === 'unknown' ? 0 : SEVERITIES.length - SEVERITIES.indexOf(severity));
}
