import type { Bom } from '@cyclonedx/cyclonedx-library/Models';
import { JSON as CycloneDxJson, JsonSerializer, Types } from '@cyclonedx/cyclonedx-library/Serialize';
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec';
import { hashesOf } from './hashes';
import { purlOf } from './purl';
import type { ShippedPackage } from '../inventory/shipped-package';

/** Serializes components with their pedigrees, which the models of the library do not have. */
export class PedigreeSerializer extends JsonSerializer {
  /** @param pedigrees pedigrees by the references of their components */
  constructor(private readonly pedigrees: ReadonlyMap<string, object>) {
    super(new CycloneDxJson.Normalize.Factory(Spec1dot6));
  }

  protected _normalize(bom: Bom, options?: Types.NormalizerOptions): CycloneDxJson.Types.Normalized.Bom {
    const document = super._normalize(bom, options);
    return { ...document, components: document.components?.map((component) => this.withPedigree(component)) };
  }

  private withPedigree<T extends CycloneDxJson.Types.Normalized.Component>(component: T): T {
    const pedigree = this.pedigrees.get(component['bom-ref'] ?? '');
    return pedigree === undefined ? component : { ...component, pedigree };
  }
}

/** Returns the pedigree of a patched package: the patches, and the package without them, with the hash of its archive; undefined without patches. */
export function pedigreeOf(one: ShippedPackage): object | undefined {
  if (one.patches === undefined) return undefined;
  const hashes = [...hashesOf(one.integrity)].map(([alg, content]) => ({ alg, content }));
  return {
    ancestors: [{ type: 'library', name: one.name, version: one.version, purl: purlOf(one), ...(hashes.length > 0 && { hashes }) }],
    patches: one.patches.map((patch) => ({ type: 'unofficial', diff: { url: encodeURI(patch) } })),
  };
}

/** Returns the patches of a component; undefined if there are none. */
export function patchesOf(component: any): string[] | undefined {
  return component?.pedigree?.patches?.map(({ diff }: { readonly diff: { readonly url: string } }) => decodeURI(diff.url));
}
