import { flatMapKnown, Resource, Workload } from '../../gate';

const ATTACHMENT = 'AWS::SecretsManager::SecretTargetAttachment';

/**
 * Returns the resources of a type whose `SecretId` is a secret. For databases, it refers to the secret through its attachment.
 *
 * @throws Undetermined if none does, but one may
 */
export function attachedToSecret(secret: Resource, workload: Workload, type: string): readonly Resource[] {
  const lookups = [
    () => workload.attached(secret, type, 'SecretId'),
    () => workload.attached(secret, ATTACHMENT, 'SecretId').flatMap((attachment) => workload.attached(attachment, type, 'SecretId')),
  ];
  return flatMapKnown(lookups, (lookup) => lookup());
}

/** Returns the targets of a reference to a resource: itself, and for an attachment the secret, which has the same ARN. */
export function secretsBehind(resource: Resource): Resource[] {
  const attached = resource.type === ATTACHMENT ? resource.get('SecretId').references().map((reference) => reference.resource) : [];
  return [resource, ...attached];
}
