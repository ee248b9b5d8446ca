import { ComponentType } from '@cyclonedx/cyclonedx-library/Enums';
import { Bom, Component, Metadata, Property, Tool } from '@cyclonedx/cyclonedx-library/Models';
import { distributionsOf } from './distributions';
import { hashesOf } from './hashes';
import { licenseModel } from './licenses';
import { pedigreeOf, PedigreeSerializer } from './pedigree';
import { PROPERTIES } from './properties';
import { purlOf } from './purl';
import { filesText } from '../content/files';
import { nameAndVersion } from '../inventory/inventory';
import { Inventory, ShippedPackage, UnknownContent } from '../inventory/shipped-package';

/**
 * Returns a bill of materials in CycloneDX 1.6, as JSON. The same inventory always gives the same text, on every machine. So the code of a function
 * that includes it changes only if the packages change.
 *
 * @param name the construct path of the function, or the file that its code was bundled from
 * @param codeDigest the digest of the function's code, if the document is written into the code
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function sbomOf(name: string, { packages, unknown }: Inventory, codeDigest?: string): string {
  const subject = new Component(ComponentType.Application, name, { bomRef: 'function' });
  const metadata = new Metadata({ component: subject });
  metadata.tools.tools.add(new Tool({ name: 'cdk-sec3' }));
  if (codeDigest !== undefined) metadata.properties.add(new Property(PROPERTIES.codeDigest, codeDigest));
  for (const content of unknown) metadata.properties.add(new Property(PROPERTIES.unknown, written(content)));

  const bom = new Bom({ metadata });
  const components = componentsOf(packages);
  for (const component of components.values()) bom.components.add(component);
  const byName = grouped([...components.keys()], keyOf);
  for (const [one, { bomRef }] of components) {
    const dependents = one.dependents.flatMap((dependent) => byName.get(`${one.ecosystem}:${dependent}`) ?? []);
    for (const dependent of dependents.length > 0 ? dependents.map((other) => components.get(other)!) : [subject]) dependent.dependencies.add(bomRef);
  }
  const pedigrees = new Map([...components].flatMap(([one, { bomRef }]) => {
    const pedigree = pedigreeOf(one);
    return pedigree === undefined ? [] : [[bomRef.value!, pedigree] as const];
  }));
  return `${new PedigreeSerializer(pedigrees).serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/**
 * References are package URLs. If several packages have the same one, because their names differ only in case or their contents differ, the
 * difference is appended.
 */
function componentsOf(packages: readonly ShippedPackage[]): ReadonlyMap<ShippedPackage, Component> {
  return new Map([...grouped(packages, purlOf)].flatMap(([purl, all]) => all.map((one) => {
    const bomRef = all.length === 1 ? purl : `${purl}#${[one.name, one.integrity].join(' ')}`;
    return [one, componentOf(one, purl, bomRef)] as const;
  })));
}

function grouped<T>(all: readonly T[], keyOfOne: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOfOne(one), [...(groups.get(keyOfOne(one)) ?? []), one]);
  return groups;
}

function componentOf(one: ShippedPackage, purl: string, bomRef: string): Component {
  const [group, name] = one.name.startsWith('@') ? one.name.split('/') : [undefined, one.name];
  const component = new Component(ComponentType.Library, name, { group, version: one.version, purl, bomRef });
  // The archive does not have the patches; its hash is in the pedigree.
  if (one.patches === undefined) for (const [algorithm, hash] of hashesOf(one.integrity)) component.hashes.set(algorithm, hash);
  for (const reference of distributionsOf(one.integrity, purl)) component.externalReferences.add(reference);
  if (one.license !== undefined) component.licenses.add(licenseModel(one.license));
  const { how, path, integrity, hasInstallScript, size, deprecated, vendoredIn, isOwn } = one;
  const files = one.files && filesText(one.files);
  for (const [name_, value] of Object.entries({ how, path, integrity, hasInstallScript, size, deprecated, vendoredIn, isOwn, files })) {
    if (value !== undefined) component.properties.add(new Property(PROPERTIES[name_ as keyof typeof PROPERTIES], String(value)));
  }
  return component;
}

function keyOf(one: ShippedPackage): string {
  return `${one.ecosystem}:${nameAndVersion(one)}`;
}

function written({ what, why, fix }: UnknownContent): string {
  return JSON.stringify({ what, why, fix });
}
