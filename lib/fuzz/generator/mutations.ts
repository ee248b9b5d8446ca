/** Values that differ from a valid value in one place: they violate a keyword, or reach its limit. */
import { Assertion } from './assertions';
import { ATTACK_NAMES, ATTACK_NUMBERS, ATTACK_TEXTS, GROWING_CHARACTERS } from './attacks';
import { listOf } from './conjunction';
import { SchemaObject } from './schema-document';
import { Dictionary } from './valid-values';
import { canonical } from '../../json/canonical-json';
import { isObject } from '../../json/json-object';

/** Candidates that replace a part of a value. */
export type Replacements = readonly unknown[];

/** Values of all types, for places that should have another type. */
const OTHER_TYPES: readonly unknown[] = [null, '12', 0, true, [], {}, 1.5, '', 'x', [null], { toString: 1 }];

/** The maximum length of texts that are made too long. */
const MAX_TEXT = 1_000_000;
/** The maximum length of lists. */
const MAX_LIST = 20_000;

/** Returns candidates that violate an assertion. Each has to be validated against the schema. */
export function breaking({ keyword, node }: Assertion, value: unknown): Replacements {
  const limit = (node.schema as SchemaObject)[keyword];
  const schema = node.schema as SchemaObject;
  switch (keyword) {
    case 'type':
      return [...OTHER_TYPES, ...(typeof value === 'number' ? [String(value), value + 0.5] : []), ...(typeof value === 'string' ? [[value]] : []), ...(isObject(value) ? [[value], JSON.stringify(value)] : [])];
    case 'required':
      return isObject(value) ? listOf(limit).map((name) => without(value, String(name))) : [];
    case 'enum':
    case 'const':
      return [...likeAny(keyword === 'const' ? [limit] : listOf(limit)), null, 0, 'x', {}];
    case 'minimum':
    case 'exclusiveMinimum':
      return typeof value === 'number' ? below(typeof limit === 'number' ? limit : schema.minimum) : [];
    case 'maximum':
    case 'exclusiveMaximum':
      return typeof value === 'number' ? below(-(typeof limit === 'number' ? limit : schema.maximum)).map((n) => -n) : [];
    case 'multipleOf':
      return typeof value === 'number' ? [value + limit / 2, value + 1, value - 1, value + limit / 3, value + 0.1, 0.5, 1.5, ...ATTACK_NUMBERS] : [];
    case 'minLength':
      return typeof value === 'string' ? [[...value].slice(0, Math.max(0, limit - 1)).join(''), ''] : [];
    case 'maxLength':
      return typeof value === 'string' && limit < MAX_TEXT ? [padded(value, limit + 1), padded(value, limit * 2 + 1), 'a'.repeat(limit + 1)] : [];
    case 'pattern':
    case 'format':
      return typeof value === 'string' ? [`${value}\n`, `${value}!`, ` ${value}`, '', 'x', value.toUpperCase(), value.slice(1), `${value}${value}`, ...sameLength(value), ...ATTACK_TEXTS] : [];
    case 'minItems':
      return Array.isArray(value) ? [value.slice(0, Math.max(0, limit - 1)), []] : [];
    case 'maxItems':
      return Array.isArray(value) && limit < MAX_LIST ? [longer(value, limit + 1), ...[0, '', {}, null].map((item) => longer([...value, item], limit + 1)), distinct(value, limit + 1)] : [];
    case 'uniqueItems':
      return Array.isArray(value) ? [[...value, value[0]], [...value.slice(0, -1), value[0]], [1, 1], ['', ''], [null, null], [{}, {}]] : [];
    case 'minProperties':
      if (!isObject(value)) return [];
      return [
        ...Object.keys(value).map((name) => without(value, name)),
        Object.fromEntries(Object.entries(value).slice(0, Math.max(0, limit - 1))),
        {},
      ];
    case 'maxProperties':
      return isObject(value) && limit < MAX_LIST ? [null, '', 0].map((item) => wider(value, limit + 1, item)) : [];
    case 'dependencies':
    case 'dependentRequired':
    case 'dependentSchemas':
      return isObject(value) ? [...Object.keys(value).map((name) => without(value, name)), ...Object.keys(limit as object).flatMap((name) => [null, 1, ''].map((item) => withOne(value, name, item)))] : [];
    case 'propertyNames':
      return isObject(value) ? ['', 'A', 'extra', '1', 'a b', 'x'.repeat(300), ...ATTACK_NAMES].map((name) => withOne(value, name, null)) : [];
    case 'contains':
      if (!Array.isArray(value)) return [];
      return [
        [], ...OTHER_TYPES.map((item) => value.map(() => item)), ...value.map((_, index) => value.filter((__, at) => at !== index)),
        longer(value, value.length + (schema.maxContains ?? 0) + 1),
      ];
    default:
      return OTHER_TYPES;
  }
}

/** Returns candidates with additional properties or elements. They violate a schema without an explicit keyword at this place. */
export function adding(value: unknown): Replacements {
  if (isObject(value)) return ['extra', 'isAdmin', '__proto__', 'constructor'].flatMap((name) => (Object.hasOwn(value, name) ? [] : [withOne(value, name, true), withOne(value, name, { polluted: 'sec3' })]));
  return Array.isArray(value) ? [null, 0, '', {}].map((item) => [...value, item]) : [];
}

/** Returns candidates at the limits of an assertion. Each has to be validated against the schema. */
export function reaching({ keyword, node }: Assertion, value: unknown, dictionary: Dictionary): Replacements {
  const limit = (node.schema as SchemaObject)[keyword];
  switch (keyword) {
    case 'type':
      return ofSameType(value, dictionary);
    case 'enum':
      return listOf(limit);
    case 'required':
      return isObject(value) ? [Object.fromEntries(Object.entries(value).filter(([name]) => listOf(limit).includes(name)))] : [];
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return typeof limit === 'number' ? [limit, limit + 1, limit - 1, limit + Number.EPSILON * Math.abs(limit), limit - Number.EPSILON * Math.abs(limit)] : [];
    case 'multipleOf':
      return [0, limit, -limit, limit * 2];
    case 'minLength':
    case 'maxLength':
      return typeof value === 'string' && limit < MAX_TEXT ? [padded(value, limit), '😀'.repeat(limit), '\u0000'.repeat(limit), ' '.repeat(limit), 'a'.repeat(limit), ...GROWING_CHARACTERS.map((character) => filled(character, limit))] : [];
    case 'minItems':
    case 'maxItems':
      return Array.isArray(value) && limit < MAX_LIST ? [longer(value, limit), distinct(value, limit), value.slice(0, limit)] : [];
    case 'minProperties':
    case 'maxProperties':
      return isObject(value) && limit < MAX_LIST ? [wider(value, limit, null), Object.fromEntries(Object.entries(value).slice(0, limit))] : [];
    case 'pattern':
      return ofSameType(value, dictionary);
    default:
      return [];
  }
}

/** Returns a copy of a value with another part at a place. */
export function replaced(value: any, path: readonly (string | number)[], part: unknown): unknown {
  if (path.length === 0) return part;
  const [key, ...rest] = path;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? replaced(item, rest, part) : item));
  return Object.fromEntries(Object.entries(value as object).map(([name, item]) => [name, name === key ? replaced(item, rest, part) : item] as const));
}

/** Returns the part of a value at a place. */
export function partAt(value: any, path: readonly (string | number)[]): unknown {
  return path.reduce((at, key) => at[key], value);
}

function ofSameType(value: unknown, dictionary: Dictionary): Replacements {
  if (typeof value === 'string') return [...ATTACK_TEXTS, ...dictionary.texts];
  if (typeof value === 'number') return [...ATTACK_NUMBERS, ...dictionary.numbers];
  if (typeof value === 'boolean') return [!value];
  if (Array.isArray(value)) return [[], longer(value, Math.max(2, value.length * 2)), longer(value, 100)];
  return isObject(value) ? [{}, ...adding(value)] : [];
}

function likeAny(values: readonly unknown[]): unknown[] {
  return values.flatMap((value) => {
    if (typeof value === 'string') return [`${value}x`, value.toUpperCase(), value.toLowerCase(), `${value} `, ''];
    if (typeof value === 'number') return [value + 1, value - 1, -value];
    if (typeof value === 'boolean') return [!value];
    if (Array.isArray(value)) return [[...value, null], []];
    return isObject(value) ? [withOne(value, 'extra', 1), {}] : [];
  });
}

function below(limit: number): number[] {
  return [limit - 1, limit, limit - Math.max(Number.EPSILON, Number.EPSILON * 2 * Math.abs(limit)), limit - 0.5, -Number.MAX_SAFE_INTEGER, -1e308];
}

/** Returns texts of the same length, with another character at one place. */
function sameLength(value: string): string[] {
  const characters = [...value];
  return ['!', 'Z', 'z', '9', ' ', 'é'].flatMap((other) => [0, Math.floor(characters.length / 2), characters.length - 1].map((at) => characters.map((character, index) => (index === at ? other : character)).join('')));
}

/** Repeats a character up to a number of code points. */
function filled(character: string, length: number): string {
  return [...character.repeat(length)].slice(0, length).join('');
}

function padded(value: string, length: number): string {
  const characters = [...value];
  const last = characters[characters.length - 1] ?? 'a';
  return characters.length >= length ? characters.slice(0, length).join('') : value + last.repeat(length - characters.length);
}

function longer(value: readonly unknown[], length: number): unknown[] {
  const last = value.length > 0 ? value[value.length - 1] : null;
  return value.length >= length ? value.slice(0, length) : [...value, ...Array.from({ length: length - value.length }, () => last)];
}

/** Returns a longer list. The added elements are all different. */
function distinct(value: readonly unknown[], length: number): unknown[] {
  const sample = value[value.length - 1];
  const made = Array.from({ length: Math.max(0, length - value.length) }, (_, index) => {
    if (typeof sample === 'number') return sample + index + 1;
    if (typeof sample === 'string') return `${sample}${index}`;
    return Array.isArray(sample) ? [...sample, index] : isObject(sample) ? withOne(sample, `extra${index}`, index) : index;
  });
  return [...value, ...made].slice(0, length);
}

function wider(value: { readonly [key: string]: unknown }, count: number, item: unknown): unknown {
  const entries = Object.entries(value);
  const names = Object.keys(value);
  const pattern = names.find((name) => /\d$/.test(name)) ?? names[names.length - 1] ?? 'extra';
  for (let index = 0; entries.length < count; index += 1) if (!names.includes(`${pattern}${index}`)) entries.push([`${pattern}${index}`, entries[0]?.[1] ?? item]);
  return Object.fromEntries(entries);
}

function without(value: { readonly [key: string]: unknown }, name: string): unknown {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}

function withOne(value: { readonly [key: string]: unknown }, name: string, item: unknown): unknown {
  return Object.fromEntries([...Object.entries(value).filter(([key]) => key !== name), [name, item]]);
}

/** Removes duplicates. */
export function once(values: Replacements): Replacements {
  return values.length < 2 ? values : [...new Map(values.map((value) => [canonical(value) ?? '', value])).values()];
}
