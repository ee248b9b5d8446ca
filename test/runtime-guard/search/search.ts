import { Answer, ask, Programs } from './batch';
import { Case, inWords, Runtime } from './guest';
import { minimized } from './minimize';
import { Scene } from './scene';

/** An operation that succeeded under a policy that blocks it. */
export interface Escape {
  readonly kind: string;
  readonly what: string;
  /** The case in words and as data, minimized unless `first` is set, with preceding cases if it needs them. */
  readonly words: string;
  readonly cases: readonly Case[];
}

/** State of a search, as plain data, so that it can be resumed. */
export interface Progress {
  readonly runtime: string;
  readonly seed: number;
  /** Number of the next case. Cases are tried in order, one for each function, round after round. */
  next: number;
  calls: number;
  functions: number;
  reached: number;
  /** How often a call of a function ended the process, or did not return. */
  readonly endings: { [name: string]: number };
  readonly escapes: Escape[];
}

export interface SearchOptions {
  readonly runtime: Runtime;
  /** Folder of the guard, laid out as in its layer. */
  readonly guard: string;
  readonly programs: Programs;
  readonly seconds: number;
  /** Maximum number of cases. @default no limit but time */
  readonly cases?: number;
  readonly seed: number;
  /** State of an earlier search, which this one continues. */
  readonly progress?: Progress;
  /** Whether to stop at the first escape, without minimizing it. */
  readonly first?: boolean;
  readonly save?: (progress: Progress) => void;
}

const BATCH = 400;
const AT_ONCE = 2;
/** Number of ended processes after which a function is skipped. */
const MOST_ENDINGS = 6;

/** Calls all functions that a function's code can reach, until the time is up, and returns the forbidden operations that succeeded. */
export async function search(options: SearchOptions): Promise<Progress> {
  const scene = new Scene(options.guard, options.runtime);
  try {
    return await new Search(options, scene).run();
  } finally {
    scene.remove();
  }
}

class Search {
  private readonly end: number;
  private readonly progress: Progress;
  private names: readonly string[] = [];
  /** Aborts running processes if the first escape is enough. */
  private readonly enough = new AbortController();
  /** Number of consecutive processes that ended before their first case. */
  private vain = 0;

  constructor(private readonly options: SearchOptions, private readonly scene: Scene) {
    const { runtime, seed, seconds, progress } = options;
    this.end = Date.now() + seconds * 1000;
    this.progress = progress ?? { runtime: runtime.name, seed, next: 0, calls: 0, functions: 0, reached: 0, endings: {}, escapes: [] };
  }

  public async run(): Promise<Progress> {
    const { scene, options: { programs } } = this;
    const { response, stderr } = await ask({ ask: 'functions' }, scene, programs);
    if (!Array.isArray(response)) throw new Error(`The function under search does not start: ${stderr}`);
    this.names = response;
    this.progress.functions = new Set(this.names).size;
    await Promise.all([...Array(AT_ONCE).keys()].map((slot) => this.work(slot)));
    return this.progress;
  }

  private get isOver(): boolean {
    const { progress, options } = this;
    return Date.now() > this.end || progress.calls >= (options.cases ?? Infinity) || (options.first === true && progress.escapes.length > 0);
  }

  private async work(slot: number): Promise<void> {
    const { progress, options } = this;
    while (!this.isOver) {
      const from = progress.next;
      progress.next += BATCH;
      for (let at = from; at < from + BATCH && !this.isOver;) at = await this.tryFrom(at, from + BATCH, slot);
      options.save?.(progress);
    }
  }

  /** Tries cases until the process ends, and returns the number of the next one. */
  private async tryFrom(from: number, to: number, slot: number): Promise<number> {
    const { progress, scene, options: { programs, seed, first } } = this;
    const skip = Object.entries(progress.endings).filter(([, count]) => count >= MOST_ENDINGS).map(([name]) => name);
    const answer = await ask({ ask: 'run', seed, from, to, skip }, scene, programs, { slot, first: first ? this.enough.signal : undefined });
    progress.calls += answer.begun.length;
    progress.reached = Math.max(progress.reached, new Set(this.names.slice(0, to)).size);
    await this.look(answer, slot);
    if (answer.begun.length > 0) this.vain = 0;
    if (answer.response !== undefined) return to;
    const last = answer.begun.at(-1);
    // A case that another process ended (a signal to all) is tried again.
    if (last === undefined && ++this.vain < MOST_ENDINGS) return from;
    if (last === undefined) throw new Error(`The function under search ended with ${answer.exit} before its first case, after case ${from - 1}: ${answer.stderr}`);
    const name = this.names[last % this.names.length];
    progress.endings[name] = (progress.endings[name] ?? 0) + 1;
    return last + 1;
  }

  private async look({ deeds, begun }: Answer, slot: number): Promise<void> {
    const { progress, scene, options: { programs, seed, first } } = this;
    const isKnown = (kind: string, name: string) => progress.escapes.some((each) => each.kind === kind && each.cases.at(-1)?.steps[0].call === name);
    for (const { number, kind, what } of deeds) {
      if (this.isOver || isKnown(kind, this.names[number % this.names.length])) continue;
      if (first) this.enough.abort();
      const before = begun.slice(0, begun.indexOf(number) + 1);
      const describe = async (numbers: readonly number[]): Promise<readonly Case[]> => (await ask({ ask: 'describe', seed, numbers }, scene, programs, { slot })).response;
      const cases = first ? await describe([number]) : await minimized(kind, before, describe, (tried) => ask({ ask: 'run', cases: tried }, scene, programs, { slot }));
      progress.escapes.push({ kind, what, words: cases.map(inWords).join('; then '), cases });
    }
  }
}
