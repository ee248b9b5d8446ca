/**
 * Conditions and parameters leave a template open: it stands for several deployments at once. A rule is run once for
 * each of them that it can tell apart, and sees plain values each time.
 */

/** One way that a choice can go. */
export interface Option<T> {
  readonly value: T;
  /** What choosing it assumes, for people: "condition IsProd is false". */
  readonly assumption: string;
}

/** The option that a choice took in a run. */
export interface Taken<T> {
  readonly value: T;
  /** Tells the option from the others, in every exploration. */
  readonly way: string;
}

/** The way that a choice went. */
export interface Choice {
  readonly key: string;
  /** Which of its options was taken, from 0. */
  readonly option: number;
  readonly assumption: string;
}

/** What a run returned, with the choices that it came to. */
export interface ScenarioResult<T> {
  readonly result: T;
  readonly choices: readonly Choice[];
}

interface Decision {
  readonly key: string;
  readonly options: readonly Option<unknown>[];
  index: number;
}

/** Most runs come to no choice at all. */
const NO_CHOICES: readonly Choice[] = [];

/** More combinations than this are not explored; the caller is told. */
export const MAX_SCENARIOS = 64;

/** Runs a function once for each combination of the choices that it turns out to depend on. */
export class Scenarios {
  /** Differs from run to run, and outside of all. */
  public run = 0;
  private active = false;
  private decisions: Decision[] = [];
  private readonly byKey = new Map<string, Decision>();

  /**
   * The option that holds in the current run. The first call with a key decides it for the run; later calls with the
   * same key agree with it.
   */
  public choose<T>(key: string, options: () => readonly Option<T>[]): Taken<T> {
    if (!this.active) throw new Error(`choice ${key} was read outside of explore()`);
    let decision = this.byKey.get(key);
    if (!decision) {
      decision = { key, options: options(), index: 0 };
      this.decisions.push(decision);
      this.byKey.set(key, decision);
    }
    const { value, assumption } = decision.options[decision.index] as Option<T>;
    return { value, way: `${decision.index} ${assumption}` };
  }

  /**
   * Calls `run` in every scenario, at most `most` times; `complete` says whether that covered all.
   *
   * @param most 1 for whoever is content with the first
   */
  public explore<T>(run: () => T, most: number = MAX_SCENARIOS): { readonly results: ScenarioResult<T>[]; readonly complete: boolean } {
    if (this.active) throw new Error('explore() cannot be nested');
    const results: ScenarioResult<T>[] = [];
    this.active = true;
    try {
      for (let more = true; more; more = this.advance()) {
        if (results.length === most) return { results, complete: false };
        this.run += 1;
        const result = run();
        results.push({ result, choices: this.decisions.length === 0 ? NO_CHOICES : this.decisions.map(choiceOf) });
      }
      return { results, complete: true };
    } finally {
      this.active = false;
      this.run += 1;
      this.decisions = [];
      this.byKey.clear();
    }
  }

  /** Moves to the next combination: the last decision that has an option left takes it, those after it are forgotten. */
  private advance(): boolean {
    for (let last = this.decisions.pop(); last; last = this.decisions.pop()) {
      this.byKey.delete(last.key);
      if (last.index + 1 < last.options.length) {
        const next = { ...last, index: last.index + 1 };
        this.decisions.push(next);
        this.byKey.set(next.key, next);
        return true;
      }
    }
    return false;
  }
}

function choiceOf({ key, options, index }: Decision): Choice {
  return { key, option: index, assumption: options[index].assumption };
}
