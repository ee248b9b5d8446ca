import * as fs from 'fs';
import * as path from 'path';

/** What a `package.json` says of a package of a registry. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly hasInstallScript: boolean;
  /** Names that it imports other packages by. */
  readonly dependencies: readonly string[];
}

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

/** Reads the `package.json` of a folder; none where it is missing or names no package. */
export function readManifest(folder: string): PackageManifest | undefined {
  const content = contentOf(folder);
  if (typeof content?.name !== 'string' || typeof content.version !== 'string' || content.name === '' || content.version === '') return undefined;
  return {
    name: content.name,
    version: content.version,
    license: licenseOf(content),
    // npm builds what has a binding.gyp, by itself.
    hasInstallScript: INSTALL_SCRIPTS.some((script) => content.scripts?.[script] !== undefined) || fs.existsSync(path.join(folder, 'binding.gyp')),
    dependencies: dependenciesIn(content),
  };
}

/** Names that a package in a folder imports others by. */
export function manifestDependencies(folder: string): string[] {
  return dependenciesIn(contentOf(folder));
}

/** Name, version and license of a package of the project itself, which needs no version; none where the folder is none. */
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

/** Its own word, or the objects of times before SPDX. */
function licenseOf({ license, licenses }: any): string | undefined {
  const found = license ?? licenses;
  const types = (Array.isArray(found) ? found : [found]).map((one) => (typeof one === 'object' ? one?.type : one)).filter((one) => typeof one === 'string' && one !== '');
  return types.length > 1 ? `(${types.join(' OR ')})` : types[0];
}
