/** Outputs that the CDK CLI writes with `--outputs-file`, by stack. */
export interface StackOutputs {
  readonly [stack: string]: { readonly [output: string]: string };
}

const ASSERTION = /^AssertionResults/;

/**
 * Returns the failures of a deployed test. A failed assertion is an output of the stack and does not fail the deployment; an assertion that timed out
 * fails it.
 * @returns a line for each failed assertion; an app without assertions fails
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
