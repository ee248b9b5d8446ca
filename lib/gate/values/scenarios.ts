/**
 * Conditions and parameters leave a template open: it describes several deployments at once. A rule runs once for each of them that it can
 * distinguish, with plain values.
 */

/** An option of a choice. */
export interface Option<T> {
  readonly value: T;
  /** The assumption of the option, for people: "condition IsProd is false". */
  readonly assumption: string;
}

/** The option that a choice took in a run. */
export interface Taken<T> {
  readonly value: T;
  /** Identifies the option, in every exploration. */
  readonly way: string;
}

/** The result of a choice. */
export interface Choice {
  readonly key: string;
  /** The index of the option, from 0. */
  readonly option: number;
  readonly assumption: string;
}

/** The result of a run, with its choices. */
export interface ScenarioResult<T> {
  readonly result: T;
  readonly choices: readonly Choice[];
}

interface Decision {
  readonly key: string;
  readonly options: readonly Option<unknown>[];
  index: number;
}

/** Most runs need no choice. */
const NO_CHOICES: readonly Choice[] = [];

/** Maximum number of combinations; `complete` reports whether it was enough. */
export const MAX_SCENARIOS = 64;

/** Runs a function once for each combination of the choices that it depends on. */
export class Scenarios {
  /** Identifies the run; it also changes outside of runs. */
  public run = 0;
  private active = false;
  private decisions: Decision[] = [];
  private readonly byKey = new Map<string, Decision>();

  /** Returns the option in the current run. The first call with a key decides it for the run; later calls with the same key return it. */
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
   * Calls `run` in every scenario, up to an upper bound; `complete` is whether that covered all.
   *
   * @param maxRuns upper bound on runs; 1 evaluates a single scenario
   */
  public explore<T>(run: () => T, maxRuns: number = MAX_SCENARIOS): { readonly results: ScenarioResult<T>[]; readonly complete: boolean } {
    if (this.active) throw new Error('explore() cannot be nested');
    this.active = true;
    try {
      this.run += 1;
      const results = [{ result: run(), choices: this.choices }];
      while (this.advance()) {
        if (results.length >= maxRuns) return { results, complete: false };
        this.run += 1;
        results.push({ result: run(), choices: this.choices });
      }
      return { results, complete: true };
    } finally {
      this.active = false;
      this.run += 1;
      this.forget();
    }
  }

  /** The choices of the current run. */
  private get choices(): readonly Choice[] {
    return this.decisions.length === 0 ? NO_CHOICES : this.decisions.map(choiceOf);
  }

  /** Most runs decide nothing, and clearing an empty map takes longer than they do. */
  private forget(): void {
    if (this.decisions.length === 0) return;
    this.decisions = [];
    this.byKey.clear();
  }

  /** Moves to the next combination: the last decision with remaining options takes the next one; later decisions are discarded. */
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
