import type { Resource } from '../workload/resource';

/** The key in a resource's `Metadata` that marks code of this package: its value is the name of the asset. */
export const OWN_CODE_METADATA = 'cdk-sec3:own-code';

/** Checks whether the code of a function belongs to this package. */
export function isOwnCode(fn: Resource): boolean {
  return fn.attribute('Metadata').at(OWN_CODE_METADATA).string() !== undefined;
}
