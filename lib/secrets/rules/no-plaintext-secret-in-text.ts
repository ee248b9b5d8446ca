import { embeddedTexts } from '../../aws/properties';
import { each, finding, Outcome, placesAt, Property, Resource, Rule } from '../../gate';
import { assignedSecrets, hasAddressWithPassword } from '../template/assignments';
import { isCredentialHeader, isHarmless, issuedFormat, leavesOf, namesSecret } from '../template/secret-detection';
import { membersOf, writtenTexts } from '../template/written-texts';

/** Programs, definitions and inputs that stand in templates have no secret in them. */
export const noPlaintextSecretInText: Rule = {
  id: 'NoPlaintextSecretInText',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No inline code, user data, build specification, definition or input has a secret written in it.',
  why:
    'Whoever can read the repository or the stack reads the text, and so does whoever may see the function, the instance, the build or the ' +
    'execution. It stays in their history after it has been changed.',
  fix: {
    cdk: 'Pass secret.secretArn, and read the value where it is needed. Replace a value that was written in the code.',
    template:
      'Name the secret, {"Ref": "Secret"}, and read the value where it is needed; in build specifications use env.secrets-manager. Replace a value ' +
      'that was written in the template.',
  },
  acceptable: 'When the value is no secret, such as a public key: say what it is and who may know it.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
  resourceTypes: [...embeddedTexts().keys()],
  findings: {
    'known-format': 'The text has a token or key in it, in the format of one of a known issuer.',
    'literal': 'A member of the text is named as a secret, and its value is written out.',
    'assigned': 'The text assigns a value to the name of a secret, or has an address with a password.',
  },
  check: (resource) => each(embeddedTexts().get(resource.type)!, (path) => checkPath(resource, path)),
};

function checkPath(resource: Resource, path: string): readonly Outcome[] {
  const keys = path.split('.');
  const firstOpen = keys.findIndex((key) => key === '*' || key === '{}');
  const at = resource.get(...(firstOpen < 0 ? keys : keys.slice(0, firstOpen)));
  const name = keys.filter((key) => /\w/.test(key)).pop()!;
  const texts = writtenTexts(resource.body.Properties, path);
  // Nothing written here is no sign of nothing written where the text comes from.
  if (texts.length === 0) return each(placesAt(resource.get(), path), requireText);
  return texts.flatMap((text) => checkText(text, path, name, at));
}

/** @throws Undetermined where the text is known only at deployment */
function requireText(place: Property): readonly Outcome[] {
  if (place.exists) place.string();
  return [];
}

function checkText(text: string, path: string, name: string, at: Property): Outcome[] {
  const members = membersOf(text, path)
    .filter(({ key, text: value }) => (namesSecret(key!) || isCredentialHeader(key!)) && isWrittenOut(value))
    .map((member) => finding(at, 'literal', `${name}, key ${member.path}, is named as a secret and holds a literal value`));
  const format = issuedFormat(text);
  const formats = format === undefined ? [] : [finding(at, 'known-format', `${name} has ${format} in it`)];
  // The members of a document may be commands.
  return [...formats, ...members, ...(members.length > 0 ? [] : leavesOf(text).flatMap((leaf) => checkProgram(leaf.text, name, at)))];
}

function checkProgram(text: string, name: string, at: Property): Outcome[] {
  const assigned = assignedSecrets(text).map((secret) => finding(at, 'assigned', `${name} assigns a literal value to ${secret}`));
  return hasAddressWithPassword(text) ? [...assigned, finding(at, 'assigned', `${name} has an address with a password in it`)] : assigned;
}

/** Whether a value is there as it stands: no path, expression or variable that another is put in place of. */
function isWrittenOut(value: string): boolean {
  return !isHarmless(value) && !/[$#]|\{\{|\{%|^States\./.test(value);
}
