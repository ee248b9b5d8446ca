import * as fs from 'fs';
import * as path from 'path';
import type { Metafile } from 'esbuild';
import spdx from 'spdx-license-list/full';

/** Licenses of packages that may be bundled. */
const LICENSES = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

/** Packages that bundle their own dependencies. */
const BUNDLES = ['fast-xml-parser', 'redos-detector'];

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
  readonly repository?: string | { readonly url: string };
  readonly dependencies?: { readonly [name: string]: string };
}

/**
 * Returns the copyright notices and licenses of the packages in a bundle.
 *
 * @param metafile esbuild's description of the bundle
 * @throws Error if a package has another license
 */
export function thirdPartyNotices(root: string, { inputs }: Metafile): string {
  const folders = new Set(Object.keys(inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? []));
  const notices = new Map<string, string>();
  for (const folder of folders) {
    const manifest: Manifest = JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const { name, version, license = 'no license', dependencies = {} } = manifest;
    if (!LICENSES.includes(license)) throw new Error(`${name} has license ${license}; bundled packages must have one of ${LICENSES.join(', ')}`);
    notices.set(`${name} ${version} (${license})`, textsIn(path.join(root, folder)) || standardText(manifest));
    if (BUNDLES.includes(name)) Object.keys(dependencies).forEach((dependency) => folders.add(folderOf(root, folder, dependency)));
  }
  const parts = [...notices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([title, text]) => `${'-'.repeat(80)}\n${title}\n\n${text}\n`);
  return ['Code of these packages is part of cdk-sec3.\n', ...parts].join('\n');
}

function textsIn(folder: string): string {
  const files = fs.readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)([.-].*)?$/i.test(name)).sort();
  return files.map((name) => fs.readFileSync(path.join(folder, name), 'utf8').trim()).join('\n\n');
}

/** Returns the notice for a package without a license text: the owner, and the standard text of the license. */
function standardText({ license, author, repository }: Manifest): string {
  const owner = (typeof author === 'object' ? author.name : author) ?? (typeof repository === 'object' ? repository.url : repository);
  return `Copyright (c) the authors: ${owner}\n\n${spdx[license!].licenseText.trim()}`;
}

/** Returns the folder in which Node.js finds a dependency. */
function folderOf(root: string, from: string, name: string): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const found = path.join(folder, 'node_modules', name);
    if (fs.existsSync(path.join(root, found, 'package.json'))) return found;
    if (folder === '.') throw new Error(`${name}, which ${from} depends on, is not installed`);
  }
}
