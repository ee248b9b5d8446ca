import { isObject, type JsonObject } from '../../../json/json-object';
import { intrinsicOf } from '../../values/intrinsics';

/** Stands for a property that is not there. */
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

/** A value in one case, another in all others. */
export function conditional(condition: string | undefined, value: unknown, otherwise: unknown = NO_VALUE): unknown {
  return condition === undefined ? value : { 'Fn::If': [condition, value, otherwise] };
}

/** The map that a value is; undefined for anything else, and for an intrinsic. */
export function mapOf(value: unknown): JsonObject | undefined {
  return isObject(value) && !intrinsicOf(value) ? value : undefined;
}

/** The entries of a map; none for anything else, and for an intrinsic. */
export function entriesOf(value: unknown): [string, unknown][] {
  return Object.entries(mapOf(value) ?? {});
}

/** The list that a value is; that of one, where it is something else; empty where it is absent. */
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

/** The logical id that `Ref` names. */
export function refOf(value: unknown): string | undefined {
  return isObject(value) && Object.keys(value).length === 1 && typeof value.Ref === 'string' ? value.Ref : undefined;
}

/** The arguments of `Fn::If`. */
export function ifOf(value: unknown): readonly [condition: string, whenTrue: unknown, whenFalse: unknown] | undefined {
  const [name, argument] = (isObject(value) && intrinsicOf(value)) || [];
  if (name !== 'Fn::If' || !Array.isArray(argument) || argument.length !== 3 || typeof argument[0] !== 'string') return undefined;
  return argument as [string, unknown, unknown];
}

/** What a value may be: both sides of `Fn::If`, as far as they are something. */
export function branchesOf(value: unknown): readonly unknown[] {
  const choice = ifOf(value);
  return choice ? choice.slice(1).filter((branch) => !isNoValue(branch)) : [value];
}

/** A map without the entries that are not there. */
export function compact(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined && value !== null));
}

/** Those of a map's entries that have one of the given keys. */
export function pick(map: JsonObject, keys: readonly string[]): JsonObject {
  return compact(Object.fromEntries(keys.filter((key) => Object.hasOwn(map, key)).map((key) => [key, map[key]])));
}

/** Whether a value counts as given: SAM takes an empty text, list or map, `false` and 0 for none. */
export function isGiven(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** A deep copy that may be changed. */
export function copy<T>(value: T): T {
  return structuredClone(value);
}
