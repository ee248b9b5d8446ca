import type { Bulletin } from './bulletin';
import { NamesInUse } from './services';
import { Affected, UsedSoftware } from './used-software';
import { fixedIn, isAffected, packageKey } from '../../dependencies/advisories/osv-record';
import { rank, Severity } from '../../dependencies/advisories/severity';

/** Tiers of relevance, the most relevant first. */
export const TIERS = ['affected', 'service', 'exploited', 'awareness'] as const;

export type Tier = (typeof TIERS)[number];

/** The minimum severity for an immediate notification, by tier. Other bulletins go into the digest. */
export type Thresholds = { readonly [tier in Tier]: Severity | 'never' };

/** The default thresholds. */
export const DEFAULT_THRESHOLDS: Thresholds = { affected: 'low', service: 'medium', exploited: 'never', awareness: 'never' };

/** The relevance of a bulletin for a workload. */
export interface Relevance {
  /** At least one tier, the most relevant first. */
  readonly tiers: readonly Tier[];
  readonly affected: readonly Affected[];
  /** Services and technologies in use that it names. */
  readonly services: readonly string[];
  readonly exploited: boolean;
}

/** Matches bulletins with a workload. */
export class Relevances {
  private readonly names: NamesInUse;

  constructor(private readonly workload: UsedSoftware) {
    this.names = new NamesInUse(workload.document);
  }

  /** Returns the packages in use that a bulletin affects. */
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
   * Determines the relevance of a bulletin.
   *
   * @param affected affected packages, according to this source and to others
   * @param exploited whether it is exploited, according to any source
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

/** Checks whether the bulletin reaches the threshold of any of its tiers. An unknown severity reaches every threshold except `never`. */
export function passes({ severity, withdrawn }: Bulletin, { tiers }: Relevance, thresholds: Thresholds): boolean {
  return !withdrawn && tiers.some((tier) => {
    const threshold = thresholds[tier];
    return threshold !== 'never' && rank(severity) >= rank(threshold);
  });
}
