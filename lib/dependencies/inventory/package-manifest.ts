import * as fs from 'fs';
import * as path from 'path';
import { npmVersion } from './registry-names';

/** The facts in the `package.json` of a package from a registry. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly hasInstallScript: boolean;
  /** The names by which it imports other packages. */
  readonly dependencies: readonly string[];
}

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

/** Reads the `package.json` of a folder; undefined if it is missing or has no name and version. */
export function readManifest(folder: string): PackageManifest | undefined {
  const content = contentOf(folder);
  if (typeof content?.name !== 'string' || typeof content.version !== 'string' || content.name === '' || content.version === '') return undefined;
  return {
    name: content.name,
    version: npmVersion(content.version),
    license: licenseOf(content),
    // npm builds a package with a binding.gyp even without an install script.
    hasInstallScript: INSTALL_SCRIPTS.some((script) => content.scripts?.[script] !== undefined) || fs.existsSync(path.join(folder, 'binding.gyp')),
    dependencies: dependenciesIn(content),
  };
}

/** Returns the names by which the package in a folder imports others. */
export function manifestDependencies(folder: string): string[] {
  return dependenciesIn(contentOf(folder));
}

/** Returns name, version and license of a package of the project itself, which may have no version; undefined if the folder is not a package. */
export function readWorkspace(folder: string): { readonly name: string; readonly version: string; readonly license?: string } | undefined {
  const content = contentOf(folder);
  if (typeof content?.name !== 'string' || content.name === '') return undefined;
  return { name: content.name, version: typeof content.version === 'string' && content.version !== '' ? content.version : '0.0.0', license: licenseOf(content) };
}

function dependenciesIn(content: any): string[] {
  return ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) => Object.keys(content?.[kind] ?? {}));
}

function contentOf(folder: string): any {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8').replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** Returns the license, as a text or in the object format that npm used before SPDX. */
function licenseOf({ license, licenses }: any): string | undefined {
  const found = license ?? licenses;
  const types = (Array.isArray(found) ? found : [found]).map((one) => (typeof one === 'object' ? one?.type : one)).filter((one) => typeof one === 'string' && one !== '');
  return types.length > 1 ? `(${types.join(' OR ')})` : types[0];
}
