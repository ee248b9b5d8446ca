/** An error that the user can fix. The message names the cause and the fix. */
export class CommandError extends Error {
  /** @param problems all problems, each with its location, value and fix */
  constructor(
    heading: string,
    public readonly problems: readonly string[] = [],
  ) {
    super([heading, ...problems.map((problem) => `- ${problem}`)].join('\n'));
    this.name = 'CommandError';
  }
}
