import { LockedPackage, sri } from './lock-file';
import { parseSimpleYaml } from './simple-yaml';
import { sourceOf } from './source';

/**
 * Reads the packages of a `yarn.lock`, of yarn 1 or later.
 *
 * Later versions contain the checksum of an archive that yarn creates, which differs from the archive in the registry. It is returned as
 * `yarn:<checksum>`.
 */
export function yarnPackages(text: string): LockedPackage[] {
  const { __metadata: berry, ...entries } = parseSimpleYaml(text);
  const packages = Object.entries<any>(entries).filter(([, entry]) => typeof entry?.version === 'string');
  if (berry === undefined) return packages.map(([key, entry]) => classicPackage(key, entry));
  const resolved = packages.flatMap(([, entry]) => berryPackage(entry) ?? []);
  // A patched package has a second entry for the unpatched package, which does not ship.
  const patched = new Set(resolved.filter(({ protocol }) => protocol === 'patch').map(({ locked }) => `${locked.name}@${locked.version}`));
  return resolved.filter(({ locked, protocol }) => protocol === 'patch' || !patched.has(`${locked.name}@${locked.version}`)).map(({ locked }) => locked);
}

/** Reads an entry with a key such as `foo@^1.0.0, foo@~1.2.0`. An alias is `bar@npm:foo@^1.0.0`. */
function classicPackage(key: string, { version, resolved, integrity }: any): LockedPackage {
  const [descriptor] = key.split(/,\s*/);
  const at = descriptor.indexOf('@', 1);
  const range = descriptor.slice(at + 1);
  const alias = /^npm:((?:@[^/]+\/)?[^@/]+)(?:@|$)/.exec(range)?.[1];
  const aliases = key.split(/,\s*/).flatMap((one) => /^(.[^@]*)@npm:/.exec(one)?.[1] ?? []);
  const sha1 = /#([0-9a-f]{40})$/.exec(resolved ?? '')?.[1];
  return {
    ecosystem: 'npm',
    name: alias ?? (at < 0 ? descriptor : descriptor.slice(0, at)),
    version,
    ...(aliases.length > 0 && { aliases }),
    integrity: integrity ?? (sha1 && !/^git|\.git#/.test(resolved) ? sri('sha1', sha1) : undefined),
    source: sourceOf(resolved),
  };
}

/** Reads an entry with a resolution such as `foo@npm:1.2.3`, which has no alias. `foo@workspace:packages/foo` is not a package of a registry. */
function berryPackage({ version, resolution, checksum }: any): { locked: LockedPackage; protocol: string } | undefined {
  const [, name, reference = ''] = /^((?:@[^/]+\/)?[^/@]+)@(.+)$/.exec(String(resolution)) ?? [];
  const protocol = /^(\w+):/.exec(reference)?.[1] ?? 'git';
  if (name === undefined || ['workspace', 'link', 'portal'].includes(protocol)) return undefined;
  const { origin, patches } = unpatched(reference);
  const integrity = typeof checksum === 'string' ? `yarn:${checksum}` : undefined;
  return { locked: { ecosystem: 'npm', name, version, integrity, source: sourceOf(withoutBindings(origin)), ...(patches.length > 0 && { patches }) }, protocol };
}

/**
 * Returns the original reference of a patched package, and its patches. The reference of a patched package is
 * `patch:foo@npm%3A1.0.0#~/a.patch&optional!builtin<b>::hash=1`. It contains the original one in encoded form, which may be patched itself.
 */
function unpatched(reference: string): { readonly origin: string; readonly patches: readonly string[] } {
  const [, encoded, named] = /^patch:([^#]*)#([^:]*(?::(?!:)[^:]*)*)/.exec(reference) ?? [];
  if (encoded === undefined) return { origin: reference, patches: [] };
  const { origin, patches } = unpatched(decodeURIComponent(encoded).replace(/^(?:@[^/]+\/)?[^/@]+@/, ''));
  return { origin, patches: [...patches, ...named.split('&').map((one) => one.replace(/^optional!/, '').replace(/^~\//, ''))] };
}

/** Returns a reference without the parameters that yarn adds, such as `::locator=…`, and without the path of the archive that follows `file:`. */
function withoutBindings(reference: string): string {
  return reference.replace(/::.*$/s, '').replace(/^(file:[^#]*)#.*$/s, '$1');
}
