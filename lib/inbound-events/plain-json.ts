import { Token } from 'aws-cdk-lib';
import { pointerStep } from '../json/json-pointer';

/** Maximum nesting of a document; usual documents need a tenth of it. */
export const MAX_NESTING = 100;

/** A problem of a document, at a JSON pointer without `#`. */
export interface Problem {
  readonly pointer: string;
  readonly message: string;
  /** The exception that would allow it; absent if none can. */
  readonly looseness?: string;
  /** The operation of an API that it is about, instead of the pointer. */
  readonly operation?: string;
}

/**
 * Reasons why a value is not plain JSON that is known at synthesis and that a template can contain.
 *
 * @param isLeaf objects that stand for something else, and are not read
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
      // Reported once, since such values usually have many places like this.
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
    default:
      return `JSON has no ${typeof value}`;
  }
}

function problemOfObject(value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return `an object of class ${value.constructor.name} is not plain JSON`;
  const keys = Object.keys(value);
  if (keys.includes('__proto__')) return 'a property named __proto__ reaches into the prototype of objects in JavaScript';
  const [intrinsic] = keys.filter((key) => key.startsWith('Fn::') || (key === 'Ref' && keys.length === 1));
  return intrinsic === undefined ? undefined : `CloudFormation takes an object with the key ${intrinsic} for an intrinsic function`;
}
