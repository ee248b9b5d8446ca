import { flatMapKnown, Resource, Workload } from '../../gate';

const ATTACHMENT = 'AWS::SecretsManager::SecretTargetAttachment';

/**
 * The resources of a type whose `SecretId` is a secret; those of databases refer to it through its attachment to the database.
 *
 * @throws Undetermined where none does, but one may
 */
export function attachedToSecret(secret: Resource, workload: Workload, type: string): Resource[] {
  const lookups = [
    () => workload.attached(secret, type, 'SecretId'),
    () => workload.attached(secret, ATTACHMENT, 'SecretId').flatMap((attachment) => workload.attached(attachment, type, 'SecretId')),
  ];
  return flatMapKnown(lookups, (lookup) => lookup());
}

/** Whether a resource is a secret, or its attachment to a database, which has the same ARN. */
export function standsFor(resource: Resource, secret: Resource): boolean {
  if (resource === secret) return true;
  return resource.type === ATTACHMENT && resource.get('SecretId').references().some((reference) => reference.resource === secret);
}
