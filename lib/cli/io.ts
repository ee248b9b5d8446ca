import * as path from 'path';

/** An output of a command. */
export interface Output {
  /** Width of the terminal, if it is one. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** The environment of a command. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Output for progress; absent in a pipeline, or if stderr is not a terminal. */
  readonly progress?: Output;
  /** Whether stdout shows colors. */
  readonly color: boolean;
  /** Asks the user a question; absent without a terminal. */
  readonly ask?: (question: string) => Promise<string>;
  /** Base folder of relative paths. */
  readonly cwd: string;
}

/** Returns a path that this process can open. It stays relative if the user gave a relative one, since messages show it. */
export function pathFrom(cwd: string, given: string): string {
  return path.isAbsolute(given) ? path.normalize(given) : path.relative(process.cwd(), path.resolve(cwd, given)) || '.';
}
