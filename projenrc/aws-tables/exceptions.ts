/** What a table has, or has not, against its rule: lines of the table, by the reason. */
export interface Exceptions {
  readonly added: { readonly [reason: string]: readonly string[] };
  readonly removed: { readonly [reason: string]: readonly string[] };
}

/**
 * The lines of a table: what its rule derives, with the exceptions.
 *
 * @throws Error where an exception changes nothing: what it corrected is no longer so
 */
export function withExceptions(derived: readonly string[], { added, removed }: Exceptions): string[] {
  const lines = new Set(derived);
  for (const line of Object.values(removed).flat()) {
    if (!lines.delete(line)) throw new Error(`${line} is removed from a table, and is not derived`);
  }
  for (const line of Object.values(added).flat()) {
    if (lines.has(line)) throw new Error(`${line} is added to a table, and is derived`);
    lines.add(line);
  }
  return [...lines].sort();
}
