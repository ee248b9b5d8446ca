import { CertifiedFile, CertifiedPackage, entryKey, Exemption, exemptionKey, Scope } from './certified-file';
import type { CertifiedSet, CertifyingEntry } from './certified-set';
import { strongHashes } from './integrity';
import { nameOf, Shortfall, shortfallsOf } from './judge-packages';
import { contentDigest, contradictionsIn, Files, mergedFiles } from '../content/files';
import type { ShippedPackage } from '../inventory/shipped-package';

/** A function, and what ships with it. */
export interface ShippingFunction {
  /** Its construct path. */
  readonly path: string;
  readonly packages: readonly ShippedPackage[];
}

/** What a reviewer says of all packages that are certified at a time. */
export interface Approval {
  readonly approvedBy: string;
  /** `YYYY-MM-DD`. */
  readonly approvedOn: string;
  /** `YYYY-MM-DD`. */
  readonly expires: string;
  readonly reason: string;
  /** Which functions new packages may ship with. */
  readonly scope: Scope;
  readonly criteria: string;
  /** The conditions that it met, where nobody looked at it. */
  readonly bulk?: string;
  /** The version that the difference was reviewed from. */
  readonly from?: string;
}

/** A package to be certified. */
export interface Candidate {
  readonly shipped: ShippedPackage;
  /** All that is wrong with it, in words that follow on the package. */
  readonly details: readonly string[];
  /** The functions that it may not ship with as things are. */
  readonly functions: readonly string[];
  /** What lock files pin it by; absent where none does. */
  readonly integrity?: string;
  /** An entry whose approval has ended, or is for another content, and which is to be approved again. */
  readonly renews?: CertifyingEntry;
  /** Whether it has another content than was approved under that version. */
  readonly isOtherContent: boolean;
  /** Whether it is approved, for other functions. */
  readonly isOtherScope: boolean;
}

/** A package that can't be certified, and what to do about it. */
export interface Blocked {
  readonly shipped: ShippedPackage;
  readonly functions: readonly string[];
  readonly reason: string;
}

/** What is to be done for all packages to be certified. */
export interface Proposals {
  readonly candidates: readonly Candidate[];
  readonly blocked: readonly Blocked[];
}

interface Group {
  readonly shortfalls: Shortfall[];
  readonly functions: string[];
}

/** What ships under one name and version, and with which functions, whether it is certified or not. */
type Shipments = ReadonlyMap<string, readonly { readonly shipped: ShippedPackage; readonly path: string }[]>;

/** What falls short of a file, put together over functions. */
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

/** The entry that certifies a candidate with some files. */
export function entryFor(
  { shipped, renews, isOtherScope, functions, integrity }: Candidate, approval: Approval, files: Files | undefined,
): CertifiedPackage {
  const { ecosystem, name, version } = shipped;
  const scope = renews?.scope ?? (isOtherScope ? functions : approval.scope);
  return { ecosystem, name, version, ...pins(integrity, files), ...approval, scope };
}

/** The exemption of a candidate with some files. */
export function exemptionFor({ shipped, integrity }: Candidate, { since, reason }: Pick<Exemption, 'since' | 'reason'>, files: Files | undefined): Exemption {
  const { ecosystem, name, version } = shipped;
  return { ecosystem, name, version, ...pins(integrity, files), since, reason };
}

function pins(integrity: string | undefined, files: Files | undefined): Pick<CertifiedPackage, 'integrity' | 'content'> {
  return { ...(integrity !== undefined && { integrity }), ...(files && { content: contentDigest(files) }) };
}

/** A file with more entries. One that is approved again gives way to its successor, and an exemption to an approval; all others stay. */
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
    // Where only the scope is too narrow, the approval for it stays as it is.
    renews: (isOtherContent || isEnded) && !isOtherScope ? entry : undefined,
    isOtherContent,
    isOtherScope,
  };
}

/** One package over all functions: the most that any of them tells of it. */
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
  // A release of PyPI has several files, and lock files may name some of them.
  if (ecosystem === 'pypi') return undefined;
  const all = shipments.get(keyOf(group.shortfalls[0].shipped))!;
  const hashes = [...new Set(all.flatMap(({ shipped }) => strongHashes(shipped.integrity)))];
  if (new Set(hashes.map((hash) => hash.split(/[-:]/, 1)[0])).size === hashes.length) return undefined;
  const paths = [...new Set(all.map(({ path }) => path))].join(', ');
  return `has different contents under one version in ${paths}, so at least one is not what the registry has: find out which, and have one lock file`;
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
