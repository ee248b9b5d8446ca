import * as path from 'path';

/** Where a command writes text. */
export interface Output {
  /** Width of the terminal, where it is one. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** What a command has to do with the world around it. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Where progress is shown; absent where stderr is no terminal, or in a pipeline. */
  readonly progress?: Output;
  /** Whether stdout shows colors. */
  readonly color: boolean;
  /** Asks the user a question; absent where there is no terminal. */
  readonly ask?: (question: string) => Promise<string>;
  /** Folder that relative paths start from. */
  readonly cwd: string;
}

/** A path as this process can open it, which is also how it is shown: relative where the user gave a relative one. */
export function pathFrom(cwd: string, given: string): string {
  return path.isAbsolute(given) ? path.normalize(given) : path.relative(process.cwd(), path.resolve(cwd, given)) || '.';
}
