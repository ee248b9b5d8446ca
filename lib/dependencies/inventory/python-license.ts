/**
 * The licenses of those PyPI classifiers that mean a single license. Others, such as the one of BSD, may mean several.
 *
 * @see https://peps.python.org/pep-0639/appendix-mapping-classifiers/
 */
const CLASSIFIERS: { readonly [classifier: string]: string } = {
  'Apache Software License': 'Apache-2.0',
  'Boost Software License 1.0 (BSL-1.0)': 'BSL-1.0',
  'Eclipse Public License 2.0 (EPL-2.0)': 'EPL-2.0',
  'GNU Affero General Public License v3': 'AGPL-3.0-only',
  'GNU Affero General Public License v3 or later (AGPLv3+)': 'AGPL-3.0-or-later',
  'GNU General Public License v2 (GPLv2)': 'GPL-2.0-only',
  'GNU General Public License v2 or later (GPLv2+)': 'GPL-2.0-or-later',
  'GNU General Public License v3 (GPLv3)': 'GPL-3.0-only',
  'GNU General Public License v3 or later (GPLv3+)': 'GPL-3.0-or-later',
  'GNU Lesser General Public License v2 or later (LGPLv2+)': 'LGPL-2.0-or-later',
  'GNU Lesser General Public License v3 (LGPLv3)': 'LGPL-3.0-only',
  'GNU Lesser General Public License v3 or later (LGPLv3+)': 'LGPL-3.0-or-later',
  'ISC License (ISCL)': 'ISC',
  'MIT License': 'MIT',
  'MIT No Attribution License (MIT-0)': 'MIT-0',
  'Mozilla Public License 2.0 (MPL 2.0)': 'MPL-2.0',
  'Python Software Foundation License': 'PSF-2.0',
  'The Unlicense (Unlicense)': 'Unlicense',
  'Zope Public License': 'ZPL-2.1',
};

const CLASSIFIER = /^License :: (?:.* :: )?/;

/** The maximum length of a license name, in characters. The header may also have the whole license text. */
const LONGEST_NAME = 100;

/**
 * Returns the license in the metadata of a package: its SPDX expression, else the licenses of its classifiers, else the `License` header, else the
 * names of its classifiers.
 */
export function pythonLicense(headers: (name: string) => readonly string[]): string | undefined {
  const [expression] = headers('License-Expression');
  if (expression) return expression;
  const classifiers = headers('Classifier').filter((one) => one.startsWith('License :: ')).map((one) => one.replace(CLASSIFIER, ''));
  const ids = classifiers.map((one) => (Object.hasOwn(CLASSIFIERS, one) ? CLASSIFIERS[one] : undefined));
  if (ids.length > 0 && ids.every((id) => id !== undefined)) return ids.length === 1 ? ids[0] : `(${ids.join(' OR ')})`;
  const [words] = headers('License');
  if (words && words !== 'UNKNOWN' && words.length < LONGEST_NAME && !words.includes('\n')) return words;
  return classifiers.length > 0 ? classifiers.join(' or ') : undefined;
}
