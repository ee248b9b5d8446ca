import { approvedContent } from '../../lib/dependencies/certification/approved-content';
import { EMPTY_FILE } from '../../lib/dependencies/certification/certified-file';
import { CertifiedSet } from '../../lib/dependencies/certification/certified-set';
import { nameOf, shortfallsOf } from '../../lib/dependencies/certification/judge-packages';
import { entryFor, proposalsFor, withEntries } from '../../lib/dependencies/certification/proposals';
import type { Inventory } from '../../lib/dependencies/inventory/shipped-package';

const TODAY = '2026-11-27';
const APPROVAL = { criteria: 'reviewed', approvedBy: 'ana', approvedOn: TODAY, expires: '2999-12-31', reason: 'a test', scope: 'all' } as const;

/** Certified packages with their files, as `cdk-sec3 certify` writes them. */
export class ApprovedPackages {
  private readonly certified: CertifiedSet;

  /** @param folder to which the paths of bundled packages are relative */
  constructor({ packages }: Inventory, folder: string) {
    const { candidates, blocked } = proposalsFor([{ path: 'Function', packages }], CertifiedSet.EMPTY, TODAY);
    if (blocked.length > 0) throw new Error(blocked.map(({ shipped, reason }) => `${nameOf(shipped)} ${reason}`).join('\n'));
    const approved = candidates.map((candidate) => ({ candidate, files: approvedContent(candidate.shipped, folder).files }));
    const entries = approved.map(({ candidate, files }) => entryFor(candidate, APPROVAL, files));
    const contents = approved.flatMap(({ candidate, files }) => (files ? [{ package: `${candidate.shipped.ecosystem}:${nameOf(candidate.shipped)}`, files }] : []));
    this.certified = CertifiedSet.EMPTY.with(withEntries(EMPTY_FILE, entries), contents);
  }

  /** Returns the differences between shipped packages and the certification, in the words of the gate. */
  public shortfalls({ packages, unknown }: Inventory): string[] {
    const found = shortfallsOf(packages, { certified: this.certified, functionPath: 'Function', today: TODAY });
    return [...found.map(({ shipped, detail }) => `${nameOf(shipped)} ${detail}`), ...unknown.map(({ what, why }) => `${what}: ${why}`)];
  }
}
