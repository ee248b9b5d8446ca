import type { IgnoredAdvisory } from './certified-file';
import { nameOf } from './judge-packages';
import { Advisories, Advisory } from '../advisories/advisories';
import { rank, Severity } from '../advisories/severity';
import type { ShippedPackage } from '../inventory/shipped-package';
import type { CertificationProblem } from '../template/dependencies-metadata';

/** Decides which advisories count. */
export interface AdvisoryPolicy {
  /** The lowest severity that counts. */
  readonly threshold: Severity;
  readonly ignored: readonly IgnoredAdvisory[];
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** Returns a problem for each advisory that counts and affects a package. */
export function vulnerableOf(packages: readonly ShippedPackage[], advisories: Advisories, policy: AdvisoryPolicy): CertificationProblem[] {
  return packages.filter(({ isOwn }) => !isOwn).flatMap((shipped) =>
    countingAdvisories(shipped, advisories, policy).map((advisory) => ({
      package: nameOf(shipped),
      problem: 'vulnerable' as const,
      detail: `is affected by ${described(advisory)}${lapsed(shipped, advisory, policy)}`,
    })),
  );
}

/** Returns the advisories about a package that count: of sufficient or unknown severity, and not ignored. */
function countingAdvisories(shipped: ShippedPackage, advisories: Advisories, policy: AdvisoryPolicy): Advisory[] {
  return advisories
    .about(shipped)
    .filter(({ severity }) => rank(severity) >= rank(policy.threshold))
    .filter((advisory) => !ignoring(shipped, advisory, policy).some(({ expires }) => expires >= policy.today));
}

/** Describes an advisory in one line. */
export function described({ id, severity, summary, fixedIn }: Advisory): string {
  return `${id} (${severity ?? 'of unknown severity'})${summary === '' ? '' : `: ${summary}`}${fixedIn === undefined ? '; no fix is known' : `; fixed in ${fixedIn}`}`;
}

function lapsed(shipped: ShippedPackage, advisory: Advisory, policy: AdvisoryPolicy): string {
  const [entry] = ignoring(shipped, advisory, policy);
  return entry ? `; that ${entry.approvedBy} ignores it ended on ${entry.expires}` : '';
}

function ignoring({ name }: ShippedPackage, { id, aliases }: Advisory, { ignored }: AdvisoryPolicy): IgnoredAdvisory[] {
  return ignored.filter((entry) => (entry.package === undefined || entry.package === name) && [id, ...aliases].includes(entry.id));
}
