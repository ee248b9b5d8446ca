import type { PolicySuggestion, Seen } from './suggest-policy';
import { POLICY_VERSION, RUNTIME_CATEGORIES, RuntimePolicyDocument, STANDARD_BLOCKS } from '../template/runtime-policy-document';

/** How many targets of a category are named. */
const NAMED = 10;

/** The suggestion as TypeScript, with what a person has to decide in comments. */
export function suggestionAsTypeScript({ allowedHosts, otherHosts, others }: PolicySuggestion): string {
  return [
    "import { RuntimePolicy } from 'cdk-sec3';",
    '',
    '// Made of what functions did. Read it before you take it: what is allowed here is open to any attacker who gets into a function.',
    'export const policy = RuntimePolicy.standard({',
    '  allowedHosts: [',
    ...allowedHosts.map(({ target, count }) => `    ${quoted(target)}, // ${times(count)}`),
    ...otherHosts.map((seen) => `    // ${quoted(seen.target)}, // ${explained(seen)}`),
    '  ],',
    ...others.flatMap(({ category, blocked, seen }) => [
      `  // ${category}: ${blocked ? 'blocked from now on. Where this is meant to happen, find another way, or set RuntimeMode.ALERT for the function alone' : 'reported as before'}:`,
      ...seen.slice(0, NAMED).map((each) => `  //   ${quoted(each.target)}: ${explained(each)}`),
      ...(seen.length > NAMED ? [`  //   and ${seen.length - NAMED} more`] : []),
    ]),
    '});',
    '',
  ].join('\n');
}

/** The suggestion as a policy document; JSON has no comments, so that it has only what is permitted. */
export function suggestionAsDocument({ allowedHosts }: PolicySuggestion): RuntimePolicyDocument {
  const modes = Object.fromEntries(
    RUNTIME_CATEGORIES.map((category) => [category, STANDARD_BLOCKS.includes(category) ? 'block' : 'alert']),
  ) as RuntimePolicyDocument['modes'];
  return { version: POLICY_VERSION, modes, allowedHosts: allowedHosts.map(({ target }) => target), awsEndpoints: true, onDegraded: 'fail' };
}

function explained({ count, reason }: Seen): string {
  return `${times(count)}: ${reason}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** A text in quotation marks that ends no comment line. */
function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'");
  return `'${inner.replace(/[\u2028\u2029]/g, ' ')}'`;
}
