import type { ErrorObject } from 'ajv';
import { didYouMean } from '../../json/closest';
import type { Problem } from '../plain-json';

/** Converts errors of a meta-schema to problems of the schema: where a value is, and what is expected there. */
export function metaProblemsOf(errors: readonly ErrorObject[]): Problem[] {
  return errors.filter((error) => isClosest(error, errors)).map((error) => ({ pointer: error.instancePath, message: expectationOf(error) }));
}

/** An error of `anyOf` repeats those of its alternatives. Of these, the closest alternative is the one that fails last. */
function isClosest({ keyword, instancePath }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (keyword === 'anyOf') return false;
  const others = errors.filter((error) => error.instancePath === instancePath).map((error) => error.keyword);
  return !others.includes('anyOf') || others.every((other) => closeness(other) <= closeness(keyword));
}

function closeness(keyword: string): number {
  return ['anyOf', 'type', 'enum', 'uniqueItems'].indexOf(keyword);
}

/**
 * Returns the text for an error that compiling a schema throws.
 *
 * @param keywords the known keywords
 */
export function compileProblem({ message }: Error, keywords: readonly string[]): string {
  const [, keyword] = /^strict mode: unknown keyword: "(.*)"$/.exec(message) ?? [];
  if (keyword !== undefined) return `there is no keyword ${JSON.stringify(keyword)}${didYouMean(keyword, keywords)}`;
  const [, format] = /^unknown format "(.*)" ignored in schema/.exec(message) ?? [];
  if (format !== undefined) return `there is no format ${JSON.stringify(format)}`;
  const [, reference] = /^can't resolve reference (\S+) from id/.exec(message) ?? [];
  return reference === undefined ? message : `the $ref ${reference} is not found in the schema; a reference can’t lead to another document`;
}

function expectationOf({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'type': return `${[params.type].flat().map(typeInWords).join(' or ')} is expected`;
    case 'enum': return `one of ${params.allowedValues.join(', ')} is expected`;
    case 'minimum': return `a number of at least ${params.limit} is expected`;
    case 'exclusiveMinimum': return `a number above ${params.limit} is expected`;
    case 'minItems': return `a list of at least ${params.limit} is expected`;
    case 'uniqueItems': return 'an item occurs twice';
    default: return `${message} ${JSON.stringify(params)}`;
  }
}

function typeInWords(type: string): string {
  if (type === 'array') return 'a list';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
