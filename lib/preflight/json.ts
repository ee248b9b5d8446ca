import type { PreflightResult } from './preflight';

/**
 * The result as JSON. `version` is the version of this shape: it changes where a reader would have to.
 *
 * - `status`: `ready`, `fails`, `unknown`, or `nothing-to-ask` where the rest is ready and an account and Region raises no question.
 * - `environments`: each account and Region with its `answers` (`ready`, `fails` or `unknown`), and `notAsked`, what no question is about.
 * - `leftOut`: environments of the assembly that were not to be asked.
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
