import { licensesIn } from './licenses-in';
import { releaseDay } from './release-day';
import { daysAfter } from '../../dependencies/certification/day';
import type { Candidate } from '../../dependencies/certification/proposals';

/** Conditions under which packages are approved without a review. */
export interface Conditions {
  /** SPDX ids of which a package needs no other license. */
  readonly licenses?: readonly string[];
  /** How many days ago it has to be released. */
  readonly age?: number;
  readonly noInstallScript?: boolean;
}

/** What `--bulk` expects. */
export const BULK_SYNTAX = 'license=MIT|ISC,age=30,no-install-script';

/** Reads `license=MIT|ISC,age=30,no-install-script`, of which one is enough. */
export function parseConditions(text: string): { readonly conditions: Conditions; readonly problems: readonly string[] } {
  const problems: string[] = [];
  let conditions: Conditions = {};
  for (const part of text.split(',')) {
    const [, licenses] = /^license=(.+)$/.exec(part) ?? [];
    const [, age] = /^age=([1-9]\d*)$/.exec(part) ?? [];
    if (licenses !== undefined) conditions = { ...conditions, licenses: licenses.split('|') };
    else if (age !== undefined) conditions = { ...conditions, age: Number(age) };
    else if (part === 'no-install-script') conditions = { ...conditions, noInstallScript: true };
    else problems.push(`--bulk ${text}: ${JSON.stringify(part)} is no condition; expected are some of ${BULK_SYNTAX}`);
  }
  return { conditions, problems };
}

/** Conditions in words, for the entry. */
export function conditionsText({ licenses, age, noInstallScript }: Conditions): string {
  return [
    ...(licenses ? [`license among ${licenses.join(', ')}`] : []),
    ...(age === undefined ? [] : [`released ${age} days ago or earlier`]),
    ...(noInstallScript ? ['no install script'] : []),
  ].join('; ');
}

/** Which conditions a package does not meet, in words. What is not known is not met. */
export async function unmetBy({ shipped }: Candidate, { licenses, age, noInstallScript }: Conditions, today: string): Promise<string[]> {
  const unmet: string[] = [];
  const others = licenses && licensesIn(shipped.license).filter((one) => !licenses.includes(one));
  if (licenses && (shipped.license === undefined || others!.length > 0)) unmet.push(`its license is ${shipped.license ?? 'not known'}`);
  if (noInstallScript && shipped.hasInstallScript) unmet.push('it has an install script');
  // Last, since it takes a question to the registry.
  if (age !== undefined && unmet.length === 0) {
    const released = await releaseDay(shipped);
    if (released === undefined) unmet.push('when it was released is not known');
    else if (daysAfter(released, age) > today) unmet.push(`it was released on ${released}`);
  }
  return unmet;
}
