import * as fs from 'fs';
import * as path from 'path';
import { FoundPackage, nameAndVersion } from './inventory';
import { LockedPackages } from './locks/lock-file';
import { normalizedName } from './locks/python-locks';
import { pythonFiles } from './python-files';
import { pythonLicense } from './python-license';
import { UnknownContent } from './shipped-package';
import type { Files } from '../content/files';

/** `foo-1.2.3.dist-info/METADATA` of wheels, `foo-1.2.3.egg-info/PKG-INFO` of times before them. */
const METADATA = /(?:^|\/)[^/]+\.(?:dist-info\/METADATA|egg-info\/PKG-INFO)$/;

/** A package's code, a folder or a file, in a folder that imports start from: the code itself, or where a layer has it. */
const IMPORTABLE = /^(?:python\/(?:lib\/python3\.\d+\/site-packages\/)?)?([^/]+?)(?:\/__init__)?\.py$/;

/** Python packages in a folder, and what of it can't be determined. */
export interface PythonContent {
  readonly packages: readonly FoundPackage[];
  readonly unknown: readonly UnknownContent[];
}

/** What a description of a package says. */
export interface Described extends Omit<FoundPackage, 'dependents' | 'files'> {
  /** The folder with the description. */
  readonly path: string;
  readonly requires: readonly string[];
}

/**
 * Python packages in a folder of code. What a lock file names and nothing describes is not among them: nothing says that it was installed.
 *
 * @param files all files of the folder, relative to it, with `/`
 * @param source where the folder's own files come from, where that is another one
 * @see https://packaging.python.org/specifications/recording-installed-packages/
 */
export function pythonPackages(root: string, files: readonly string[], locked: LockedPackages, source?: string): PythonContent {
  const described = files.filter((file) => METADATA.test(file)).flatMap((file) => describedPackage(root, file));
  const inVendor = described.filter(({ path: at }) => /(?:^|\/)_vendor\//.test(at));
  const contents = pythonFiles(root, files, described.filter((one) => !inVendor.includes(one)));
  const holders = new Map(inVendor.map((one) => [one, holderOf(one, described, contents)]));
  // What no package has a copy of is a package as any other, wherever it lies.
  const others = pythonFiles(root, files, inVendor.filter((one) => !holders.get(one)));
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
  return { packages, unknown: undescribed(files, locked, described, source) };
}

/** The package among whose files a description is: it has a copy of the one described, in a folder `_vendor`. */
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
    path: file.slice(0, file.lastIndexOf('/')),
    size: recordedSize(path.join(root, path.dirname(file), 'RECORD')),
    // What an extra needs is not needed without it.
    requires: headers('Requires-Dist').filter((requirement) => !/;.*\bextra\b/.test(requirement)).map((requirement) => normalizedName(/^[\w.-]+/.exec(requirement)?.[0] ?? '')),
  }];
}

/**
 * Code that is named as a locked package is, whose description someone removed to save space, or which is the function's own. Of single
 * files, those alone that the source does not have: a function may well have one of its own by such a name.
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
      why: `it may be ${normalizedName(module)} ${version}, which a lock file names, and nothing there says so`,
      fix: 'keep the .dist-info folders of packages, or give code of your own another name',
    }];
  });
}

/** The headers of a message of RFC 822: those before the first empty line. */
function headersOf(text: string): (name: string) => string[] {
  const lines = text.split(/\r?\n\r?\n/, 1)[0].split(/\r?\n(?![ \t])/);
  return (name) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2).trim());
}

/** The sum of the sizes in a RECORD: `file,hash,size`. */
function recordedSize(record: string): number | undefined {
  if (!fs.existsSync(record)) return undefined;
  return fs.readFileSync(record, 'utf8').split('\n').reduce((sum, line) => sum + Number(/,(\d+)\r?$/.exec(line)?.[1] ?? 0), 0);
}
