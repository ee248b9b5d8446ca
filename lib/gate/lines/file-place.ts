/** A place in a file. */
export interface FilePlace {
  /** As this process can open it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. @default - not known */
  readonly column?: number;
}
