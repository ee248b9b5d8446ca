import * as pep440 from '@renovatebot/pep440';
import * as semver from 'semver';
import type { CertifiedPackage, Scope } from './certified-file';
import { CertifiedSet, CertifyingEntry } from './certified-set';
import { areComparable, isCertifiedContent, strongHashes } from './integrity';
import { contentFailure } from './judge-content';
import type { ShippedPackage } from '../inventory/shipped-package';
import type { CertificationProblem, CertificationProblemKind } from '../template/dependencies-metadata';

/** The conditions that packages are judged by. */
export interface Judgement {
  readonly certified: CertifiedSet;
  /** The construct path of the function that they ship with. */
  readonly functionPath: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** A package that is not sufficiently certified, and why. */
export interface Shortfall {
  readonly shipped: ShippedPackage;
  readonly problem: Exclude<CertificationProblemKind, 'vulnerable' | 'advisories-missing' | 'advisories-stale'>;
  readonly detail: string;
  /** The entry that comes closest to certifying it. */
  readonly entry?: CertifyingEntry;
}

/** Returns the packages of a function that are not certified for it, each with all reasons why the closest entry does not certify it. */
export function shortfallsOf(packages: readonly ShippedPackage[], judgement: Judgement): Shortfall[] {
  // A copy among the files of another package is certified with that package; the project's own packages are reviewed with the project.
  return packages.filter(({ vendoredIn, isOwn }) => vendoredIn === undefined && !isOwn).flatMap((shipped) => judge(shipped, judgement));
}

/** Returns the name of a package in findings and on the command line. */
export function nameOf({ name, version }: Pick<ShippedPackage, 'name' | 'version'>): string {
  return `${name}@${version}`;
}

/** Checks whether a function is in a scope. */
export function isInScope(functionPath: string, scope: Scope): boolean {
  return scope === 'all' || scope.some((path) => functionPath === path || functionPath.startsWith(`${path}/`));
}

/** Checks whether a version has an entry, expired or not. */
export function hasEntry(one: Pick<ShippedPackage, 'ecosystem' | 'name' | 'version'>, certified: CertifiedSet): boolean {
  return certified.about(one.ecosystem, one.name).some((entry) => coversVersion(entry, one));
}

/** Returns a shortfall as a finding of synthesis. */
export function problemOf({ shipped, problem, detail }: Shortfall, command: string): CertificationProblem {
  // A package without a hash can't be certified, so no command is suggested.
  return { package: nameOf(shipped), problem, detail, ...(problem !== 'missing-integrity' && { command: `${command} --package ${quoted(nameOf(shipped))}` }) };
}

function judge(shipped: ShippedPackage, judgement: Judgement): Shortfall[] {
  const entries = judgement.certified.about(shipped.ecosystem, shipped.name);
  const matching = entries.filter((entry) => coversVersion(entry, shipped));
  if (!isPinned(shipped)) return [{ shipped, problem: 'missing-integrity', detail: withoutHash(shipped, matching.length > 0) }];
  if (matching.length === 0) return [{ shipped, problem: 'uncertified', detail: uncertified(entries) }];
  const attempts = matching.map((entry) => failuresOf(entry, shipped, judgement));
  return attempts.reduce((nearest, attempt) => (attempt.length < nearest.length ? attempt : nearest));
}

/** Checks whether the content of a package is known. */
function isPinned({ files, integrity }: ShippedPackage): boolean {
  return files !== undefined || strongHashes(integrity).length > 0;
}

/** Returns the reasons why an entry does not certify a package, whose version it covers. */
function failuresOf(entry: CertifyingEntry, shipped: ShippedPackage, judgement: Judgement): Shortfall[] {
  const failures: Shortfall[] = [];
  const fail = (problem: Shortfall['problem'], detail: string) => failures.push({ shipped, problem, detail, entry });
  const { ecosystem, name } = shipped;
  if (isOtherArchive(entry, shipped)) {
    fail('wrong-integrity', `ships with the archive ${shipped.integrity}, and what ${entry.approvedBy} approved on ${entry.approvedOn} is ${entry.integrity}`);
  }
  if (entry.content === undefined && strongHashes(shipped.integrity).length === 0) fail('missing-integrity', withoutHash(shipped, true));
  const content = contentFailure(shipped, entry, judgement.certified);
  if (content !== undefined) fail('wrong-content', content);
  for (const { problem, detail } of shortcomings(entry, judgement)) fail(problem, detail);
  if (entry.from !== undefined && !isCertifiedVersion({ ecosystem, name, version: entry.from }, judgement, [shipped.version])) {
    fail('uncertified', `is certified by its difference to ${entry.from}, which is not certified itself`);
  }
  return failures;
}

/** Yields the reasons why an entry certifies no package for this function today. */
function* shortcomings(entry: CertifyingEntry, { functionPath, today, certified }: Judgement): Generator<Pick<Shortfall, 'problem' | 'detail'>> {
  const { approvedBy, approvedOn, expires, scope, criteria, isEnough } = entry;
  if (expires < today) yield { problem: 'expired', detail: `was approved by ${approvedBy} on ${approvedOn}, which ended on ${expires}` };
  if (!isInScope(functionPath, scope)) {
    yield { problem: 'out-of-scope', detail: `is certified for ${(scope as readonly string[]).join(', ')}, and ships with ${functionPath}` };
  }
  if (!isEnough) yield { problem: 'insufficient-criteria', detail: `is certified as ${criteria} by ${approvedBy}, and ${certified.file.requires} is required` };
}

/** Checks whether the base version of a difference is certified, by itself or by another difference. */
function isCertifiedVersion(one: Pick<ShippedPackage, 'ecosystem' | 'name' | 'version'>, judgement: Judgement, above: readonly string[]): boolean {
  return judgement.certified.about(one.ecosystem, one.name).some((entry) => {
    if (!coversVersion(entry, one) || !shortcomings(entry, judgement).next().done) return false;
    if (entry.from === undefined) return true;
    return !above.includes(entry.from) && isCertifiedVersion({ ...one, version: entry.from }, judgement, [...above, one.version]);
  });
}

/**
 * Checks whether a lock file pins another archive than was approved. If the files are known, two kinds of hashes are not compared: hashes of other
 * algorithms, such as those of another package manager; and hashes of a PyPI release whose files are certified, because such a release gets more
 * archives whenever a platform is added.
 */
function isOtherArchive({ integrity: approved, content }: CertifyingEntry, { ecosystem, integrity, files }: ShippedPackage): boolean {
  if (approved === undefined) return false;
  if (files !== undefined && (ecosystem === 'pypi' ? content !== undefined : !areComparable(integrity, approved))) return false;
  return !isCertifiedContent(ecosystem, integrity, approved);
}

function coversVersion({ ecosystem, version, range }: CertifiedPackage, shipped: Pick<ShippedPackage, 'version'>): boolean {
  if (ecosystem === 'npm') {
    if (version !== undefined) return version === shipped.version;
    return semver.satisfies(shipped.version, range!);
  }
  if (pep440.valid(shipped.version) === null) return version === shipped.version;
  return version === undefined ? pep440.satisfies(shipped.version, range!) : pep440.eq(version, shipped.version);
}

function uncertified(entries: readonly CertifiedPackage[]): string {
  if (entries.length === 0) return 'is not certified';
  return `is not certified in this version, only in ${[...new Set(entries.map(({ version, range }) => version ?? range))].join(', ')}`;
}

function withoutHash({ integrity }: ShippedPackage, isListed: boolean): string {
  const found = integrity ? `ships with the hash ${integrity}, which does not pin its content` : 'ships without a hash of its content';
  return `${found}${isListed ? '' : ', and is not certified'}: have a lock file beside it that pins it by SHA-512, SHA-384 or SHA-256`;
}

/** Quotes a text as one word of a command line. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
}
