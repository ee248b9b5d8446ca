import { tableOf } from './table';
import { MANAGED_POLICIES } from './tables/managed-policies';

/**
 * Policies that are accepted although their documents are broad: AWS and the CDK attach them to functions for one purpose, and no narrower policy
 * exists.
 */
const PART_OF_FUNCTIONS: ReadonlySet<string> = new Set(['AWSLambdaBasicDurableExecutionRolePolicy', 'AWSLambdaMSKExecutionRole']);

/**
 * Returns how broad an AWS managed policy is for the role of a function. A document is broad if it allows a whole service, or an action on every
 * resource that could be limited to some. Undefined for an unknown policy.
 */
export function judgeAwsManagedPolicy(name: string): 'narrow' | 'broad' | undefined {
  if (PART_OF_FUNCTIONS.has(name)) return 'narrow';
  return (['narrow', 'broad'] as const).find((judgment) => tableOf(MANAGED_POLICIES).get(judgment)?.includes(name));
}
