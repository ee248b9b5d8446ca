import { Token } from 'aws-cdk-lib';
import { pointerStep } from '../json/json-pointer';

/** The maximum nesting of a document. Usual documents need a tenth of it. */
export const MAX_NESTING = 100;

/** A problem of a document, at a JSON pointer without `#`. */
export interface Problem {
  readonly pointer: string;
  readonly message: string;
  /** The exception that would allow the problem. Absent if none can. */
  readonly looseness?: string;
  /** The operation of an API with the problem, instead of the pointer. */
  readonly operation?: string;
  /** The part of a request whose schema has the problem, such as `pathParameters.id`; absent if there is one schema only. */
  readonly part?: string;
}

/** Keywords of JSON Schema that restrict nothing. */
const NOTES = new Set(['$schema', '$id', 'id', '$comment', 'title', 'description', 'default', 'example', 'examples', 'deprecated', 'readOnly', 'writeOnly']);

/** Keywords whose values are schemas by name. */
const MAPS = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas', 'dependencies']);

/** Returns a copy without properties that are undefined. Objects of a class stay as they are. */
export function withoutUndefined(value: unknown): unknown {
  return copyOf(value, () => true);
}

/**
 * Returns a copy of a schema without undefined notes, such as `description: undefined`. Other undefined values stay, and are problems: for example,
 * an undefined limit would limit nothing.
 */
export function withoutUndefinedNotes(schema: unknown): unknown {
  return copyOf(schema, (key, isMap) => !isMap && NOTES.has(key));
}

/** @param isDropped whether an undefined value is dropped, by its key, and by whether its object has schemas by name */
function copyOf(value: unknown, isDropped: (key: string, isMap: boolean) => boolean): unknown {
  const copies = new Map<object, unknown>();
  const copy = (at: unknown, isMap: boolean): unknown => {
    if (typeof at !== 'object' || at === null || isOfClass(at)) return at;
    if (!copies.has(at)) {
      const made: any = Array.isArray(at) ? [] : {};
      copies.set(at, made);
      for (const [key, inner] of entriesOf(at)) {
        if (inner === undefined && !Array.isArray(at) && isDropped(key, isMap)) continue;
        Object.defineProperty(made, key, { value: copy(inner, !isMap && MAPS.has(key)), enumerable: true, writable: true, configurable: true });
      }
    }
    return copies.get(at);
  };
  return copy(value, false);
}

/**
 * Returns the reasons why a value is not plain JSON that is known at synthesis and that a template can contain.
 *
 * @param isLeaf whether an object represents another value, and is not read
 */
export function plainJsonProblems(value: unknown, pointer: string, isLeaf: (value: unknown) => boolean): Problem[] {
  const problems: Problem[] = [];
  const open = new Set<unknown>();
  const done = new Set<unknown>();
  let tooDeep = false;
  const walk = (at: unknown, place: string) => {
    const message = isLeaf(at) ? undefined : problem(at);
    if (message !== undefined) {
      problems.push({ pointer: place, message });
    } else if (open.has(at)) {
      problems.push({ pointer: place, message: 'the object contains itself; write a $ref' });
    } else if (typeof at === 'object' && open.size >= MAX_NESTING) {
      // Reported once, because such values usually have many places of this kind.
      if (!tooDeep) problems.push({ pointer: place, message: `nested more than ${MAX_NESTING} levels deep` });
      tooDeep = true;
    } else if (typeof at === 'object' && at !== null && !isLeaf(at) && !done.has(at)) {
      open.add(at);
      for (const [key, inner] of entriesOf(at)) walk(inner, `${place}/${pointerStep(key)}`);
      open.delete(at);
      done.add(at);
    }
  };
  walk(value, pointer);
  return problems;
}

function entriesOf(value: object): [string, unknown][] {
  return Array.isArray(value) ? Array.from(value, (item, index) => [String(index), item]) : Object.entries(value);
}

function problem(value: unknown): string | undefined {
  if (Token.isUnresolved(value)) return 'a token, whose value is known only at deployment; a schema has to be known at synthesis';
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `${value} is not a JSON number`;
    case 'object':
      return value === null || Array.isArray(value) ? undefined : problemOfObject(value);
    case 'undefined':
      return 'JSON has no undefined; define the value, or leave the property out';
    default:
      return `JSON has no ${typeof value}`;
  }
}

function isOfClass(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return !Array.isArray(value) && prototype !== null && Object.getPrototypeOf(prototype) !== null;
}

function problemOfObject(value: object): string | undefined {
  if (isOfClass(value)) return `an object of class ${value.constructor.name} is not plain JSON`;
  const keys = Object.keys(value);
  if (keys.includes('__proto__')) return 'a property named __proto__ reaches into the prototype of objects in JavaScript';
  const [intrinsic] = keys.filter((key) => key.startsWith('Fn::') || (key === 'Ref' && keys.length === 1));
  return intrinsic === undefined ? undefined : `CloudFormation takes an object with the key ${intrinsic} for an intrinsic function`;
}
