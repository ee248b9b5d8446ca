import * as fs from 'fs';
import * as path from 'path';
import { FoundPackage, nameAndVersion } from './inventory';
import { LockedPackages } from './locks/lock-file';
import { normalizedName } from './locks/python-locks';

/** `foo-1.2.3.dist-info/METADATA` of wheels, `foo-1.2.3.egg-info/PKG-INFO` of times before them. */
const METADATA = /(?:^|\/)[^/]+\.(?:dist-info\/METADATA|egg-info\/PKG-INFO)$/;

/**
 * Python packages in a folder of code.
 *
 * @param files all files of the folder, relative to it, with `/`
 * @see https://packaging.python.org/specifications/recording-installed-packages/
 */
export function pythonPackages(root: string, files: readonly string[], locked: LockedPackages): FoundPackage[] {
  const described = files.filter((file) => METADATA.test(file)).flatMap((file) => describedPackage(root, file));
  const names = new Set(described.map(({ name }) => name));
  const found = [...described, ...undescribed(files, locked, names)];
  return found.map(({ requires: _, ...one }) => ({
    ...one,
    dependents: found.filter(({ requires }) => requires.includes(one.name)).map(nameAndVersion).sort(),
  }));
}

type Described = Omit<FoundPackage, 'dependents'> & { readonly requires: readonly string[] };

function describedPackage(root: string, file: string): Described[] {
  const headers = headersOf(fs.readFileSync(path.join(root, file), 'utf8'));
  const [[name], [version]] = [headers('Name'), headers('Version')];
  if (!name || !version) return [];
  const license = headers('License-Expression')[0] ?? headers('License')[0];
  return [{
    ecosystem: 'pypi',
    name: normalizedName(name),
    version,
    how: 'installed',
    license: license && license !== 'UNKNOWN' && license.length < 100 ? license : undefined,
    path: file.slice(0, file.lastIndexOf('/')),
    size: recordedSize(path.join(root, path.dirname(file), 'RECORD')),
    // What an extra needs is not needed without it.
    requires: headers('Requires-Dist').filter((requirement) => !/;.*\bextra\b/.test(requirement)).map((requirement) => normalizedName(/^[\w.-]+/.exec(requirement)?.[0] ?? '')),
  }];
}

/** Locked packages whose modules lie there without a description, which some remove to save space. */
function undescribed(files: readonly string[], locked: LockedPackages, described: ReadonlySet<string>): Described[] {
  const modules = new Map(files.filter((file) => file.endsWith('.py')).flatMap((file) => modulesOf(file).map((module) => [module, file] as const)));
  return locked.all.filter(({ ecosystem, name }) => ecosystem === 'pypi' && !described.has(name)).flatMap(({ name, version }) => {
    const file = modules.get(name);
    return file === undefined ? [] : [{ ecosystem: 'pypi', name, version, how: 'installed', path: file, requires: [] }];
  });
}

/** Names of packages that a file may be of: those of its folders and its own. */
function modulesOf(file: string): string[] {
  return file.replace(/\.py$/, '').split('/').map(normalizedName);
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
