import { LockedPackage, UnreadableLock } from './lock-file';
import { parseSimpleYaml } from './simple-yaml';
import { sourceOf } from './source';
import { isVersion } from '../registry-names';

/**
 * Reads the packages of a `pnpm-lock.yaml` of version 6 or 9, which pnpm 8 and later write.
 *
 * @see https://github.com/pnpm/spec/tree/master/lockfile
 */
export function* pnpmPackages(text: string): Generator<LockedPackage> {
  const { lockfileVersion, packages = {}, snapshots = {}, patchedDependencies = {} } = parsePnpmLock(text);
  if (!/^(6|9)(\.|$)/.test(String(lockfileVersion))) {
    throw new UnreadableLock(`has version ${lockfileVersion}; versions 6 and 9 are supported`, 'run pnpm install --lockfile-only with pnpm 8 or later');
  }
  const patches = patchesIn([...Object.keys(packages), ...Object.keys(snapshots)], patchedDependencies);
  for (const [key, entry] of Object.entries<any>(packages)) {
    const [, name, locked] = /^\/?((?:@[^/]+\/)?[^@/]+)@([^()]+)/.exec(key) ?? [];
    // A package that is not from a registry has fields for its name and version.
    const version = entry.version ?? locked;
    if (typeof version !== 'string' || (entry.name ?? name) === undefined) continue;
    yield {
      ecosystem: 'npm',
      name: entry.name ?? name,
      version,
      integrity: entry.resolution?.integrity,
      source: isVersion('npm', locked ?? '') ? undefined : pnpmSource(entry.resolution ?? {}, locked ?? key),
      ...(patches.has(withoutSuffix(key)) && { patches: patches.get(withoutSuffix(key)) }),
      ...(entry.requiresBuild === 'true' && { hasInstallScript: true }),
      ...(typeof entry.deprecated === 'string' && { deprecated: entry.deprecated }),
    };
  }
}

/**
 * Parses a `pnpm-lock.yaml`. pnpm 11 and later may write a document about pnpm itself before that of the project.
 *
 * @see https://pnpm.io/lockfile
 */
export function parsePnpmLock(text: string): any {
  return parseSimpleYaml(text.split(/^---[ \t]*\r?$/m).at(-1)!);
}

/** Returns the source of a package that is not from a registry: a commit of a repository, or an archive. If the entry has neither, its key has the URL. */
function pnpmSource({ repo, commit, tarball }: { readonly [key: string]: string | undefined }, key: string): string | undefined {
  if (repo !== undefined && commit !== undefined) return sourceOf(`${/^git[+:]/.test(repo) ? '' : 'git+'}${repo}#${commit}`);
  return sourceOf(tarball ?? withoutSuffix(key));
}

/** Returns the patches of packages by key without suffix. A key contains the hash of a patch: `foo@1.0.0(patch_hash=<hash>)(peer@1.0.0)`. */
function patchesIn(keys: readonly string[], patched: { readonly [key: string]: any }): ReadonlyMap<string, readonly string[]> {
  // Before pnpm 11, the lock file also has the path of each patch.
  const paths = new Map(Object.values(patched).flatMap((one) => (one?.hash === undefined ? [] : [[one.hash, one.path] as const])));
  return new Map(keys.flatMap((key) => {
    const hash = /\(patch_hash=(\w+)\)/.exec(key)?.[1];
    return hash === undefined ? [] : [[withoutSuffix(key), [paths.get(hash) ?? `patch_hash:${hash}`]] as const];
  }));
}

function withoutSuffix(key: string): string {
  return key.replace(/\(.*$/s, '');
}
