/** What a backslash may stand before where a regular expression goes by characters of Unicode; outside of brackets, and inside. */
const NEEDED = /[\^$\\.*+?()[\]{}|/\w]/;
const NEEDED_IN_BRACKETS = /[\^$\\.*+?()[\]{}|/\w-]/;

/**
 * A pattern without needless backslashes (`\-`, `\@`), which are errors where a regular expression goes by characters of Unicode, as those of validators do. Patterns that are valid, or
 * wrong in another way, stay as they are.
 */
export function unicodePattern(pattern: string): string {
  if (isValid(pattern)) return pattern;
  let inBrackets = false;
  const plain = pattern.replace(/\\([\s\S])|[[\]]/g, (part, escaped?: string) => {
    if (escaped === undefined) {
      inBrackets = part === '[' ? true : part === ']' ? false : inBrackets;
      return part;
    }
    return (inBrackets ? NEEDED_IN_BRACKETS : NEEDED).test(escaped) ? part : escaped;
  });
  return isValid(plain) ? plain : pattern;
}

function isValid(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
