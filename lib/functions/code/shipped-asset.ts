import * as fs from 'fs';
import * as path from 'path';
import { isInPackage, packageFolder } from './package-folder';

const ASSETS = 'assets';

/**
 * Returns the location of an asset that this package ships for use inside AWS: a folder or a zip file. It must not be changed.
 *
 * @throws Error if the package was installed without it
 */
export function shippedAsset(name: string): string {
  const asset = path.join(packageFolder(), ASSETS, name);
  if (!fs.existsSync(asset)) throw new Error(`${asset} is missing from the cdk-sec3 package: reinstall the package`);
  return asset;
}

/** Checks whether a file is an asset of this package, which is pinned together with the package. */
export function isShippedAsset(file: string): boolean {
  return isInPackage(file, ASSETS);
}
