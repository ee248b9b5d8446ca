import { Property } from '../../gate';

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

/** The places of a document by their pointers. It remembers them, since a document may have thousands of schemas side by side. */
export class Places {
  private readonly known = new Map<string, Property>();

  constructor(private readonly document: Property) {}

  /** The place that a pointer leads to, whether something is there or not. */
  public at(steps: readonly string[]): Property {
    if (steps.length === 0) return this.document;
    const key = steps.map(pointerStep).join('/');
    const known = this.known.get(key);
    if (known) return known;
    const last = steps[steps.length - 1];
    const outer = this.at(steps.slice(0, -1));
    const byName = outer.at(last);
    const place = byName.exists || !/^\d+$/.test(last) ? byName : outer.at(Number(last));
    this.known.set(key, place);
    return place;
  }
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
