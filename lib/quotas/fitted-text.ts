import { createHash } from 'crypto';
import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { LIMITS, TEXT_LIMITS } from './limits';

const GAP = '...';

/** Characters that IAM does not allow in descriptions of roles. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const NOT_IN_ROLES = /[^\t\n\r\x20-\x7e\u00a1-\u00ff]/g;

/**
 * Returns a text of this library for a property. A text longer than the limit of the property is shortened in its middle: such texts
 * contain construct paths, whose length is unlimited. Not for texts that an app provides.
 */
export function fittedText(property: keyof typeof TEXT_LIMITS, text: string): string {
  const allowed = property === 'AWS::IAM::Role.Description' ? text.replace(NOT_IN_ROLES, '?') : text;
  return cut(allowed, TEXT_LIMITS[property], GAP);
}

/**
 * Returns the path of a construct below its stack, with the name of the stack in front. An account may have an app twice, in stacks with different
 * names, whose constructs have the same paths.
 */
export function deployedPath(construct: IConstruct): string {
  let stack = Stack.of(construct);
  while (stack.nestedStackParent) stack = stack.nestedStackParent;
  return [stack.stackName, ...construct.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id)].join('/');
}

/** Returns a path as the value of a metric dimension, in printable ASCII. A path that has to be changed gets a hash, so that it stays unique. */
export function dimensionValue(path: string): string {
  const allowed = path.replace(/[^\x20-\x7e]/g, '?');
  if (allowed === path && path.length <= LIMITS.dimensionValue) return path;
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 8);
  return `${cut(allowed, LIMITS.dimensionValue - GAP.length - hash.length, GAP)}${GAP}${hash}`;
}

function cut(text: string, limit: number, gap: string): string {
  if (text.length <= limit) return text;
  const kept = limit - gap.length;
  return text.slice(0, Math.ceil(kept / 2)) + gap + text.slice(text.length - Math.floor(kept / 2));
}
