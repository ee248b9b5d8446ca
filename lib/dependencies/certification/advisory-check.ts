import type { IgnoredAdvisory } from './certified-file';
import { dayOf } from './day';
import { fromHere } from './from-here';
import { vulnerableOf } from './judge-advisories';
import { Advisories } from '../advisories/advisories';
import { archiveOf } from '../advisories/osv-record';
import type { Severity } from '../advisories/severity';
import type { Ecosystem, ShippedPackage } from '../inventory/shipped-package';
import type { CertificationProblem } from '../template/dependencies-metadata';

/** The places of advisories, and the limits for a finding. */
export interface AdvisoryCheckProps {
  /** The folders and zip archives of advisories. */
  readonly osv: readonly string[];
  readonly threshold: Severity;
  /** The maximum age of the latest advisory, in milliseconds. */
  readonly maxAge: number;
}

/** The result of reading advisories. */
type Reading = { readonly advisories: Advisories } | { readonly error: string };

/** Compares packages with advisories. Missing or stale advisories are always reported as a problem. */
export class AdvisoryCheck {
  private reading?: Reading;

  constructor(private readonly props: AdvisoryCheckProps) {}

  public problems(packages: readonly ShippedPackage[], ignored: readonly IgnoredAdvisory[], now: Date): CertificationProblem[] {
    if (packages.every(({ isOwn }) => isOwn)) return [];
    const { threshold } = this.props;
    const reading = (this.reading ??= read(this.places, now));
    if ('error' in reading) return [{ package: this.places.join(', '), problem: 'advisories-missing', detail: `can't be compared with: ${reading.error}` }];
    const { advisories } = reading;
    const ecosystems = [...new Set(packages.flatMap(({ ecosystem, isOwn }) => (isOwn ? [] : ecosystem)))].sort();
    return [
      ...ecosystems.flatMap((ecosystem) => this.shortcoming(ecosystem, advisories, now)),
      ...vulnerableOf(packages, advisories, { threshold, ignored, today: dayOf(now) }),
    ];
  }

  /** Returns a problem if there are no advisories about an ecosystem whose packages ship, or if they are too old. */
  private shortcoming(ecosystem: Ecosystem, advisories: Advisories, now: Date): CertificationProblem[] {
    const at = this.places.join(', ');
    const newest = advisories.newest(ecosystem);
    if (!newest) {
      return [{ package: at, problem: 'advisories-missing', detail: `has no advisory about packages of ${ecosystem}, which ship: add ${archiveOf(ecosystem)}` }];
    }
    const { maxAge } = this.props;
    if (now.getTime() - newest.getTime() <= maxAge) return [];
    const days = Math.floor(maxAge / 86_400_000);
    const detail = `was last changed on ${dayOf(newest)} about packages of ${ecosystem}, and may be ${days === 1 ? '1 day' : `${days} days`} old: get it again`;
    return [{ package: at, problem: 'advisories-stale', detail }];
  }

  /** The places as relative paths, as users write them; errors name these. */
  private get places(): string[] {
    return this.props.osv.map(fromHere);
  }
}

function read(places: readonly string[], now: Date): Reading {
  try {
    return { advisories: Advisories.read(places, now) };
  } catch (e) {
    return { error: (e as Error).message };
  }
}
