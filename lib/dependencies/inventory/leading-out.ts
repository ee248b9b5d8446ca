import * as fs from 'fs';
import * as path from 'path';
import type { Metafile } from './bundled-packages';
import type { FileOwners } from './file-owners';
import type { DeclaredLinks } from './locks/declared-links';
import type { UnknownContent } from './shipped-package';
import { packageContent } from '../content/package-files';

const FIX = 'install the packages again, and find out what changed them';

/** What of a package's description says where its code is. */
const ENTRY_FIELDS = ['main', 'module', 'browser'];

/**
 * Files that ship for a package and are not among its own: a link in its place or in its folder leads to them, or its description does. Nothing
 * pins them. Links to packages of the project are as lock files have them.
 *
 * @param folder the one that paths start from
 */
export function leadingOut({ inputs, outputs }: Metafile, folder: string, owners: FileOwners, links: DeclaredLinks): UnknownContent[] {
  const shipped = new Set(Object.values(outputs).flatMap((output) => Object.keys(output.inputs)));
  const isThirdParty = (file: string): boolean => owners.of(file)?.found?.isOwn === undefined && owners.of(file) !== undefined;
  return Object.entries(inputs).flatMap(([file, { imports }]) => imports.flatMap(({ path: to, external, original = '' }) => {
    if (external || !shipped.has(to) || isThirdParty(to)) return [];
    const what = owners.of(file)?.folder ?? file;
    if (/^[./#]/.test(original)) {
      const why = `its ${path.posix.relative(what, file)} imports ${original}, which is ${to}, no file of the package`;
      return isThirdParty(file) ? [{ what, why, fix: FIX }] : [];
    }
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(original)?.[0];
    const target = path.resolve(folder, to);
    const place = name === undefined || !fs.existsSync(target) ? undefined : placeOf(name, path.resolve(folder, path.dirname(file)));
    if (place === undefined || !leadsTo(place, fs.realpathSync(target))) return [];
    if (fs.lstatSync(place).isSymbolicLink() && links.has(place, name!)) return [];
    return [{ what: path.relative(folder, place), why: `${to} ships for it, which is no file of that package`, fix: FIX }];
  }));
}

/** Where Node.js looks for a package first and finds it. */
function placeOf(name: string, from: string): string | undefined {
  for (let at = from; ; at = path.dirname(at)) {
    const place = path.join(at, 'node_modules', name);
    if (fs.existsSync(place)) return place;
    if (at === path.dirname(at)) return undefined;
  }
}

/** Whether a package gives a file of somewhere else for its own. Otherwise a setting of the bundler put that in its place. */
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
    // What is no description leads nowhere.
    return false;
  }
}
