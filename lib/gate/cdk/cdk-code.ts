import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { isObject, type JsonObject } from '../../json/json-object';
import type { Resource } from '../workload/resource';
import type { Workload } from '../workload/workload';

/** The folders in which aws-cdk-lib keeps the code of its own functions, each in a subfolder. */
const HANDLER_FOLDERS = ['custom-resource-handlers/dist/*', 'core/lib/dist/*', 'custom-resources/lib/provider-framework'];

/** The file that the CDK adds beside a handler of a custom resource, and its source. */
const ENTRY_POINT = { name: '__entrypoint__.js', source: 'custom-resource-handlers/dist/core/nodejs-entrypoint-handler/index.js' };

/** Variables that make other code run. */
const LOADING = /"(NODE_|PYTHON|LD_|AWS_LAMBDA_EXEC_WRAPPER)[^"]*":/;

/** Every function of the CDK has fewer files and bytes than these limits. */
const MAX_FILES = 20;
const MAX_BYTES = 5_000_000;

/** The code that aws-cdk-lib ships for its own functions. */
interface ShippedCode {
  /** Contents of folders, by {@link contentOf}. */
  readonly folders: ReadonlySet<string>;
  /** Programs that the CDK writes into templates, without comments. */
  readonly texts: ReadonlySet<string>;
  readonly entryPoint?: string;
}

let shipped: ShippedCode | undefined;

/**
 * Checks whether the code of a function equals, byte for byte, the code that the installed aws-cdk-lib ships for its own functions, without other
 * files. The name of an asset proves nothing, since it can be chosen. Its files have to be in the cloud assembly or beside the template.
 */
export function runsCdkCode(fn: Resource, workload: Workload): boolean {
  const { Code: code, Handler: handler, Layers: layers = [], Environment: environment } = fn.body.Properties ?? {};
  shipped ??= readShipped();
  if (!isObject(code) || typeof handler !== 'string' || !Array.isArray(layers)) return false;
  if (LOADING.test(JSON.stringify(environment ?? null)) || !layers.every((layer) => isCdkLayer(layer, fn, workload))) return false;
  if (typeof code.ZipFile === 'string') return shipped.texts.has(code.ZipFile);
  const folder = assetOf(code, fn);
  const files = folder === undefined ? undefined : hashesOf(folder);
  if (!files || !['js', 'py'].some((extension) => files.has(`${handler.split('.')[0]}.${extension}`))) return false;
  if (files.get(ENTRY_POINT.name) === shipped.entryPoint) files.delete(ENTRY_POINT.name);
  return shipped.folders.has(contentOf(files));
}

/** Checks whether a layer is the AWS CLI, which the CDK's own functions have as a layer. */
function isCdkLayer(layer: unknown, fn: Resource, workload: Workload): boolean {
  const version = isObject(layer) && typeof layer.Ref === 'string' ? workload.resource(fn.stack, layer.Ref) : undefined;
  const content = version?.body.Properties?.Content;
  const file = version && isObject(content) ? assetOf(content, version) : undefined;
  const cli = installed('@aws-cdk/asset-awscli-v1/package.json');
  return file !== undefined && cli !== undefined && isSameFile(file, path.join(cli, 'lib', 'layer.zip'));
}

/** Returns the local path of an asset that is deployed as an archive. */
function assetOf({ S3Key: key }: JsonObject, { stack }: Resource): string | undefined {
  const hash = typeof key === 'string' ? /(?:^|\/)([0-9a-f]{64})\.zip$/.exec(key)?.[1] : undefined;
  return hash === undefined ? undefined : stack.assetOf(hash);
}

function isSameFile(file: string, other: string): boolean {
  const [size, expected] = [file, other].map((name) => fs.statSync(name, { throwIfNoEntry: false })?.size);
  return size !== undefined && size === expected && fs.readFileSync(file).equals(fs.readFileSync(other));
}

function readShipped(): ShippedCode {
  const root = installed('aws-cdk-lib/package.json');
  if (root === undefined) return { folders: new Set(), texts: new Set() };
  const folders = HANDLER_FOLDERS.flatMap((pattern) => foldersBelow(root, pattern));
  const contents = folders.flatMap((folder) => hashesOf(folder) ?? []).filter((files) => files.size > 0);
  const entryPoint = path.join(root, ENTRY_POINT.source);
  return {
    folders: new Set(contents.map(contentOf)),
    texts: new Set(folders.flatMap(programsOf)),
    entryPoint: fs.existsSync(entryPoint) ? hashOf(entryPoint) : undefined,
  };
}

/** Returns the folder of an installed package, by its package.json. */
function installed(name: string): string | undefined {
  try {
    return path.dirname(require.resolve(name));
  } catch {
    return undefined;
  }
}

/** Returns the folders below one, or below each folder in it if the pattern ends with a star. */
function foldersBelow(root: string, pattern: string): string[] {
  const [parent, star] = pattern.split('/*');
  const inside = subfolders(path.join(root, parent));
  return star === undefined ? inside : inside.flatMap(subfolders);
}

function subfolders(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
}

function programsOf(folder: string): string[] {
  const files = ['index.py', 'index.js'].map((name) => path.join(folder, name)).filter((file) => fs.existsSync(file));
  return files.flatMap((file) => {
    const text = fs.readFileSync(file, 'utf8');
    return [text, text.replace(/^ *#.*\n?/gm, '')];
  });
}

/**
 * Returns the hashes of the files in a folder, by relative path, without type declarations and hidden files, which are not executed. Undefined if it
 * is not a small folder of files.
 */
function hashesOf(folder: string): Map<string, string> | undefined {
  if (!fs.existsSync(folder) || !fs.lstatSync(folder).isDirectory()) return undefined;
  const files = new Map<string, string>();
  const open = [''];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const entry of fs.readdirSync(path.join(folder, at), { withFileTypes: true })) {
      const name = at === '' ? entry.name : `${at}/${entry.name}`;
      const file = path.join(folder, name);
      if (entry.isDirectory()) open.push(name);
      else if (!entry.isFile() || files.size >= MAX_FILES || fs.statSync(file).size > MAX_BYTES) return undefined;
      else if (!/(^|\/)\.|\.d\.ts$/.test(name)) files.set(name, hashOf(file));
    }
  }
  return files;
}

function hashOf(file: string): string {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

function contentOf(files: ReadonlyMap<string, string>): string {
  return JSON.stringify([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
