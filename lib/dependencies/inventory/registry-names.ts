import * as pep440 from '@renovatebot/pep440';
import * as semver from 'semver';
import type { Ecosystem, ShippedPackage } from './shipped-package';

/** Package names as registries write them: npm names may have a scope, PyPI names are normalized (PEP 503). */
export const NAMES: { readonly [ecosystem in Ecosystem]: { readonly pattern: RegExp; readonly expected: string } } = {
  npm: { pattern: /^(?:@[^/@\s\\]+\/)?[^/@\s\\.][^/@\s\\]*$/, expected: 'the name of an npm package' },
  pypi: { pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/, expected: 'the name of a package of PyPI in lower case, with single hyphens' },
};

/** Checks whether a text is a version as the registry normalizes it. */
export function isVersion(ecosystem: Ecosystem, text: string): boolean {
  return ecosystem === 'npm' ? semver.valid(text) === text.split('+')[0] : pep440.valid(text) !== null;
}

/** Normalizes a version of a package.json as npm does: `v1.2.3beta` becomes `1.2.3-beta`. A text that is no version stays unchanged. */
export function npmVersion(text: string): string {
  const parsed = semver.parse(text, true);
  return parsed === null ? text : [parsed.version, ...(parsed.build.length > 0 ? [parsed.build.join('.')] : [])].join('+');
}

/** Checks whether a registry could have a package with this name and version, so that it can be certified. */
export function isNameable({ ecosystem, name, version }: Pick<ShippedPackage, 'ecosystem' | 'name' | 'version'>): boolean {
  return NAMES[ecosystem].pattern.test(name) && isVersion(ecosystem, version);
}
