import type { IgnoredAdvisory } from './certified-file';
import { dayOf } from './day';
import { fromHere } from './from-here';
import { vulnerableOf } from './judge-advisories';
import { Advisories } from '../advisories/advisories';
import type { Severity } from '../advisories/severity';
import type { ShippedPackage } from '../inventory/shipped-package';
import type { CertificationProblem } from '../template/dependencies-metadata';

/** Where advisories are, and which of them count. */
export interface AdvisoryCheckProps {
  /** A folder or a zip archive. */
  readonly osv: string;
  readonly threshold: Severity;
  /** How old the latest of them may be, in milliseconds. */
  readonly maxAge: number;
}

/** What came of reading advisories. */
type Reading = { readonly advisories: Advisories } | { readonly error: string };

/** Compares packages with advisories. Those that are absent or stale are a problem, never none. */
export class AdvisoryCheck {
  private reading?: Reading;

  constructor(private readonly props: AdvisoryCheckProps) {}

  public problems(packages: readonly ShippedPackage[], ignored: readonly IgnoredAdvisory[], now: Date): CertificationProblem[] {
    if (packages.length === 0) return [];
    const { threshold, maxAge, osv } = this.props;
    const at = fromHere(osv);
    // By the path that people write, which errors then tell.
    const reading = (this.reading ??= read(at, now));
    if ('error' in reading) return [{ package: at, problem: 'advisories-missing', detail: `can't be compared with: ${reading.error}` }];
    const { advisories } = reading;
    const found = vulnerableOf(packages, advisories, { threshold, ignored, today: dayOf(now) });
    if (now.getTime() - advisories.newest.getTime() <= maxAge) return found;
    const days = Math.floor(maxAge / 86_400_000);
    const detail = `was last changed on ${dayOf(advisories.newest)}, and may be ${days === 1 ? '1 day' : `${days} days`} old: get it anew`;
    return [{ package: at, problem: 'advisories-stale', detail }, ...found];
  }
}

function read(osv: string, now: Date): Reading {
  try {
    return { advisories: Advisories.read(osv, now) };
  } catch (e) {
    return { error: (e as Error).message };
  }
}
