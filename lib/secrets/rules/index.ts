import { noPlaintextSecretInEnvironment } from './no-plaintext-secret-in-environment';
import { noPlaintextSecretString } from './no-plaintext-secret-string';
import { parameterSecretIsSecureString } from './parameter-secret-is-secure-string';
import { secretPolicyBlocksPublic } from './secret-policy-blocks-public';
import { secretReadLeastPrivilege } from './secret-read-least-privilege';
import { secretRotated } from './secret-rotated';
import type { Rule } from '../../gate';

/** The rules on storing, reading and rotating secrets. */
export const SECRETS_RULES: readonly Rule[] = [
  noPlaintextSecretInEnvironment,
  noPlaintextSecretString,
  parameterSecretIsSecureString,
  secretReadLeastPrivilege,
  secretPolicyBlocksPublic,
  secretRotated,
];
