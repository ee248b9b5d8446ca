/** Finds the fewest events that show a finding in a fresh process. */
import type { Deadline } from './deadline';
import { HISTORY } from './sender';
import type { FuzzCase } from '../targets/cases';

/** Whether events show the finding. */
export type Shows = (events: readonly FuzzCase[]) => Promise<boolean>;

/**
 * @param smallest the minimized case that shows the finding
 * @param history that case and those before it
 * @returns undefined if no selection of events shows the finding again
 */
export async function fewestEvents(
  shows: Shows, smallest: FuzzCase, history: readonly FuzzCase[], deadline: Deadline,
): Promise<readonly FuzzCase[] | undefined> {
  if (await shows([smallest])) return [smallest];
  // The same event repeatedly, in case its state accumulates.
  for (const times of [2, 5, 20, 100, HISTORY]) {
    const repeated = Array.from({ length: times }, () => smallest);
    if (deadline.isOver) return undefined;
    if (await shows(repeated)) return repeated;
  }
  return (await shows(history)) ? fewer(shows, history, deadline) : undefined;
}

/** Removes parts of the history, in smaller and smaller steps. */
async function fewer(shows: Shows, history: readonly FuzzCase[], deadline: Deadline): Promise<readonly FuzzCase[]> {
  let shortest = history;
  for (let step = Math.ceil(shortest.length / 2); step >= 1 && !deadline.isOver; step = step === 1 ? 0 : Math.ceil(step / 2)) {
    for (let at = 0; at + 1 < shortest.length;) {
      const rest = [...shortest.slice(0, at), ...shortest.slice(Math.min(at + step, shortest.length - 1))];
      if (rest.length < shortest.length && (await shows(rest))) shortest = rest;
      else at += step;
      if (deadline.isOver) return shortest;
    }
  }
  return shortest;
}
