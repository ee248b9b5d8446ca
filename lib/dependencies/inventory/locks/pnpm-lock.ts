import { LockedPackage, UnreadableLock } from './lock-file';
import { parseSimpleYaml } from './simple-yaml';

/**
 * Packages of a `pnpm-lock.yaml` of version 6 or 9, which pnpm 8 and later write.
 *
 * @see https://github.com/pnpm/spec/tree/master/lockfile
 */
export function* pnpmPackages(text: string): Generator<LockedPackage> {
  const { lockfileVersion, packages = {} } = parseSimpleYaml(text);
  if (!/^(6|9)(\.|$)/.test(String(lockfileVersion))) {
    throw new UnreadableLock(`has version ${lockfileVersion}, and 6 and 9 are known`, 'write it again with pnpm install --lockfile-only of pnpm 8 or later');
  }
  for (const [key, entry] of Object.entries<any>(packages)) {
    const [, name, locked] = /^\/?((?:@[^/]+\/)?[^@/]+)@([^()]+)/.exec(key) ?? [];
    // What is not in a registry says its name and version by itself.
    const version = entry.version ?? locked;
    if (typeof version !== 'string' || (entry.name ?? name) === undefined) continue;
    yield {
      ecosystem: 'npm',
      name: entry.name ?? name,
      version,
      integrity: entry.resolution?.integrity,
      ...(entry.requiresBuild === 'true' && { hasInstallScript: true }),
      ...(typeof entry.deprecated === 'string' && { deprecated: entry.deprecated }),
    };
  }
}
