/** Template parameters that can put a wildcard into a pattern of an IAM policy. */
import type { Parameter } from '../../gate';

const WILDCARDS = ['*', '?'];

/** The parts of a regular expression: a character class, an escaped character, a character. */
const ATOM = /\[(?:\\.|[^\]\\])+\]|\\.|./gs;

/** Characters that group, repeat and anchor; they match no character themselves. */
const OPERATOR = /^[\^$()|*+?{}]$/;

/** Escapes with the same meaning in regular expressions of CloudFormation and of JavaScript. */
const KNOWN_ESCAPE = /^\\[wds\-./:_@=+,$()|{}^[\]]$/;

/** Checks whether a value of the parameter may contain `*` or `?`, by its type, its list of values, its pattern, or the resource that it names. */
export function mayHoldWildcard({ type, allowedValues, allowedPattern, namesResource }: Parameter): boolean {
  if (namesResource) return false;
  // Values of AWS-specific types must exist, and their names contain no wildcard. Systems Manager parameters contain any text.
  if (/^(List<)?(Number|AWS::(?!SSM::))/.test(type)) return false;
  if (/^AWS::SSM::/.test(type)) return true;
  if (allowedValues) return allowedValues.some((value) => WILDCARDS.some((wildcard) => String(value).includes(wildcard)));
  return allowedPattern === undefined || mayMatchWildcard(allowedPattern);
}

/** Checks whether a text with a wildcard may match the whole pattern, as CloudFormation matches. True if this can't be determined. */
function mayMatchWildcard(pattern: string): boolean {
  const atoms = pattern.match(ATOM) ?? [];
  return atoms.filter((atom) => !OPERATOR.test(atom)).some((atom) => !isUnderstood(atom) || WILDCARDS.some((wildcard) => matches(atom, wildcard)));
}

function isUnderstood(atom: string): boolean {
  if (!atom.startsWith('[')) return !atom.startsWith('\\') || KNOWN_ESCAPE.test(atom);
  // Java has nested character classes, and intersections of them.
  const inside = atom.slice(1, -1);
  return (inside.match(/\\./gs) ?? []).every((escape) => KNOWN_ESCAPE.test(escape)) && !/\[|&&/.test(inside.replace(/\\./gs, ''));
}

function matches(atom: string, text: string): boolean {
  try {
    return new RegExp(`^${atom}$`).test(text);
  } catch {
    return true;
  }
}
