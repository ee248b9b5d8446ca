import { secretProperties } from '../../aws/properties';
import { all, each, finding, Outcome, placesAt, Property, Resource, Rule } from '../../gate';
import { checkDefault } from '../template/plaintext-value';
import { isHarmless, isPlaceholder, Leaf, leavesOf, looksRandom, namesReference, namesSecret, secretFormat, wordsOf } from '../template/secret-detection';

const SECRET = 'AWS::SecretsManager::Secret';

/** The values of secrets are generated, or come from outside of the template. */
export const noPlaintextSecretString: Rule = {
  id: 'NoPlaintextSecretString',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No secret, password or key has its value written in the template.',
  why:
    'Anyone who can read the repository, the build output or the stack (cloudformation:GetTemplate) knows the secret, whatever its policies say. ' +
    'It stays in their history after a change.',
  fix: {
    cdk:
      'Use generateSecretString, or store the value by PutSecretValue; in other resources use secret.secretValueFromJson("password"). Replace a ' +
      'value that was written in the code.',
    template:
      'Use GenerateSecretString, or a parameter with NoEcho and no default; in other resources use {{resolve:secretsmanager:...}}. Replace a value ' +
      'that was written in the template.',
  },
  acceptable: 'If the value is not secret, or is a placeholder that is replaced before its first use: say which, and who replaces it.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
  resourceTypes: [SECRET, ...secretProperties().keys()],
  findings: {
    'literal': 'SecretString, a member of it, or a secret property of another resource is written in the template.',
    'template-literal': 'SecretStringTemplate contains the value of a secret.',
    'parameter': 'The value is a template parameter without NoEcho.',
    'parameter-default': 'The value is a template parameter whose default value is written in the template.',
    'plain-parameter': 'The value is read from a parameter of Systems Manager of type String, which everyone who may read parameters sees.',
  },
  check: (resource) =>
    resource.type === SECRET ? checkSecret(resource) : each(secretProperties().get(resource.type)!, (path) => checkProperty(resource, path)),
};

function checkSecret(secret: Resource): readonly Outcome[] {
  const generator = secret.get('GenerateSecretString');
  return all(
    () => checkValue('SecretString', secret.get('SecretString')),
    () => checkTemplate(generator.at('SecretStringTemplate'), generator.at('GenerateStringKey')),
  );
}

function checkProperty(resource: Resource, path: string): readonly Outcome[] {
  const name = path.split('.').filter((key) => /\w/.test(key)).pop()!;
  return each(placesAt(resource.get(), path), (value) => checkValue(name, value));
}

/** Words of keys that describe the account or server of the secret. */
const DESCRIPTIVE_WORDS = new Set([
  'account', 'database', 'db', 'dbname', 'engine', 'hostname', 'identifier', 'login', 'masterarn', 'realm', 'ssl', 'tenant', 'user',
]);

function checkValue(name: string, value: Property): Outcome[] {
  return checkLeaves(value, ({ path, key, text }) => {
    const what = path === '' ? name : `${name}, key ${path},`;
    if (key !== undefined && isDescriptive(key) && secretFormat(text) === undefined) return [];
    const parameters = checkParameters(what, text, value);
    if (parameters.length > 0) return parameters;
    if (text.includes('{{resolve:ssm:')) return [finding(value, 'plain-parameter', `${what} is read from a parameter that is not encrypted`)];
    const isLiteral = withoutReferences(text) === text ? text.trim() !== '' && !isPlaceholder(text) : secretFormat(text) !== undefined;
    return isLiteral ? [finding(value, 'literal', `${what} is written in the template`)] : [];
  });
}

function checkTemplate(template: Property, generatedKey: Property): Outcome[] {
  if (!template.exists) return [];
  const generated = generatedKey.written();
  return checkLeaves(template, ({ path, key, text }) => {
    if (key === undefined) throw template.undetermined('a JSON object is expected');
    if (path === generated) return [];
    const what = `SecretStringTemplate, key ${path},`;
    const parameters = namesSecret(key) ? checkParameters(what, text, template) : [];
    if (parameters.length > 0) return parameters;
    const isLiteral = withoutReferences(text) === text && ((namesSecret(key) && !isHarmless(text)) || looksRandom(text));
    if (!isLiteral && secretFormat(text) === undefined) return [];
    return [finding(template, 'template-literal', `${what} is written in the template`)];
  });
}

/** Checks the members of a text. Without a finding, the whole text must be known. */
function checkLeaves(value: Property, check: (leaf: Leaf) => Outcome[]): Outcome[] {
  const listed = value.alternatives();
  if (listed.length > 0) return listed.flatMap((one) => checkLeaves(one, check));
  const text = value.written();
  const outcomes = text === undefined ? [] : leavesOf(text).flatMap(check);
  if (outcomes.length === 0 && value.openParameters().length === 0) value.string();
  return outcomes;
}

/** Findings about the template parameters in a text. In a dynamic reference, they name a secret. */
function checkParameters(what: string, text: string, value: Property): Outcome[] {
  const own = withoutDynamic(text);
  return value
    .openParameters()
    .filter((parameter) => own.includes(`\${${parameter.name}}`))
    .flatMap((parameter) =>
      parameter.noEcho
        ? checkDefault(what, parameter, value)
        : [finding(value, 'parameter', `${what} contains parameter ${parameter.name}, which has no NoEcho`)],
    );
}

function isDescriptive(key: string): boolean {
  return !namesSecret(key) && (namesReference(key) || DESCRIPTIVE_WORDS.has(wordsOf(key).pop() ?? ''));
}

/** Returns a text without the parts that deployment fills in; pseudo parameters are not secrets. */
function withoutReferences(text: string): string {
  return withoutDynamic(text).replace(/\$\{(?!AWS::)[^}]*\}/g, '');
}

/** Returns a text without the dynamic references in it, which may name parameters: `{{resolve:secretsmanager:${Name}}}`. */
function withoutDynamic(text: string): string {
  return text.replace(/\{\{resolve:(?:\$\{[^}]*\}|[^}])*\}\}/g, '');
}
