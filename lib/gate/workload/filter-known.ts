import { Undetermined } from '../values/values';

/**
 * Returns the items that pass a test. An item that can't be judged matters only if none passes.
 *
 * @throws Undetermined if none passes, and one may
 */
export function filterKnown<T>(items: readonly T[], test: (item: T) => boolean): readonly T[] {
  return flatMapKnown(items, (item) => (test(item) ? [item] : []));
}

/**
 * Returns the combined results of lookups. A lookup without a conclusion matters only if the others find nothing.
 *
 * @throws Undetermined if none finds anything, and one may
 */
export function flatMapKnown<T, R>(items: readonly T[], lookup: (item: T) => readonly R[]): readonly R[] {
  let open: Undetermined | undefined;
  const lists: (readonly R[])[] = [];
  for (const item of items) {
    try {
      const list = lookup(item);
      if (list.length > 0) lists.push(list);
    } catch (e) {
      if (!(e instanceof Undetermined)) throw e;
      open ??= e;
    }
  }
  if (lists.length === 0 && open) throw open;
  // Many callers request the same list, so it is not copied.
  return lists.length === 1 ? lists[0] : lists.flat();
}
