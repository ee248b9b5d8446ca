import { Problem } from './plain-json';
import { SchemaLooseness } from './schema-exception';

/** The maximum number of problems that are listed individually. */
const MAX_LISTED = 20;

/** Maximum numbers of causes, and of places for each cause, in a summary. */
const MAX_CAUSES = 10;
const MAX_PLACES = 3;

const MAX_LINE = 300;

/** Looseness that no limit closes. */
const ONLY_LOOSENED: readonly string[] = [SchemaLooseness.BACKTRACKING_PATTERN];

/**
 * Formats problems: individually if there are few, otherwise one paragraph for each cause. A paragraph contains the number of problems, the first
 * places, and the option that helps.
 *
 * @param options prefix of the model options in the call, such as `models.`
 * @param isComplete whether to list all problems individually
 */
export function problemSummary(problems: readonly Problem[], options: string, isComplete = false): string {
  const distinct = [...new Map(problems.map((problem) => [shownProblem(problem), problem])).values()];
  const causes = byCause(distinct);
  const hints = hintsOf(distinct, options);
  if (isComplete || distinct.length <= MAX_LISTED) return [...distinct.map((problem) => `- ${shownProblem(problem)}`), ...hints].join('\n');
  const shown = causes.slice(0, MAX_CAUSES).map(([cause, places]) => {
    const others = places.length > MAX_PLACES ? `, and ${places.length - MAX_PLACES} more` : '';
    return `- ${places.length} × ${shortened(cause)}\n    ${shortened(places.slice(0, MAX_PLACES).join(', '))}${others}`;
  });
  const further = causes.slice(MAX_CAUSES);
  const rest = further.length > 0 ? [`- and ${further.length} further causes, ${further.reduce((sum, [, { length }]) => sum + length, 0)} problems`] : [];
  return [...shown, ...rest, ...hints, `All of them: ${options}allProblems: true.`].join('\n');
}

function byCause(problems: readonly Problem[]): [cause: string, places: string[]][] {
  const causes = new Map<string, string[]>();
  for (const problem of problems) {
    const { message, looseness } = problem;
    const cause = looseness === SchemaLooseness.BACKTRACKING_PATTERN ? `a pattern that backtracks without end, or that can't be examined [${looseness}]` : `${message}${marked(problem)}`;
    causes.set(cause, [...(causes.get(cause) ?? []), placeOf(problem)]);
  }
  return [...causes].sort(([, a], [, b]) => b.length - a.length);
}

function hintsOf(problems: readonly Problem[], options: string): string[] {
  const found = new Set(problems.flatMap(({ looseness }) => looseness ?? []));
  if (found.size === 0) return [];
  const closed = [...found].some((looseness) => !ONLY_LOOSENED.includes(looseness)) ? `${options}bound: {} closes what is open with the largest limits that requests reach. ` : '';
  return [`${closed}Where one that is marked [...] is acceptable, add its pointer to ${options}loosen, with a reason; without a pointer, all are.`];
}

/** Returns a problem on one line: its place and its message. */
export function shownProblem(problem: Problem): string {
  return `${placeOf(problem)}: ${problem.message}${marked(problem)}`;
}

function placeOf({ pointer, operation, part = '' }: Problem): string {
  return operation ?? `${part}#${pointer}`;
}

function marked({ looseness }: Problem): string {
  return looseness === undefined ? '' : ` [${looseness}]`;
}

function shortened(text: string): string {
  return text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text;
}
