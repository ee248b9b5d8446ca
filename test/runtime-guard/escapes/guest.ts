import { Aim } from './results';

/** An attack as its file describes it. */
export interface Attack {
  readonly group: string;
  readonly name: string;
  readonly aim: Aim;
  /** What its answer has to hold, where the answer is the effect. */
  readonly proves: 'proof' | 'source' | 'secret';
  /** Other categories without which it cannot be done: where the policy blocks one of them, that stops it. */
  readonly means?: readonly Aim[];
  /** Nothing need be heard of it under alert: it takes the guard's voice away first, or wins a race. */
  readonly silent: boolean;
}

/** An ordinary program, as `programs.cjs` or `programs.py` describes it. */
export interface Program {
  readonly name: string;
  /** Policies that refuse what it does, by design. */
  readonly refusedBy: readonly string[];
}

export type Language = 'node' | 'python';

/** What runs the functions under attack: one version of a runtime, and the corpus in its language. */
export interface Guest {
  /** Its folder has `task`, `attacks` and the runtime. */
  readonly language: Language;
  /** As the interpreter says it. */
  readonly version: string;
  /** Its path, where every user gets to. */
  readonly interpreter: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The file that serves one invocation. */
  readonly runtime: string;
  readonly attacks: readonly Attack[];
  readonly programs: readonly Program[];
  /** The file of the handler's code that is worth reading. */
  readonly source: string;
  /** Files of the handler's code by name, with a text in a comment. */
  code(text: string): Record<string, string | Buffer>;
  /** A statement that sets `proof`. */
  statement(proof: string): string;
  /** Takes back what was put outside of plain files. */
  remove(): void;
}
