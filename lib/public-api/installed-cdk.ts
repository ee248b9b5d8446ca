import * as fs from 'fs';
import * as path from 'path';
import { assemblyIn, JsiiTypes } from './jsii-types';
import type { PublicApi } from './public-api';

const known = new WeakMap<PublicApi, PublicApi>();

/**
 * The table with the options of the installed CDK, whose version may have more options or accept more types. It is read only if a call seems wrong,
 * because reading takes about a second.
 */
export function asInstalled(api: PublicApi): PublicApi {
  let installed = known.get(api);
  if (!installed) known.set(api, (installed = read(api)));
  return installed;
}

function read(api: PublicApi): PublicApi {
  const [cdk, constructs] = ['aws-cdk-lib', 'constructs'].map(folderOf);
  if (versionIn(cdk) === api.cdkVersion) return api;
  const types = new JsiiTypes({ ...assemblyIn(constructs).types, ...assemblyIn(cdk).types }, 'cdk-sec3');
  return { ...api, structs: { ...api.structs, ...types.cdkStructs(Object.keys(api.structs).filter((name) => name.includes('.'))) } };
}

function folderOf(name: string): string {
  return path.dirname(require.resolve(`${name}/package.json`));
}

function versionIn(folder: string): string {
  return (JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { readonly version: string }).version;
}
