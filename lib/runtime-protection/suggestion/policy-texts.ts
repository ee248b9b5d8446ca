import type { PolicySuggestion, Seen } from './suggest-policy';
import { POLICY_VERSION, RUNTIME_CATEGORIES, RuntimePolicyDocument, STANDARD_BLOCKS } from '../template/runtime-policy-document';

/** Maximum number of listed targets of a category. */
const NAMED = 10;

/** Returns the suggestion as TypeScript. Decisions for the user are in comments. */
export function suggestionAsTypeScript({ allowedHosts, otherHosts, others }: PolicySuggestion): string {
  return [
    "import { RuntimePolicy } from 'cdk-sec3';",
    '',
    '// Generated from observed operations. Review it before use: an attacker in a function can use everything that is allowed here.',
    'export const policy = RuntimePolicy.standard({',
    '  allowedHosts: [',
    ...allowedHosts.map(({ target, count }) => `    ${quoted(target)}, // ${times(count)}`),
    ...otherHosts.map((seen) => `    // ${quoted(seen.target)}, // ${explained(seen)}`),
    '  ],',
    ...others.flatMap(({ category, blocked, seen }) => [
      `  // ${category}: ${blocked ? 'blocked from now on. If a function needs this, change the function, or set RuntimeMode.ALERT for this function only' : 'reported as before'}:`,
      ...seen.slice(0, NAMED).map((each) => `  //   ${quoted(each.target)}: ${explained(each)}`),
      ...(seen.length > NAMED ? [`  //   and ${seen.length - NAMED} more`] : []),
    ]),
    '});',
    '',
  ].join('\n');
}

/** Returns the suggestion as a policy document. JSON has no comments, so it only contains permitted operations. */
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

/** Returns a quoted text on one line, for comments. */
function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'");
  return `'${inner.replace(/[\u2028\u2029]/g, ' ')}'`;
}
