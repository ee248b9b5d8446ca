/** How settings that anybody may read, such as environment variables and plain parameters, are judged for secrets in them. */
import {
  isHarmless, Leaf, leavesOf, looksRandom, namesPublicValue, namesReference, namesSecret, secretFormat,
} from './secret-detection';
import { finding, Outcome, Parameter, Property } from '../../gate';

/** The findings of {@link checkPlaintext}. */
export const PLAINTEXT_FINDINGS = {
  'literal': 'A value under the name of a secret is written in the template.',
  'known-format': 'The value has the format of a token, key or password that an issuer gives out.',
  'high-entropy': 'The value looks like a random key.',
  'parameter': 'The value of a secret is a template parameter without NoEcho.',
  'no-echo-parameter': 'The value is a template parameter with NoEcho, which this place shows all the same.',
  'parameter-default': 'The value is a template parameter whose default value is written in the template.',
  'dynamic-reference': 'A dynamic reference puts the value of a secret here at deployment.',
  'secret-attribute': 'The value is a secret attribute of another resource.',
} as const;

/**
 * Judges a setting that is kept in plaintext. Messages tell names and kinds, never values.
 *
 * @param subject what to call the setting: "variable API_KEY"
 * @param name by which its content is judged
 * @throws Undetermined where the name is a secret's and the value can't be known
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
  // An unknown part of a setting that is named as a secret may be the secret.
  return namesSecret(name) && property.openParameters().length === 0 ? requireText(property) : [];
}

/** @throws Undetermined where the value is no text, or not a known one */
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
      const message = `${what} holds parameter ${parameter.name}; its NoEcho hides nothing here`;
      return [finding(property, 'no-echo-parameter', message), ...checkDefault(what, parameter, property)];
    }
    const meaning = parameter.name.replace(/Param(eter)?$/, '');
    const isMeant = namesSecret(meaning) || (isSecret && (isReadFromSystemsManager(parameter) || !namesReference(meaning)));
    return isMeant ? [finding(property, 'parameter', `${what} holds parameter ${parameter.name}, which has no NoEcho`)] : [];
  });
  if (open.length > 0) return open;
  const attribute = property
    .references()
    .find((reference) => text.includes(`.${reference.attribute}}`) && namesSecret(reference.attribute.split('.').pop()!));
  if (attribute) return [finding(property, 'secret-attribute', `${what} holds ${attribute.attribute} of ${attribute.resource.path}`)];
  if (/\$\{[^}]*\}/.test(text)) return [];
  if (isSecret && !isHarmless(text)) return [finding(property, 'literal', `${what} is named as a secret and holds a literal value`)];
  if (looksRandom(text) && !namesPublicValue(key ?? name)) return [finding(property, 'high-entropy', `${what} holds what looks like a random key`)];
  return [];
}

/** The default of a hidden parameter stands in the template for all to read. */
export function checkDefault(what: string, parameter: Parameter, property: Property): Outcome[] {
  const isText = typeof parameter.default === 'string' || typeof parameter.default === 'number';
  if (!isText || isReadFromSystemsManager(parameter) || isHarmless(String(parameter.default))) return [];
  return [finding(property, 'parameter-default', `${what} holds parameter ${parameter.name}, whose default value is written in the template`)];
}

/** Whether a parameter's value, and so its default, is the name of what it stands for. */
function isReadFromSystemsManager(parameter: Parameter): boolean {
  return parameter.type.startsWith('AWS::SSM::');
}
