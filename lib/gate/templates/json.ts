import { UnreadableInput } from './unreadable-input';

/** Checks whether a text is intended as a JSON object, rather than YAML. */
export function isJson(text: string): boolean {
  return text.trimStart().startsWith('{');
}

/**
 * Parses JSON.
 *
 * @param file name of the file in errors
 * @throws UnreadableInput with the position, which the engine's own error often omits
 */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (e) {
    const before = text.slice(0, endOfJson(text)).split('\n');
    throw new UnreadableInput(file, `is not valid JSON (${(e as Error).message})`, before.length, before[before.length - 1].length + 1);
  }
}

const TOKEN =
  /[ \t\r\n]*([{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

/** Returns the offset of the first unexpected token, or of the end if a token is missing. */
function endOfJson(text: string): number {
  const token = new RegExp(TOKEN);
  const open: string[] = [];
  let expected = 'value';
  for (let at = 0; ; at = token.lastIndex) {
    token.lastIndex = at;
    const found = token.exec(text)?.[1];
    const start = at + /^[ \t\r\n]*/.exec(text.slice(at))![0].length;
    if (found === undefined) return start;
    const kind = found.startsWith('"') ? 'text' : '{}[],:'.includes(found) ? found : 'literal';
    const inside = open[open.length - 1];
    if (expected === 'value' || expected === 'value or ]') {
      if (kind === ']' && expected === 'value or ]') open.pop();
      else if (kind === '{' || kind === '[') open.push(kind);
      else if (kind !== 'text' && kind !== 'literal') return start;
      expected = kind === '{' ? 'key or }' : kind === '[' ? 'value or ]' : 'end';
    } else if (expected === 'key' || expected === 'key or }') {
      if (kind !== 'text' && !(kind === '}' && expected === 'key or }')) return start;
      if (kind === '}') open.pop();
      expected = kind === '}' ? 'end' : 'colon';
    } else if (expected === 'colon') {
      if (kind !== ':') return start;
      expected = 'value';
    } else if (kind === ',' && inside !== undefined) {
      expected = inside === '{' ? 'key' : 'value';
    } else if ((kind === '}' && inside === '{') || (kind === ']' && inside === '[')) {
      open.pop();
    } else {
      return start;
    }
  }
}
