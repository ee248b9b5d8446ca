import { each, Outcome, Property, Rule } from '../../gate';
import { checkPlaintext, PLAINTEXT_FINDINGS } from '../template/plaintext-value';

/** Secrets that a custom resource can only receive as properties: its function can't read templates. */
const UNAVOIDABLE: ReadonlySet<string> = new Set(['dynamic-reference', 'no-echo-parameter', 'secret-attribute', 'high-entropy']);

const { literal, parameter, 'known-format': knownFormat, 'parameter-default': parameterDefault } = PLAINTEXT_FINDINGS;

/** Properties of custom resources contain no secrets. */
export const noPlaintextSecretInCustomResource: Rule = {
  id: 'NoPlaintextSecretInCustomResource',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No property of a custom resource contains a secret that is written in the template.',
  why: 'The properties are in the template, in the event of the function behind the custom resource, and usually in its logs.',
  fix: {
    cdk: 'Pass secret.secretArn, and have the function behind the custom resource read the value. Replace a value that was written in the code.',
    template: 'Pass the ARN, {"Ref": "Secret"}, and have the function behind it read the value. Replace a value that was written in the template.',
  },
  acceptable: 'If the value is not secret, such as a public key: say what it is, and who may know it.',
  link: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html',
  resourceTypes: ['AWS::CloudFormation::CustomResource', 'Custom::*'],
  findings: { literal, 'known-format': knownFormat, parameter, 'parameter-default': parameterDefault },
  check: (resource) => checkEntries(resource.get()).filter((outcome) => outcome.kind === 'finding' && !UNAVOIDABLE.has(outcome.id)),
};

function checkEntries(place: Property): Outcome[] {
  return each(place.entries(), ([name, value]) => (name === 'ServiceToken' ? [] : checkPlace(name, value)));
}

function checkPlace(name: string, value: Property): readonly Outcome[] {
  if (value.unknown === undefined && value.isObject()) return checkEntries(value);
  if (value.unknown === undefined && value.isList()) return each(value.items(), (item) => checkPlace(name, item));
  return checkPlaintext(`property ${name}`, name, value);
}
