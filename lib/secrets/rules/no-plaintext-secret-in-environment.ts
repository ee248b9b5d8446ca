import { checkPlaintext, PLAINTEXT_FINDINGS } from './plaintext-value';
import { each, Rule } from '../../gate';

/** Environment variables of functions hold no secrets, only where to find them. */
export const noPlaintextSecretInEnvironment: Rule = {
  id: 'NoPlaintextSecretInEnvironment',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No environment variable of a function holds the value of a secret.',
  why:
    'Whoever may see the configuration of the function reads its variables; consoles, build logs and child processes get them too, and they are ' +
    'the first thing that malicious code in a function sends away.',
  fix: {
    cdk:
      'Pass secret.secretArn in place of secretValue.unsafeUnwrap() or a literal, call secret.grantRead(fn) and read the value at runtime. Replace ' +
      'a value that was written in the code.',
    template: 'Set the variable to the ARN, {"Ref": "Secret"}, and read the value at runtime. Replace a value that was written in the template.',
  },
  acceptable: 'When the value is no secret, such as a client id or a key that every browser gets: say what it is and who may know it.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: PLAINTEXT_FINDINGS,
  check: (fn) => each(fn.get('Environment', 'Variables').entries(), ([name, value]) => checkPlaintext(`variable ${name}`, name, value)),
};
