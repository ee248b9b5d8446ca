import * as fs from 'fs';
import * as path from 'path';
import * as semver from 'semver';
import { isObject } from '../../json/json-object';
import { MINIMUM_CDK_VERSION } from '../../secure/cdk-version';

/**
 * Returns the aws-cdk-lib version of an app, if it is too old for the gate: the installed version, or else the one in package.json or
 * requirements.txt.
 */
export function tooOldCdk(folder: string): string | undefined {
  const installed = versionIn(path.join(folder, 'node_modules/aws-cdk-lib/package.json'), ({ version }) => version);
  if (installed !== undefined) return semver.valid(installed) !== null && semver.lt(installed, MINIMUM_CDK_VERSION) ? installed : undefined;
  const asked = versionIn(path.join(folder, 'package.json'), ({ dependencies, devDependencies, peerDependencies }) => {
    return [dependencies, devDependencies, peerDependencies].flatMap((list) => (isObject(list) && 'aws-cdk-lib' in list ? [list['aws-cdk-lib']] : []))[0];
  });
  if (asked !== undefined) return semver.validRange(asked) !== null && !semver.intersects(asked, `>=${MINIMUM_CDK_VERSION}`) ? asked : undefined;
  const pinned = /^\s*aws[-_.]cdk[-_.]lib\s*===?\s*([\d.]+)/im.exec(textOf(path.join(folder, 'requirements.txt')) ?? '')?.[1];
  return semver.valid(pinned) !== null && semver.lt(pinned!, MINIMUM_CDK_VERSION) ? pinned : undefined;
}

function versionIn(file: string, select: (manifest: { readonly [key: string]: unknown }) => unknown): string | undefined {
  try {
    const manifest: unknown = JSON.parse(textOf(file) ?? 'null');
    const version = isObject(manifest) ? select(manifest) : undefined;
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

function textOf(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}
