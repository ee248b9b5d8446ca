/** Texts of programs, definitions and inputs in a template: their literal parts, without values that are inserted at deployment. */
import { Leaf, leavesOf } from './secret-detection';
import { decodedBase64, intrinsicOf, parseYaml } from '../../gate';
import { isObject } from '../../json/json-object';

/** Returns the texts at a path of raw properties; `*` is each item of a list, `{}` each value of a map. */
export function writtenTexts(raw: unknown, path: string): string[] {
  const values = path.split('.').reduce((places, key) => places.flatMap((place) => step(place, key)), [raw]);
  return values.flatMap((value) => (isIntrinsic(value) ? textsIn(value) : value === undefined ? [] : [textOf(value)])).flatMap(formsOf);
}

/** Returns a text, and its decoded form if it is base64, as user data may be. */
export function formsOf(text: string): string[] {
  const decoded = decodedBase64(text);
  return decoded === undefined ? [text] : [text, decoded];
}

/** Returns the members of a text that is a document; for a build specification, the variables with literal values. */
export function membersOf(text: string, path: string): Leaf[] {
  if (path.endsWith('Content')) return leavesOf(JSON.stringify(documentOf(text) ?? '')).filter(({ key }) => key !== undefined);
  if (!path.endsWith('BuildSpec')) return leavesOf(text).filter(({ key }) => key !== undefined);
  return leavesOf(JSON.stringify(documentOf(text) ?? '')).filter((leaf) => leaf.path.startsWith('env.variables.'));
}

/** Returns the programs in a text: the members of a document, or all of it; of a build specification, not the names of secrets that it gets. */
export function programsIn(text: string, path: string): string[] {
  const document = path.endsWith('BuildSpec') ? documentOf(text) : undefined;
  const leaves = typeof document === 'object' && document !== null ? leavesOf(JSON.stringify(document)) : leavesOf(text);
  return leaves.filter((leaf) => !/^env\.(?:secrets-manager|parameter-store)\./.test(leaf.path)).map((leaf) => leaf.text);
}

function step(value: unknown, key: string): unknown[] {
  // The result of an intrinsic function may be any of its arguments.
  if (isIntrinsic(value)) return Object.values(value).flat().flatMap((inner) => step(inner, key));
  if (Array.isArray(value)) return key === '*' ? value : [];
  if (typeof value !== 'object' || value === null) return [];
  return key === '{}' ? Object.values(value) : Object.hasOwn(value, key) ? [(value as { readonly [name: string]: unknown })[key]] : [];
}

/** Checks whether a value is an intrinsic function. */
export function isIntrinsic(value: unknown): value is object {
  return isObject(value) && intrinsicOf(value) !== undefined;
}

/** Functions whose arguments are not part of the text. */
export const NAMING = /^(Ref|Fn::(GetAtt|ImportValue|GetStackOutput|FindInMap|GetAZs))$/;

/** Returns all texts below a value, except names of inserted values. Texts that are composed of others are one text. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  const composed = composedText(value);
  if (composed) return [composed.text, ...composed.inserted.flatMap(textsIn)];
  if (isIntrinsic(value) && NAMING.test(Object.keys(value)[0])) return [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** A text, and values of which only deployment knows what they insert into it. */
interface Composed {
  readonly text: string;
  readonly inserted: readonly unknown[];
}

/** The text that `Fn::Join` or `Fn::Sub` composes; undefined for other functions. What deployment inserts is written as `${?}`. */
function composedText(value: unknown): Composed | undefined {
  if (!isObject(value)) return undefined;
  const [separator, parts] = [value['Fn::Join']].flat() as readonly unknown[];
  if (typeof separator === 'string' && Array.isArray(parts)) {
    const all = parts.map(partOf);
    return { text: all.map(({ text }) => text).join(separator), inserted: all.flatMap(({ inserted }) => inserted) };
  }
  const [template, values = {}] = [value['Fn::Sub']].flat();
  if (typeof template !== 'string' || !isObject(values)) return undefined;
  const named = new Map(Object.entries(values).map(([name, inner]) => [name, partOf(inner)]));
  return { text: template.replace(/\$\{(\w+)\}/g, (variable, name: string) => named.get(name)?.text ?? variable), inserted: [...named.values()].flatMap(({ inserted }) => inserted) };
}

function partOf(value: unknown): Composed {
  return /^(?:string|number|boolean)$/.test(typeof value) ? { text: String(value), inserted: [] } : composedText(value) ?? { text: '${?}', inserted: [value] };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function documentOf(text: string): unknown {
  try {
    return parseYaml(text, 'buildspec');
  } catch {
    // A file name.
    return undefined;
  }
}
