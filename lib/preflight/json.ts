import type { PreflightResult } from './preflight';

/**
 * Returns the result as JSON. `version` is the version of the format; it changes with incompatible changes.
 *
 * - `status`: `ready`, `fails`, `unknown`, or `nothing-to-ask` if an account and Region has no questions and the rest is ready.
 * - `environments`: each account and Region with its `answers` (`ready`, `fails` or `unknown`), and `notAsked`, the parts without a
 * question.
 * - `leftOut`: excluded environments of the assembly.
 *
 * @param version of this package
 */
export function preflightJson({ status, environments, leftOut }: PreflightResult, version: string): string {
  const shape = environments.map(({ environment, stacks, answers, notAsked }) => ({
    environment,
    stacks,
    answers: answers.map(({ id, asked, status: answered, text, fix, resources }) => ({ id, asked, status: answered, answer: text, fix, resources })),
    notAsked,
  }));
  return `${JSON.stringify({ version: 1, tool: { name: 'cdk-sec3', version }, status, environments: shape, leftOut }, null, 2)}\n`;
}
