import { noPlaintextSecretElsewhere } from './no-plaintext-secret-elsewhere';
import { noPlaintextSecretInCustomResource } from './no-plaintext-secret-in-custom-resource';
import { noPlaintextSecretInEnvironment } from './no-plaintext-secret-in-environment';
import { noPlaintextSecretInHeader } from './no-plaintext-secret-in-header';
import { noPlaintextSecretInText } from './no-plaintext-secret-in-text';
import { noPlaintextSecretString } from './no-plaintext-secret-string';
import { parameterSecretIsSecureString } from './parameter-secret-is-secure-string';
import { secretAudited } from './secret-audited';
import { secretKeyRotated } from './secret-key-rotated';
import { secretNotInExecution } from './secret-not-in-execution';
import { secretNotInOutput } from './secret-not-in-output';
import { secretPolicyBlocksPublic } from './secret-policy-blocks-public';
import { secretReadLeastPrivilege } from './secret-read-least-privilege';
import { secretReadersNamed } from './secret-readers-named';
import { secretRotated } from './secret-rotated';
import { secretRotationAlarmed } from './secret-rotation-alarmed';
import { vaultAddressIsHttps } from './vault-address-is-https';
import type { Rule } from '../../gate';

/** The rules on storing, reading and rotating secrets. */
export const SECRETS_RULES: readonly Rule[] = [
  noPlaintextSecretInEnvironment,
  noPlaintextSecretString,
  noPlaintextSecretInText,
  noPlaintextSecretInHeader,
  noPlaintextSecretInCustomResource,
  noPlaintextSecretElsewhere,
  parameterSecretIsSecureString,
  secretNotInOutput,
  secretNotInExecution,
  vaultAddressIsHttps,
  secretAudited,
  secretReadLeastPrivilege,
  secretPolicyBlocksPublic,
  secretReadersNamed,
  secretRotated,
  secretRotationAlarmed,
  secretKeyRotated,
];
