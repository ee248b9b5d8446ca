import { LockedPackage, sri } from './lock-file';
import { parseSimpleYaml } from './simple-yaml';

/**
 * Packages of a `yarn.lock`, of yarn 1 or of a later one.
 *
 * Later ones have a checksum of the archive that yarn makes of a package, which is none of what the registry serves: it is
 * given as `yarn:<checksum>`.
 */
export function yarnPackages(text: string): LockedPackage[] {
  const { __metadata: berry, ...entries } = parseSimpleYaml(text);
  const packages = Object.entries<any>(entries).filter(([, entry]) => typeof entry?.version === 'string');
  if (berry === undefined) return packages.map(([key, entry]) => classicPackage(key, entry));
  const resolved = packages.flatMap(([, entry]) => berryPackage(entry) ?? []);
  // Of a package that the project patches, what the registry serves has an entry too, and does not ship.
  const patched = new Set(resolved.filter(({ protocol }) => protocol === 'patch').map(({ locked }) => `${locked.name}@${locked.version}`));
  return resolved.filter(({ locked, protocol }) => protocol === 'patch' || !patched.has(`${locked.name}@${locked.version}`)).map(({ locked }) => locked);
}

/** `foo@^1.0.0, foo@~1.2.0`; an alias is `bar@npm:foo@^1.0.0`. */
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
  };
}

/** Its resolution is `foo@npm:1.2.3`, whatever the alias; `foo@workspace:packages/foo` is no package of a registry. */
function berryPackage({ version, resolution, checksum }: any): { locked: LockedPackage; protocol: string } | undefined {
  const [, name, protocol] = /^((?:@[^/]+\/)?[^@/]+)@(\w+):/.exec(String(resolution)) ?? [];
  if (name === undefined || ['workspace', 'link', 'portal'].includes(protocol)) return undefined;
  return { locked: { ecosystem: 'npm', name, version, integrity: typeof checksum === 'string' ? `yarn:${checksum}` : undefined }, protocol };
}
