/** Replaces the value at one location of an object. */
export function replaceAt(root: any, place: number, value: unknown): void {
  const places: [any, string][] = [];
  const walk = (at: any) => {
    if (typeof at !== 'object' || at === null) return;
    for (const key of Object.keys(at)) {
      places.push([at, key]);
      walk(at[key]);
    }
  };
  walk(root);
  const [holder, key] = places[place % places.length];
  holder[key] = value;
}
