import { each, Outcome, Property, Rule } from '../../gate';
import { checkPlaintext, PLAINTEXT_FINDINGS } from '../template/plaintext-value';

const PROJECT = 'AWS::CodeBuild::Project';
const TASK = 'AWS::ECS::TaskDefinition';

/** Environment variables of functions, builds and containers hold no secrets, only where to find them. */
export const noPlaintextSecretInEnvironment: Rule = {
  id: 'NoPlaintextSecretInEnvironment',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No environment variable of a function, a build or a container holds the value of a secret.',
  why:
    'Whoever may see the configuration reads the variables; consoles, build logs and child processes get them too, and they are ' +
    'the first thing that malicious code in a function sends away.',
  fix: {
    cdk:
      'Pass secret.secretArn in place of secretValue.unsafeUnwrap() or a literal, call secret.grantRead(fn) and read the value at runtime. Replace ' +
      'a value that was written in the code.',
    template: 'Set the variable to the ARN, {"Ref": "Secret"}, and read the value at runtime. Replace a value that was written in the template.',
  },
  acceptable: 'When the value is no secret, such as a client id or a key that every browser gets: say what it is and who may know it.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html',
  resourceTypes: ['AWS::Lambda::Function', PROJECT, TASK],
  findings: PLAINTEXT_FINDINGS,
  check: (resource) => {
    switch (resource.type) {
      case PROJECT:
        return each(resource.get('Environment', 'EnvironmentVariables').items(), checkVariable);
      case TASK:
        return each(resource.get('ContainerDefinitions').items(), (container) => each(container.at('Environment').items(), checkVariable));
      default:
        return each(resource.get('Environment', 'Variables').entries(), ([name, value]) => checkPlaintext(`variable ${name}`, name, value));
    }
  },
};

/** Checks a variable of a list. Those of another type than PLAINTEXT name what their value is read from. */
function checkVariable(variable: Property): readonly Outcome[] {
  if ((variable.at('Type').string() ?? 'PLAINTEXT') !== 'PLAINTEXT') return [];
  const name = variable.at('Name').written() ?? '';
  return checkPlaintext(`variable ${name}`, name, variable.at('Value'));
}
