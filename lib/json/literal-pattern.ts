/** The source of a regular expression that matches a text literally. `RegExp.escape` exists only from Node.js 24 on. */
export function literalPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
