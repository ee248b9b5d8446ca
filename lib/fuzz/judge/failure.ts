/** The failures of runs. */
import type { Answer } from './answer';
import type { Observation } from './findings';
import type { HandlerError, Run } from '../runner/handler-process';

/**
 * Returns the failure of a run. Undefined if the run ended well.
 *
 * @param root the folder of the function's code
 */
export function failureOf(run: Run, answer: Answer | undefined, root: string): Observation | undefined {
  switch (run.end) {
    case 'timeout':
      return { id: 'timeout', message: 'the handler does not end in time', cause: '' };
    case 'exited':
      return { id: 'exit', message: `the process ends with ${run.exitCode}`, cause: run.error ? frameOf(run.error, root) : String(run.exitCode) };
    case 'threw':
    case 'crashed':
      return exceptionOf(run.error!, root, run.end === 'crashed' ? ', outside of the invocation' : '');
    default: {
      const { problem, status = 0 } = answer!;
      if (problem !== undefined) return { id: 'malformed-response', message: problem, cause: problem.replace(/\d+/g, '') };
      return status >= 500 ? { id: 'server-error', message: `the handler answers with ${status}`, cause: String(status) } : undefined;
    }
  }
}

/** Returns the observation for an error that the handler did not catch. */
export function exceptionOf(error: HandlerError, root: string, suffix = ''): Observation {
  const { type, message } = error;
  return { id: 'exception', message: `${type}: ${message.split('\n')[0].slice(0, 200)}${suffix}`, cause: `${type} ${frameOf(error, root)}` };
}

/** Returns the stack frames of an error, the innermost call first. */
export function framesOf({ stack }: HandlerError): string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line));
}

/** Returns the origin of an error: the innermost frame in the function's code, or else the message without its values. */
function frameOf(error: HandlerError, root: string): string {
  const own = framesOf(error).find((line) => line.includes(root));
  if (own) return own.trim().replace(root, '').replace(/^at (async )?/, '');
  return error.message.replace(/["'`].*["'`]|-?\d[\d.]*(e[+-]?\d+)?/gi, '').slice(0, 80);
}
