/** A place in a file. */
export interface FilePlace {
  /** Path for this process to open. */
  readonly file: string;
  /** Starts at 1. */
  readonly line: number;
  /** Starts at 1, in UTF-16 code units. @default - unknown */
  readonly column?: number;
}
