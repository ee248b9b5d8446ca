import { ServiceError } from './client/errors';
import { Account, Need, pages } from './question';
import type { Target } from './target';
import type { Resource, StackTemplate } from '../gate';

/** Returns the calls needed to read deployed stacks. */
export function deployedNeeds(target: Target, resources: readonly Resource[]): Need[] {
  // CloudFormation derives the names of nested stacks from that of their root.
  const on = new Set(resources.map(({ stack }) => target.arn('cloudformation', `stack/${rootOf(stack).stackName}${stack.parent ? '*' : ''}/*`)));
  return [{ operation: 'cloudformation:ListStackResources', on: [...on] }];
}

/**
 * Returns the physical id of a resource from an earlier deployment.
 *
 * @returns undefined if it was not deployed yet
 */
export async function physicalId(account: Account, resource: Resource): Promise<string | undefined> {
  return (await resourcesOf(account, resource.stack)).get(resource.logicalId);
}

async function resourcesOf(account: Account, stack: StackTemplate): Promise<ReadonlyMap<string, string>> {
  const name = stack.parent ? (await resourcesOf(account, stack.parent.stack)).get(stack.parent.logicalId) : stack.stackName;
  if (name === undefined) return new Map();
  try {
    const found = await pages(account, 'cloudformation:ListStackResources', { StackName: name }, (page) => ({
      items: page.StackResourceSummaries?.member as any[] | undefined,
      next: page.NextToken ? { NextToken: page.NextToken } : undefined,
    }));
    const there = found.filter(({ ResourceStatus, PhysicalResourceId }) => PhysicalResourceId && !/^(DELETE_COMPLETE|CREATE_FAILED)$/.test(ResourceStatus));
    return new Map(there.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId]));
  } catch (e) {
    if (e instanceof ServiceError && /does not exist/.test(e.message)) return new Map();
    throw e;
  }
}

function rootOf(stack: StackTemplate): StackTemplate {
  return stack.parent ? rootOf(stack.parent.stack) : stack;
}
