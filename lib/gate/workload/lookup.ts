import type { Resource } from './resource';
import { Undetermined } from '../values/values';

/** Keys by which resources are found. A lookup must be a constant of the caller, since it identifies the index. */
export interface Lookup {
  /** The keys of a resource in the current scenario. If it throws `Undetermined`, even after some keys, the resource may have any key. */
  readonly keysOf: (resource: Resource) => Iterable<unknown>;
  /** A further condition for resources that have a key. @default - none */
  readonly test?: (resource: Resource) => boolean;
}

/** An index of items by their keys; each item is evaluated once. */
export class Index<T> {
  /** Items whose keys are unknown, with the reason. */
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

  /** Returns the items that have a key, in order; returns the same list each time. */
  public of(key: unknown): readonly T[] {
    return this.byKey.get(key) ?? [];
  }

  private add(key: unknown, thing: T): void {
    const known = this.byKey.get(key);
    if (!known) this.byKey.set(key, [thing]);
    else if (known[known.length - 1] !== thing) known.push(thing);
  }
}
