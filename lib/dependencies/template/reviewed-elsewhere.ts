import { isOwnCode, Resource } from '../../gate';

/** Whether a function ships nothing to review: code in a template has no packages beside it, and the packages of this package's own code are reviewed with those of the app. */
export function isReviewedElsewhere(fn: Resource): boolean {
  return fn.get('Code', 'ZipFile').exists || isOwnCode(fn);
}
