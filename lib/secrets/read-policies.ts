/** The policies by which functions read secrets: as many as their statements need, within the limits of IAM. */
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { deployedLength } from '../functions';

/** Both kinds of policies that a role has. */
export type RolePolicy = iam.Policy | iam.ManagedPolicy;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LIMITS = { inline: 10_240, managed: 6_144, managedPolicies: 10 };

/** What reads of secrets take of the inline policies of a role, which share their limit with what else the role may do. */
const INLINE_SHARE = LIMITS.inline * 0.4;

const ID = 'SecretReads';

/**
 * The policy of a function that has room for statements: the inline one first, then managed ones.
 *
 * @throws Error where the role would have more managed policies than IAM lets it have
 */
export function readPolicyFor(fn: lambda.IFunction, statements: readonly iam.PolicyStatement[]): RolePolicy {
  const policies = readPoliciesOf(fn);
  const last = policies[policies.length - 1];
  if (last && hasRoom(last, statements)) return last;
  if (policies.length === 0) return firstPolicy(fn);
  if (managedPoliciesOf(fn.role!) + policies.length > LIMITS.managedPolicies) {
    throw new Error(`${fn.node.path}: reading this secret too takes more than the ${LIMITS.managedPolicies} managed policies that IAM lets a role have: share the secrets among several functions`);
  }
  return new iam.ManagedPolicy(fn, `${ID}${policies.length + 1}`);
}

function readPoliciesOf(fn: lambda.IFunction): RolePolicy[] {
  const found: RolePolicy[] = [];
  for (let next: unknown = fn.node.tryFindChild(ID); next; next = fn.node.tryFindChild(`${ID}${found.length + 1}`)) found.push(next as RolePolicy);
  return found;
}

/** How many managed policies a role has besides; as far as is known of one that was imported. */
function managedPoliciesOf(role: iam.IRole): number {
  const { defaultChild } = role.node;
  return defaultChild instanceof iam.CfnRole ? (Stack.of(role).resolve(defaultChild.managedPolicyArns) ?? []).length : 0;
}

function hasRoom(policy: RolePolicy, statements: readonly iam.PolicyStatement[]): boolean {
  const added = statements.reduce((sum, statement) => sum + deployedLength(policy, statement.toStatementJson()) + 1, 0);
  return deployedLength(policy, policy.document.toJSON()) + added <= (policy instanceof iam.Policy ? INLINE_SHARE : LIMITS.managed);
}

function firstPolicy(fn: lambda.IFunction): iam.Policy {
  const policy = new iam.Policy(fn, ID);
  policy.node.addValidation({ validate: () => inlineProblems(fn, policy) });
  return policy;
}

/** Inline policies share one limit, those among them that the app gave the role. */
function inlineProblems(fn: lambda.IFunction, policy: iam.Policy): string[] {
  const own = fn.role!.node.findAll().concat(fn.node.findAll()).filter((construct) => construct instanceof iam.Policy);
  const length = [...new Set([policy, ...own])].reduce((sum, { document }) => sum + deployedLength(fn, document), 0);
  return length <= LIMITS.inline
    ? []
    : [`the inline policies of role ${fn.role!.node.path} have up to ${length} characters once they are deployed, and IAM takes ${LIMITS.inline}: move some of what the role may do to a ManagedPolicy`];
}
