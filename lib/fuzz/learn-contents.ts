/**
 * Finds out of which kind made-up values have to be. Where a handler fails whatever the values are, and does not where one of them is of another kind, it was not
 * made for the first kind, and its app never writes that. Where it fails for some values of a kind only, or for all kinds, it is to blame.
 */
import * as fs from 'fs';
import { Contents, KINDS } from './aws/contents';
import { USUAL } from './aws/plan';
import type { FuzzCase } from './targets/cases';

/** How a run failed: its cause, with what tells one failure of that cause from another. Undefined where it did not fail. */
export interface Failure {
  readonly cause: string;
  /** Error and logs, which name values. */
  readonly text: string;
}

/** Runs of a case until a failure is put down to values that differ. */
const TRIES = 5;
/** Most runs to find the kind. */
const MOST_RUNS = 300;

export class ContentsLearner {
  private runs = 0;

  /**
   * @param again runs a case once more
   * @param root the folder of the handler's code
   */
  constructor(
    private readonly contents: Contents,
    private readonly root: string,
    private readonly again: (sent: FuzzCase) => Promise<Failure | undefined>,
  ) {}

  /** Whether a failure came of values of a wrong kind; then the next ones are of another. */
  public async learns(sent: FuzzCase, failure: Failure): Promise<boolean> {
    const plan = { ...USUAL, ...sent.aws, plain: true };
    if (plan.items === 'missing' || this.contents.used.size === 0) return false;
    const names = [...this.contents.used];
    this.runs = 0;
    for (let draw = 0; draw < TRIES; draw += 1) if ((await this.again({ ...sent, aws: { ...plan, draw } }))?.cause !== failure.cause) return false;
    return this.tries({ ...sent, aws: plan }, failure, names, new Set([signature(failure)]));
  }

  /** Looks for one value of which another kind helps, and for others from there where it only fails otherwise. */
  private async tries(sent: FuzzCase, failure: Failure, names: readonly string[], seen: Set<string>): Promise<boolean> {
    for (const name of this.likely(names, failure)) {
      const before = this.contents.kindOf(name);
      for (const kind of KINDS) {
        if (kind === before) continue;
        if ((this.runs += 1) > MOST_RUNS) return false;
        this.contents.setKind(name, kind);
        const next = await this.again(sent);
        if (!next) return true;
        if (!seen.has(signature(next))) {
          seen.add(signature(next));
          if (await this.tries(sent, next, [...new Set([...names, ...this.contents.used])], seen)) return true;
        }
        this.contents.setKind(name, before);
      }
    }
    return false;
  }

  /** Those first that the error or the line of the code names. */
  private likely(names: readonly string[], { text }: Failure): string[] {
    const line = this.lineOf(text);
    const rank = (name: string) => (name.startsWith('(') ? 1 : wordsIn(text).has(name) ? 0 : wordsIn(line).has(name) ? 2 : 3);
    return [...names].sort((a, b) => rank(a) - rank(b));
  }

  private lineOf(text: string): string {
    for (const [, file, line] of text.matchAll(/(?:\(|at )(?:file:\/\/)?(\/[^\s():]+):(\d+)/g)) {
      if (file.startsWith(this.root) && fs.existsSync(file)) return fs.readFileSync(file, 'utf8').split('\n')[Number(line) - 1] ?? '';
    }
    return '';
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
