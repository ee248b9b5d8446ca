/**
 * Who may call a route of an HTTP or a WebSocket API, as its settings say it.
 */
import { finding, Outcome, Property, Resource } from '../../gate';

/**
 * Finds `not-authorized` where a route asks nobody who they are, and `no-authorizer` where it asks for an authorizer and
 * names none.
 *
 * @param settings those of the route; undefined where the template has none, which leaves it open
 * @param authorizers the authorization types that take an authorizer
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
