/** A source could not be read. The message contains only the address and the reason. */
export class SourceFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The response is not in the documented format: the source has changed, or another server responded. */
export class UnexpectedDocument extends SourceFailed {}

/** The source limits requests. */
export class Postponed extends SourceFailed {
  /** @param until when requests are allowed again, in milliseconds since 1970 */
  constructor(
    message: string,
    public readonly until: number,
  ) {
    super(message);
  }
}
