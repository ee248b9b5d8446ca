/** Thrown for a file that can't be read in its expected format: names the file, the position and the reason. */
export class UnreadableInput extends Error {
  constructor(
    public readonly file: string,
    reason: string,
    public readonly line?: number,
    public readonly column?: number,
  ) {
    super(`${file}${line === undefined ? '' : `:${line}:${column}`}: ${reason}`);
    this.name = 'UnreadableInput';
  }
}
