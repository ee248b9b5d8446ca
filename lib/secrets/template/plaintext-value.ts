/** Checks for secrets in readable settings, such as environment variables and plain parameters. */
import { assignedSecrets } from './assignments';
import {
  hasRandomPart, isHarmless, isReference, Leaf, leavesOf, looksRandom, namesPublicValue, namesReference, namesSecret, secretFormat,
} from './secret-detection';
import { finding, Outcome, Parameter, Property } from '../../gate';

/** The findings of {@link checkPlaintext}. */
export const PLAINTEXT_FINDINGS = {
  'literal': 'The template contains a literal value under the name of a secret.',
  'known-format': 'The value has the format of a token, key or password of a known issuer.',
  'high-entropy': 'The value looks like a random key.',
  'parameter': 'The value of a secret is a template parameter without NoEcho.',
  'no-echo-parameter': 'The value is a template parameter with NoEcho, which this property shows nevertheless.',
  'parameter-default': 'The value is a template parameter whose default value is written in the template.',
  'dynamic-reference': 'A dynamic reference inserts the value of a secret here at deployment.',
  'secret-attribute': 'The value is a secret attribute of another resource.',
} as const;

/**
 * Checks a setting that is kept in plaintext. Messages contain names and kinds, never values.
 *
 * @param subject name of the setting in messages: "variable API_KEY"
 * @param name name that determines how the content is checked
 * @throws Undetermined if the name is that of a secret and the value can't be known
 */
export function checkPlaintext(subject: string, name: string, property: Property): Outcome[] {
  const listed = property.alternatives();
  if (listed.length > 0) return listed.flatMap((value) => checkPlaintext(subject, name, value));
  const text = property.written();
  if (text === undefined) return requireText(property);
  const dynamic = /\{\{resolve:(secretsmanager|ssm-secure|ssm):/.exec(text)?.[1];
  if (dynamic !== undefined && (dynamic !== 'ssm' || namesSecret(name))) {
    return [finding(property, 'dynamic-reference', `${subject} holds the value that {{resolve:${dynamic}:...}} gives at deployment`)];
  }
  const known = leavesOf(text).flatMap((leaf) => checkLeaf(subject, name, leaf, property));
  if (known.length > 0) return known;
  // If the setting is named like a secret, an unknown part of it may be the secret.
  return namesSecret(name) && property.openParameters().length === 0 ? requireText(property) : [];
}

/** Checks what deployment inserts into a text, such as user data or a definition. */
export function checkInserted(subject: string, property: Property): Outcome[] {
  const text = property.written() ?? '';
  const dynamic = /\{\{resolve:(secretsmanager|ssm-secure):/.exec(text)?.[1];
  if (dynamic !== undefined) return [finding(property, 'dynamic-reference', `${subject} contains the value that {{resolve:${dynamic}:...}} gives at deployment`)];
  const open = property.openParameters().flatMap((parameter): Outcome[] => {
    if (parameter.noEcho) return [finding(property, 'no-echo-parameter', `${subject} contains parameter ${parameter.name}; its NoEcho has no effect here`)];
    const isMeant = (namesSecret(meaningOf(parameter)) || readsSecret(parameter)) && !holdsReference(parameter);
    return isMeant ? [finding(property, 'parameter', `${subject} contains parameter ${parameter.name}, which has no NoEcho`)] : [];
  });
  const attributes = property.references().filter(({ attribute }) => namesSecret(attribute.split('.').pop()!) && text.includes(`.${attribute}}`));
  return [...open, ...attributes.map(({ attribute, resource }) => finding(property, 'secret-attribute', `${subject} contains ${attribute} of ${resource.path}`))];
}

/** @throws Undetermined if the value is not a text, or not known */
function requireText(property: Property): Outcome[] {
  property.string();
  return [];
}

function checkLeaf(subject: string, name: string, { path, key, text }: Leaf, property: Property): Outcome[] {
  const what = path === '' ? subject : `${subject}, key ${path},`;
  const isSecret = namesSecret(key ?? name);
  const format = secretFormat(text);
  if (format !== undefined) return [finding(property, 'known-format', `${what} holds ${format}`)];
  const parameters = property.openParameters().filter((parameter) => text.includes(`\${${parameter.name}}`));
  const open = parameters.flatMap((parameter): Outcome[] => {
    if (parameter.noEcho) {
      const message = `${what} contains parameter ${parameter.name}; its NoEcho has no effect here`;
      return [finding(property, 'no-echo-parameter', message), ...checkDefault(what, parameter, property)];
    }
    const meaning = meaningOf(parameter);
    const isMeant = namesSecret(meaning) || readsSecret(parameter) || (isSecret && (isReadFromSystemsManager(parameter) || !namesReference(meaning)));
    return isMeant && !holdsReference(parameter) ? [finding(property, 'parameter', `${what} contains parameter ${parameter.name}, which has no NoEcho`)] : [];
  });
  if (open.length > 0) return open;
  const attribute = property
    .references()
    .find((reference) => text.includes(`.${reference.attribute}}`) && namesSecret(reference.attribute.split('.').pop()!));
  if (attribute) return [finding(property, 'secret-attribute', `${what} holds ${attribute.attribute} of ${attribute.resource.path}`)];
  if (/\$\{[^}]*\}/.test(text)) {
    return isSecret && hasRandomPart(text) ? [finding(property, 'literal', `${what} is named as a secret and holds a literal value`)] : [];
  }
  if (isSecret && !isHarmless(text)) return [finding(property, 'literal', `${what} is named as a secret and holds a literal value`)];
  const [assigned] = assignedSecrets(text);
  if (assigned !== undefined) return [finding(property, 'literal', `${what} assigns a literal value to ${assigned}`)];
  if (looksRandom(text) && !namesPublicValue(key ?? name)) return [finding(property, 'high-entropy', `${what} holds what looks like a random key`)];
  return [];
}

/** The template contains the default of a hidden parameter. */
export function checkDefault(what: string, parameter: Parameter, property: Property): Outcome[] {
  const isText = typeof parameter.default === 'string' || typeof parameter.default === 'number';
  if (!isText || isReadFromSystemsManager(parameter) || isHarmless(String(parameter.default))) return [];
  return [finding(property, 'parameter-default', `${what} contains parameter ${parameter.name}, whose default value is written in the template`)];
}

function meaningOf(parameter: Parameter): string {
  return parameter.name.replace(/Param(eter)?$/, '');
}

/** Checks whether a parameter reads a secret from Systems Manager, by the last part of the name that it reads. */
function readsSecret(parameter: Parameter): boolean {
  return isReadFromSystemsManager(parameter) && typeof parameter.default === 'string' && namesSecret(parameter.default.split('/').pop()!);
}

/** Checks whether a parameter holds the ARN, the address or the path of a secret, by its default value. */
function holdsReference(parameter: Parameter): boolean {
  return !isReadFromSystemsManager(parameter) && typeof parameter.default === 'string' && isReference(parameter.default);
}

/** Checks whether a parameter's value, and so its default, is the name of a parameter in Systems Manager. */
function isReadFromSystemsManager(parameter: Parameter): boolean {
  return parameter.type.startsWith('AWS::SSM::');
}
