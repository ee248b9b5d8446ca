import { PackageURL } from 'packageurl-js';
import { licenseText } from './licenses';
import { patchesOf } from './pedigree';
import { PROPERTIES } from './properties';
import { sourceIn } from './purl';
import { parseJson } from '../../gate/templates/json';
import { UnreadableInput } from '../../gate/templates/unreadable-input';
import { filesFromText } from '../content/files';
import { nameAndVersion } from '../inventory/inventory';
import { Ecosystem, Inventory, ShippedPackage, UnknownContent } from '../inventory/shipped-package';

/** A bill of materials of a function. */
export interface Sbom extends Inventory {
  /** The construct path of the function, or the file that its code was bundled from. */
  readonly name: string;
  /** The digest of the function's code, if the document is in the code. */
  readonly codeDigest?: string;
}

/**
 * Parses the output of `sbomOf`.
 *
 * @param file the name of the file in errors
 * @throws UnreadableInput if the text is not such a document
 */
export function readSbom(text: string, file: string): Sbom {
  const document = parseJson(text, file) as any;
  try {
    if (document?.bomFormat !== 'CycloneDX') throw new Error('its bomFormat is not CycloneDX');
    const components = array(document.components, 'components');
    const dependents = dependentsByRef(document, components);
    return {
      name: string(document.metadata?.component?.name, 'metadata.component.name'),
      packages: components.map((component) => packageOf(component, dependents)),
      unknown: propertiesOf(document.metadata, PROPERTIES.unknown).map(unknownOf),
      codeDigest: propertiesOf(document.metadata, PROPERTIES.codeDigest)[0],
    };
  } catch (e) {
    throw new UnreadableInput(file, `is not a bill of materials that cdk-sec3 wrote (${(e as Error).message}): synthesize again`);
  }
}

function packageOf(component: any, dependents: ReadonlyMap<string, readonly string[]>): ShippedPackage {
  const { name, version, ecosystem } = identityOf(component);
  const property = (key: keyof typeof PROPERTIES): string | undefined => propertiesOf(component, PROPERTIES[key])[0];
  const how = property('how');
  if (how !== 'bundled' && how !== 'installed') throw new Error(`${PROPERTIES.how} of ${name} is ${how}`);
  const optional = {
    integrity: property('integrity'),
    source: property('isOwn') === undefined ? sourceIn(component.purl) : undefined,
    patches: patchesOf(component),
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

/** The name comes from the component: package URLs have npm names in lower case, and some old npm names differ only in case. */
function identityOf(component: any): { ecosystem: Ecosystem; name: string; version: string } {
  const purl = string(component?.purl, 'purl');
  const { type } = PackageURL.fromString(purl);
  if (type !== 'npm' && type !== 'pypi') throw new Error(`the purl ${purl} is neither of npm nor of PyPI`);
  const name = string(component.name, `name of ${purl}`);
  const group = component.group === undefined ? '' : `${string(component.group, `group of ${purl}`)}/`;
  return { ecosystem: type, name: `${group}${name}`, version: string(component.version, `version of ${purl}`) };
}

/** Returns the dependents of each component, by its reference, without the function itself. */
function dependentsByRef(document: any, components: readonly any[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const names = new Map(components.map((component) => [component?.['bom-ref'], nameAndVersion(identityOf(component))]));
  for (const { ref, dependsOn } of array(document.dependencies ?? [], 'dependencies')) {
    const dependent = names.get(ref);
    if (dependent === undefined) continue;
    for (const on of array(dependsOn ?? [], 'dependsOn')) found.set(on, [...(found.get(on) ?? []), dependent].sort());
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
