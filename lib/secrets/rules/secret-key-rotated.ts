import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';

/** Keys of secrets are rotated as the secrets are. */
export const secretKeyRotated: Rule = {
  id: 'SecretKeyRotated',
  item: 'secrets/rotation',
  severity: 'error',
  title: 'The customer managed key of each secret is rotated by AWS KMS, and each replica of the secret has one, too.',
  why: 'All values that a secret ever had are encrypted with its key. Rotation limits what one generation of key material opens, and costs nothing to do.',
  fix: {
    cdk:
      'Set enableKeyRotation: true on the Key that is the encryptionKey of the secret, or leave encryptionKey out for the key of AWS. Give each of ' +
      'replicaRegions an encryptionKey where the secret has one.',
    template:
      'Set EnableKeyRotation: true on the AWS::KMS::Key, or leave KmsKeyId of the secret out for the key of AWS. Give each of ReplicaRegions a ' +
      'KmsKeyId where the secret has one.',
  },
  acceptable: 'When AWS KMS can’t rotate the key, as with imported material or a custom key store: say who replaces it, how, and how often.',
  link: 'https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  findings: {
    'key-not-rotated': 'The key of the secret, or of a replica, has no automatic rotation.',
    'replica-without-key': 'The secret has a key of its own, and a replica has not: in that Region the policy of the key protects nothing.',
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
  return [finding(replica, 'replica-without-key', `the replica in ${replica.at('Region').written() ?? 'another Region'} has the key of AWS, and the secret one of its own`)];
}

/** Whether a secret is encrypted with the key of AWS, which AWS rotates every year. */
function isOfAws(keyId: Property): boolean {
  return !keyId.exists || /(?:^|:)alias\/aws\//.test(keyId.written() ?? '');
}

/** The key that a secret is encrypted with; undefined for that of AWS. @throws Undetermined for one of elsewhere */
function keyOf(keyId: Property): Resource | undefined {
  if (isOfAws(keyId)) return undefined;
  const [target] = keyId.references().map(({ resource }) => (resource.type === 'AWS::KMS::Alias' ? resource.get('TargetKeyId').references()[0]?.resource : resource));
  if (target?.type === 'AWS::KMS::Key') return target;
  throw keyId.undetermined(`key ${JSON.stringify(keyId.string())} is made elsewhere`);
}
