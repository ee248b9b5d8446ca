import { Undetermined } from './values';

/**
 * The items that pass a test. One that can't be judged matters only where none passes.
 *
 * @throws Undetermined where none passes, and one may
 */
export function filterKnown<T>(items: readonly T[], test: (item: T) => boolean): T[] {
  return flatMapKnown(items, (item) => (test(item) ? [item] : []));
}

/**
 * What look-ups find together. One that can't be concluded matters only where none finds anything.
 *
 * @throws Undetermined where none does, and one may
 */
export function flatMapKnown<T, R>(items: readonly T[], lookup: (item: T) => readonly R[]): R[] {
  let open: Undetermined | undefined;
  const found = items.flatMap((item) => {
    try {
      return lookup(item);
    } catch (e) {
      if (!(e instanceof Undetermined)) throw e;
      open ??= e;
      return [];
    }
  });
  if (found.length === 0 && open) throw open;
  return found;
}
