import { Undetermined } from './values';

/** Something that a scenario decides. */
export interface Decision {
  /** Tells it from others; the same in all scenarios. */
  readonly key: unknown;
  /** Decides it in the current scenario, and says which way it went. */
  readonly decide: () => unknown;
}

/** A decision, and which way it went. */
interface Step {
  readonly decision: Decision;
  readonly way: unknown;
}

/** What is known of a question: an answer, or the decision that it depends on next, with what is known for each way that goes. */
interface Known {
  decision?: Decision;
  readonly ways: Map<unknown, Known>;
  answer?: { readonly value: unknown } | { readonly open: Undetermined };
}

/**
 * Remembers answers together with the decisions that had a part in them. An answer in which none had holds in every scenario; any
 * other wherever those decisions go the same way.
 */
export class Memory {
  private readonly questions = new Map<unknown, Map<object, Known>>();
  /** What was decided since the outermost of the answers that are being made. */
  private readonly steps: Step[] = [];
  private unanswered = 0;
  private deciding = 0;

  /** Makes a decision in the current scenario. What is decided for its sake goes with it. */
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
   * The answer to a question about something, made where it is not known yet. That it can't be known is an answer as well.
   *
   * @param question tells it from other questions
   * @param answer has to depend on `question`, on `about`, and on what is decided by {@link decide} alone
   * @throws Undetermined where that is the answer
   */
  public once<T>(question: unknown, about: object, answer: () => T): T {
    // What a decision takes is a part of it, and no answer of its own.
    if (this.deciding > 0) return answer();
    const root = this.rootOf(question, about);
    let known: Known | undefined = root;
    // Decided in the same order as by the answer itself, so that a scenario is the same whether the answer is known or not.
    while (known?.decision) known = known.ways.get(this.decide(known.decision));
    if (!known?.answer) return this.learn(root, answer);
    if ('open' in known.answer) throw known.answer.open;
    return known.answer.value as T;
  }

  private learn<T>(root: Known, answer: () => T): T {
    const start = this.steps.length;
    this.unanswered += 1;
    try {
      const value = answer();
      leafOf(root, this.steps.slice(start)).answer = { value };
      return value;
    } catch (e) {
      if (e instanceof Undetermined) leafOf(root, this.steps.slice(start)).answer = { open: e };
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
    if (!root) subjects.set(about, (root = { ways: new Map() }));
    return root;
  }
}

/** Where an answer is kept that was made after some steps. */
function leafOf(root: Known, steps: readonly Step[]): Known {
  let known = root;
  const decided = new Set<unknown>();
  for (const { decision, way } of steps) {
    if (decided.has(decision.key)) continue;
    decided.add(decision.key);
    known.decision ??= decision;
    let next = known.ways.get(way);
    if (!next) known.ways.set(way, (next = { ways: new Map() }));
    known = next;
  }
  return known;
}
