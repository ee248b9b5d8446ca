import { PackageURL } from 'packageurl-js';
import { ShippedPackage } from '../inventory/shipped-package';

/** The package URL, by which scanners and advisories know a package. */
export function purlOf({ ecosystem, name, version }: Pick<ShippedPackage, 'ecosystem' | 'name' | 'version'>): string {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  const namespace = slash < 0 ? undefined : name.slice(0, slash);
  return new PackageURL(ecosystem, namespace, name.slice(slash + 1), version, undefined, undefined).toString();
}
