import * as fs from 'fs';
import * as path from 'path';
import { AssetStaging, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { codeDigest, SBOM_NAME } from './code-digest';
import { unknownBeside } from './external-modules';
import { folderInventory } from './folder-inventory';
import { joined, NOTHING, unknownCode } from './inventory';
import { Inventory } from './shipped-package';
import { isShippedAsset } from '../../functions';
import { OWN_CODE_METADATA } from '../../gate';
import { referredElements } from '../../quotas';
import { readSbom } from '../sbom/read-sbom';
import { SIGNED_CODE_TYPE } from '../signing/signed-code-type';

const ANY_FIX = 'have the code staged by the CDK, with Code.fromAsset of a folder or SecureNodejsFunction';

/**
 * Returns the packages in the code of a function and in its layers of the same stack. Layers from elsewhere are the subject of another rule of the
 * gate.
 */
export function inventoryOf(resource: lambda.CfnFunction): Inventory {
  const layers = joined(layersOf(resource).map(layerContent));
  const code = codeOf(resource);
  return joined([{ ...code, unknown: unknownBeside(code.unknown, layers.packages) }, layers]);
}

function layerContent(layer: lambda.CfnLayerVersion): Inventory {
  const what = layer.node.path;
  if (layer.stack.bundlingRequired) return contentOf(layer, layer.content, 'a layer', what);
  const fix = 'name the stack of the layer in the command, or omit --exclusively';
  return unknownCode(what, 'the stack of the layer is not bundled in this synthesis', fix);
}

function codeOf(resource: lambda.CfnFunction): Inventory {
  const code = Stack.of(resource).resolve(resource.code) ?? {};
  if (code.zipFile !== undefined) return NOTHING;
  if (code.imageUri !== undefined) {
    return unknownCode('the code', 'it is a container image', 'have the build of the image write an SBOM, and Amazon Inspector scan its repository');
  }
  const found = contentOf(resource, resource.code, 'the code', 'the code');
  const runtime = resource.runtime ?? '';
  if (/^(nodejs|python)/.test(runtime) || found.unknown.length > 0) return found;
  return { ...found, unknown: [{ what: 'the code', why: `packages of the runtime ${runtime} are not known`, fix: 'have its build tool write an SBOM' }] };
}

/** Returns the layers of the app that the function has, in any stack, or may have if conditions choose among them. */
function layersOf(resource: lambda.CfnFunction): lambda.CfnLayerVersion[] {
  return [...referredElements(resource.layers, resource)].filter((element): element is lambda.CfnLayerVersion => {
    // A layer of this library has only the library's own code, and no package.
    return element instanceof lambda.CfnLayerVersion && element.getMetadata(OWN_CODE_METADATA) === undefined;
  });
}

function contentOf(resource: CfnResource, content: any, kind: string, what: string): Inventory {
  const asset = assetOf(resource, content);
  if (!asset) return unknownCode(what, `${kind} is in S3, and is not an asset of the CDK`, ANY_FIX);
  const source = sourceOf(asset);
  // Code that ships with cdk-sec3 is pinned together with cdk-sec3 itself.
  if (source !== undefined && isShippedAsset(source)) return NOTHING;
  const staged = path.resolve(Stage.of(resource)!.outdir, asset.assetPath);
  if (!fs.statSync(staged).isDirectory()) return unknownCode(what, `${kind} is an archive, ${path.basename(source ?? staged)}`, ANY_FIX);
  return bundledInventory(staged, source) ?? folderInventory(staged, source);
}

/** Returns the asset of the code, among the assets beside the resource in its construct. For signed code, it is the asset that was signed. */
function assetOf(resource: CfnResource, content: unknown): assets.Asset | undefined {
  const resolved = (value: unknown) => JSON.stringify(Stack.of(resource).resolve(value));
  const keys = [Stack.of(resource).resolve(content)?.s3Key, ...signedKeys(resource, content)].map(resolved);
  const candidates = (resource.node.scope?.node.children ?? []).filter((child): child is assets.Asset => child instanceof assets.Asset);
  return candidates.find((asset) => keys.includes(resolved(asset.s3ObjectKey)));
}

/** Returns the S3 keys of the unsigned code, if it is signed at deployment. The signed code has other keys. */
function signedKeys(resource: CfnResource, content: unknown): unknown[] {
  return [...referredElements(content, resource)].flatMap((element) => {
    if (!CfnResource.isCfnResource(element) || element.cfnResourceType !== SIGNED_CODE_TYPE) return [];
    const { _cfnProperties } = element as unknown as { _cfnProperties: { readonly SourceKey?: unknown } };
    return [_cfnProperties.SourceKey];
  });
}

/** Returns the path of the source of an asset. */
function sourceOf(asset: assets.Asset | undefined): string | undefined {
  return asset?.node.children.find((child): child is AssetStaging => child instanceof AssetStaging)?.sourcePath;
}

/**
 * Returns the inventory that bundling recorded; undefined unless it belongs to exactly this code. A bill of materials that was copied from the source
 * is not trusted: anyone may have written it.
 */
function bundledInventory(staged: string, source: string | undefined): Inventory | undefined {
  const file = path.join(staged, SBOM_NAME);
  if (!fs.existsSync(file) || isCopy(file, path.join(source ?? staged, SBOM_NAME))) return undefined;
  try {
    const { codeDigest: recorded, packages, unknown } = readSbom(fs.readFileSync(file, 'utf8'), file);
    return recorded === codeDigest(staged) ? { packages, unknown } : undefined;
  } catch {
    // A document of another tool.
    return undefined;
  }
}

function isCopy(file: string, source: string): boolean {
  return fs.existsSync(source) && fs.readFileSync(file).equals(fs.readFileSync(source));
}
