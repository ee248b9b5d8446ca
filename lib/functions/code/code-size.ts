import * as fs from 'fs';
import * as path from 'path';
import { CfnResource, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { OpenedFile } from './opened-file';
import { zipDirectory } from './zip-directory';
import { LIMITS, referredElements } from '../../quotas';

const MIB = 1024 * 1024;

/**
 * Fails synthesis if a function and its layers exceed Lambda's limit for unpacked code. Only code in the app is counted, not code that is
 * already in S3, or layers of others.
 */
export function checkCodeSize(fn: lambda.Function): void {
  fn.node.addValidation({
    validate: () => {
      const resource = fn.node.defaultChild as lambda.CfnFunction;
      const layers = [...referredElements(resource.layers, resource)].filter((element) => element instanceof lambda.CfnLayerVersion);
      const sizes = new Map([['its code', sizeOf(resource, resource.code)], ...layers.map((layer) => [layer.node.scope!.node.path, sizeOf(layer, layer.content)] as const)]);
      const size = [...sizes.values()].reduce((sum, each) => sum + each, 0);
      if (size <= LIMITS.unpackedCode) return [];
      const parts = [...sizes].filter(([, bytes]) => bytes > 0).map(([what, bytes]) => `${what} ${Math.ceil(bytes / MIB)}`);
      return [`function ${fn.node.path} has ${Math.ceil(size / MIB)} MiB of code with its layers, and the limit of Lambda is ${LIMITS.unpackedCode / MIB} (${parts.join(', ')}): exclude files, or use a container image`];
    },
  });
}

/** Returns the unpacked size, in bytes, of the staged code of a function or a layer. */
function sizeOf(resource: CfnResource, content: unknown): number {
  const key = JSON.stringify((Stack.of(resource).resolve(content) as { readonly s3Key?: unknown } | undefined)?.s3Key ?? null);
  const beside = (resource.node.scope?.node.children ?? []).filter((child): child is assets.Asset => child instanceof assets.Asset);
  const asset = beside.find((each) => JSON.stringify(Stack.of(each).resolve(each.s3ObjectKey)) === key);
  return asset ? unpacked(path.resolve(Stage.of(resource)!.outdir, asset.assetPath)) : 0;
}

function unpacked(file: string): number {
  const { isFolder, size } = statOf(file);
  if (isFolder) return fs.readdirSync(file).reduce((sum, name) => sum + unpackedFile(path.join(file, name)), 0);
  const archive = new OpenedFile(file);
  try {
    return [...zipDirectory(archive)].reduce((sum, entry) => sum + entry.size, 0);
  } catch {
    // An unreadable archive is not checked here: Lambda reports it.
    return size;
  } finally {
    archive.close();
  }
}

function unpackedFile(file: string): number {
  const { isFolder, size } = statOf(file);
  return isFolder ? unpacked(file) : size;
}

/** A link counts as its target, since it is packed that way. A broken link does not count. */
function statOf(file: string): { readonly isFolder: boolean; readonly size: number } {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return { isFolder: stat?.isDirectory() ?? false, size: stat?.size ?? 0 };
}
