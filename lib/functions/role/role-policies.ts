/** Policies for what constructs of this library grant to roles: as many as the statements need, within the limits of IAM. */
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ConstructState } from '../construct-state';
import { watchCircles } from './policy-circles';
import { watchRole } from './role-limits';
import { deployedLength, LIMITS } from '../../quotas';

/** The two kinds of policies of a role. */
export type RolePolicy = iam.Policy | iam.ManagedPolicy;

/** The grantee, and the scope of its first policy. */
export interface PolicyPlace {
  readonly role: iam.IRole;
  readonly scope: Construct;
  /** Id of the inline policy; managed policies have a number appended. */
  readonly id: string;
}

/** Characters that policies created here may use of the limit for inline policies of a role, which other permissions share. */
const INLINE_SHARE = LIMITS.inlinePolicies * 0.4;

/** A policy created for a role, and the id of the request. */
interface Made {
  readonly id: string;
  readonly policy: RolePolicy;
}

const made = new ConstructState<iam.IRole, Made[]>('role-policies');

/**
 * Returns the policy that has room for statements: an inline policy for each place while the role has room for it, then managed policies of
 * the place's stack, shared by places with the same id. These are in the stack itself, so that dependents of one place do not wait for
 * the grants of others. An immutable role gets inline policies, which the CDK omits.
 *
 * @throws Error if the role would have more managed policies than IAM allows
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
    throw new Error(`[${scope.node.path}] role ${role.node.path} would need more than ${LIMITS.managedPoliciesOfRole} managed policies, the limit of IAM: divide the secrets or files among several functions, and give functions that share the role separate roles`);
  }
  const policy = new iam.ManagedPolicy(Stack.of(scope), `Sec3${id}${role.node.addr.slice(-8)}${managed.length + 1}`, { roles: [role] });
  watchCircles(policy, role);
  policies.push({ id, policy });
  return policy;
}

/** Checks whether the role accepted the policy. A role imported as immutable, or from another account, accepts none. */
function isAttached(policy: iam.Policy): boolean {
  const { roles } = policy.node.defaultChild as iam.CfnPolicy;
  return Stack.of(policy).resolve(roles) !== undefined;
}

/** Returns the number of other managed policies of a role, as far as known for an imported role. */
function managedByApp(role: iam.IRole): number {
  const { defaultChild } = role.node;
  return defaultChild instanceof iam.CfnRole ? (Stack.of(role).resolve(defaultChild.managedPolicyArns) ?? []).length : 0;
}
