import { PackageURL } from 'packageurl-js';
import { ShippedPackage } from '../inventory/shipped-package';

/** The part of a package that its package URL is made of. */
type Identified = Pick<ShippedPackage, 'ecosystem' | 'name' | 'version' | 'isOwn' | 'path' | 'source'>;

/**
 * Returns the package URL, by which scanners and advisories identify a package. A qualifier shows that a package comes from no registry: one of the
 * project itself, of a repository, or of another archive.
 *
 * @see https://github.com/package-url/purl-spec/blob/main/PURL-SPECIFICATION.rst#known-qualifiers-keyvalue-pairs
 */
export function purlOf({ ecosystem, name, version, isOwn, path, source }: Identified): string {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  const namespace = slash < 0 ? undefined : name.slice(0, slash);
  const qualifiers = isOwn ? { download_url: `file:${path}` } : source && qualifierOf(source);
  return new PackageURL(ecosystem, namespace, name.slice(slash + 1), version, qualifiers, undefined).toString();
}

/** Returns the source of a package in its package URL; undefined if it is from a registry. */
export function sourceIn(purl: string): string | undefined {
  const { vcs_url: repository, download_url: archive } = PackageURL.fromString(purl).qualifiers ?? {};
  return repository ?? archive;
}

function qualifierOf(source: string): { readonly [name: string]: string } {
  return source.startsWith('git+') ? { vcs_url: source } : { download_url: source };
}
