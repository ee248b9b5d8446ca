import { Problem } from './plain-json';
import { problemSummary } from './problem-summary';

/** All that is wrong with the schemas of a call. */
export class SchemaProblems extends Error {
  /** @param isComplete whether the message names each, however many there are */
  constructor(
    call: string,
    public readonly problems: readonly Problem[],
    isComplete = false,
  ) {
    const count = new Set(problems.map(({ pointer, message }) => `${pointer} ${message}`)).size;
    super(`${call}: ${count} problem${count === 1 ? '' : 's'} with the schema:\n${problemSummary(problems, '', isComplete)}`);
  }
}
