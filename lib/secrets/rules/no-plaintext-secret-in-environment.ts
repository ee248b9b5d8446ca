import { checkPlaintext, PLAINTEXT_FINDINGS } from './plaintext-value';
import { each, Rule } from '../../gate';

/** Environment variables of functions hold no secrets, only where to find them. */
export const noPlaintextSecretInEnvironment: Rule = {
  id: 'NoPlaintextSecretInEnvironment',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No environment variable of a function holds the value of a secret.',
  why:
    'Environment variables can be read by anybody who may see the configuration of the function, show up in templates, consoles and build logs, ' +
    'are inherited by every child process, and are the first thing that malicious code in a function sends away.',
  fix:
    'Store the value in Secrets Manager, put only the ARN or name of the secret in the variable and read it at runtime: environment: { DB_SECRET_ARN: ' +
    'secret.secretArn } with secret.grantRead(fn), instead of secret.secretValue.unsafeUnwrap(). In templates: { "Ref": "Secret" } instead of a ' +
    'literal, a parameter or {{resolve:secretsmanager:...}}. A value that has leaked into a template must also be replaced at its issuer.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: PLAINTEXT_FINDINGS,
  check: (fn) => each(fn.get('Environment', 'Variables').entries(), ([name, value]) => checkPlaintext(`variable ${name}`, name, value)),
};
