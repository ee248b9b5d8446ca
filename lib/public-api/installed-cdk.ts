import * as fs from 'fs';
import * as path from 'path';
import { assemblyIn, JsiiTypes, valuesOf } from './jsii-types';
import type { PublicApi } from './public-api';

const known = new WeakMap<PublicApi, PublicApi>();

/**
 * Returns the table with the options of the installed CDK, whose version may have more options or accept more types. It is read only if a call seems
 * wrong, because reading takes about a second.
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
  const names = (table: object) => Object.keys(table).filter((name) => name.includes('.'));
  const enums = Object.fromEntries(names(api.enums).map((fqn) => [fqn, cdkEnum(fqn)]));
  return {
    ...api,
    structs: { ...api.structs, ...types.cdkStructs(names(api.structs)) },
    members: { ...api.members, ...types.members(names(api.members)) },
    enums: { ...api.enums, ...enums },
  };
}

/** Returns the values of an enum of the CDK, such as `aws-cdk-lib.aws_logs.RetentionDays`. */
export function cdkEnum(fqn: string): (string | number)[] {
  const [, module, name] = /^(.*)\.(\w+)$/.exec(fqn)!;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return valuesOf(require(module.replace(/\./g, '/').replace(/_/g, '-'))[name]);
}

function folderOf(name: string): string {
  return path.dirname(require.resolve(`${name}/package.json`));
}

function versionIn(folder: string): string {
  return (JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { readonly version: string }).version;
}
