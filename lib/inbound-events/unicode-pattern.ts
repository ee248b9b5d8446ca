/** Characters that can be escaped in a regular expression with the Unicode flag, outside and inside of brackets. */
const NEEDED = /[\^$\\.*+?()[\]{}|/\w]/;
const NEEDED_IN_BRACKETS = /[\^$\\.*+?()[\]{}|/\w-]/;

/**
 * Removes needless backslashes (`\-`, `\@`) from a pattern. They are errors in regular expressions with the Unicode flag, which validators use.
 * Patterns that are valid, or invalid for another reason, are not changed.
 */
export function unicodePattern(pattern: string): string {
  if (isUnicodePattern(pattern)) return pattern;
  let inBrackets = false;
  const plain = pattern.replace(/\\([\s\S])|[[\]]/g, (part, escaped?: string) => {
    if (escaped === undefined) {
      inBrackets = part === '[' ? true : part === ']' ? false : inBrackets;
      return part;
    }
    return (inBrackets ? NEEDED_IN_BRACKETS : NEEDED).test(escaped) ? part : escaped;
  });
  return isUnicodePattern(plain) ? plain : pattern;
}

/** Checks whether a text is a regular expression with the flag `u`, as validators compile it. */
export function isUnicodePattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
