import { CfnElement, CfnResource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { referredElements } from '../quotas';

/**
 * Fails synthesis where a managed policy that functions share can't be deployed: each function waits for it, and it names what belongs to
 * all of them, so that none of these functions can wait for another.
 */
export function watchCircles(policy: iam.ManagedPolicy, role: iam.IRole): void {
  policy.node.addValidation({ validate: () => problemsOf(policy, role) });
}

function problemsOf(policy: iam.ManagedPolicy, role: iam.IRole): string[] {
  const circle = circleOf(policy.node.defaultChild as CfnResource);
  if (!circle) return [];
  const way = circle.map(({ node }) => node.path.replace(/\/Resource$/, '')).join(' -> ');
  return [
    `CloudFormation can't make it, since it waits for itself: ${way}. What shares role ${role.node.path} shares this policy, and some of it depends on other ` +
    'parts: give functions that depend on each other roles of their own, or remove the dependency',
  ];
}

/** The shortest way from a resource back to itself, along what each of them waits for; none where there is no such way. */
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

/** What CloudFormation makes before a resource: what it names, and what it depends on. */
function waitedFor(element: CfnElement): Iterable<CfnElement> {
  if (!CfnResource.isCfnResource(element)) return [];
  const { _toCloudFormation } = element as unknown as { _toCloudFormation(): object };
  const dependencies = element.obtainDependencies().filter((one) => CfnElement.isCfnElement(one));
  return new Set([...referredElements(_toCloudFormation.call(element), element), ...dependencies]);
}
