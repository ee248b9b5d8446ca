/** Detects host names that may carry data to the owner of their domain. */

import { registeredDomain } from '../template/shared-domains';

/** Maximum length of an ordinary label. */
export const MOST_OF_LABEL = 40;

/** Maximum number of labels of an ordinary name. */
export const MOST_LABELS = 6;

/** Maximum number of ordinary names below one domain. */
export const MOST_NAMES = 5;

/** Maximum number of names that differ only in their digits. */
const MOST_ALIKE = 2;

/** Domains whose names only AWS gives out and answers. Their labels are random texts, so they look like data. */
const OF_AWS = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|cloudfront\.net|on\.aws|api\.aws|awsapprunner\.com|elasticbeanstalk\.com)$/;

/** The id of an access key of AWS. Other words begin like the prefixes, except the first. */
const ACCESS_KEY = /akia[a-z2-7]{16}|(?:abia|acca|asia|aida|aroa)(?=[a-z]*[2-7])[a-z2-7]{16}/;

/** Bytes in hexadecimal digits, and so with digits: the shortest have the length of a small secret. */
const HEXADECIMAL = /(?=[a-f]*\d)[0-9a-f]{16,}/;

/** Letters mixed with digits at two places or more, as in base32 and base36. */
const MIXED = /(?=[a-z]*\d+[a-z]+\d)[0-9a-z]{20,}/;

/** Returns the problem of one name in lower case: the kind of data that it may carry; undefined if it is ordinary. */
export function encodedPart(name: string): 'key' | 'long' | 'deep' | 'encoded' | undefined {
  const labels = name.slice(0, -registeredDomain(name).length).split('.').filter((label) => label !== '');
  const joined = name.replace(/[._-]/g, '');
  if (ACCESS_KEY.test(joined)) return 'key';
  if (OF_AWS.test(name)) return undefined;
  if (name.split('.').some((label) => label.length > MOST_OF_LABEL)) return 'long';
  if (name.split('.').length > MOST_LABELS) return 'deep';
  // Dots and hyphens may divide bytes; words between them are letters and digits in any case.
  if (HEXADECIMAL.test(labels.join('').replace(/[_-]/g, ''))) return 'encoded';
  return name.split('.').some((label) => HEXADECIMAL.test(label) || MIXED.test(label)) ? 'encoded' : undefined;
}

/** Returns the domains with more names below them than an ordinary program uses, or with numbered names. */
export function crowdedDomains(names: readonly string[]): ReadonlySet<string> {
  const below = new Map<string, Set<string>>();
  for (const name of names.filter((each) => !OF_AWS.test(each))) {
    const domain = registeredDomain(name);
    below.set(domain, (below.get(domain) ?? new Set()).add(name));
  }
  return new Set([...below].filter(([, each]) => each.size > MOST_NAMES || mostAlike(each) > MOST_ALIKE).map(([domain]) => domain));
}

/** Returns the largest number of names that differ only in their digits. */
function mostAlike(names: ReadonlySet<string>): number {
  const counts = new Map<string, number>();
  for (const shape of [...names].map((name) => name.replace(/\d+/g, '0'))) counts.set(shape, (counts.get(shape) ?? 0) + 1);
  return Math.max(...counts.values());
}
