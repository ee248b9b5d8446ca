import { Resource, Rule } from '../../gate';
import { checkPlaintext, PLAINTEXT_FINDINGS } from '../template/plaintext-value';
import { wordsOf } from '../template/secret-detection';

/** Systems Manager parameters in a template contain no secrets: CloudFormation can't create encrypted ones. */
export const parameterSecretIsSecureString: Rule = {
  id: 'ParameterSecretIsSecureString',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No parameter of type String or StringList contains the value of a secret.',
  why:
    'Such a parameter is stored unencrypted, with its whole history. ssm:GetParameter alone reads it, without permission on a key, ' +
    'and its value is in the template.',
  fix: {
    cdk:
      'Use secretsmanager.Secret instead of StringParameter, or create a SecureString outside of the app and import it by ' +
      'StringParameter.fromSecureStringParameterAttributes.',
    template:
      'Use AWS::SecretsManager::Secret with GenerateSecretString, or create a SecureString outside of the template and refer to it by name: ' +
      'CloudFormation can’t create one.',
  },
  acceptable: 'If the value is not secret, such as a public key or an identifier: say what it is, and who may know it.',
  link: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html',
  resourceTypes: ['AWS::SSM::Parameter'],
  findings: PLAINTEXT_FINDINGS,
  check: (parameter) => checkPlaintext('the value', meaningOf(parameter), parameter.get('Value')),
};

/** Folders whose parameters are secrets, regardless of their names. */
const SECRET_FOLDERS = new Set(['secret', 'secrets', 'password', 'passwords', 'token', 'tokens', 'credential', 'credentials', 'apikeys']);

/** Returns the meaning of a parameter, by the last part of its path; generated names have none. */
function meaningOf(parameter: Resource): string {
  const name = (parameter.get('Name').written() ?? '').replace(/\$\{[^}]*\}/g, '');
  const folders = name.split('/').filter((part) => part !== '');
  const last = folders.pop() ?? '';
  const secret = folders.find((folder) => SECRET_FOLDERS.has(wordsOf(folder).join('')));
  return secret === undefined ? last : `${secret}_${last}`;
}
