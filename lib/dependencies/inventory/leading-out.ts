import * as fs from 'fs';
import * as path from 'path';
import type { Metafile } from './bundled-packages';
import type { FileOwners } from './file-owners';
import type { DeclaredLinks } from './locks/declared-links';
import type { UnknownContent } from './shipped-package';
import { packageContent } from '../content/package-files';

const FIX = 'install the packages again, and find out what changed them';

/** Matches files of installed packages. */
const INSTALLED = /(?:^|\/)node_modules\//;

/** The fields of a package.json that name code. */
const ENTRY_FIELDS = ['main', 'module', 'browser'];

/**
 * Returns packages for which files from outside of their folders ship. The cause is a link that replaces the package, a link in its folder, or its
 * package.json. Nothing pins these files. Links to packages of the project are allowed if lock files declare them.
 *
 * @param folder the folder that paths are relative to
 */
export function leadingOut({ inputs, outputs }: Metafile, folder: string, owners: FileOwners, links: DeclaredLinks): UnknownContent[] {
  const shipped = new Set(Object.values(outputs).flatMap((output) => Object.keys(output.inputs)));
  const isThirdParty = (file: string): boolean => owners.of(file)?.found?.isOwn === undefined && owners.of(file) !== undefined;
  const isOutside = (file: string, to: string): boolean => isThirdParty(file) && owners.of(to) !== owners.of(file);
  return Object.entries(inputs).flatMap(([file, { imports }]) => imports.flatMap(({ path: to, external, original = '' }) => {
    if (external || !shipped.has(to) || INSTALLED.test(to)) return [];
    const what = owners.of(file)?.folder ?? file;
    if (/^[./#]/.test(original)) {
      const why = `its ${path.posix.relative(what, file)} imports ${original}, which is ${to}, no file of the package`;
      return isOutside(file, to) ? [{ what, why, fix: FIX }] : [];
    }
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(original)?.[0];
    const target = path.resolve(folder, to);
    const place = name === undefined || !fs.existsSync(target) ? undefined : placeOf(name, path.resolve(folder, path.dirname(file)));
    if (place === undefined || !leadsTo(place, fs.realpathSync(target))) return [];
    if (fs.lstatSync(place).isSymbolicLink() && links.has(place, name!)) return [];
    return [{ what: path.relative(folder, place), why: `${to} ships in its place, which is not a file of that package`, fix: FIX }];
  }));
}

/** Returns the nearest folder in which Node.js finds a package. */
function placeOf(name: string, from: string): string | undefined {
  for (let at = from; ; at = path.dirname(at)) {
    const place = path.join(at, 'node_modules', name);
    if (fs.existsSync(place)) return place;
    if (at === path.dirname(at)) return undefined;
  }
}

/** Checks whether a package itself leads to a file outside of its folder. If not, a setting of the bundler replaced the package by that file. */
function leadsTo(place: string, file: string): boolean {
  const within = (folder: string): boolean => file === folder || file.startsWith(folder + path.sep);
  if (fs.lstatSync(place).isSymbolicLink()) return within(fs.realpathSync(place));
  const { links, files } = packageContent(place);
  const targets = links.map((link) => path.join(place, link)).filter((link) => fs.existsSync(link)).map((link) => fs.realpathSync(link));
  return targets.some(within) || Object.keys(files).some((one) => path.basename(one) === 'package.json' && pointsOutside(place, one));
}

function pointsOutside(place: string, manifest: string): boolean {
  try {
    const content = JSON.parse(fs.readFileSync(path.join(place, manifest), 'utf8'));
    return ENTRY_FIELDS.some((field) => typeof content[field] === 'string' && path.join(path.dirname(manifest), content[field]).startsWith('..'));
  } catch {
    // An invalid package.json names no file.
    return false;
  }
}
