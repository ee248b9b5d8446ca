/**
 * Finds out of which kind made-up values have to be. Where a handler fails whatever the values are, and does not where one of them is of another kind, it was not
 * made for the first kind, and its app never writes that. Where it fails for some values of a kind only, or for all kinds, it is to blame.
 */
import * as fs from 'fs';
import { Contents, isWhole, kindsOf } from '../aws/contents';
import { USUAL } from '../aws/plan';
import type { FuzzCase } from '../targets/cases';

/** How a run failed: its cause, with what tells one failure of that cause from another. Undefined where it did not fail. */
export interface Failure {
  readonly cause: string;
  /** Error and logs, which name values. */
  readonly text: string;
}

/** What is to be said of a failure. */
export type Lesson =
  /** The handler is to blame. */
  | 'genuine'
  /** A value was of a kind that the app never writes; it is of another from now on. */
  | 'learned'
  /** No value that is made up will do, and without values it fails otherwise. */
  | 'unknown';

/** Runs of a case until a failure is put down to values that differ. */
const TRIES = 5;
/** Most runs for one lesson. */
const MOST_RUNS = 300;

export class ContentsLearner {
  private runs = 0;
  /** Whether it fails otherwise with a text of another format. */
  private isLed = false;
  /** Kinds that names have had: none comes back. */
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

  /** Learns from a failure, where made-up values were answered. */
  public async learn(sent: FuzzCase, failure: Failure): Promise<Lesson> {
    const plan = { ...USUAL, ...sent.aws };
    const names = [...this.contents.used];
    if (plan.items === 'missing' || names.length === 0) return 'genuine';
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

  /** Whether a case fails for all plain values of the kinds that they have. */
  private async failsPlainly(plain: FuzzCase, { cause }: Failure): Promise<boolean> {
    for (let again = 0; again < TRIES; again += 1) if ((await this.again({ ...plain, aws: { ...plain.aws!, again } }))?.cause !== cause) return false;
    return true;
  }

  /** Whether a text was read that may be of a format which no one makes up here. */
  private isOfFormat({ text }: Failure, names: readonly string[]): boolean {
    if (!names.some(isWhole)) return false;
    const [innermost = ''] = /^\s+at .*$/m.exec(text) ?? [];
    // An error that the code itself makes of what it read, whatever that was.
    return this.isLed || !innermost.includes(this.root) || /\b(throw|raise)\b/.test(this.lineOf(text));
  }

  /** Whether a case fails in the same way where items have no values. */
  private async failsBare(plain: FuzzCase, failure: Failure): Promise<boolean> {
    this.contents.isBare = true;
    const bare = await this.again(plain);
    this.contents.isBare = false;
    return bare !== undefined && signature(bare) === signature(failure);
  }

  /** The names whose values bring the failure about. */
  private async triggers(sent: FuzzCase, { cause }: Failure, names: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const name of names) {
      this.contents.plain = new Set([name]);
      if ((await this.again(sent))?.cause !== cause) found.add(name);
    }
    this.contents.plain = new Set();
    return found;
  }

  /** Looks for one value of which another kind helps, and for others from there where it only fails otherwise. */
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

  /** Those first that the error or the line of the code names. */
  private likely(names: readonly string[], { text }: Failure): string[] {
    const line = this.lineOf(text);
    const rank = (name: string) => (isWhole(name) ? 1 : wordsIn(text).has(name) ? 0 : wordsIn(line).has(name) ? 2 : 3);
    return [...names].sort((a, b) => rank(a) - rank(b));
  }

  /** The line that the outermost function of the code had got to, from 1; 0 where none is known. */
  private reach(text: string): number {
    const lines = this.frames(text).map(({ line }) => line);
    return lines[lines.length - 1] ?? 0;
  }

  private lineOf(text: string): string {
    const [innermost] = this.frames(text);
    return innermost && fs.existsSync(innermost.file) ? fs.readFileSync(innermost.file, 'utf8').split('\n')[innermost.line - 1] ?? '' : '';
  }

  /** Places in the code, the innermost first. */
  private frames(text: string): { readonly file: string; readonly line: number }[] {
    const all = [...text.matchAll(/(?:\(|at )(?:file:\/\/)?(\/[^\s():]+):(\d+)/g)].map(([, file, line]) => ({ file, line: Number(line) }));
    return all.filter(({ file }) => file.startsWith(this.root) && !file.includes('/node_modules/'));
  }
}

/** The same for what differs by values and places alone. */
function signature({ cause, text }: Failure): string {
  const [error = ''] = /\w*(?:Error|Exception): [^\n]*/.exec(text) ?? [];
  return `${cause} ${error.replace(/["'`][^"'`]*["'`]|\d+/g, '')}`;
}

function wordsIn(text: string): Set<string> {
  return new Set(text.slice(0, 4000).match(/[A-Za-z_]\w*/g) ?? []);
}
