import { Problem } from './plain-json';
import { problemSummary } from './problem-summary';

/** All problems with the schemas of a call. */
export class SchemaProblems extends Error {
  /** @param isComplete whether the message lists all problems individually */
  constructor(
    call: string,
    public readonly problems: readonly Problem[],
    isComplete = false,
  ) {
    const count = new Set(problems.map(({ pointer, message }) => `${pointer} ${message}`)).size;
    super(`${call}: ${count} problem${count === 1 ? '' : 's'} with the schema:\n${problemSummary(problems, '', isComplete)}`);
  }
}
