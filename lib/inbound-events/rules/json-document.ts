import { Property, Workload } from '../../gate';

/**
 * A property of CloudFormation type Json, which templates write as an object or as the text of one.
 *
 * @throws Undetermined where it is neither, or where it can't be known
 */
export function jsonDocument(property: Property, workload: Workload): Property {
  if (!property.exists || property.isObject()) return property;
  const parsed = parse(property);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw property.undetermined('an object or the JSON text of one is expected');
  }
  return new Property(workload, property.resource, parsed, property.resource.stack, property.location);
}

function parse(property: Property): unknown {
  try {
    return JSON.parse(property.string()!);
  } catch (e) {
    if (e instanceof SyntaxError) throw property.undetermined(`the text is not valid JSON: ${e.message}`);
    throw e;
  }
}

/**
 * The steps of a local reference: `#/definitions/a~1b` gives `['definitions', 'a/b']`. Undefined for any other reference.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function stepsOfPointer(reference: string): string[] | undefined {
  if (reference === '#' || reference === '#/') return [];
  if (!reference.startsWith('#/')) return undefined;
  return reference.slice(2).split('/').map((step) => decoded(step).replace(/~1/g, '/').replace(/~0/g, '~'));
}

/** Writes a step of a JSON pointer. */
export function pointerStep(key: string | number): string {
  return String(key).replace(/~/g, '~0').replace(/\//g, '~1');
}

/** The place that a pointer leads to from a document, whether it is there or not. */
export function follow(document: Property, steps: readonly string[]): Property {
  return steps.reduce((at, step) => {
    const inner = at.at(step);
    return inner.exists || !/^\d+$/.test(step) ? inner : at.at(Number(step));
  }, document);
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
