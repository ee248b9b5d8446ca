/** A source could not be read. The message names no more than the address, and what was wrong. */
export class SourceFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** What came is not what the source is documented to publish: it has changed, or someone else answered. */
export class UnexpectedDocument extends SourceFailed {}

/** The source asks to be left alone for a while. */
export class Postponed extends SourceFailed {
  /** @param until in milliseconds since 1970 */
  constructor(
    message: string,
    public readonly until: number,
  ) {
    super(message);
  }
}
