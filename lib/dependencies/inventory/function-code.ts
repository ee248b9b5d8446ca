import * as fs from 'fs';
import * as path from 'path';
import { AssetStaging, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { codeDigest, SBOM_NAME } from './code-digest';
import { folderInventory } from './folder-inventory';
import { joined, NOTHING, unknownCode } from './inventory';
import { Inventory } from './shipped-package';
import { isShippedAsset } from '../../functions';
import { OWN_CODE_METADATA } from '../../gate';
import { referredElements } from '../../quotas';
import { readSbom } from '../sbom/read-sbom';
import { SIGNED_CODE_TYPE } from '../signing/signed-code-type';

const ANY_FIX = 'have the code staged by the CDK, with Code.fromAsset of a folder or SecureNodejsFunction';

/** What ships in the code of a function, and in the layers of the app that it has; who publishes other layers is for the gate to judge. */
export function inventoryOf(resource: lambda.CfnFunction): Inventory {
  return joined([codeOf(resource), ...layersOf(resource).map((layer) => contentOf(layer, layer.content, 'a layer', layer.node.path))]);
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

/** The layers of the function's stack that it has, or may have where conditions choose among them. */
function layersOf(resource: lambda.CfnFunction): lambda.CfnLayerVersion[] {
  return [...referredElements(resource.layers, resource)].filter((element): element is lambda.CfnLayerVersion => {
    // A layer of this library holds what it needs itself, and no package.
    return element instanceof lambda.CfnLayerVersion && element.stack === resource.stack && element.getMetadata(OWN_CODE_METADATA) === undefined;
  });
}

function contentOf(resource: CfnResource, content: any, kind: string, what: string): Inventory {
  const asset = assetOf(resource, content);
  if (!asset) return unknownCode(what, `${kind} lies in S3, and is no asset of the CDK`, ANY_FIX);
  const source = sourceOf(asset);
  // What comes with this package is pinned by what pins the package.
  if (source !== undefined && isShippedAsset(source)) return NOTHING;
  const staged = path.resolve(Stage.of(resource)!.outdir, asset.assetPath);
  if (!fs.statSync(staged).isDirectory()) return unknownCode(what, `${kind} is an archive, ${path.basename(source ?? staged)}`, ANY_FIX);
  return bundledInventory(staged, source) ?? folderInventory(staged, source);
}

/** The asset of the content, of those that a construct made beside its resource; where it is signed, the one that is signed. */
function assetOf(resource: CfnResource, content: unknown): assets.Asset | undefined {
  const resolved = (value: unknown) => JSON.stringify(Stack.of(resource).resolve(value));
  const keys = [Stack.of(resource).resolve(content)?.s3Key, ...signedKeys(resource, content)].map(resolved);
  const candidates = (resource.node.scope?.node.children ?? []).filter((child): child is assets.Asset => child instanceof assets.Asset);
  return candidates.find((asset) => keys.includes(resolved(asset.s3ObjectKey)));
}

/** The keys of what is signed at deployment, and then lies elsewhere. */
function signedKeys(resource: CfnResource, content: unknown): unknown[] {
  return [...referredElements(content, resource)].flatMap((element) => {
    if (!CfnResource.isCfnResource(element) || element.cfnResourceType !== SIGNED_CODE_TYPE) return [];
    const { _cfnProperties } = element as unknown as { _cfnProperties: { readonly SourceKey?: unknown } };
    return [_cfnProperties.SourceKey];
  });
}

/** What was staged. */
function sourceOf(asset: assets.Asset | undefined): string | undefined {
  return asset?.node.children.find((child): child is AssetStaging => child instanceof AssetStaging)?.sourcePath;
}

/** What bundling recorded, where that is of this very code. What was staged has it from anyone. */
function bundledInventory(staged: string, source: string | undefined): Inventory | undefined {
  const file = path.join(staged, SBOM_NAME);
  if (!fs.existsSync(file) || isCopy(file, path.join(source ?? staged, SBOM_NAME))) return undefined;
  try {
    const { codeDigest: recorded, packages, unknown } = readSbom(fs.readFileSync(file, 'utf8'), file);
    return recorded === codeDigest(staged) ? { packages, unknown } : undefined;
  } catch {
    // A document of someone else's.
    return undefined;
  }
}

function isCopy(file: string, source: string): boolean {
  return fs.existsSync(source) && fs.readFileSync(file).equals(fs.readFileSync(source));
}
