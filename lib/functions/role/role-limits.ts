import { CfnElement, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { deployedLength, LIMITS, referredElements } from '../../quotas';
import { ConstructState } from '../construct-state';

const watched = new ConstructState<IConstruct, Set<iam.IRole>>('watched-roles');

/**
 * Fails synthesis if a role that this library adds permissions to has more policies than IAM allows, including those of other constructs.
 * All policies of a role share one limit, so the deployment can fail although each policy is within it.
 */
export function watchRole(role: iam.IRole): void {
  const scope = Stage.of(role) ?? role.node.root;
  let roles = watched.of(scope);
  if (!roles) {
    const all = (roles = new Set<iam.IRole>());
    watched.set(scope, all);
    scope.node.addValidation({ validate: () => problemsOf(scope, all) });
  }
  roles.add(role);
}

/** The policies attached to one role. */
interface Attached {
  readonly inline: number;
  readonly managed: number;
}

function problemsOf(scope: IConstruct, roles: ReadonlySet<iam.IRole>): string[] {
  const policies = scope.node.findAll().filter((construct): construct is AnyPolicy => isPolicy(construct) && hasStatements(construct));
  const byRole = new Map<string, AnyPolicy[]>();
  for (const policy of policies) for (const key of keysOf(policy.roles, policy)) byRole.set(key, [...(byRole.get(key) ?? []), policy]);
  return [...new Set(roles)].flatMap((role) => {
    const [key] = keysOf([role.roleName], role);
    const { inline, managed } = attachedTo(role, byRole.get(key) ?? []);
    const problems: string[] = [];
    if (inline > LIMITS.inlinePolicies) {
      problems.push(`the inline policies of role ${role.node.path} have up to ${inline} characters after deployment, and the limit of IAM is ${LIMITS.inlinePolicies}: move some permissions of the role to a ManagedPolicy, or give the functions that share it separate roles`);
    }
    if (managed > LIMITS.managedPoliciesOfRole) {
      problems.push(`role ${role.node.path} has ${managed} managed policies, and the limit of IAM is ${LIMITS.managedPoliciesOfRole}: merge several of them`);
    }
    return problems;
  });
}

type AnyPolicy = iam.CfnPolicy | iam.CfnManagedPolicy;

function isPolicy(construct: IConstruct): construct is AnyPolicy {
  return iam.CfnPolicy.isCfnPolicy(construct) || iam.CfnManagedPolicy.isCfnManagedPolicy(construct);
}

/** Policy constructs without statements create no resource. */
function hasStatements({ policyDocument }: AnyPolicy): boolean {
  return !(policyDocument instanceof iam.PolicyDocument && policyDocument.isEmpty);
}

function attachedTo(role: iam.IRole, policies: readonly AnyPolicy[]): Attached {
  const resource = role.node.defaultChild;
  const own = resource instanceof iam.CfnRole ? resource : undefined;
  const inline = policies
    .filter((policy) => iam.CfnPolicy.isCfnPolicy(policy))
    .reduce((sum, policy) => sum + deployedLength(policy, policy.policyDocument), 0);
  const attached = policies.filter((policy) => iam.CfnManagedPolicy.isCfnManagedPolicy(policy)).length;
  const inRole = own?.policies === undefined ? [] : ((Stack.of(own).resolve(own.policies) ?? []) as { policyDocument: unknown }[]);
  return {
    inline: inRole.reduce((sum, { policyDocument }) => sum + deployedLength(role, policyDocument), inline),
    managed: attached + (own ? (Stack.of(own).resolve(own.managedPolicyArns) ?? []).length : 0),
  };
}

/** Keys that identify roles in references: the resource, or the name of a role that is created elsewhere. */
function keysOf(names: readonly unknown[] | undefined, scope: IConstruct): string[] {
  const elements = [...referredElements(names, scope)];
  const literals = ((Stack.of(scope).resolve(names) ?? []) as unknown[]).filter((name) => typeof name === 'string');
  return [...elements.map((element: CfnElement) => element.node.addr), ...literals.map((name) => `name ${name}`)];
}
