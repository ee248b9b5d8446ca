import { isObject, type JsonObject } from '../../../json/json-object';
import { intrinsicOf } from '../../values/intrinsics';

/** The value of an absent property. */
const NO_VALUE = { Ref: 'AWS::NoValue' };

export function ref(logicalId: string): JsonObject {
  return { Ref: logicalId };
}

export function getAtt(logicalId: string, attribute: string): JsonObject {
  return { 'Fn::GetAtt': [logicalId, attribute] };
}

export function sub(template: string, variables?: JsonObject): JsonObject {
  return { 'Fn::Sub': variables === undefined ? template : [template, variables] };
}

/** Returns a value under a condition, and another otherwise. */
export function conditional(condition: string | undefined, value: unknown, otherwise: unknown = NO_VALUE): unknown {
  return condition === undefined ? value : { 'Fn::If': [condition, value, otherwise] };
}

/** Returns a value if it is a map; undefined for any other value, and for an intrinsic. */
export function mapOf(value: unknown): JsonObject | undefined {
  return isObject(value) && !intrinsicOf(value) ? value : undefined;
}

/** Returns the entries of a map; none for any other value, and for an intrinsic. */
export function entriesOf(value: unknown): [string, unknown][] {
  return Object.entries(mapOf(value) ?? {});
}

/** Returns a value as a list: a single value becomes a list of one; an absent value is empty. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

export function isIntrinsic(value: unknown): boolean {
  return isObject(value) && intrinsicOf(value) !== undefined;
}

export function isNoValue(value: unknown): boolean {
  return isObject(value) && value.Ref === NO_VALUE.Ref;
}

/** Returns the logical id that `Ref` names. */
export function refOf(value: unknown): string | undefined {
  return isObject(value) && Object.keys(value).length === 1 && typeof value.Ref === 'string' ? value.Ref : undefined;
}

/** Returns the arguments of `Fn::If`. */
export function ifOf(value: unknown): readonly [condition: string, whenTrue: unknown, whenFalse: unknown] | undefined {
  const [name, argument] = (isObject(value) && intrinsicOf(value)) || [];
  if (name !== 'Fn::If' || !Array.isArray(argument) || argument.length !== 3 || typeof argument[0] !== 'string') return undefined;
  return argument as [string, unknown, unknown];
}

/** Returns the possible values: both branches of `Fn::If`, unless they are absent. */
export function branchesOf(value: unknown): readonly unknown[] {
  const choice = ifOf(value);
  return choice ? choice.slice(1).filter((branch) => !isNoValue(branch)) : [value];
}

/** Returns a map without undefined entries. */
export function compact(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined && value !== null));
}

/** Returns the entries of a map with one of the given keys. */
export function pick(map: JsonObject, keys: readonly string[]): JsonObject {
  return compact(Object.fromEntries(keys.filter((key) => Object.hasOwn(map, key)).map((key) => [key, map[key]])));
}

/** Checks whether a value counts as set: SAM ignores an empty text, list or map, `false` and 0. */
export function isGiven(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** Returns a mutable deep copy. */
export function copy<T>(value: T): T {
  return structuredClone(value);
}
