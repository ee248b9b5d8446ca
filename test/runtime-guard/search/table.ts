import { Opened } from './inside';
import { Progress } from './search';

/** Returns the results of searches: calls, functions and escapes, as readable cases. */
export function searchTable(all: readonly Progress[]): string {
  const rows = all.map(({ runtime, calls, reached, functions, escapes, endings }) => [runtime, calls, `${reached} of ${functions}`, Object.keys(endings).length, escapes.length].join(' | '));
  const found = all.flatMap(({ runtime, seed, escapes }) => escapes.map(({ kind, what, words, cases }) => `${runtime}, seed ${seed}: ${kind} ${what}\n  ${words}\n  ${JSON.stringify(cases)}`));
  return ['runtime | calls | functions | end the process | escapes', ...rows, ...found].join('\n');
}

/** Returns the escapes found with disabled protections. */
export function openedTable(all: readonly Opened[]): string {
  const rows = all.map(({ name, progress: { runtime, calls, escapes: [first] } }) => [runtime, name, calls, first === undefined ? 'nothing' : `${first.kind} by ${first.words}`].join(' | '));
  return ['runtime | switched off | calls | found', ...rows].join('\n');
}
