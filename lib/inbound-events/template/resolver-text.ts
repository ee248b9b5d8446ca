/** Places where AppSync resolvers write callers' texts. */
import { roleOfKey } from './caller-keys';

/** A place where a caller's text can change the structure. */
export interface ResolverLeak {
  readonly kind: 'unescaped' | 'in-statement';
  readonly message: string;
}

/** Callers' input, as named in templates. */
const VTL_REFERENCE = /\$!?\{?(?:ctx|context)\.(?:args|arguments|source|request\.headers)\b[\w.]*/g;

/** Functions that serialize a value as JSON, including quotes. */
const AS_JSON = /^\$!?\{?utils?\.(?:toJson|dynamodb\.\w+|transform\.\w+|base64Encode)$/;

/** Functions that escape a text for use between quotes. */
const AS_TEXT = /^\$!?\{?utils?\.(?:escapeJavaScript|urlEncode)$/;

/** The leaks of a mapping template. */
export function leaksOfVtl(template: string): ResolverLeak[] {
  const aliases = [...template.matchAll(/#set\s*\(\s*\$!?\{?(\w+)\}?\s*=\s*"?[^\n]*?\$!?\{?(?:ctx|context)\.(?:args|arguments|source|request\.headers)/g)]
    .filter((match) => !/\$util\.(?:toJson|dynamodb)/.test(match[0]))
    .map(([, name]) => name);
  const references = [...template.matchAll(VTL_REFERENCE), ...aliases.flatMap((name) => [...template.matchAll(new RegExp(`\\$!?\\{?${name}\\b(?!\\}?\\s*=)`, 'g'))])];
  return references.flatMap(({ 0: reference, index }) => judgeVtl(template, reference, index));
}

function judgeVtl(template: string, reference: string, index: number): ResolverLeak[] {
  const call = callAround(template, index);
  // Directives only read the value.
  if (call !== undefined && (call.startsWith('#') || AS_JSON.test(call))) return [];
  const key = keyBefore(template, index);
  if (key !== undefined && roleOfKey(key) === 'statement') {
    return call?.endsWith('urlEncode') ? [] : [{ kind: 'in-statement', message: `${reference} is a part of ${key}` }];
  }
  if (call !== undefined && AS_TEXT.test(call)) return [];
  return [{ kind: 'unescaped', message: `${reference} is written as it is` }];
}

/** The function or directive around a place: the text before the last open parenthesis. */
function callAround(text: string, index: number): string | undefined {
  let depth = 0;
  for (let at = index - 1; at >= 0 && text[at] !== '\n'; at -= 1) {
    if (text[at] === ')') depth += 1;
    else if (text[at] === '(' && depth > 0) depth -= 1;
    else if (text[at] === '(') return /(?:#\w+|\$[\w.!{]*)\s*$/.exec(text.slice(0, at))?.[0].trim();
  }
  return undefined;
}

/** The JSON member whose text contains a place. */
function keyBefore(text: string, index: number): string | undefined {
  return /"([\w-]+)"\s*:\s*\[?\s*"?[^"{}]*$/.exec(text.slice(Math.max(0, index - 2000), index))?.[1];
}

/** Callers' input, as named in programs. */
const JS_REFERENCE = String.raw`(?:ctx|context)\.(?:args|arguments|source|request\.headers)\b`;

/** The leaks of a program. */
export function leaksOfProgram(code: string): ResolverLeak[] {
  const names = [
    ...[...code.matchAll(new RegExp(`(?:const|let|var)\\s+\\{([^}]*)\\}\\s*=\\s*${JS_REFERENCE}`, 'g'))]
      .flatMap(([, list]) => list.split(',').map((item) => item.split(':').pop()!.split('=')[0].trim())),
    ...[...code.matchAll(new RegExp(`(?:const|let|var)\\s+(\\w+)\\s*=\\s*${JS_REFERENCE}`, 'g'))].map(([, name]) => name),
  ].filter((name) => /^\w+$/.test(name));
  const reference = new RegExp([JS_REFERENCE, ...names.map((name) => `(?<![.\\w])${name}\\b(?!\\s*:)`)].join('|'));
  return [...code.matchAll(/(?<![\w.])["']?(\w+)["']?\s*:\s*/g)].flatMap(({ 0: before, 1: key, index }): ResolverLeak[] => {
    if (roleOfKey(key) !== 'statement') return [];
    const value = expressionAt(code, index + before.length);
    // The sql tag of AppSync passes inserted values as parameters.
    const open = value.replace(/sql`[^`]*`/g, '').replace(/(?:encodeURIComponent|util\.urlEncode)\([^()]*\)/g, '');
    return reference.test(open) ? [{ kind: 'in-statement', message: `what the caller writes is a part of ${key}` }] : [];
  });
}

/** The expression that starts at a place: up to the comma or bracket that ends it. */
function expressionAt(code: string, from: number): string {
  let depth = 0;
  for (let at = from; at < code.length; at += 1) {
    if ('([{'.includes(code[at])) depth += 1;
    else if (')]}'.includes(code[at])) depth -= 1;
    if (depth < 0 || (depth === 0 && (code[at] === ',' || code[at] === ';'))) return code.slice(from, at);
  }
  return code.slice(from);
}
