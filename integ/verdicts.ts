/** What the CDK CLI writes with `--outputs-file`: outputs by stack. */
export interface StackOutputs {
  readonly [stack: string]: { readonly [output: string]: string };
}

const ASSERTION = /^AssertionResults/;

/**
 * What is wrong with a deployed test. An assertion that did not hold is an output of the stack and fails no deployment; one that was waited
 * for in vain fails it.
 *
 * @returns a line for each assertion that failed; none of an app without assertions would pass
 */
export function failuresOf(outputs: StackOutputs): string[] {
  const results = Object.values(outputs).flatMap((stack) => Object.entries(stack).filter(([name]) => ASSERTION.test(name)));
  if (results.length === 0) return ['nothing was asserted: the stacks have no output of an assertion'];
  return results.flatMap(([name, value]) => {
    const { status, message } = resultOf(value);
    return status === 'pass' ? [] : [`${name}: ${message ?? value}`];
  });
}

function resultOf(value: string): { readonly status?: unknown; readonly message?: unknown } {
  try {
    return Object(JSON.parse(value));
  } catch {
    return {};
  }
}
