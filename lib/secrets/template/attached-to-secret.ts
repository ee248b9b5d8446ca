import { flatMapKnown, Resource, Workload } from '../../gate';

const ATTACHMENT = 'AWS::SecretsManager::SecretTargetAttachment';

/**
 * The resources of a type whose `SecretId` is a secret; those of databases refer to it through its attachment to the database.
 *
 * @throws Undetermined where none does, but one may
 */
export function attachedToSecret(secret: Resource, workload: Workload, type: string): readonly Resource[] {
  const lookups = [
    () => workload.attached(secret, type, 'SecretId'),
    () => workload.attached(secret, ATTACHMENT, 'SecretId').flatMap((attachment) => workload.attached(attachment, type, 'SecretId')),
  ];
  return flatMapKnown(lookups, (lookup) => lookup());
}

/** What a reference to a resource stands for: itself, and where it attaches a secret to a database the secret, which has the same ARN. */
export function secretsBehind(resource: Resource): Resource[] {
  const attached = resource.type === ATTACHMENT ? resource.get('SecretId').references().map((reference) => reference.resource) : [];
  return [resource, ...attached];
}
