import { CertifiedFile, CertifiedPackage, entryKey, Exemption, exemptionKey, Scope } from './certified-file';
import type { CertifiedSet, CertifyingEntry } from './certified-set';
import { strongHashes } from './integrity';
import { nameOf, Shortfall, shortfallsOf } from './judge-packages';
import { contentDigest, contradictionsIn, Files, mergedFiles } from '../content/files';
import type { ShippedPackage } from '../inventory/shipped-package';

/** A function, and the packages that ship with it. */
export interface ShippingFunction {
  /** Its construct path. */
  readonly path: string;
  readonly packages: readonly ShippedPackage[];
}

/** The approval that a reviewer gives to all packages that are certified at once. */
export interface Approval {
  readonly approvedBy: string;
  /** `YYYY-MM-DD`. */
  readonly approvedOn: string;
  /** `YYYY-MM-DD`. */
  readonly expires: string;
  readonly reason: string;
  /** The functions that new packages may ship with. */
  readonly scope: Scope;
  readonly criteria: string;
  /** The conditions that the packages met, if they are approved in bulk without a review. */
  readonly bulk?: string;
  /** The base version, if only the difference to it was reviewed. */
  readonly from?: string;
}

/** A package to be certified. */
export interface Candidate {
  readonly shipped: ShippedPackage;
  /** All problems of the package, as ends of sentences that begin with its name. */
  readonly details: readonly string[];
  /** The functions that it may not ship with so far. */
  readonly functions: readonly string[];
  /** The hashes that lock files pin it by; undefined if there are none. */
  readonly integrity?: string;
  /** An entry that is to be approved again, because its approval has expired or is for another content. */
  readonly renews?: CertifyingEntry;
  /** Whether its content differs from the one that was approved under this version. */
  readonly isOtherContent: boolean;
  /** Whether it is approved, but for other functions. */
  readonly isOtherScope: boolean;
}

/** A package that can't be certified, and what to do about it. */
export interface Blocked {
  readonly shipped: ShippedPackage;
  readonly functions: readonly string[];
  readonly reason: string;
}

/** The packages that can be certified, and those that are blocked. */
export interface Proposals {
  readonly candidates: readonly Candidate[];
  readonly blocked: readonly Blocked[];
}

interface Group {
  readonly shortfalls: Shortfall[];
  readonly functions: string[];
}

/** The packages under each name and version, certified or not, with the paths of the functions that they ship with. */
type Shipments = ReadonlyMap<string, readonly { readonly shipped: ShippedPackage; readonly path: string }[]>;

/** Returns the packages that are not sufficiently certified, grouped over all functions. */
export function proposalsFor(functions: readonly ShippingFunction[], certified: CertifiedSet, today: string): Proposals {
  const groups = new Map<string, Group>();
  for (const { path, packages } of functions) {
    for (const shortfall of shortfallsOf(packages, { certified, functionPath: path, today })) {
      const key = keyOf(shortfall.shipped);
      const group = groups.get(key) ?? { shortfalls: [], functions: [] };
      group.shortfalls.push(shortfall);
      if (!group.functions.includes(path)) group.functions.push(path);
      groups.set(key, group);
    }
  }
  const candidates: Candidate[] = [];
  const blocked: Blocked[] = [];
  const shipments = shipmentsOf(functions);
  for (const [, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const reason = obstacleOf(group, shipments);
    if (reason === undefined) candidates.push(candidateOf(group));
    else blocked.push({ shipped: shippedOf(group), functions: group.functions, reason });
  }
  return { candidates, blocked };
}

/** Returns the entry that certifies a candidate with the given files. */
export function entryFor(
  { shipped, renews, isOtherScope, functions, integrity }: Candidate, approval: Approval, files: Files | undefined,
): CertifiedPackage {
  const { ecosystem, name, version } = shipped;
  const scope = renews?.scope ?? (isOtherScope ? functions : approval.scope);
  return { ecosystem, name, version, ...pins(integrity, files), ...approval, scope };
}

/** Returns the exemption of a candidate with the given files. */
export function exemptionFor({ shipped, integrity }: Candidate, { since, reason }: Pick<Exemption, 'since' | 'reason'>, files: Files | undefined): Exemption {
  const { ecosystem, name, version } = shipped;
  return { ecosystem, name, version, ...pins(integrity, files), since, reason };
}

function pins(integrity: string | undefined, files: Files | undefined): Pick<CertifiedPackage, 'integrity' | 'content'> {
  return { ...(integrity !== undefined && { integrity }), ...(files && { content: contentDigest(files) }) };
}

/**
 * Returns a file with additional entries. A new approval replaces an earlier one of the same entry, and an exemption of the same version; all others
 * stay.
 */
export function withEntries(file: CertifiedFile, entries: readonly CertifiedPackage[], exemptions: readonly Exemption[] = []): CertifiedFile {
  const added = new Set(entries.map(entryKey));
  const settled = new Set([...entries, ...exemptions].flatMap((entry) =>
    (entry.version === undefined ? [] : [exemptionKey({ ...entry, version: entry.version } as Exemption)]),
  ));
  return {
    ...file,
    packages: [...file.packages.filter((entry) => !added.has(entryKey(entry))), ...entries],
    exemptions: [...file.exemptions.filter((entry) => !settled.has(exemptionKey(entry))), ...exemptions],
  };
}

function candidateOf(group: Group): Candidate {
  const { shortfalls, functions } = group;
  const isOtherContent = shortfalls.some(({ problem }) => problem === 'wrong-integrity' || problem === 'wrong-content');
  const isEnded = shortfalls.some(({ problem }) => problem === 'expired');
  const isOtherScope = shortfalls.some(({ problem }) => problem === 'out-of-scope');
  const { entry } = shortfalls.find((shortfall) => shortfall.entry?.version !== undefined) ?? {};
  return {
    shipped: shippedOf(group),
    details: [...new Set(shortfalls.map(({ detail }) => detail))],
    functions,
    integrity: hashesOf(shortfalls).join(' ') || undefined,
    // If the scope is too narrow, the approval for that scope is kept.
    renews: (isOtherContent || isEnded) && !isOtherScope ? entry : undefined,
    isOtherContent,
    isOtherScope,
  };
}

/** Merges one package over all functions: the result has all that is known about it from any of them. */
function shippedOf({ shortfalls }: Group): ShippedPackage {
  const all = shortfalls.map(({ shipped }) => shipped);
  return {
    ...Object.assign({}, ...all),
    dependents: [...new Set(all.flatMap(({ dependents }) => dependents))].sort(),
    files: all.map(({ files }) => files).reduce(mergedFiles),
    hasInstallScript: all.some(({ hasInstallScript }) => hasInstallScript) || undefined,
  };
}

function hashesOf(shortfalls: readonly Shortfall[]): string[] {
  return [...new Set(shortfalls.flatMap(({ shipped }) => strongHashes(shipped.integrity)))].sort();
}

function obstacleOf(group: Group, shipments: Shipments): string | undefined {
  const unpinned = group.shortfalls.find(({ problem }) => problem === 'missing-integrity');
  if (unpinned) return unpinned.detail;
  const altered = contradictionsIn(shippedOf(group).files ?? {});
  if (altered.length > 0) {
    return `ships with different contents of ${altered.slice(0, 3).join(', ')} in ${group.functions.join(', ')}: install it again, so that all have the same`;
  }
  const { ecosystem } = group.shortfalls[0].shipped;
  // A PyPI release has several files, and a lock file may name only some of them.
  if (ecosystem === 'pypi') return undefined;
  const all = shipments.get(keyOf(group.shortfalls[0].shipped))!;
  const hashes = [...new Set(all.flatMap(({ shipped }) => strongHashes(shipped.integrity)))];
  if (new Set(hashes.map((hash) => hash.split(/[-:]/, 1)[0])).size === hashes.length) return undefined;
  const paths = [...new Set(all.map(({ path }) => path))].join(', ');
  return `has different contents under one version in ${paths}, so at least one differs from the registry: find out which, and use one lock file`;
}

function shipmentsOf(functions: readonly ShippingFunction[]): Shipments {
  const shipments = new Map<string, { shipped: ShippedPackage; path: string }[]>();
  for (const { path, packages } of functions) {
    for (const shipped of packages) {
      const key = keyOf(shipped);
      shipments.set(key, [...(shipments.get(key) ?? []), { shipped, path }]);
    }
  }
  return shipments;
}

function keyOf(shipped: ShippedPackage): string {
  return `${shipped.ecosystem} ${nameOf(shipped)}`;
}
