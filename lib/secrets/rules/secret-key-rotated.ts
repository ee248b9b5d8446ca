import { finding, Property, Resource, Rule } from '../../gate';

/** Keys of secrets are rotated as the secrets are. */
export const secretKeyRotated: Rule = {
  id: 'SecretKeyRotated',
  item: 'secrets/rotation',
  severity: 'error',
  title: 'The customer managed key of each secret is rotated by AWS KMS.',
  why: 'All values that a secret ever had are encrypted with its key. Rotation limits what one generation of key material opens, and costs nothing to do.',
  fix: {
    cdk: 'Set enableKeyRotation: true on the Key that is the encryptionKey of the secret, or leave encryptionKey out for the key of AWS.',
    template: 'Set EnableKeyRotation: true on the AWS::KMS::Key, or leave KmsKeyId of the secret out for the key of AWS.',
  },
  acceptable: 'When AWS KMS can’t rotate the key, as with imported material or a custom key store: say who replaces it, how, and how often.',
  link: 'https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  findings: {
    'key-not-rotated': 'The key of the secret has no automatic rotation.',
  },
  check: (secret) => {
    const keyId = secret.get('KmsKeyId');
    const key = keyOf(keyId);
    if (!key || key.get('EnableKeyRotation').boolean() === true) return [];
    return [finding(keyId, 'key-not-rotated', `key ${key.path} has no automatic rotation: its EnableKeyRotation is not true`)];
  },
};

/** The key that a secret is encrypted with; undefined for that of AWS. @throws Undetermined for one of elsewhere */
function keyOf(keyId: Property): Resource | undefined {
  const text = keyId.string();
  // AWS rotates its own keys every year.
  if (text === undefined || /(?:^|:)alias\/aws\//.test(text)) return undefined;
  const [target] = keyId.references().map(({ resource }) => (resource.type === 'AWS::KMS::Alias' ? resource.get('TargetKeyId').references()[0]?.resource : resource));
  if (target?.type === 'AWS::KMS::Key') return target;
  throw keyId.undetermined(`key ${JSON.stringify(text)} is made elsewhere`);
}
