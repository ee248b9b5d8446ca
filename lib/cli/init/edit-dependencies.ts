import { byHand, Edit, lineEndOf } from './edit';
import { isObject } from '../../json/json-object';

/** Returns the npm packages that an app needs for the gate, with version ranges. */
export function packagesOf(version: string): { readonly [name: string]: string } {
  return { 'cdk-nag': '^3.0.2', 'cdk-sec3': `^${version}` };
}

/** Adds packages to a package.json, in the list that has aws-cdk-lib. A file with another format than npm's is not changed. */
export function editPackageJson(text: string, packages: { readonly [name: string]: string }): Edit {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (e) {
    return byHand(`it can’t be read as JSON (${(e as Error).message})`);
  }
  if (!isObject(manifest)) return byHand('it is not a JSON object');
  const lists = ['dependencies', 'devDependencies', 'peerDependencies'].map((name) => [name, manifest[name]] as const);
  const known = new Set(lists.flatMap(([, list]) => (isObject(list) ? Object.keys(list) : [])));
  const missing = Object.entries(packages).filter(([name]) => !known.has(name));
  if (missing.length === 0) return { kind: 'unchanged' };
  const [key, list] = lists.find(([, each]) => isObject(each) && 'aws-cdk-lib' in each) ?? [];
  if (key === undefined || !isObject(list)) return byHand('it does not list aws-cdk-lib');
  const format = formatOf(text);
  if (format(manifest) !== text) return byHand('npm would format it differently, so that all of it would change');
  const sorted = Object.entries({ ...list, ...Object.fromEntries(missing) }).sort(([a], [b]) => (a < b ? -1 : 1));
  const before = Object.keys(list);
  const isSorted = before.join() === [...before].sort().join();
  return { kind: 'changed', text: format({ ...manifest, [key]: isSorted ? Object.fromEntries(sorted) : { ...list, ...Object.fromEntries(missing) } }) };
}

/** Adds a line to a requirements.txt. */
export function editRequirements(text: string, version: string): Edit {
  if (/^\s*cdk[-_.]sec3\b/im.test(text)) return { kind: 'unchanged' };
  if (!/^\s*aws[-_.]cdk[-_.]lib\b/im.test(text)) return byHand('it does not list aws-cdk-lib');
  if (/--hash/.test(text)) return byHand('it has hashes, which its generator has to add');
  const lineEnd = lineEndOf(text);
  return { kind: 'changed', text: `${text}${text.endsWith('\n') ? '' : lineEnd}cdk-sec3>=${version}${lineEnd}` };
}

/** Formats JSON like an existing text: with its indentation, line ends and final line break. */
function formatOf(text: string): (value: unknown) => string {
  const indentation = /^[\t ]+(?=")/m.exec(text)?.[0] ?? '  ';
  const end = /\s*$/.exec(text)![0];
  return (value) => `${JSON.stringify(value, null, indentation).replace(/\n/g, lineEndOf(text))}${end}`;
}
