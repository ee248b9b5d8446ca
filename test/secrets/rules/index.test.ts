import { practiceOf } from '../../../lib/checklist';
import { SECRETS_RULES } from '../../../lib/secrets/rules';

test('the rules of the room', () => {
  expect(SECRETS_RULES.map((rule) => rule.id)).toEqual([
    'NoPlaintextSecretInEnvironment',
    'NoPlaintextSecretString',
    'NoPlaintextSecretInText',
    'NoPlaintextSecretInHeader',
    'NoPlaintextSecretInCustomResource',
    'NoPlaintextSecretElsewhere',
    'ParameterSecretIsSecureString',
    'SecretNotInOutput',
    'SecretNotInExecution',
    'VaultAddressIsHttps',
    'SecretAudited',
    'SecretReadLeastPrivilege',
    'SecretPolicyBlocksPublic',
    'SecretReadersNamed',
    'SecretRotated',
    'SecretRotationAlarmed',
    'SecretKeyRotated',
  ]);
  expect(SECRETS_RULES.map((rule) => practiceOf(rule.item).id)).toEqual(SECRETS_RULES.map(() => 'secrets'));
});
