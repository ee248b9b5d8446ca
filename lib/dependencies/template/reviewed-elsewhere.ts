import { isOwnCode, Resource } from '../../gate';

/**
 * Checks whether a function has no packages of its own to review: inline code has none, and the packages of this library's code are
 * reviewed with those of the app.
 */
export function isReviewedElsewhere(fn: Resource): boolean {
  return fn.get('Code', 'ZipFile').exists || isOwnCode(fn);
}
