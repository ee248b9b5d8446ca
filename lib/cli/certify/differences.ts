import * as fs from 'fs';
import * as path from 'path';
import { ObtainedArchives } from './obtained-archives';
import { FileChange, packageDiff, sizeOf } from './package-diff';
import { printable } from './review';
import type { CertifiedSet, CertifyingEntry } from '../../dependencies/certification/certified-set';
import { nameOf } from '../../dependencies/certification/judge-packages';
import type { Candidate } from '../../dependencies/certification/proposals';
import type { ArchiveContent } from '../../dependencies/content/package-archives';
import type { ShippedPackage } from '../../dependencies/inventory/shipped-package';

/** The smallest review that certifies a package. */
interface Review {
  readonly shipped: ShippedPackage;
  /** The previous version; if undefined, the whole package has to be reviewed. */
  readonly base?: CertifyingEntry;
  /** Whether it is compared with its own archive, because the shipped files differ from it. */
  readonly isAltered?: boolean;
  /** Absent if an archive is not available. */
  readonly changes?: readonly FileChange[];
}

const NOTHING: ArchiveContent = new Map();

/** Maximum number of compared versions of a package; the latest approvals come first. */
const COMPARED = 3;

/** Reviews to make, the smallest first. */
export function suggestions(candidates: readonly Candidate[], certified: CertifiedSet, cwd: string, today: string): string {
  const reviews = withArchives((archives) => candidates.map(({ shipped }) => smallestReview(shipped, certified, archives, cwd, today)));
  const size = ({ changes }: Review): number => (changes ? sizeOf(changes) : Infinity);
  return reviews.sort((a, b) => (size(a) === size(b) ? 0 : size(a) - size(b))).map(suggestion).join('\n');
}

/**
 * Returns the difference between a shipped package and its last certified version, in the format of `diff -u`; the whole package if there is none.
 */
export function differenceText(shipped: ShippedPackage, certified: CertifiedSet, cwd: string, today: string): string {
  const { base, changes, isAltered } = withArchives((archives) => smallestReview(shipped, certified, archives, cwd, today));
  const other = isAltered ? 'compared with its archive' : base ? `compared with ${base.version} that ${base.approvedBy} approved on ${base.approvedOn}` : 'of which no version is certified';
  const heading = `${nameOf(shipped)}, ${other}`;
  if (!changes) return `${heading}: its archive, or the other one, is neither in a cache nor can it be downloaded\n`;
  return printable([`${heading}: ${counts(changes)}\n`, ...changes.map(({ path: at, patch }) => patch ?? `${at}: no text\n`)].join(''));
}

function withArchives<T>(action: (archives: ObtainedArchives) => T): T {
  const archives = new ObtainedArchives();
  try {
    return action(archives);
  } finally {
    archives.remove();
  }
}

function smallestReview(shipped: ShippedPackage, certified: CertifiedSet, archives: ObtainedArchives, cwd: string, today: string): Review {
  const archived = archives.find(shipped);
  if (!archived) return { shipped };
  const after = contentThatShips(shipped, archived, cwd);
  const altered = packageDiff(archived, after);
  if (altered.length > 0) return { shipped, changes: altered, isAltered: true };
  const entries = certified.about(shipped.ecosystem, shipped.name);
  const bases = entries.filter(({ version, expires, isEnough }) => version !== undefined && isEnough && expires >= today);
  const latest = [...bases].sort((a, b) => (a.approvedOn < b.approvedOn ? 1 : -1)).slice(0, COMPARED);
  const compared = latest.flatMap((base) => {
    const before = archives.find({ ...shipped, version: base.version!, integrity: base.integrity, files: undefined });
    return before ? [{ shipped, base, changes: packageDiff(before, after) }] : [];
  });
  if (compared.length === 0 && latest.length > 0) return { shipped, base: latest[0] };
  return compared.sort((a, b) => sizeOf(a.changes) - sizeOf(b.changes))[0] ?? { shipped, changes: packageDiff(NOTHING, after) };
}

/** Returns the content of the archive, and the installed files that differ from it. */
function contentThatShips(shipped: ShippedPackage, archived: ArchiveContent, cwd: string): ArchiveContent {
  if (shipped.path === undefined || shipped.how !== 'bundled') return archived;
  const installed = Object.keys(shipped.files ?? {}).map((file) => [file, path.join(cwd, shipped.path!, file)] as const);
  return new Map([...archived, ...installed.flatMap(([file, at]) => (fs.existsSync(at) ? [[file, fs.readFileSync(at)] as const] : []))]);
}

function suggestion({ shipped, base, changes, isAltered }: Review): string {
  const name = nameOf(shipped);
  const what = isAltered ? 'what ships and is not as the archive has it' : base ? `the difference to ${base.version}, which ${base.approvedBy} approved` : 'all of it, since no version is certified';
  const how = base && base.version !== shipped.version ? `--package ${name} --from ${base.version}` : `--package ${name}`;
  const files = (changes ?? []).slice(0, 5).map(({ path: at, added, removed }) => `    ${at} +${added} -${removed}\n`);
  const more = (changes?.length ?? 0) > 5 ? [`    and ${changes!.length - 5} more\n`] : [];
  const size = changes ? counts(changes) : 'of unknown size: an archive is neither in a cache nor can it be downloaded';
  return printable(`${name}: ${what}: ${size}\n${[...files, ...more].join('')}  cdk-sec3 certify --diff ${name}\n  cdk-sec3 certify ${how}\n`);
}

function counts(changes: readonly FileChange[]): string {
  const sum = (of: 'added' | 'removed') => changes.reduce((total, change) => total + change[of], 0);
  return `${changes.length} ${changes.length === 1 ? 'file' : 'files'}, +${sum('added')} -${sum('removed')} lines`;
}
