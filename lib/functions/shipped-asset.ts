import * as fs from 'fs';
import * as path from 'path';
import { isInPackage, packageFolder } from './package-folder';

const ASSETS = 'assets';

/**
 * Where something that this package ships for use inside AWS lies: a folder or a zip file. Nothing may be written there.
 *
 * @throws Error where the package was installed without it
 */
export function shippedAsset(name: string): string {
  const asset = path.join(packageFolder(), ASSETS, name);
  if (!fs.existsSync(asset)) throw new Error(`${asset} is missing from the cdk-sec3 package: install the package anew`);
  return asset;
}

/** Whether something lies where this package keeps what it ships: it comes with the package, and what pins the package pins it. */
export function isShippedAsset(file: string): boolean {
  return isInPackage(file, ASSETS);
}
