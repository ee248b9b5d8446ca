import { tableOf } from './table';
import { MANAGED_POLICIES } from './tables/managed-policies';

/**
 * Policies whose documents allow more than a function may have on every resource, and which are in order all the same: AWS and the CDK give them to
 * functions for what they are made for, and there is no narrower one.
 */
const PART_OF_FUNCTIONS: ReadonlySet<string> = new Set(['AWSLambdaBasicDurableExecutionRolePolicy', 'AWSLambdaMSKExecutionRole']);

/**
 * How an AWS managed policy of that name is to be judged for the role of a function: by its document, which is broad where it allows a whole service,
 * or something on every resource that could be limited to some. Undefined where it is not known.
 */
export function judgeAwsManagedPolicy(name: string): 'narrow' | 'broad' | undefined {
  if (PART_OF_FUNCTIONS.has(name)) return 'narrow';
  return (['narrow', 'broad'] as const).find((judgment) => tableOf(MANAGED_POLICIES).get(judgment)?.includes(name));
}
