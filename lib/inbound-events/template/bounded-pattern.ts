/** Checks whether a regular expression only matches texts of limited length, as far as this can be determined without running it. */
export function isBoundedPattern(pattern: string): boolean {
  const bare = pattern.replace(/\\./g, 'x').replace(/\[\^?\]?[^\]]*\]/g, 'x');
  return bare.startsWith('^') && bare.endsWith('$') && !/[*+]|\{\d*,\}/.test(bare) && !hasOuterAlternative(bare);
}

/** Checks whether a `|` is outside of all groups, so that each anchor applies to one side only. */
function hasOuterAlternative(bare: string): boolean {
  let depth = 0;
  for (const character of bare) {
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === '|' && depth === 0) return true;
  }
  return false;
}
