/** Checks the authorization of a route of an HTTP or WebSocket API, according to its settings. */
import { finding, Outcome, Property, Resource } from '../../gate';

/**
 * Finds `not-authorized` if a route requires no authorization, and `no-authorizer` if it requires an authorizer but names none.
 *
 * @param settings the settings of the route; undefined if the template has none
 * @param authorizers the authorization types that need an authorizer
 */
export function checkRoute(resource: Resource, settings: Property | undefined, key: string, authorizers: readonly string[]): readonly Outcome[] {
  const type = settings?.at('AuthorizationType').string() ?? 'NONE';
  if (type === 'AWS_IAM') return [];
  if (type === 'NONE') return [finding(resource, 'not-authorized', `route ${key} has AuthorizationType NONE`)];
  if (!authorizers.includes(type)) throw resource.get('AuthorizationType').undetermined(`AuthorizationType ${JSON.stringify(type)} is not a known one`);
  return settings?.at('AuthorizerId').exists
    ? []
    : [finding(resource, 'no-authorizer', `route ${key} has AuthorizationType ${type} and no AuthorizerId`)];
}
