import * as fs from 'fs';
import { CertifiedFileError } from './read-certified-file';
import { parseJson } from '../../gate';
import { isObject } from '../../json/json-object';
import { contentDigest, Files, filesFrom } from '../content/files';

/** The files of each content, by its digest. */
export type Contents = ReadonlyMap<string, Files>;

/** A content, and the package that it belongs to. */
export interface NamedContent {
  /** Package with its version, such as `npm:lodash@4.17.21`. */
  readonly package: string;
  readonly files: Files;
}

/** Returns the path of the contents file of a certified dependencies file: `certified-dependencies.contents.json`. */
export function contentsFileOf(certifiedFile: string): string {
  return `${certifiedFile.replace(/\.json$/, '')}.contents.json`;
}

/**
 * Reads the contents that a certified dependencies file names by digest. Each is looked up by a digest computed from its files, so that the contents
 * file needs no review.
 *
 * @returns an empty list if there is no contents file
 * @throws CertifiedFileError if the file was not written by `cdk-sec3 certify`
 */
export function readContents(certifiedFile: string): readonly NamedContent[] {
  const file = contentsFileOf(certifiedFile);
  if (!fs.existsSync(file)) return [];
  const document = parseJson(fs.readFileSync(file, 'utf8'), file);
  const contents = isObject(document) ? document.contents : undefined;
  if (!Array.isArray(contents) || !contents.every(isNamedContent)) {
    throw new CertifiedFileError(`${file} is not as cdk-sec3 certify writes it: take it from the version control system, or certify again`);
  }
  return contents.map((one) => ({ package: one.package, files: filesFrom(Object.entries(one.files)) }));
}

/** Returns contents by their digests. */
export function contentsOf(named: readonly NamedContent[]): Contents {
  return new Map(named.map(({ files }) => [contentDigest(files), files]));
}

/** Returns the text of the file: one line for each content, so that a diff shows one line for each changed content. */
export function contentsText(named: readonly NamedContent[]): string {
  const lines = new Map(named.map(({ package: name, files }) => {
    const ordered = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
    return [`${name} ${contentDigest(files)}`, `  ${JSON.stringify({ package: name, files: ordered })}`] as const;
  }));
  return `{ "contents": [\n${[...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line).join(',\n')}\n] }\n`;
}

function isNamedContent(value: unknown): value is NamedContent {
  return isObject(value) && typeof value.package === 'string' && isObject(value.files) && Object.values(value.files).every((hash) => typeof hash === 'string');
}
