import { CfnElement, CfnResource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { constructPathOf } from '../../gate/cdk/construct-path';
import { referredElements } from '../../quotas';

/**
 * Fails synthesis if a managed policy that functions share can't be deployed. Each function waits for the policy, and the policy
 * refers to resources of all of them, so none of these functions may depend on another.
 */
export function watchCircles(policy: iam.ManagedPolicy, role: iam.IRole): void {
  policy.node.addValidation({ validate: () => problemsOf(policy, role) });
}

function problemsOf(policy: iam.ManagedPolicy, role: iam.IRole): string[] {
  const circle = circleOf(policy.node.defaultChild as CfnResource);
  if (!circle) return [];
  const way = circle.map(({ node }) => constructPathOf(node.path)).join(' -> ');
  return [
    `CloudFormation can't create it because of a circular dependency: ${way}. All users of role ${role.node.path} share this policy, and some depend on other ` +
    'users: give functions that depend on each other separate roles, or remove the dependency',
  ];
}

/** Returns the shortest dependency cycle through a resource; undefined if there is none. */
function circleOf(start: CfnResource): CfnElement[] | undefined {
  const cameFrom = new Map<CfnElement, CfnElement>();
  const queue: CfnElement[] = [start];
  for (const element of queue) {
    for (const next of waitedFor(element)) {
      if (next === start) return [...wayTo(element, cameFrom), start];
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, element);
      queue.push(next);
    }
  }
  return undefined;
}

function wayTo(element: CfnElement, cameFrom: ReadonlyMap<CfnElement, CfnElement>): CfnElement[] {
  const before = cameFrom.get(element);
  return before ? [...wayTo(before, cameFrom), element] : [element];
}

/** Elements that CloudFormation creates before a resource: those it refers to, and those it depends on. */
function waitedFor(element: CfnElement): Iterable<CfnElement> {
  if (!CfnResource.isCfnResource(element)) return [];
  const { _toCloudFormation } = element as unknown as { _toCloudFormation(): object };
  const dependencies = element.obtainDependencies().filter((one) => CfnElement.isCfnElement(one));
  return new Set([...referredElements(_toCloudFormation.call(element), element), ...dependencies]);
}
