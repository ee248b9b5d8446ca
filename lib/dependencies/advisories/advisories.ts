import * as fs from 'fs';
import * as path from 'path';
import { fixedIn, isAffected, keyOf, OsvAffected, OsvRecord, packageKey, recordProblem, timeOf } from './osv-record';
import { rank, Severity, SEVERITIES, severityOf } from './severity';
import { zipEntries } from './zip-file';
import { parseJson, UnreadableInput } from '../../gate';
import type { ShippedPackage } from '../inventory/shipped-package';

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

/** How far ahead of ours the clock of a database may be, in milliseconds. */
const CLOCK_SKEW = 86_400_000;

/**
 * Advisories in the Open Source Vulnerability format, from a folder or a zip archive, as they are published for each ecosystem.
 *
 * @see https://google.github.io/osv.dev/data/
 */
export class Advisories {
  /**
   * Reads all of them.
   *
   * @param source a folder, whose JSON files are read at any depth, or a zip archive
   * @throws UnreadableInput where it is absent or empty, or where a file in it is no advisory
   */
  public static read(source: string, now: Date = new Date()): Advisories {
    const advisories = new Advisories(now);
    for (const { name, text } of files(source)) advisories.add(recordOf(text, name));
    if (advisories.count === 0) throw new UnreadableInput(source, 'holds no advisory: name a folder or a zip archive with JSON files in the format of OSV');
    return advisories;
  }

  private readonly byPackage = new Map<string, { readonly record: OsvRecord; readonly affected: OsvAffected }[]>();
  private count = 0;
  private latest = 0;

  private constructor(private readonly now: Date) {}

  /** When the latest of them was changed, by its own word; what claims to be from the future does not count. */
  public get newest(): Date {
    return new Date(this.latest);
  }

  /** What is known about a package; what databases say of the same thing is told once. The most severe come first. */
  public about({ ecosystem, name, version }: Pick<ShippedPackage, 'ecosystem' | 'name' | 'version'>): Advisory[] {
    const entries = (this.byPackage.get(keyOf(ecosystem, name)) ?? []).filter(({ affected }) => isAffected(ecosystem, version, affected));
    const found: Advisory[] = entries.map(({ record, affected }) => ({
      id: record.id,
      aliases: record.aliases ?? [],
      summary: record.summary ?? '',
      severity: severityOf(record, affected),
      fixedIn: fixedIn(ecosystem, version, affected),
    }));
    return merged(found).sort((a, b) => rank(b.severity) - rank(a.severity) || (a.id < b.id ? -1 : 1));
  }

  private add(record: OsvRecord): void {
    this.count += 1;
    const modified = timeOf(record.modified);
    if (modified <= this.now.getTime() + CLOCK_SKEW) this.latest = Math.max(this.latest, modified);
    if (typeof record.withdrawn === 'string') return;
    for (const affected of record.affected ?? []) {
      const key = affected.package && packageKey(affected.package);
      if (key === undefined) continue;
      const known = this.byPackage.get(key);
      if (known) known.push({ record, affected });
      else this.byPackage.set(key, [{ record, affected }]);
    }
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

function* files(source: string): Generator<{ readonly name: string; readonly text: string }> {
  const stat = fs.statSync(source, { throwIfNoEntry: false });
  if (!stat) throw new UnreadableInput(source, 'does not exist: name a folder or a zip archive with JSON files in the format of OSV');
  if (!stat.isDirectory()) {
    for (const { name, text } of zipEntries(source, '.json')) yield { name: `${source}:${name}`, text };
    return;
  }
  for (const entry of fs.readdirSync(source, { withFileTypes: true })) {
    const name = path.join(source, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (fs.statSync(name).isDirectory()) yield* files(name);
    else if (entry.name.endsWith('.json')) yield { name, text: fs.readFileSync(name, 'utf8') };
  }
}

function recordOf(text: string, name: string): OsvRecord {
  const record = parseJson(text, name);
  const problem = recordProblem(record);
  if (problem !== undefined) throw new UnreadableInput(name, `is no advisory in the format of OSV: ${problem}`);
  return record as OsvRecord;
}
