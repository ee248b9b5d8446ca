/** Returns the source of a regular expression that matches a text literally. `RegExp.escape` requires Node.js 24. */
export function literalPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
