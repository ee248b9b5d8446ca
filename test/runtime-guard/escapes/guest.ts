import { Aim } from './results';

/** An attack, as described in its file. */
export interface Attack {
  readonly group: string;
  readonly name: string;
  readonly aim: Aim;
  /** Required content of its answer, if the answer is the effect. */
  readonly proves: 'proof' | 'source' | 'secret';
  /** Other categories that it needs. A policy that blocks one of them stops it. */
  readonly means?: readonly Aim[];
  /** Whether no event is expected under alert: the attack disables the guard's output first, or wins a race. */
  readonly silent: boolean;
}

/** An ordinary program, as described in `programs.cjs` or `programs.py`. */
export interface Program {
  readonly name: string;
  /** Policies that block its operations by design. */
  readonly refusedBy: readonly string[];
}

export type Language = 'node' | 'python';

/** Runtime of the attacked functions: one version, with the corpus in its language. */
export interface Guest {
  /** Language; its folder has `task`, `attacks` and the runtime. */
  readonly language: Language;
  /** Version as the interpreter reports it. */
  readonly version: string;
  /** Path of the interpreter, readable by all users. */
  readonly interpreter: string;
  readonly environment: Readonly<Record<string, string>>;
  /** File that serves one invocation. */
  readonly runtime: string;
  readonly attacks: readonly Attack[];
  readonly programs: readonly Program[];
  /** File of the handler's code that contains the secret text. */
  readonly source: string;
  /** Files of the handler's code by name, with the text in a comment. */
  code(text: string): Record<string, string | Buffer>;
  /** Statement that sets `proof`. */
  statement(proof: string): string;
  /** Removes everything that is not a plain file. */
  remove(): void;
}
