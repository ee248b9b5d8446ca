import * as path from 'path';
import type { UnknownContent } from './shipped-package';
import { OpenedFile } from '../../functions/code/opened-file';
import { zipDirectory } from '../../functions/code/zip-directory';

/** Matches zip archives. Python imports modules from them, and yarn's Plug'n'Play packages. */
const ARCHIVE = /\.(?:zip|whl|egg|pyz)$/i;

/** Matches code and the metadata of packages. */
const CODE = /\.(?:pyc?|so|[cm]?js|node)$|\.dist-info\/|(?:^|\/)package\.json$/;

/** The content of an archive, as far as it matters here. */
type Content = 'code' | 'no code' | 'unreadable';

/**
 * Returns the zip archives that have code in them, by folder, and those that can't be read. The packages in archives are not read.
 *
 * @param files the function's own files, relative to the root, with `/`
 */
export function shippedArchives(root: string, files: readonly string[]): UnknownContent[] {
  const folders = new Map<string, string[]>();
  const unreadable: string[] = [];
  for (const file of files.filter((one) => ARCHIVE.test(one))) {
    const content = contentOf(path.join(root, file));
    if (content === 'unreadable') unreadable.push(file);
    if (content !== 'code') continue;
    const folder = path.posix.dirname(file);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...[...folders].map(withCode), ...unreadable.map(withUnknown)];
}

function withCode([folder, [first, ...others]]: [string, string[]]): UnknownContent {
  return {
    what: others.length === 0 ? first : folder,
    why: `${others.length === 0 ? 'it is an archive' : `it has ${others.length + 1} archives`} with code, and which packages are in there is not read`,
    fix: 'exclude it from the code, or install the packages in folders',
  };
}

function withUnknown(file: string): UnknownContent {
  return {
    what: file,
    why: 'it can’t be read as an archive, so whether it has code is not known',
    fix: 'exclude it from the code, convert it to a zip archive, or give it the extension of its format',
  };
}

function contentOf(file: string): Content {
  const archive = new OpenedFile(file);
  try {
    return [...zipDirectory(archive)].some(({ name }) => CODE.test(name)) ? 'code' : 'no code';
  } catch {
    return 'unreadable';
  } finally {
    archive.close();
  }
}
