/** Returns `; did you mean X?` if a known name is similar to the written one, or starts with it (at least three characters). Otherwise an empty text. */
export function didYouMean(written: string, known: readonly string[]): string {
  const isBegun = (name: string) => written.length >= 3 && name.toLowerCase().startsWith(written.toLowerCase());
  const close = known
    .map((name) => ({ name, distance: editsBetween(written, name) }))
    .filter(({ name, distance }) => distance <= Math.max(1, name.length / 3) || isBegun(name))
    .sort((a, b) => a.distance - b.distance);
  return close.length === 0 ? '' : `; did you mean ${close[0].name}?`;
}

/** Returns the edit distance of two texts: the number of characters to insert, remove or replace. Case is ignored. */
export function editsBetween(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      current.push(Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    previous = current;
  }
  return previous[b.length];
}
