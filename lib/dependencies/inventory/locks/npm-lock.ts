import { LockedPackage, UnreadableLock } from './lock-file';
import { sourceOf } from './source';

/**
 * Reads the packages of a `package-lock.json` or an `npm-shrinkwrap.json`. npm 7 and later write version 2 or 3, npm 6 wrote version 1.
 *
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
 */
export function* npmPackages(text: string): Generator<LockedPackage> {
  const { packages, lockfileVersion, dependencies = {} } = JSON.parse(text);
  if (lockfileVersion === 1) return yield* dependenciesIn(dependencies, '');
  if (typeof packages !== 'object' || packages === null) throw new UnreadableLock('has no packages', 'run npm install --package-lock-only');
  for (const [location, entry] of Object.entries<any>(packages)) {
    const at = location.lastIndexOf('node_modules/');
    // Skips the project itself, workspaces, and links to them.
    if (at < 0 || entry.link === true || typeof entry.version !== 'string') continue;
    yield {
      ecosystem: 'npm',
      name: entry.name ?? location.slice(at + 'node_modules/'.length),
      version: entry.version,
      integrity: entry.integrity,
      source: sourceOf(entry.resolved),
      location,
      ...(entry.hasInstallScript === true && { hasInstallScript: true }),
      ...(typeof entry.deprecated === 'string' && { deprecated: entry.deprecated }),
    };
  }
}

/** Reads the nested dependencies of version 1. An alias is `"pad": { "version": "npm:left-pad@1.3.0" }`. */
function* dependenciesIn(dependencies: { readonly [name: string]: any }, folder: string): Generator<LockedPackage> {
  for (const [name, { version, integrity, dependencies: nested = {} }] of Object.entries(dependencies)) {
    const location = `${folder}node_modules/${name}`;
    const [, alias, aliased] = /^npm:(.+)@([^@]+)$/.exec(version) ?? [];
    // Packages from folders, archives and repositories have a path or URL instead of a version.
    if (/^\d/.test(aliased ?? version)) yield { ecosystem: 'npm', name: alias ?? name, version: aliased ?? version, integrity, location };
    yield* dependenciesIn(nested, `${location}/`);
  }
}
