/** Attributes of the users of a user pool of Amazon Cognito. */
import type { Resource, Workload } from '../../gate';

export const USER_POOL_CLIENT = 'AWS::Cognito::UserPoolClient';

/** The standard attributes, without those that Amazon Cognito sets. */
const STANDARD: ReadonlySet<string> = new Set([
  'address', 'birthdate', 'email', 'family_name', 'gender', 'given_name', 'locale', 'middle_name', 'name', 'nickname', 'phone_number', 'picture',
  'preferred_username', 'profile', 'website', 'zoneinfo',
]);

/** Names of attributes that applications decide by what a user may do. */
const RIGHTS = /^(?:is|has|user|account|app)?[_-]?(?:super)?[_-]?(?:admin(?:istrator)?|roles?|groups?|tenants?|org(?:ani[sz]ation)?s?|permissions?|privileges?|entitlements?|scopes?|access(?:[_-]?level)?|clearance|rank)(?:[_-]?(?:ids?|names?|level))?$/i;

/** Checks whether a user may write an attribute by an app client of the workload; without one, by the defaults of a client. */
export function mayWrite(attribute: string, workload: Workload): boolean {
  if (!attribute.startsWith('custom:') && !STANDARD.has(attribute)) return false;
  const written = workload.once(writtenByClients, workload, () => writtenByClients(workload));
  return written === undefined ? STANDARD.has(attribute) : written === 'all' || written.has(attribute);
}

/** Returns the attributes that the app clients of the workload may write; `all` if one of them lists none. Undefined without clients. */
function writtenByClients(workload: Workload): 'all' | ReadonlySet<string> | undefined {
  const lists = workload.resources(USER_POOL_CLIENT).map((client) => client.get('WriteAttributes'));
  if (lists.length === 0) return undefined;
  return lists.some((list) => !list.exists) ? 'all' : new Set(lists.flatMap((list) => list.items().map((item) => item.string()!)));
}

/** Returns the attributes that a client may write and whose names suggest what the user may do. Without a list, all that the pool lets change. */
export function ownRights(client: Resource): readonly string[] {
  const written = client.get('WriteAttributes');
  const names = written.exists ? written.items().map((item) => item.string()!) : changeable(client);
  return names.filter(isRight);
}

/** Checks whether the name of an attribute suggests what the user may do. */
export function isRight(name: string): boolean {
  return name.startsWith('custom:') && RIGHTS.test(name.slice('custom:'.length));
}

function changeable(client: Resource): string[] {
  const pools = client.get('UserPoolId').references().map(({ resource }) => resource);
  const attributes = pools.flatMap((pool) => pool.get('Schema').items()).filter((attribute) => attribute.at('Mutable').boolean() !== false);
  return attributes.map((attribute) => `custom:${(attribute.at('Name').string() ?? '').replace(/^custom:/, '')}`);
}
