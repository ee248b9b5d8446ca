import type { Bulletin } from './bulletin';
import { NamesInUse } from './services';
import { Affected, UsedSoftware } from './used-software';
import { fixedIn, isAffected, packageKey } from '../../dependencies/advisories/osv-record';
import { rank, Severity } from '../../dependencies/advisories/severity';

/** How a bulletin matters, the nearest first. */
export const TIERS = ['affected', 'service', 'exploited', 'awareness'] as const;

export type Tier = (typeof TIERS)[number];

/** The severity from which on a notification is sent, for each tier; the rest goes into the digest. */
export type Thresholds = { readonly [tier in Tier]: Severity | 'never' };

/** The default thresholds. */
export const DEFAULT_THRESHOLDS: Thresholds = { affected: 'low', service: 'medium', exploited: 'never', awareness: 'never' };

/** How a bulletin matters to a workload. */
export interface Relevance {
  /** At least one; the nearest first. */
  readonly tiers: readonly Tier[];
  readonly affected: readonly Affected[];
  /** What is in use, and named in it. */
  readonly services: readonly string[];
  readonly exploited: boolean;
}

/** Holds bulletins against a workload. */
export class Relevances {
  private readonly names: NamesInUse;

  constructor(private readonly workload: UsedSoftware) {
    this.names = new NamesInUse(workload.document);
  }

  /** The packages in use that a bulletin says it affects. */
  public affected({ affected, withdrawn }: Bulletin): Affected[] {
    if (withdrawn) return [];
    const found = new Map<string, Affected>();
    for (const entry of affected) {
      const key = entry.package && packageKey(entry.package);
      if (key === undefined) continue;
      for (const used of this.workload.versionsOf(key)) {
        if (!isAffected(used.ecosystem, used.version, entry)) continue;
        const fix = fixedIn(used.ecosystem, used.version, entry);
        const id = `${key}@${used.version}`;
        if (!found.has(id) || found.get(id)!.fixedIn === undefined) found.set(id, this.workload.affectedBy(used, fix));
      }
    }
    return [...found.values()];
  }

  /**
   * How a bulletin matters.
   *
   * @param affected what it affects, by itself or by what other sources said of the same
   * @param exploited whether any source says so
   */
  public of(bulletin: Bulletin, affected: readonly Affected[], exploited: boolean): Relevance {
    const services = bulletin.withdrawn ? [] : this.names.in(bulletin.title, bulletin.summary);
    const holds: { readonly [tier in Tier]: boolean } = {
      affected: affected.length > 0,
      service: services.length > 0,
      exploited: exploited && !bulletin.withdrawn,
      awareness: true,
    };
    return { tiers: TIERS.filter((tier) => holds[tier]), affected, services, exploited };
  }
}

/** Whether a notification is sent: by the threshold of any tier. A severity that is not known passes all of them but `never`. */
export function passes({ severity, withdrawn }: Bulletin, { tiers }: Relevance, thresholds: Thresholds): boolean {
  return !withdrawn && tiers.some((tier) => {
    const threshold = thresholds[tier];
    return threshold !== 'never' && rank(severity) >= rank(threshold);
  });
}
