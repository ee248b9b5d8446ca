import { Property } from '../../gate';
import { pointerOf } from '../../json/json-pointer';

/** The places in a document by pointer. They are cached, because a document can contain thousands of schemas. */
export class Places {
  private readonly known = new Map<string, Property>();

  constructor(private readonly document: Property) {}

  /** Returns the place at a pointer, whether it exists or not. */
  public at(steps: readonly string[]): Property {
    if (steps.length === 0) return this.document;
    const key = pointerOf(steps);
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
