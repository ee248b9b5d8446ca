/** Lines that are added to a table or removed from it, contrary to its rule, by reason. */
export interface Exceptions {
  readonly added: { readonly [reason: string]: readonly string[] };
  readonly removed: { readonly [reason: string]: readonly string[] };
}

/**
 * Returns the lines of a table: those that its rule derives, with the exceptions applied.
 *
 * @throws Error if an exception changes nothing, because it is obsolete
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
