import type { AdvisoryIndex } from './advisory-index';
import { advisorySources } from './advisory-sources';
import { indexOf } from './indexed-source';
import { fixedIn, isAffected, keyOf } from './osv-record';
import { rank, Severity, SEVERITIES } from './severity';
import { UnreadableInput } from '../../gate';
import type { Ecosystem, ShippedPackage } from '../inventory/shipped-package';

/** An advisory about a package. */
export interface Advisory {
  readonly id: string;
  /** The ids of the same advisory in other databases. */
  readonly aliases: readonly string[];
  readonly summary: string;
  /** The severity; undefined if the advisory states none. */
  readonly severity?: Severity;
  /** The lowest later version that fixes it, if any. */
  readonly fixedIn?: string;
}

/**
 * Advisories in the Open Source Vulnerability (OSV) format, from folders and zip archives as osv.dev publishes them for each ecosystem. An index is
 * kept beside each source, so that a lookup reads only the advisories of one package.
 *
 * @see https://google.github.io/osv.dev/data/
 */
export class Advisories {
  /**
   * Reads the advisories of all places.
   *
   * @param places folders and zip archives; the JSON files and zip archives of a folder are read at any depth
   * @throws UnreadableInput if a place is absent or empty, or if a file in it is not an advisory
   */
  public static read(places: readonly string[], now: Date = new Date()): Advisories {
    return new Advisories(places.flatMap((place) => {
      const indexes = advisorySources(place).map((source) => indexOf(source, now));
      if (indexes.every(({ summary }) => summary.count === 0)) {
        throw new UnreadableInput(place, 'holds no advisory: name a folder or a zip archive with JSON files in the format of OSV');
      }
      return indexes;
    }));
  }

  private constructor(private readonly indexes: readonly AdvisoryIndex[]) {}

  /** Returns when the latest advisory about packages of an ecosystem was modified, according to the advisory; undefined if there is none. */
  public newest(ecosystem: Ecosystem): Date | undefined {
    const times = this.indexes.flatMap(({ summary }) => summary.newest[ecosystem] ?? []);
    return times.length === 0 ? undefined : new Date(Math.max(...times));
  }

  /** Returns the advisories about a package, the most severe first. Advisories of several databases about one vulnerability are merged. */
  public about({ ecosystem, name, version }: Pick<ShippedPackage, 'ecosystem' | 'name' | 'version'>): Advisory[] {
    const key = keyOf(ecosystem, name);
    const affecting = this.indexes.flatMap((index) => index.about(key)).filter((one) => isAffected(ecosystem, version, one));
    const found: Advisory[] = affecting.map((one) => ({
      id: one.id,
      aliases: one.aliases,
      summary: one.summary,
      severity: one.severity,
      fixedIn: fixedIn(ecosystem, version, one),
    }));
    return merged(found).sort((a, b) => rank(b.severity) - rank(a.severity) || (a.id < b.id ? -1 : 1));
  }
}

/** Merges advisories that are aliases of each other. The result has the highest severity that any of them states. */
function merged(advisories: readonly Advisory[]): Advisory[] {
  // Advisories of GitHub have the most detail, and their ids sort before those of PyPI.
  const groups: Advisory[] = [];
  for (const advisory of [...advisories].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const names = [advisory.id, ...advisory.aliases];
    const at = groups.findIndex(({ id, aliases }) => names.some((name) => name === id || aliases.includes(name)));
    if (at === -1) {
      groups.push(advisory);
      continue;
    }
    const first = groups[at];
    const severities = [first.severity, advisory.severity].filter((severity) => severity !== undefined);
    groups[at] = {
      ...first,
      aliases: [...new Set([...first.aliases, ...names])].filter((name) => name !== first.id),
      severity: SEVERITIES.filter((severity) => severities.includes(severity)).pop(),
      fixedIn: first.fixedIn ?? advisory.fixedIn,
    };
  }
  return groups;
}
