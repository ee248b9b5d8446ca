import * as fs from 'fs';
import * as path from 'path';
import { FoundPackage, nameAndVersion } from './inventory';
import { LockedPackages } from './locks/lock-file';
import { normalizedName } from './locks/python-locks';
import { FolderContent, pythonFiles } from './python-files';
import { pythonLicense } from './python-license';
import { pythonSource } from './python-source';
import { UnknownContent } from './shipped-package';
import type { Files } from '../content/files';

/** Matches `foo-1.2.3.dist-info/METADATA` of wheels, and `foo-1.2.3.egg-info/PKG-INFO` or the file `foo-1.2.3.egg-info` of older packages. */
const METADATA = /(?:^|\/)[^/]+\.(?:dist-info\/METADATA|egg-info\/PKG-INFO|egg-info)$/;

/** Matches the folder with the metadata of a package, or a link in its place. */
const METADATA_FOLDER = /^((?:.*\/)?[^/]+\.(?:dist|egg)-info)(?:\/|$)/;

/** Matches a package's code, as a folder or a file, in a folder from which Python imports: the root of the code, or the folders of a layer. */
const IMPORTABLE = /^(?:python\/(?:lib\/python3\.\d+\/site-packages\/)?)?([^/]+?)(?:\/__init__)?\.py$/;

/** The Python packages in a folder, and the parts that can't be determined. */
export interface PythonContent {
  readonly packages: readonly FoundPackage[];
  /** The files that belong to packages, relative to the root. */
  readonly files: ReadonlySet<string>;
  readonly unknown: readonly UnknownContent[];
}

/** The metadata of an installed package. */
export interface Described extends Omit<FoundPackage, 'dependents' | 'files'> {
  /** The folder with the metadata, or the file. */
  readonly path: string;
  readonly requires: readonly string[];
}

/**
 * Returns the Python packages in a folder of code. A package that a lock file names, but that has no metadata, is not included: nothing shows that it
 * was installed.
 *
 * @param content all files and links of the folder
 * @param source the folder that the files were copied from, if it is another one
 * @see https://packaging.python.org/specifications/recording-installed-packages/
 */
export function pythonPackages(root: string, content: FolderContent, locked: LockedPackages, source?: string): PythonContent {
  const { files, links } = content;
  const described = files.filter((file) => METADATA.test(file)).flatMap((file) => describedPackage(root, file));
  const inVendor = described.filter(({ path: at }) => /(?:^|\/)_vendor\//.test(at));
  const contents = pythonFiles(root, content, described.filter((one) => !inVendor.includes(one)));
  const holders = new Map(inVendor.map((one) => [one, holderOf(one, described, contents)]));
  // A package in a `_vendor` folder that belongs to no other package is handled like any package.
  const others = pythonFiles(root, content, inVendor.filter((one) => !holders.get(one)));
  const packages = described.map((one): FoundPackage => {
    const { requires: _, ...found } = one;
    const holder = holders.get(one);
    return {
      ...found,
      files: contents.get(one.path) ?? others.get(one.path),
      vendoredIn: holder && nameAndVersion(holder),
      dependents: described.filter(({ requires }) => requires.includes(one.name)).map(nameAndVersion).sort(),
    };
  });
  const owned = [...contents, ...others].flatMap(([at, its]) => Object.keys(its).map((file) => path.posix.join(path.posix.dirname(at), file)));
  return {
    packages,
    files: new Set(owned),
    unknown: [...undescribed(files, locked, described, source), ...unreadable([...files, ...links], described)],
  };
}

/** Returns the package whose files include the metadata of another one: it has a copy of that package in a folder `_vendor`. */
function holderOf({ path: at }: Described, described: readonly Described[], contents: ReadonlyMap<string, Files>): Described | undefined {
  return described.find((one) => {
    const files = Object.keys(contents.get(one.path) ?? {});
    return files.some((file) => path.posix.join(path.posix.dirname(one.path), file).startsWith(`${at}/`));
  });
}

function describedPackage(root: string, file: string): Described[] {
  const headers = headersOf(fs.readFileSync(path.join(root, file), 'utf8'));
  const [[name], [version]] = [headers('Name'), headers('Version')];
  if (!name || !version) return [];
  return [{
    ecosystem: 'pypi',
    name: normalizedName(name),
    version,
    how: 'installed',
    license: pythonLicense(headers),
    path: metadataOf(file)!,
    source: pythonSource(path.join(root, metadataOf(file)!)),
    size: recordedSize(path.join(root, metadataOf(file)!, 'RECORD')),
    // Dependencies of extras are optional.
    requires: headers('Requires-Dist').filter((requirement) => !/;.*\bextra\b/.test(requirement)).map((requirement) => normalizedName(/^[\w.-]+/.exec(requirement)?.[0] ?? '')),
  }];
}

/**
 * Returns code with the name of a locked package, but without metadata. Either someone deleted the metadata to save space, or the code is the
 * function's own. A single file counts only if the source does not have it: a function may have its own file with such a name.
 */
function undescribed(files: readonly string[], locked: LockedPackages, described: readonly Described[], source?: string): UnknownContent[] {
  const names = new Set(described.map(({ name }) => name));
  const versions = new Map(locked.all.filter(({ ecosystem, name }) => ecosystem === 'pypi' && !names.has(name)).map(({ name, version }) => [name, version]));
  return files.flatMap((file) => {
    const [, module] = IMPORTABLE.exec(file) ?? [];
    const version = module === undefined ? undefined : versions.get(normalizedName(module));
    const isFolder = file.endsWith('/__init__.py');
    if (version === undefined || (!isFolder && (source === undefined || fs.existsSync(path.join(source, file))))) return [];
    return [{
      what: isFolder ? path.posix.dirname(file) : file,
      why: `it may be ${normalizedName(module)} ${version}, which a lock file contains, but the code does not show its name`,
      fix: 'keep the .dist-info folders of packages, or rename your own code',
    }];
  });
}

/** Returns the metadata from which no name and version can be read. The code of that package can't be distinguished from the function's own. */
function unreadable(files: readonly string[], described: readonly Described[]): UnknownContent[] {
  const read = new Set(described.map(({ path: at }) => at));
  const all = new Set(files.flatMap((file) => metadataOf(file) ?? []));
  return [...all].filter((at) => !read.has(at)).map((what) => ({
    what, why: 'it is the metadata of a package, and no name and version can be read from it', fix: 'install the packages again',
  }));
}

function metadataOf(file: string): string | undefined {
  return METADATA_FOLDER.exec(file)?.[1];
}

/** Returns the headers of a message in the format of RFC 822: the lines before the first empty one. */
function headersOf(text: string): (name: string) => string[] {
  const lines = text.split(/\r?\n\r?\n/, 1)[0].split(/\r?\n(?![ \t])/);
  return (name) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2).trim());
}

/** Returns the sum of the sizes in a RECORD, which has lines `file,hash,size`. */
function recordedSize(record: string): number | undefined {
  if (!fs.existsSync(record)) return undefined;
  return fs.readFileSync(record, 'utf8').split('\n').reduce((sum, line) => sum + Number(/,(\d+)\r?$/.exec(line)?.[1] ?? 0), 0);
}
