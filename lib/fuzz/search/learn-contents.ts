/**
 * Learns the kinds of made-up values. If a handler fails with all values of one kind but not with another kind, its app never writes the first kind,
 * so the handler is not to blame. If it fails only with some values of a kind, or with all kinds, the handler is to blame.
 */
import * as fs from 'fs';
import { Contents, isWhole, kindsOf } from '../aws/contents';
import { USUAL } from '../aws/plan';
import type { FuzzCase } from '../targets/cases';

/** A failure of a run: its cause, and a text that distinguishes failures with the same cause. */
export interface Failure {
  readonly cause: string;
  /** The error and the logs, which contain values. */
  readonly text: string;
}

/** The conclusion from a failure. */
export type Lesson =
  /** The handler is to blame. */
  | 'genuine'
  /** A value was of a kind that the app never writes. From now on, it is of another kind. */
  | 'learned'
  /** No made-up value works, and without values the handler fails differently. */
  | 'unknown';

/** The error of Python's `json` for a number of an item. No other type of value would be accepted instead. */
const UNSERIALIZABLE = /Decimal is not JSON serializable/;
/** The number of runs with different values after which a failure does not depend on the values. */
const TRIES = 5;
/** The maximum number of runs for one lesson. */
const MOST_RUNS = 300;

export class ContentsLearner {
  private runs = 0;
  /** Whether another format of a whole text changed the failure. */
  private isLed = false;
  /** Kinds that names had before. They are not tried again. */
  private readonly had = new Set<string>();

  /**
   * @param again runs a case once more
   * @param root the folder of the handler's code
   */
  constructor(
    private readonly contents: Contents,
    private readonly root: string,
    private readonly again: (sent: FuzzCase) => Promise<Failure | undefined>,
  ) {}

  /** Learns from the failure of a run that got made-up values. */
  public async learn(sent: FuzzCase, failure: Failure): Promise<Lesson> {
    const plan = { ...USUAL, ...sent.aws };
    if (plan.isEmpty) {
      const full = { ...sent, aws: { ...plan, isEmpty: false } };
      return (await this.again(full))?.cause === failure.cause ? this.learn(full, failure) : 'genuine';
    }
    const names = [...this.contents.used];
    if (plan.items === 'missing' || names.length === 0) return 'genuine';
    if (UNSERIALIZABLE.test(failure.text)) {
      if (await this.failsByGuess(sent, failure, names)) return 'learned';
      if (names.some((name) => this.contents.kindOf(name) === 'number')) return 'genuine';
    }
    this.runs = 0;
    this.isLed = false;
    const seen = new Set([signature(failure)]);
    const plain = { ...sent, aws: { ...plan, plain: true } };
    if (await this.failsPlainly(plain, failure)) {
      if (await this.tries(plain, failure, names, seen)) return 'learned';
      return !this.isOfFormat(failure, names) && (await this.failsBare(plain, failure)) ? 'genuine' : 'unknown';
    }
    const triggers = await this.triggers(sent, failure, names);
    const others = names.filter((name) => !triggers.has(name));
    return triggers.size > 0 && (await this.tries(sent, failure, others, seen)) ? 'learned' : 'genuine';
  }

  /** Checks whether a case no longer fails if texts replace guessed numbers. If they do, the texts stay. */
  private async failsByGuess(sent: FuzzCase, failure: Failure, names: readonly string[]): Promise<boolean> {
    const guessed = names.filter((name) => this.contents.isGuess(name));
    if (guessed.length === 0) return false;
    for (const name of guessed) this.contents.setKind(name, 'text');
    const next = await this.again(sent);
    if (!next || (signature(next) !== signature(failure) && this.reach(next.text) > this.reach(failure.text))) return true;
    // The handler calculates with them, or another number made it fail.
    for (const name of guessed) this.contents.setKind(name, 'number');
    return false;
  }

  /** Checks whether a case fails for all plain values of the current kinds. */
  private async failsPlainly(plain: FuzzCase, { cause }: Failure): Promise<boolean> {
    for (let again = 0; again < TRIES; again += 1) if ((await this.again({ ...plain, aws: { ...plain.aws!, again } }))?.cause !== cause) return false;
    return true;
  }

  /** Checks whether the handler read a text in a format that can't be made up. */
  private isOfFormat({ text }: Failure, names: readonly string[]): boolean {
    if (!names.some(isWhole)) return false;
    const [innermost = ''] = /^\s+at .*$/m.exec(text) ?? [];
    // The code itself throws this error, regardless of the content that it read.
    return this.isLed || !innermost.includes(this.root) || /\b(throw|raise)\b/.test(this.lineOf(text));
  }

  /** Checks whether a case fails in the same way if items have no values. */
  private async failsBare(plain: FuzzCase, failure: Failure): Promise<boolean> {
    this.contents.isBare = true;
    const bare = await this.again(plain);
    this.contents.isBare = false;
    return bare !== undefined && signature(bare) === signature(failure);
  }

  /** Returns the names whose values cause the failure. */
  private async triggers(sent: FuzzCase, { cause }: Failure, names: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const name of names) {
      this.contents.plain = new Set([name]);
      if ((await this.again(sent))?.cause !== cause) found.add(name);
    }
    this.contents.plain = new Set();
    return found;
  }

  /** Looks for a value that avoids the failure if it is of another kind. If the failure only changes, other values are changed as well. */
  private async tries(sent: FuzzCase, failure: Failure, names: readonly string[], seen: Set<string>): Promise<boolean> {
    for (const name of this.likely(names, failure)) {
      const before = this.contents.kindOf(name);
      for (const kind of kindsOf(name)) {
        if (kind === before || this.had.has(`${name} ${kind}`)) continue;
        if ((this.runs += 1) > MOST_RUNS) return false;
        this.contents.setKind(name, kind);
        const next = await this.again(sent);
        const isNew = next !== undefined && !seen.has(signature(next));
        if (isNew) seen.add(signature(next));
        const isFurther = isNew && this.reach(next.text) >= this.reach(failure.text);
        if (isFurther && isWhole(name)) this.isLed = true;
        if (!next || (isFurther && (await this.tries(sent, next, [...new Set([...names, ...this.contents.used])], seen)))) {
          this.had.add(`${name} ${before}`);
          return true;
        }
        this.contents.setKind(name, before);
      }
    }
    return false;
  }

  /** Sorts names: those in the error first, later those in the failing line of the code. */
  private likely(names: readonly string[], { text }: Failure): string[] {
    const line = this.lineOf(text);
    const rank = (name: string) => (isWhole(name) ? 1 : wordsIn(text).has(name) ? 0 : wordsIn(line).has(name) ? 2 : 3);
    return [...names].sort((a, b) => rank(a) - rank(b));
  }

  /** Returns the number of the current line in the outermost function of the code, from 1. Returns 0 if it is unknown. */
  private reach(text: string): number {
    const lines = this.frames(text).map(({ line }) => line);
    return lines[lines.length - 1] ?? 0;
  }

  private lineOf(text: string): string {
    const [innermost] = this.frames(text);
    return innermost && fs.existsSync(innermost.file) ? fs.readFileSync(innermost.file, 'utf8').split('\n')[innermost.line - 1] ?? '' : '';
  }

  /** Returns the frames in the handler's own code, the innermost first. */
  private frames(text: string): { readonly file: string; readonly line: number }[] {
    const all = [...text.matchAll(/(?:\(|at )(?:file:\/\/)?(\/[^\s():]+):(\d+)/g)].map(([, file, line]) => ({ file, line: Number(line) }));
    return all.filter(({ file }) => file.startsWith(this.root) && !file.includes('/node_modules/'));
  }
}

/** Returns a text that is the same for failures that differ only in values and places. */
function signature({ cause, text }: Failure): string {
  const [error = ''] = /\w*(?:Error|Exception): [^\n]*/.exec(text) ?? [];
  return `${cause} ${error.replace(/["'`][^"'`]*["'`]|\d+/g, '')}`;
}

function wordsIn(text: string): Set<string> {
  return new Set(text.slice(0, 4000).match(/[A-Za-z_]\w*/g) ?? []);
}
