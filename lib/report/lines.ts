/**
 * The lines on which a template's resources start, from 1. A single pass over the text, which is known to parse: in
 * JSON by its structure, in YAML by indentation. A resource that is written in another way is not found.
 */
export function resourceLines(text: string): Map<string, number> {
  return text.trimStart().startsWith('{') ? linesOfJson(text) : linesOfYaml(text);
}

function linesOfJson(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let line = 1;
  let depth = 0;
  let section = '';
  // A string with what follows it if that makes it a key, a bracket or a line break.
  for (const [token, name, colon] of text.matchAll(/"((?:[^"\\]|\\.)*)"\s*(:)?|[{}[\]\n]/g)) {
    if (token === '\n') line += 1;
    else if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (colon && depth === 1) section = name;
    else if (colon && depth === 2 && section === 'Resources') lines.set(name, line);
    if (token.length > 1) line += token.split('\n').length - 1;
  }
  return lines;
}

function linesOfYaml(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let inside = false;
  let indent: string | undefined;
  text.split(/\r?\n/).forEach((content, index) => {
    if (/^\s*(#|$)/.test(content)) return;
    if (!content.startsWith(' ')) {
      inside = /^(Resources|"Resources"|'Resources')\s*:/.test(content);
      return;
    }
    if (!inside) return;
    const [, space, name] = /^( +)["']?([A-Za-z0-9:]+?)["']?\s*:(?:\s|$)/.exec(content) ?? [];
    indent ??= space;
    if (space === indent && name !== undefined) lines.set(name, index + 1);
  });
  return lines;
}
