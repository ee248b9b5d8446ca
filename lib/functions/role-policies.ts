/** The policies by which roles are given what constructs of this library grant: as many as the statements need, within the limits of IAM. */
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ConstructState } from './construct-state';
import { watchCircles } from './policy-circles';
import { watchRole } from './role-limits';
import { deployedLength, LIMITS } from '../quotas';

/** Both kinds of policies that a role has. */
export type RolePolicy = iam.Policy | iam.ManagedPolicy;

/** Who is given something, and where the first policy for it is made. */
export interface PolicyPlace {
  readonly role: iam.IRole;
  readonly scope: Construct;
  /** Of the inline policy; managed ones have a number behind it. */
  readonly id: string;
}

/** What policies that are made here take of the inline policies of a role, which share their limit with what else the role may do. */
const INLINE_SHARE = LIMITS.inlinePolicies * 0.4;

/** A policy that was made for a role, and under which id it was asked for. */
interface Made {
  readonly id: string;
  readonly policy: RolePolicy;
}

const made = new ConstructState<iam.IRole, Made[]>('role-policies');

/**
 * The policy that has room for statements: an inline one for each place as long as the role has room for it, then managed ones of the
 * place's stack, which places share that have the same id. They are in the stack itself, so that what waits for one place does not wait
 * for what the others are given. A role that the CDK lets nobody change has inline ones, of which the CDK makes nothing.
 *
 * @throws Error where the role would have more managed policies than IAM lets it have
 */
export function policyFor({ role, scope, id }: PolicyPlace, statements: readonly iam.PolicyStatement[]): RolePolicy {
  const policies = made.of(role) ?? [];
  made.set(role, policies);
  watchRole(role);
  const added = statements.reduce((sum, statement) => sum + deployedLength(scope, statement.toStatementJson()) + 1, 0);
  const inline = policies.filter(({ policy }) => policy instanceof iam.Policy);
  const managed = policies.filter(({ policy }) => policy instanceof iam.ManagedPolicy);
  const taken = inline.reduce((sum, { policy }) => sum + deployedLength(policy, policy.document), 0);
  if (policies.length === 0 || taken + added <= INLINE_SHARE || !inline.some(({ policy }) => isAttached(policy as iam.Policy))) {
    const own = inline.find(({ policy }) => policy === scope.node.tryFindChild(id));
    if (own) return own.policy;
    const policy = new iam.Policy(scope, id);
    role.attachInlinePolicy(policy);
    policies.push({ id, policy });
    return policy;
  }
  const hasRoom = (policy: RolePolicy) =>
    Stack.of(policy) === Stack.of(scope) && deployedLength(policy, policy.document) + added <= LIMITS.managedPolicy;
  const roomy = managed.find((each) => each.id === id && hasRoom(each.policy));
  if (roomy) return roomy.policy;
  if (managedByApp(role) + managed.length >= LIMITS.managedPoliciesOfRole) {
    throw new Error(`${scope.node.path}: this takes more than the ${LIMITS.managedPoliciesOfRole} managed policies that IAM lets role ${role.node.path} have: share the secrets or files among several functions, and give functions that share the role roles of their own`);
  }
  const policy = new iam.ManagedPolicy(Stack.of(scope), `Sec3${id}${role.node.addr.slice(-8)}${managed.length + 1}`, { roles: [role] });
  watchCircles(policy, role);
  policies.push({ id, policy });
  return policy;
}

/** Whether the role took the policy: one that was imported as not mutable, or from another account, takes none. */
function isAttached(policy: iam.Policy): boolean {
  const { roles } = policy.node.defaultChild as iam.CfnPolicy;
  return Stack.of(policy).resolve(roles) !== undefined;
}

/** How many managed policies a role has besides; as far as is known of one that was imported. */
function managedByApp(role: iam.IRole): number {
  const { defaultChild } = role.node;
  return defaultChild instanceof iam.CfnRole ? (Stack.of(role).resolve(defaultChild.managedPolicyArns) ?? []).length : 0;
}
