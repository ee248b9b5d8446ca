import { Undetermined } from '../values/values';

/**
 * The items that pass a test. One that can't be judged matters only where none passes.
 *
 * @throws Undetermined where none passes, and one may
 */
export function filterKnown<T>(items: readonly T[], test: (item: T) => boolean): readonly T[] {
  return flatMapKnown(items, (item) => (test(item) ? [item] : []));
}

/**
 * What look-ups find together. One that can't be concluded matters only where none finds anything.
 *
 * @throws Undetermined where none does, and one may
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
  // Many ask for one and the same list: it is not copied for each.
  return lists.length === 1 ? lists[0] : lists.flat();
}
