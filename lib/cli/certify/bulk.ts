import { licensesIn } from './licenses-in';
import { releaseDay } from './release-day';
import { daysAfter } from '../../dependencies/certification/day';
import type { Candidate } from '../../dependencies/certification/proposals';

/** Conditions under which packages are approved without a review. */
export interface Conditions {
  /** SPDX ids; all licenses of a package have to be among them. */
  readonly licenses?: readonly string[];
  /** Minimum age of the release, in days. */
  readonly age?: number;
  readonly noInstallScript?: boolean;
}

/** The format of `--bulk`, for errors. */
export const BULK_SYNTAX = 'license=MIT|ISC,age=30,no-install-script';

/** Parses `license=MIT|ISC,age=30,no-install-script`; at least one condition is required. */
export function parseConditions(text: string): { readonly conditions: Conditions; readonly problems: readonly string[] } {
  const problems: string[] = [];
  let conditions: Conditions = {};
  for (const part of text.split(',')) {
    const [, licenses] = /^license=(.+)$/.exec(part) ?? [];
    const [, age] = /^age=([1-9]\d*)$/.exec(part) ?? [];
    if (licenses !== undefined) conditions = { ...conditions, licenses: licenses.split('|') };
    else if (age !== undefined) conditions = { ...conditions, age: Number(age) };
    else if (part === 'no-install-script') conditions = { ...conditions, noInstallScript: true };
    else problems.push(`--bulk ${text}: ${JSON.stringify(part)} is not a condition; conditions are ${BULK_SYNTAX}`);
  }
  return { conditions, problems };
}

/** Returns a description of the conditions for the entry. */
export function conditionsText({ licenses, age, noInstallScript }: Conditions): string {
  return [
    ...(licenses ? [`license among ${licenses.join(', ')}`] : []),
    ...(age === undefined ? [] : [`released ${age} days ago or earlier`]),
    ...(noInstallScript ? ['no install script'] : []),
  ].join('; ');
}

/** Descriptions of the conditions that a package does not meet. Unknown values do not meet a condition. */
export async function unmetBy({ shipped }: Candidate, { licenses, age, noInstallScript }: Conditions, today: string): Promise<string[]> {
  const unmet: string[] = [];
  const others = licenses && licensesIn(shipped.license).filter((one) => !licenses.includes(one));
  if (licenses && (shipped.license === undefined || others!.length > 0)) unmet.push(`its license is ${shipped.license ?? 'not known'}`);
  if (noInstallScript && shipped.hasInstallScript) unmet.push('it has an install script');
  // Last, since it asks the registry.
  if (age !== undefined && unmet.length === 0) {
    const released = await releaseDay(shipped);
    if (released === undefined) unmet.push('when it was released is not known');
    else if (daysAfter(released, age) > today) unmet.push(`it was released on ${released}`);
  }
  return unmet;
}
