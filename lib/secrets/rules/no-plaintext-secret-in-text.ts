import { embeddedTexts } from '../../aws/properties';
import { each, finding, Outcome, placesAt, Property, Resource, Rule } from '../../gate';
import { assignedSecrets, hasAddressWithPassword } from '../template/assignments';
import { isCredentialHeader, isHarmless, issuedFormat, leavesOf, namesSecret } from '../template/secret-detection';
import { membersOf, writtenTexts } from '../template/written-texts';

/** Inline programs, definitions and inputs contain no secrets. */
export const noPlaintextSecretInText: Rule = {
  id: 'NoPlaintextSecretInText',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No inline code, user data, build specification, definition or input contains a secret.',
  why:
    'Anyone who can read the repository or the stack, or may view the function, the instance, the build or the execution, reads the text. It stays ' +
    'in their history after a change.',
  fix: {
    cdk: 'Pass secret.secretArn, and read the value at runtime. Replace a value that was written in the code.',
    template:
      'Pass the ARN, {"Ref": "Secret"}, and read the value at runtime; in build specifications use env.secrets-manager. Replace a value ' +
      'that was written in the template.',
  },
  acceptable: 'When the value is not secret, such as a public key: say what it is, and who may know it.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
  resourceTypes: [...embeddedTexts().keys()],
  findings: {
    'known-format': 'The text contains a token or key in the format of a known issuer.',
    'literal': 'The name of a member of the text means a secret, and its value is a literal.',
    'assigned': 'The text assigns a value to a name that means a secret, or contains an address with a password.',
  },
  check: (resource) => each(embeddedTexts().get(resource.type)!, (path) => checkPath(resource, path)),
};

function checkPath(resource: Resource, path: string): readonly Outcome[] {
  const keys = path.split('.');
  const firstOpen = keys.findIndex((key) => key === '*' || key === '{}');
  const at = resource.get(...(firstOpen < 0 ? keys : keys.slice(0, firstOpen)));
  const name = keys.filter((key) => /\w/.test(key)).pop()!;
  const texts = writtenTexts(resource.body.Properties, path);
  // If a text is stored elsewhere, an empty result here proves nothing.
  if (texts.length === 0) return each(placesAt(resource.get(), path), requireText);
  return texts.flatMap((text) => checkText(text, path, name, at));
}

/** @throws Undetermined if the text is known only at deployment */
function requireText(place: Property): readonly Outcome[] {
  if (place.exists) place.string();
  return [];
}

function checkText(text: string, path: string, name: string, at: Property): Outcome[] {
  const members = membersOf(text, path)
    .filter(({ key, text: value }) => (namesSecret(key!) || isCredentialHeader(key!)) && isWrittenOut(value))
    .map((member) => finding(at, 'literal', `${name}, key ${member.path}, is named as a secret and holds a literal value`));
  const format = issuedFormat(text);
  const formats = format === undefined ? [] : [finding(at, 'known-format', `${name} contains ${format}`)];
  // The members of a document may be commands.
  return [...formats, ...members, ...(members.length > 0 ? [] : leavesOf(text).flatMap((leaf) => checkProgram(leaf.text, name, at)))];
}

function checkProgram(text: string, name: string, at: Property): Outcome[] {
  const assigned = assignedSecrets(text).map((secret) => finding(at, 'assigned', `${name} assigns a literal value to ${secret}`));
  return hasAddressWithPassword(text) ? [...assigned, finding(at, 'assigned', `${name} contains an address with a password`)] : assigned;
}

/** Whether a value is a literal, and not a path, an expression or a variable that is replaced. */
function isWrittenOut(value: string): boolean {
  return !isHarmless(value) && !/[$#]|\{\{|\{%|^States\./.test(value);
}
