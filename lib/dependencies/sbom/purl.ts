import { PackageURL } from 'packageurl-js';
import { ShippedPackage } from '../inventory/shipped-package';

/** The package URL, by which scanners and advisories know a package. Of a package of the project itself, it says that no registry has it. */
export function purlOf({ ecosystem, name, version, isOwn, path }: Pick<ShippedPackage, 'ecosystem' | 'name' | 'version' | 'isOwn' | 'path'>): string {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  const namespace = slash < 0 ? undefined : name.slice(0, slash);
  const qualifiers = isOwn ? { download_url: `file:${path}` } : undefined;
  return new PackageURL(ecosystem, namespace, name.slice(slash + 1), version, qualifiers, undefined).toString();
}
