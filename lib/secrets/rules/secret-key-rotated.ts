import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';

/** KMS keys of secrets are rotated. */
export const secretKeyRotated: Rule = {
  id: 'SecretKeyRotated',
  item: 'secrets/rotation',
  severity: 'error',
  title: 'AWS KMS rotates the customer managed key of each secret; each replica of the secret has such a key, too.',
  why: 'The key encrypts all past values of the secret. Rotation limits the values that one version of the key material decrypts, and needs no work.',
  fix: {
    cdk:
      'Set enableKeyRotation: true on the Key that is the encryptionKey of the secret, or leave encryptionKey out to use the AWS managed key. Give ' +
      'each of replicaRegions an encryptionKey if it has one.',
    template:
      'Set EnableKeyRotation: true on the AWS::KMS::Key, or leave KmsKeyId of the secret out to use the AWS managed key. Give each of ' +
      'ReplicaRegions a KmsKeyId if the secret has one.',
  },
  acceptable: 'If AWS KMS can’t rotate the key, as with imported material or a custom key store: say who replaces it, how, and how often.',
  link: 'https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  findings: {
    'key-not-rotated': 'The key of the secret, or of a replica, has no automatic rotation.',
    'replica-without-key': 'The secret has a customer managed key, and a replica has not: in that Region no key policy protects the secret.',
  },
  check: (secret) => {
    const keyId = secret.get('KmsKeyId');
    const replicas = secret.get('ReplicaRegions').items();
    return all(
      () => checkKey(keyId),
      () => each(replicas, (replica) => checkReplica(replica, isOfAws(keyId))),
    );
  },
};

function checkKey(keyId: Property): readonly Outcome[] {
  const key = keyOf(keyId);
  if (!key || key.get('EnableKeyRotation').boolean() === true) return [];
  return [finding(keyId, 'key-not-rotated', `key ${key.path} has no automatic rotation: its EnableKeyRotation is not true`)];
}

function checkReplica(replica: Property, hasKeyOfAws: boolean): readonly Outcome[] {
  const keyId = replica.at('KmsKeyId');
  if (hasKeyOfAws || !isOfAws(keyId)) return checkKey(keyId);
  return [finding(replica, 'replica-without-key', `the replica in ${replica.at('Region').written() ?? 'another Region'} has the AWS managed key, and the secret a customer managed one`)];
}

/** Checks whether a secret is encrypted with the AWS managed key, which AWS rotates every year. */
function isOfAws(keyId: Property): boolean {
  return !keyId.exists || /(?:^|:)alias\/aws\//.test(keyId.written() ?? '');
}

/** Returns the key that encrypts a secret; undefined for the AWS managed key. @throws Undetermined for a key outside of the templates */
function keyOf(keyId: Property): Resource | undefined {
  if (isOfAws(keyId)) return undefined;
  const [target] = keyId.references().map(({ resource }) => (resource.type === 'AWS::KMS::Alias' ? resource.get('TargetKeyId').references()[0]?.resource : resource));
  if (target?.type === 'AWS::KMS::Key') return target;
  throw keyId.undetermined(`key ${JSON.stringify(keyId.string())} is not part of the templates`);
}
