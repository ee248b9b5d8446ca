/** A command could not do what it was asked, for a reason that its user can change; the message says which, and how. */
export class CommandError extends Error {
  /** @param problems all of them, each with the place, the value and the fix */
  constructor(
    heading: string,
    public readonly problems: readonly string[] = [],
  ) {
    super([heading, ...problems.map((problem) => `- ${problem}`)].join('\n'));
    this.name = 'CommandError';
  }
}
