import { environmentMaps } from '../../aws/properties';
import { each, Outcome, placesAt, Property, Resource, Rule } from '../../gate';
import { checkPlaintext, PLAINTEXT_FINDINGS } from '../template/plaintext-value';
import { isCredentialHeader } from '../template/secret-detection';

/** Environment variables, stage variables and similar settings contain no secrets, only references to them. */
export const noPlaintextSecretInEnvironment: Rule = {
  id: 'NoPlaintextSecretInEnvironment',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No variable of a function, a build, a container or a stage contains the value of a secret.',
  why:
    'Everyone who may read the configuration reads the variables. Consoles, build logs and child processes get them, too, and malicious code in a ' +
    'function steals them first.',
  fix: {
    cdk:
      'Pass secret.secretArn instead of secretValue.unsafeUnwrap() or a literal, call secret.grantRead(fn) and read the value at runtime. Replace ' +
      'a value that was written in the code.',
    template: 'Set the variable to the ARN, {"Ref": "Secret"}, and read the value at runtime. Replace a value that was written in the template.',
    sam:
      'Set the variable, of the function or of Globals, to !Ref Secret, give AWSSecretsManagerGetSecretValuePolicy, and read the value at runtime. ' +
      'Replace a written value.',
  },
  acceptable: 'If the value is not secret, such as a client id or a key that every browser gets: say what it is, and who may know it.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html',
  resourceTypes: [...environmentMaps().keys()],
  findings: PLAINTEXT_FINDINGS,
  check: (resource) => each(environmentMaps().get(resource.type)!, (map) => checkMap(resource, map)),
};

/** Checks a path of the table: `Path.{}` is a map, `Path.*[Name,Value]` a list of pairs. */
function checkMap(resource: Resource, map: string): readonly Outcome[] {
  const [, path, name, value] = /^(.*)\.(?:\{\}|\*\[(\w+),(\w+)\])$/.exec(map)!;
  const isForProgram = !isSent(name) && !resource.type.startsWith('AWS::CloudFormation::');
  const outcomes = each(placesAt(resource.get(), path), (place) =>
    name === undefined
      ? each(place.entries(), ([variable, content]) => checkPlaintext(`variable ${variable}`, variable, content))
      : each(place.items(), (pair) => checkPair(pair, name, value)),
  );
  return isForProgram ? outcomes : outcomes.filter((outcome) => !isReferenced(outcome));
}

/** Checks a variable of a list. If its type is not PLAINTEXT, its value is a reference. */
function checkPair(pair: Property, nameKey: string, valueKey: string): readonly Outcome[] {
  if ((pair.at('Type').string() ?? 'PLAINTEXT') !== 'PLAINTEXT') return [];
  const name = pair.at(nameKey).written() ?? '';
  return checkPlaintext(`variable ${name}`, isSent(nameKey) && isCredentialHeader(name) ? 'token' : name, pair.at(valueKey));
}

/**
 * Checks whether pairs of a list are sent to another system, instead of given to a program. The receiver can't read references, as another stack
 * can't.
 */
function isSent(nameKey: string | undefined): boolean {
  return nameKey === 'HeaderName' || nameKey === 'AttributeName';
}

/** Checks whether the value is filled in at deployment: for values that are sent, there is no better way. */
function isReferenced(outcome: Outcome): boolean {
  return outcome.kind === 'finding' && ['dynamic-reference', 'no-echo-parameter', 'secret-attribute'].includes(outcome.id);
}
