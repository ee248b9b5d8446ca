import type { Resource } from './resource';
import { Undetermined } from '../values/values';

/** How resources are found by keys. A constant of whoever asks: the index that is made for it is known by it. */
export interface Lookup {
  /** The keys of a resource in the current scenario; one that throws `Undetermined`, after some keys or before, may have any. */
  readonly keysOf: (resource: Resource) => Iterable<unknown>;
  /** What else is asked of the resources that have a key. @default - nothing */
  readonly test?: (resource: Resource) => boolean;
}

/** Things by their keys; each is asked once. */
export class Index<T> {
  /** Those whose keys can't be known, with the reason. */
  public readonly open: { readonly thing: T; readonly reason: Undetermined }[] = [];
  private readonly byKey = new Map<unknown, T[]>();

  constructor(things: readonly T[], keysOf: (thing: T) => Iterable<unknown>) {
    for (const thing of things) {
      try {
        for (const key of keysOf(thing)) this.add(key, thing);
      } catch (e) {
        if (!(e instanceof Undetermined)) throw e;
        this.open.push({ thing, reason: e });
      }
    }
  }

  /** Those that have a key, in their order; one and the same list each time. */
  public of(key: unknown): readonly T[] {
    return this.byKey.get(key) ?? [];
  }

  private add(key: unknown, thing: T): void {
    const known = this.byKey.get(key);
    if (!known) this.byKey.set(key, [thing]);
    else if (known[known.length - 1] !== thing) known.push(thing);
  }
}
