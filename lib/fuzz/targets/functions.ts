/** The functions of a cloud assembly, with the data to run them on this machine. */
import * as fs from 'fs';
import * as path from 'path';
import { constructPathOf, isOwnCode, Property, Resource, Undetermined } from '../../gate';
import { inlineHashOf } from '../../inbound-events/template/fuzz-evidence';
import { HANDLER_VARIABLE, REQUEST_VALIDATOR_HANDLERS, VALIDATOR_HANDLERS } from '../../inbound-events/template/validated-function';

/** A function that can be run, or the reason why it can't. */
export interface FuzzFunction {
  /** The construct path of the function. */
  readonly path: string;
  readonly name: string;
  /** The hash of the code: from the asset manifest, or of the code in the template. */
  readonly assetHash?: string;
  readonly root?: string;
  readonly handler?: string;
  /** The handler of the function itself, if another handler runs before it. */
  readonly ownHandler?: string;
  readonly language?: 'node' | 'python';
  readonly runtime?: string;
  readonly layers: readonly string[];
  /** Environment variables with values in the template. */
  readonly literals: { readonly [name: string]: string };
  /** Environment variables with values that are known only at deployment. */
  readonly open: readonly string[];
  /** Reason why the function can't be run. */
  readonly problem?: string;
  /** Whether the code belongs to this package, which tests it separately. */
  readonly isOwn: boolean;
}

/** Environment variables that start other programs or code before the handler. */
const WRAPPERS: ReadonlySet<string> = new Set(['AWS_LAMBDA_EXEC_WRAPPER', 'SEC3_RUNTIME_POLICY', 'SEC3_CHAINED_WRAPPER', 'NODE_OPTIONS', 'LD_PRELOAD', 'PATH']);

const manifests = new Map<string, ReadonlyMap<string, string>>();

/**
 * Reads a function from a template.
 *
 * @param scratch a folder for code that is written in the template
 */
export function readFunction(resource: Resource, scratch: string): FuzzFunction {
  const at = constructPathOf(resource.path);
  const variables = variablesOf(resource);
  const common = {
    path: at,
    name: at.split('/').pop()!,
    literals: Object.fromEntries(variables.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    open: variables.flatMap(([name, value]) => (value === undefined ? [name] : [])),
    isOwn: isOwnCode(resource),
    layers: [] as string[],
  };
  try {
    const runtime = resource.get('Runtime').string();
    const language = /^nodejs/.test(runtime ?? '') ? 'node' : /^python/.test(runtime ?? '') ? 'python' : undefined;
    if (!language) return { ...common, runtime, problem: `its runtime is ${runtime ?? 'that of an image'}; nodejs and python can be run` };
    const code = codeOf(resource, scratch, language);
    const handler = resource.get('Handler').string()!;
    const layers = resource.get('Layers').items().flatMap(layersOf);
    const isBehindValidator = [VALIDATOR_HANDLERS, REQUEST_VALIDATOR_HANDLERS].some((handlers) => handlers[language] === handler);
    return { ...common, runtime, language, handler, layers, ownHandler: isBehindValidator ? common.literals[HANDLER_VARIABLE] : handler, ...code };
  } catch (e) {
    if (!(e instanceof Undetermined)) throw e;
    return { ...common, problem: e.reason };
  }
}

function variablesOf(resource: Resource): [name: string, value: string | undefined][] {
  try {
    return resource.get('Environment', 'Variables').entries().filter(([name]) => !WRAPPERS.has(name)).map(([name, value]) => [name, value.literal()]);
  } catch (e) {
    if (!(e instanceof Undetermined)) throw e;
    return [];
  }
}

function codeOf(resource: Resource, scratch: string, language: 'node' | 'python'): { readonly root?: string; readonly assetHash?: string; readonly problem?: string } {
  const inline = resource.get('Code', 'ZipFile');
  if (inline.exists) {
    const root = fs.mkdtempSync(path.join(scratch, 'inline-'));
    fs.writeFileSync(path.join(root, language === 'node' ? 'index.js' : 'index.py'), inline.string()!);
    return { root, assetHash: inlineHashOf(inline.string()!) };
  }
  const asset = assetOf(resource, resource.get('Code', 'S3Key'));
  if (!asset) return { problem: 'its code is not an asset of this cloud assembly' };
  if (!fs.existsSync(asset.folder)) return { problem: `its code, ${asset.folder}, is missing: synthesize again` };
  if (!fs.statSync(asset.folder).isDirectory()) return { problem: `its code is the archive ${path.basename(asset.folder)}; only folders can be run` };
  return { root: fs.realpathSync(asset.folder), assetHash: asset.hash };
}

function layersOf(layer: Property): string[] {
  return layer.references().flatMap(({ resource }) => {
    if (resource.type !== 'AWS::Lambda::LayerVersion') return [];
    const asset = assetOf(resource, resource.get('Content', 'S3Key'));
    return asset && fs.existsSync(asset.folder) && fs.statSync(asset.folder).isDirectory() ? [fs.realpathSync(asset.folder)] : [];
  });
}

/** Finds an asset by the manifest, or else by the metadata that the CDK adds to the resource. */
function assetOf(resource: Resource, key: Property): { readonly folder: string; readonly hash: string } | undefined {
  const { assembly } = resource.stack;
  if (assembly === undefined) return undefined;
  const written = key.literal();
  const hash = written?.replace(/^.*\//, '').replace(/\.[a-z]+$/, '');
  const listed = written === undefined ? undefined : manifestOf(assembly).get(written);
  const recorded = resource.attribute('Metadata').at('aws:asset:path').literal();
  const place = listed ?? recorded;
  if (place === undefined) return undefined;
  return { folder: path.resolve(assembly, place), hash: hash ?? path.basename(place).replace(/^asset\./, '') };
}

/** Returns the files of an assembly by their object keys. */
function manifestOf(assembly: string): ReadonlyMap<string, string> {
  let known = manifests.get(assembly);
  if (!known) {
    const found = new Map<string, string>();
    for (const file of fs.readdirSync(assembly).filter((name) => name.endsWith('.assets.json'))) {
      const { files = {} } = JSON.parse(fs.readFileSync(path.join(assembly, file), 'utf8')) as { files?: { [hash: string]: any } };
      for (const { source, destinations = {} } of Object.values(files)) {
        for (const { objectKey } of Object.values<any>(destinations)) if (source?.path) found.set(objectKey, source.path);
      }
    }
    manifests.set(assembly, (known = found));
  }
  return known;
}
