import { Answer, ask, Programs } from './batch';
import { Case, inWords, Runtime } from './guest';
import { minimized } from './minimize';
import { Scene } from './scene';

/** Something that happened under a policy that blocks it. */
export interface Escape {
  readonly kind: string;
  readonly what: string;
  /** The case in words and as data, made as small as it can be unless the first was enough; it takes those before it where there are more. */
  readonly words: string;
  readonly cases: readonly Case[];
}

/** How far a search has come; plain data, so that it can be gone on with. */
export interface Progress {
  readonly runtime: string;
  readonly seed: number;
  /** The number of the next case: cases are tried in order, one for each function, round after round. */
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
  /** The folder of the guard, laid out as in its layer. */
  readonly guard: string;
  readonly programs: Programs;
  readonly seconds: number;
  /** How many cases at most. @default no limit but time */
  readonly cases?: number;
  readonly seed: number;
  /** Where an earlier search stopped. */
  readonly progress?: Progress;
  /** Whether the first escape is enough, as it was found. */
  readonly first?: boolean;
  readonly save?: (progress: Progress) => void;
}

const BATCH = 400;
const AT_ONCE = 2;
/** A function whose calls have ended so many processes is left out. */
const MOST_ENDINGS = 6;

/** Calls all that the code of a function can reach, until the time is up; gives what happened though it must not. */
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
  /** Ends what still runs where the first escape is enough. */
  private readonly enough = new AbortController();
  /** How many processes in a row have ended before they began. */
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

  /** Tries cases until the process ends; gives the number of the next. */
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
    // What a call of the other process has ended (a signal to all) begins again.
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
