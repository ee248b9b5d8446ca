import { Problem } from './plain-json';
import { problemSummary } from './problem-summary';

/** The problem of an empty list of uploads. */
export const NO_UPLOADS = 'uploads is empty: set the content types that are accepted, or remove it';

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
