import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ACKNOWLEDGED_RULES, Acknowledgement } from '../gate';

/**
 * Returns the acknowledgements made on constructs above the stacks: the app, Stages and constructs in between. The CDK keeps
 * them only in the construct tree.
 */
export function acknowledgementsAboveStacks(root: IConstruct): Acknowledgement[] {
  if (Stack.isStack(root)) return [];
  const own = root.node.metadata
    .filter((entry) => entry.type === ACKNOWLEDGED_RULES)
    .flatMap((entry) => Object.entries(entry.data as { [id: string]: string }))
    .map(([id, reason]) => ({ id, reason, path: root.node.path }));
  return [...own, ...root.node.children.flatMap(acknowledgementsAboveStacks)];
}
