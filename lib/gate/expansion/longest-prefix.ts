/** Returns the entry for a location such as `Properties.Tags[0]`, or for the closest enclosing one, with the rest of the location. */
export function longestPrefix<T>(location: string, lookUp: (prefix: string) => T | undefined): { found: T; rest: string } | undefined {
  for (let end = location.length; end > 0; end -= 1) {
    if (end < location.length && location[end] !== '.' && location[end] !== '[') continue;
    const found = lookUp(location.slice(0, end));
    if (found !== undefined) return { found, rest: location.slice(end) };
  }
  return undefined;
}
