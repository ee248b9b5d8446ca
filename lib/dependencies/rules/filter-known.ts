import { Undetermined } from '../../gate';

/**
 * The items that pass a test. One that can't be judged matters only where none passes.
 *
 * @throws Undetermined where none passes, and one may
 */
export function filterKnown<T>(items: readonly T[], test: (item: T) => boolean): T[] {
  let open: Undetermined | undefined;
  const passed: T[] = [];
  for (const item of items) {
    try {
      if (test(item)) passed.push(item);
    } catch (e) {
      if (!(e instanceof Undetermined)) throw e;
      open ??= e;
    }
  }
  if (passed.length === 0 && open) throw open;
  return passed;
}
