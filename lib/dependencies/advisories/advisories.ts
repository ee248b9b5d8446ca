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
  /** Ids of the same in other databases. */
  readonly aliases: readonly string[];
  readonly summary: string;
  /** Nothing where the advisory does not say. */
  readonly severity?: Severity;
  /** The next version without it, where there is one. */
  readonly fixedIn?: string;
}

/**
 * Advisories in the Open Source Vulnerability format, from folders and zip archives, as they are published for each ecosystem. Beside each, an
 * index is kept, so that what is not asked about is not read again.
 *
 * @see https://google.github.io/osv.dev/data/
 */
export class Advisories {
  /**
   * Reads all of them.
   *
   * @param places folders, whose JSON files and zip archives are read at any depth, or zip archives
   * @throws UnreadableInput where one is absent or empty, or where a file in it is no advisory
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

  /** When the latest advisory about packages of an ecosystem was changed, by its own word; nothing where there is none. */
  public newest(ecosystem: Ecosystem): Date | undefined {
    const times = this.indexes.flatMap(({ summary }) => summary.newest[ecosystem] ?? []);
    return times.length === 0 ? undefined : new Date(Math.max(...times));
  }

  /** The advisories about a package; those of several databases about one vulnerability are merged. The most severe come first. */
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

/** Advisories that are aliases of each other become one, with the severity that one of them knows. */
function merged(advisories: readonly Advisory[]): Advisory[] {
  // Those of GitHub say most, and their ids sort before those of PyPI.
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
