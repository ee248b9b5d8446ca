import { Undetermined } from './values';

/** A decision of a scenario. */
export interface Decision {
  /** Identifies it; the same in all scenarios. */
  readonly key: unknown;
  /** Decides it in the current scenario, and returns the option. */
  readonly decide: () => unknown;
}

/** A decision, and its option. */
interface Step {
  readonly decision: Decision;
  readonly way: unknown;
}

/** A cache entry for a question: the answer, or the next decision that it depends on, with an entry for each option. */
class Known {
  public decision?: Decision = undefined;
  /** Entries by option of the decision; most answers depend on none. */
  public ways?: Map<unknown, Known> = undefined;
  public isAnswered = false;
  public value: unknown = undefined;
  public open?: Undetermined = undefined;

  public answer(value: unknown, open?: Undetermined): void {
    this.isAnswered = true;
    this.value = value;
    this.open = open;
  }
}

/**
 * Caches answers together with the decisions that they depend on. An answer without decisions is valid in every scenario; any other is valid in
 * scenarios with the same decisions.
 */
export class Memory {
  private readonly questions = new Map<unknown, Map<object, Known>>();
  /** The decisions since the outermost unfinished answer. */
  private readonly steps: Step[] = [];
  private unanswered = 0;
  private deciding = 0;

  /** Makes a decision in the current scenario. Decisions inside of it are part of it. */
  public decide(decision: Decision): unknown {
    this.deciding += 1;
    let way: unknown;
    try {
      way = decision.decide();
    } finally {
      this.deciding -= 1;
    }
    if (this.unanswered > 0 && this.deciding === 0) this.steps.push({ decision, way });
    return way;
  }

  /**
   * Returns the cached answer to a question about something; computed on first use. `Undetermined` is cached, too.
   *
   * @param question identifies the question
   * @param answer must only depend on `question`, on `about`, and on decisions by {@link decide}
   * @throws Undetermined if that is the answer
   */
  public once<T>(question: unknown, about: object, answer: () => T): T {
    // Answers inside of a decision are part of it, and are not cached.
    if (this.deciding > 0) return answer();
    const root = this.rootOf(question, about);
    let known: Known | undefined = root;
    // Decided in the same order as by the answer itself, so that scenarios are the same with and without the cache.
    while (known?.decision) known = known.ways?.get(this.decide(known.decision));
    if (!known?.isAnswered) return this.learn(root, answer);
    if (known.open) throw known.open;
    return known.value as T;
  }

  private learn<T>(root: Known, answer: () => T): T {
    const start = this.steps.length;
    this.unanswered += 1;
    try {
      const value = answer();
      leafOf(root, this.steps, start).answer(value);
      return value;
    } catch (e) {
      if (e instanceof Undetermined) leafOf(root, this.steps, start).answer(undefined, e);
      throw e;
    } finally {
      this.unanswered -= 1;
      if (this.unanswered === 0) this.steps.length = 0;
    }
  }

  private rootOf(question: unknown, about: object): Known {
    let subjects = this.questions.get(question);
    if (!subjects) this.questions.set(question, (subjects = new Map()));
    let root = subjects.get(about);
    if (!root) subjects.set(about, (root = new Known()));
    return root;
  }
}

/** Returns the entry in which an answer is stored after the steps from `start` on. */
function leafOf(root: Known, steps: readonly Step[], start: number): Known {
  let known = root;
  if (steps.length === start) return known;
  const decided = new Set<unknown>();
  for (const { decision, way } of steps.slice(start)) {
    if (decided.has(decision.key)) continue;
    decided.add(decision.key);
    known.decision ??= decision;
    known.ways ??= new Map();
    let next = known.ways.get(way);
    if (!next) known.ways.set(way, (next = new Known()));
    known = next;
  }
  return known;
}
