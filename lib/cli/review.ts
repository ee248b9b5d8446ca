import { Advisories } from '../dependencies/advisories/advisories';
import { described } from '../dependencies/certification/judge-advisories';
import { nameOf } from '../dependencies/certification/judge-packages';
import type { Blocked, Candidate } from '../dependencies/certification/proposals';

/** What somebody who is to certify a package has to know about it. */
export function reviewText(candidate: Candidate, advisories: Advisories | undefined): string {
  const { shipped, details, functions, integrity, isOtherContent } = candidate;
  const { ecosystem, how, size, license, dependents, hasInstallScript, deprecated, path } = shipped;
  const facts: [string, string | undefined][] = [
    ['ships with', functions.join(', ')],
    ['needed by', dependents.length > 0 ? dependents.join(', ') : 'the function itself, or it is not known by what'],
    ['license', license ?? 'none that is known'],
    ['size', `${size === undefined ? 'not known' : bytes(size)}, ${how}`],
    ['found in', path],
    ['install script', hasInstallScript ? 'yes: it runs code when it is installed' : undefined],
    ['deprecated', deprecated],
    ['content', integrity],
    ['advisories', advisories ? advisories.about(shipped).map(described).join('\n') || 'none known' : 'not looked at; name them with --osv'],
  ];
  const warning = isOtherContent ? '  ! The content under this version is not what was approved. Find out why before anything else.\n' : '';
  return `${nameOf(shipped)} (${ecosystem}) ${details.join('; ')}\n${warning}${lines(facts)}`;
}

/** What keeps a package from being certified. */
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

/** Without what would let a package write over what the reviewer sees: control characters, and marks that turn the direction of text. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
