import { PackageURL } from 'packageurl-js';
import { licenseText } from './licenses';
import { PROPERTIES } from './properties';
import { parseJson } from '../../gate/templates/json';
import { UnreadableInput } from '../../gate/templates/unreadable-input';
import { filesFromText } from '../content/files';
import { Ecosystem, Inventory, ShippedPackage, UnknownContent } from '../inventory/shipped-package';

/** A bill of materials of a function. */
export interface Sbom extends Inventory {
  /** What it is about: the construct path of the function. */
  readonly name: string;
  /** Where it lies in the code that it is about. */
  readonly codeDigest?: string;
}

/**
 * Reads what `sbomOf` wrote.
 *
 * @param file what to name in errors
 * @throws UnreadableInput where it is something else
 */
export function readSbom(text: string, file: string): Sbom {
  const document = parseJson(text, file) as any;
  try {
    if (document?.bomFormat !== 'CycloneDX') throw new Error('its bomFormat is not CycloneDX');
    const dependents = dependentsByRef(document);
    return {
      name: string(document.metadata?.component?.name, 'metadata.component.name'),
      packages: array(document.components, 'components').map((component) => packageOf(component, dependents)),
      unknown: propertiesOf(document.metadata, PROPERTIES.unknown).map(unknownOf),
      codeDigest: propertiesOf(document.metadata, PROPERTIES.codeDigest)[0],
    };
  } catch (e) {
    throw new UnreadableInput(file, `is not a bill of materials that cdk-sec3 wrote (${(e as Error).message}): synthesize again`);
  }
}

function packageOf(component: any, dependents: ReadonlyMap<string, readonly string[]>): ShippedPackage {
  const { name, version, ecosystem } = identityOf(component?.purl);
  const property = (key: keyof typeof PROPERTIES): string | undefined => propertiesOf(component, PROPERTIES[key])[0];
  const how = property('how');
  if (how !== 'bundled' && how !== 'installed') throw new Error(`${PROPERTIES.how} of ${name} is ${how}`);
  const optional = {
    integrity: property('integrity'),
    license: licenseText(component.licenses?.[0]),
    path: property('path'),
    hasInstallScript: booleanOf(property('hasInstallScript')),
    size: property('size') === undefined ? undefined : Number(property('size')),
    deprecated: property('deprecated'),
    isOwn: booleanOf(property('isOwn')),
    vendoredIn: property('vendoredIn'),
    files: property('files') === undefined ? undefined : filesFromText(property('files')!),
  };
  return {
    ecosystem,
    name,
    version,
    how,
    dependents: dependents.get(component['bom-ref']) ?? [],
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

function identityOf(purl: unknown): { ecosystem: Ecosystem; name: string; version: string } {
  const { type, namespace, name, version } = PackageURL.fromString(string(purl, 'purl'));
  if (type !== 'npm' && type !== 'pypi') throw new Error(`the purl ${purl} is of neither npm nor PyPI`);
  return { ecosystem: type, name: namespace ? `${namespace}/${name}` : string(name, 'name in purl'), version: string(version, 'version in purl') };
}

/** What depends on each component, by its reference; the function itself left out. */
function dependentsByRef(document: any): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const subject = document.metadata?.component?.['bom-ref'];
  for (const { ref, dependsOn } of array(document.dependencies ?? [], 'dependencies')) {
    if (ref === subject) continue;
    for (const on of array(dependsOn ?? [], 'dependsOn')) {
      const { name, version } = identityOf(ref);
      found.set(on, [...(found.get(on) ?? []), `${name}@${version}`].sort());
    }
  }
  return found;
}

function unknownOf(text: string): UnknownContent {
  const { what, why, fix } = JSON.parse(text);
  return { what: string(what, 'what'), why: string(why, 'why'), fix: string(fix, 'fix') };
}

function propertiesOf(owner: any, name: string): string[] {
  return array(owner?.properties ?? [], 'properties').filter((property) => property?.name === name).map(({ value }) => string(value, name));
}

function booleanOf(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : text === 'true';
}

function string(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new Error(`${name} is ${JSON.stringify(value)}`);
  return value;
}

function array(value: unknown, name: string): any[] {
  if (!Array.isArray(value)) throw new Error(`${name} is ${JSON.stringify(value)}`);
  return value;
}
