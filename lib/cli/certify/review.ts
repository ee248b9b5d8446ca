import { Advisories } from '../../dependencies/advisories/advisories';
import type { ApprovedContent } from '../../dependencies/certification/approved-content';
import { described } from '../../dependencies/certification/judge-advisories';
import { nameOf } from '../../dependencies/certification/judge-packages';
import type { Blocked, Candidate } from '../../dependencies/certification/proposals';
import { differencesText } from '../../dependencies/content/files';
import type { ShippedPackage } from '../../dependencies/inventory/shipped-package';

/** Returns information for the reviewer of a package. */
export function reviewText(candidate: Candidate, { altered }: ApprovedContent, advisories: Advisories | undefined): string {
  const { shipped, details, functions, integrity, isOtherContent } = candidate;
  const { ecosystem, how, size, license, dependents, hasInstallScript, deprecated, path, source, patches } = shipped;
  const facts: [string, string | undefined][] = [
    ['ships with', functions.join(', ')],
    ['needed by', dependents.length > 0 ? dependents.join(', ') : 'the function itself, or it is not known by what'],
    ['license', license ?? 'none that is known'],
    ['size', `${size === undefined ? 'not known' : bytes(size)}, ${how}`],
    ['found in', path],
    ['install script', hasInstallScript ? 'yes: it runs code when it is installed' : undefined],
    ['deprecated', deprecated],
    ['source', source && `${source}, which is no registry`],
    ['patches', patches?.join(', ')],
    ['archive', integrity ?? 'no lock file pins it'],
    ['files', archiveText(altered)],
    ['advisories', advisoryText(shipped, advisories)],
  ];
  const warnings = [
    ...(isOtherContent ? ['  ! The content of this version differs from the approved content. Find out why before you continue.\n'] : []),
    ...(altered && altered.length > 0 ? ['  ! The shipped content differs from the registry. Find out why before you continue.\n'] : []),
  ];
  return `${nameOf(shipped)} (${ecosystem}) ${details.join('; ')}\n${warnings.join('')}${lines(facts)}`;
}

function advisoryText(shipped: ShippedPackage, advisories: Advisories | undefined): string {
  if (!advisories) return 'not looked at; name them with --osv';
  const none = advisories.newest(shipped.ecosystem) ? 'none known' : `none about packages of ${shipped.ecosystem} are there; add them with --osv`;
  return advisories.about(shipped).map(described).join('\n') || none;
}

function archiveText(altered: ApprovedContent['altered']): string {
  if (!altered) return 'not compared with the archive, which no cache has';
  return altered.length === 0 ? 'as the archive has them' : `not as the archive has them: ${differencesText(altered)}`;
}

/** Returns why a package can't be certified. */
export function blockedText({ shipped, functions, reason }: Blocked): string {
  return `${nameOf(shipped)} (${shipped.ecosystem}) ${reason}\n${lines([['ships with', functions.join(', ')]])}`;
}

function lines(facts: readonly (readonly [string, string | undefined])[]): string {
  return facts
    .filter((fact): fact is readonly [string, string] => fact[1] !== undefined)
    .map(([name, value]) => `  ${name.padEnd(15)}${printable(value).split('\n').join(`\n${' '.repeat(17)}`)}\n`)
    .join('');
}

function bytes(count: number): string {
  return count < 1000 ? `${count} bytes` : `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)} kB`;
}

/** Removes control characters and bidirectional marks, with which a package could forge the reviewer's output. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
