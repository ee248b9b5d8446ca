import { Answer } from './batch';
import { Case, Step } from './guest';

/** Numbers of preceding cases that are tried with a case, if it does nothing alone. */
const BEFORE = [0, 1, 4, 16, 64];

/**
 * Finds the smallest case that still causes a deed of this kind, with preceding cases if their side effects contribute. A case that cannot be
 * repeated is returned unchanged.
 * @param numbers of the cases that the process had begun; the last one caused the deed
 */
export async function minimized(
  kind: string,
  numbers: readonly number[],
  describe: (numbers: readonly number[]) => Promise<readonly Case[]>,
  attempt: (cases: readonly Case[]) => Promise<Answer>,
): Promise<readonly Case[]> {
  const does = async (cases: readonly Case[]) => (await attempt(cases)).deeds.some((deed) => deed.kind === kind);
  const described = await describe(numbers.slice(-1 - Math.max(...BEFORE)));
  for (const count of BEFORE) {
    const cases = described.slice(-1 - count);
    if (await does(cases)) return smaller(cases, does);
  }
  return described.slice(-1);
}

async function smaller(cases: readonly Case[], does: (cases: readonly Case[]) => Promise<boolean>): Promise<readonly Case[]> {
  for (const candidate of candidates(cases)) if (await does(candidate)) return smaller(candidate, does);
  return cases;
}

/** Returns slightly smaller candidates: fewer cases, or a smaller last case. */
function candidates(cases: readonly Case[]): (readonly Case[])[] {
  const before = cases.slice(0, -1);
  const last = cases[cases.length - 1];
  const fewer = before.map((_, index) => [...without(before, index), last]);
  const less: Case[] = [
    ...last.replaced.map((_, index) => ({ ...last, replaced: without(last.replaced, index) })),
    ...last.inherited.map((_, index) => ({ ...last, inherited: without(last.inherited, index) })),
    ...(last.steps.length > 1 ? [{ ...last, steps: last.steps.slice(0, -1) }] : []),
    ...last.steps.flatMap((step, index) => lesser(step).map((each) => ({ ...last, steps: replacing(last.steps, index, each) }))),
  ];
  return [...fewer, ...less.map((each) => [...before, each])];
}

function lesser(step: Step): Step[] {
  const { on, ...plain } = step;
  return [
    ...(on === undefined ? [] : [plain]),
    ...(step.with.length > 0 ? [{ ...step, with: step.with.slice(0, -1) }] : []),
    ...step.with.flatMap(({ kind, as }, index) => (as === undefined ? [] : [{ ...step, with: replacing(step.with, index, { kind }) }])),
  ];
}

function replacing<T>(list: readonly T[], index: number, item: T): T[] {
  return list.map((other, at) => (at === index ? item : other));
}

function without<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, at) => at !== index);
}
