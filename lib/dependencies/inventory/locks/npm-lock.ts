import { LockedPackage, UnreadableLock } from './lock-file';

/**
 * Packages of a `package-lock.json` of version 2 or 3, which npm 7 and later write, or an `npm-shrinkwrap.json`.
 *
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
 */
export function* npmPackages(text: string): Generator<LockedPackage> {
  const { packages } = JSON.parse(text);
  if (typeof packages !== 'object' || packages === null) {
    throw new UnreadableLock('has no packages, as those of npm 6 have none', 'write it again with npm install --package-lock-only of npm 7 or later');
  }
  for (const [location, entry] of Object.entries<any>(packages)) {
    const at = location.lastIndexOf('node_modules/');
    // The project itself, workspaces, and links to them.
    if (at < 0 || entry.link === true || typeof entry.version !== 'string') continue;
    yield {
      ecosystem: 'npm',
      name: entry.name ?? location.slice(at + 'node_modules/'.length),
      version: entry.version,
      integrity: entry.integrity,
      location,
      ...(entry.hasInstallScript === true && { hasInstallScript: true }),
      ...(typeof entry.deprecated === 'string' && { deprecated: entry.deprecated }),
    };
  }
}
