import * as fs from 'fs';
import * as path from 'path';
import { CodeFolder, InstalledPackage, readPackage } from './installed-packages';
import type { LockedPackages } from './locks/lock-file';
import type { UnknownContent } from './shipped-package';

/** Matches the output of bundlers: helpers of esbuild and webpack, minified or not, and esbuild's comments with the paths of sources. */
const BUNDLED = /\b__commonJS\b|__webpack_require__|^\/\/ (?:\.\.\/)*node_modules\/|=\{exports:\{\}\}\)?\)?\.exports,\w+\)/m;
const JAVASCRIPT = /\.[cm]?js$/;

/** The files outside of `node_modules`. */
export interface OwnFiles {
  /** The npm packages among them: folders with the name and version of a locked package in their package.json. */
  readonly copied: readonly InstalledPackage[];
  /** The other files, relative to the folder, with `/`. */
  readonly files: readonly string[];
}

/** Divides the files of a folder of code that are outside of `node_modules`. */
export function readOwnFiles(root: string, { ownFiles }: CodeFolder, locked: LockedPackages): OwnFiles {
  const copied = ownFiles.filter((file) => file.endsWith('/package.json')).flatMap((file) => {
    const found = readPackage(root, path.posix.dirname(file));
    return found && locked.find('npm', found.manifest.name, found.manifest.version) ? [found] : [];
  });
  return { copied, files: ownFiles.filter((file) => !copied.some((one) => file.startsWith(`${one.folder}/`))) };
}

/** Returns the files that a bundler wrote. The packages in them can't be distinguished from other code. */
export function bundlesAmong(files: readonly string[], root: string): UnknownContent[] {
  return files.filter((file) => JAVASCRIPT.test(file) && BUNDLED.test(fs.readFileSync(path.join(root, file), 'utf8'))).map((file) => ({
    what: file,
    why: 'a bundler wrote it, and which packages are in it can’t be determined',
    fix: 'have it bundled by SecureNodejsFunction',
  }));
}
