import { ComponentType } from '@cyclonedx/cyclonedx-library/Enums';
import { Bom, Component, Metadata, Property, Tool } from '@cyclonedx/cyclonedx-library/Models';
import { JSON as CycloneDxJson, JsonSerializer } from '@cyclonedx/cyclonedx-library/Serialize';
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec';
import { distributionsOf } from './distributions';
import { hashesOf } from './hashes';
import { licenseModel } from './licenses';
import { PROPERTIES } from './properties';
import { purlOf } from './purl';
import { filesText } from '../content/files';
import { Inventory, ShippedPackage, UnknownContent } from '../inventory/shipped-package';

/**
 * A bill of materials: CycloneDX 1.6 as JSON. The same inventory gives the same text, anywhere and at any time, so that a function
 * which has it in its code changes with what ships alone.
 *
 * @param name what it is about: the construct path of a function, or the file that its code was bundled from
 * @param codeDigest where it lies in the code that it is about: `codeDigest` of that
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function sbomOf(name: string, { packages, unknown }: Inventory, codeDigest?: string): string {
  const subject = new Component(ComponentType.Application, name, { bomRef: 'function' });
  const metadata = new Metadata({ component: subject });
  metadata.tools.tools.add(new Tool({ name: 'cdk-sec3' }));
  if (codeDigest !== undefined) metadata.properties.add(new Property(PROPERTIES.codeDigest, codeDigest));
  for (const content of unknown) metadata.properties.add(new Property(PROPERTIES.unknown, written(content)));

  const bom = new Bom({ metadata });
  const components = new Map<string, Component>();
  for (const one of packages) {
    const component = componentOf(one);
    components.set(keyOf(one), component);
    bom.components.add(component);
  }
  for (const one of packages) {
    const { bomRef } = components.get(keyOf(one))!;
    const dependents = one.dependents.flatMap((dependent) => components.get(`${one.ecosystem}:${dependent}`) ?? []);
    for (const dependent of dependents.length > 0 ? dependents : [subject]) dependent.dependencies.add(bomRef);
  }
  return `${SERIALIZER.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

const SERIALIZER = new JsonSerializer(new CycloneDxJson.Normalize.Factory(Spec1dot6));

function componentOf(one: ShippedPackage): Component {
  const [group, name] = one.name.startsWith('@') ? one.name.split('/') : [undefined, one.name];
  const purl = purlOf(one);
  const component = new Component(ComponentType.Library, name, { group, version: one.version, purl, bomRef: purl });
  for (const [algorithm, hash] of hashesOf(one.integrity)) component.hashes.set(algorithm, hash);
  for (const reference of distributionsOf(one.integrity, purl)) component.externalReferences.add(reference);
  if (one.license !== undefined) component.licenses.add(licenseModel(one.license));
  const { how, path, integrity, hasInstallScript, size, deprecated, vendoredIn, isOwn } = one;
  const files = one.files && filesText(one.files);
  for (const [name_, value] of Object.entries({ how, path, integrity, hasInstallScript, size, deprecated, vendoredIn, isOwn, files })) {
    if (value !== undefined) component.properties.add(new Property(PROPERTIES[name_ as keyof typeof PROPERTIES], String(value)));
  }
  return component;
}

function keyOf({ ecosystem, name, version }: ShippedPackage): string {
  return `${ecosystem}:${name}@${version}`;
}

function written({ what, why, fix }: UnknownContent): string {
  return JSON.stringify({ what, why, fix });
}
