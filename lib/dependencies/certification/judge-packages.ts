import * as pep440 from '@renovatebot/pep440';
import * as semver from 'semver';
import { CertifiedFile, CertifiedPackage, Scope } from './certified-file';
import { isCertifiedContent, strongHashes } from './integrity';
import type { ShippedPackage } from '../inventory/shipped-package';
import type { CertificationProblem, CertificationProblemKind } from '../template/dependencies-metadata';

/** What packages are judged by. */
export interface Judgement {
  readonly file: CertifiedFile;
  /** The construct path of the function that they ship with. */
  readonly functionPath: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** A package that falls short, and how. */
export interface Shortfall {
  readonly shipped: ShippedPackage;
  readonly problem: Extract<CertificationProblemKind, 'uncertified' | 'expired' | 'wrong-integrity' | 'missing-integrity' | 'out-of-scope'>;
  readonly detail: string;
  /** The entry that comes nearest to certifying it. */
  readonly entry?: CertifiedPackage;
}

/** Packages of a function that are not certified for it: each with all that keeps the nearest entry from certifying it. */
export function shortfallsOf(packages: readonly ShippedPackage[], judgement: Judgement): Shortfall[] {
  return packages.flatMap((shipped) => judge(shipped, judgement));
}

/** How a package is named in findings and on the command line. */
export function nameOf({ name, version }: Pick<ShippedPackage, 'name' | 'version'>): string {
  return `${name}@${version}`;
}

/** Whether a function is in a scope. */
export function isInScope(functionPath: string, scope: Scope): boolean {
  return scope === 'all' || scope.some((path) => functionPath === path || functionPath.startsWith(`${path}/`));
}

/** As a finding of synthesis. */
export function problemOf({ shipped, problem, detail }: Shortfall, command: string): CertificationProblem {
  // What nothing pins can't be certified.
  return { package: nameOf(shipped), problem, detail, ...(problem !== 'missing-integrity' && { command: `${command} --package ${quoted(nameOf(shipped))}` }) };
}

function judge(shipped: ShippedPackage, judgement: Judgement): Shortfall[] {
  const entries = judgement.file.packages.filter(({ ecosystem, name }) => ecosystem === shipped.ecosystem && name === shipped.name);
  const matching = entries.filter((entry) => coversVersion(entry, shipped));
  if (strongHashes(shipped.integrity).length === 0) return [{ shipped, problem: 'missing-integrity', detail: withoutHash(shipped, matching.length > 0) }];
  if (matching.length === 0) return [{ shipped, problem: 'uncertified', detail: uncertified(entries) }];
  const attempts = matching.map((entry) => failuresOf(entry, shipped, judgement));
  return attempts.reduce((nearest, attempt) => (attempt.length < nearest.length ? attempt : nearest));
}

/** What keeps an entry from certifying a package of its version. */
function failuresOf(entry: CertifiedPackage, shipped: ShippedPackage, { functionPath, today }: Judgement): Shortfall[] {
  const failures: Shortfall[] = [];
  const fail = (problem: Shortfall['problem'], detail: string) => failures.push({ shipped, problem, detail, entry });
  if (entry.integrity !== undefined && !isCertifiedContent(shipped.ecosystem, shipped.integrity, entry.integrity)) {
    fail('wrong-integrity', `ships with the content ${shipped.integrity}, and what ${entry.approvedBy} approved on ${entry.approvedOn} is ${entry.integrity}`);
  }
  if (entry.expires < today) fail('expired', `was approved by ${entry.approvedBy} on ${entry.approvedOn}, which ended on ${entry.expires}`);
  if (!isInScope(functionPath, entry.scope)) {
    fail('out-of-scope', `is certified for ${(entry.scope as readonly string[]).join(', ')}, and ships with ${functionPath}`);
  }
  return failures;
}

function coversVersion({ ecosystem, version, range }: CertifiedPackage, shipped: ShippedPackage): boolean {
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

/** As one word of a command line. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
}
