import { commandProperties, embeddedTexts } from '../../aws/properties';
import { all, each, finding, Outcome, placesAt, Property, Resource, Rule, Workload } from '../../gate';
import { assignedSecrets, hasAddressWithPassword } from '../template/assignments';
import { checkInserted, PLAINTEXT_FINDINGS } from '../template/plaintext-value';
import { isCredentialHeader, isHarmless, issuedFormat, looksRandom, namesSecret } from '../template/secret-detection';
import { membersOf, programsIn, writtenTexts } from '../template/written-texts';

/** Inline programs, definitions and inputs contain no secrets. */
export const noPlaintextSecretInText: Rule = {
  id: 'NoPlaintextSecretInText',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No inline code, user data, build specification, command, definition or input contains a secret.',
  why:
    'Anyone who can read the repository or the stack, or may view the function, the instance, the build or the execution, reads the text. It stays ' +
    'in their history after a change.',
  fix: {
    cdk: 'Pass secret.secretArn, and read the value at runtime. Replace a value that was written in the code.',
    template:
      'Pass the ARN, {"Ref": "Secret"}, and read the value at runtime; in build specifications use env.secrets-manager. Replace a value ' +
      'that was written in the template.',
  },
  acceptable: 'If the value is not secret, such as a public key: say what it is, and who may know it.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
  resourceTypes: [...new Set([...embeddedTexts().keys(), ...commandProperties().keys()])],
  findings: {
    'known-format': 'The text contains a token or key in the format of a known issuer.',
    'literal': 'The name of a member of the text means a secret, and its value is a literal.',
    'assigned': 'The text assigns a value to a name that means a secret, or contains an address with a password.',
    'dynamic-reference': PLAINTEXT_FINDINGS['dynamic-reference'],
    'no-echo-parameter': PLAINTEXT_FINDINGS['no-echo-parameter'],
    'parameter': PLAINTEXT_FINDINGS.parameter,
    'secret-attribute': PLAINTEXT_FINDINGS['secret-attribute'],
  },
  check: (resource, workload) => all(
    () => each(embeddedTexts().get(resource.type) ?? [], (path) => checkPath(resource, path, workload)),
    // NoPlaintextSecretElsewhere reads what commands contain in the template.
    () => each(commandProperties().get(resource.type) ?? [], (path) =>
      placesAt(resource.get(), path).flatMap((place) => checkPlace(lastName(path), place))),
  ),
};

/** The id of a finding, and its message for a text after the name of the property. */
type Said = readonly [id: 'known-format' | 'literal' | 'assigned', what: string];

function checkPath(resource: Resource, path: string, workload: Workload): readonly Outcome[] {
  const texts = writtenTexts(resource.body.Properties, path).map((text) => substituted(text, resource));
  // If a text is stored elsewhere, an empty result here proves nothing.
  const inserted = placesAt(resource.get(), path).flatMap((place) => checkPlace(lastName(path), place));
  if (texts.length === 0 && inserted.length === 0) return each(placesAt(resource.get(), path), requireText);
  // Many resources share the same texts; each text is read once.
  const known = workload.once(noPlaintextSecretInText, workload, () => new Map<string, readonly Said[]>());
  const said = texts.flatMap((text) => {
    const key = `${path} ${text}`;
    const secrets = known.get(key) ?? secretsIn(text, path);
    known.set(key, secrets);
    return secrets;
  });
  const written = said.length === 0 ? [] : findingsAt(resource, path, said);
  return [...written, ...inserted];
}

/** Checks what deployment inserts into a text, or into the texts of an object. */
function checkPlace(name: string, place: Property): Outcome[] {
  if (place.unknown === undefined && place.isObject()) return place.entries().flatMap(([, inner]) => checkPlace(name, inner));
  if (place.unknown === undefined && place.isList()) return place.items().flatMap((inner) => checkPlace(name, inner));
  return checkInserted(name, place.decoded());
}

function lastName(path: string): string {
  return path.split('.').filter((key) => /\w/.test(key)).pop()!;
}

/** Returns a definition with the literal values of its variables, except those that are named as secrets: they are reported where they are set. */
function substituted(text: string, resource: Resource): string {
  const values = resource.get('DefinitionSubstitutions');
  if (values.writtenMap() === undefined) return text;
  return text.replace(/\$\{(\w+)\}/g, (variable, name: string) => (namesSecret(name) ? undefined : values.at(name).literal()) ?? variable);
}

function findingsAt(resource: Resource, path: string, said: readonly Said[]): Outcome[] {
  const keys = path.split('.');
  const firstOpen = keys.findIndex((key) => key === '*' || key === '{}');
  const at = resource.get(...(firstOpen < 0 ? keys : keys.slice(0, firstOpen)));
  return said.map(([id, what]) => finding(at, id, `${lastName(path)}${what}`));
}

/** @throws Undetermined if the text is known only at deployment */
function requireText(place: Property): readonly Outcome[] {
  if (place.exists) place.string();
  return [];
}

function secretsIn(text: string, path: string): Said[] {
  const members = membersOf(text, path)
    .filter(({ key, text: value }) => (namesSecret(key!) || isCredentialHeader(key!)) && isWrittenOut(value))
    .map((member): Said => ['literal', `, key ${member.path}, is named as a secret and holds a literal value`]);
  const format = issuedFormat(text);
  const formats: Said[] = format === undefined ? [] : [['known-format', ` contains ${format}`]];
  // The members of a document may be commands.
  return [...formats, ...members, ...(members.length > 0 ? [] : programsIn(text, path).flatMap(assignmentsIn))];
}

function assignmentsIn(program: string): Said[] {
  const assigned = assignedSecrets(program).map((secret): Said => ['assigned', ` assigns a literal value to ${secret}`]);
  return hasAddressWithPassword(program) ? [...assigned, ['assigned', ' contains an address with a password']] : assigned;
}

/**
 * Checks whether a value is a literal, and not a path, an expression or a variable that is replaced. A literal within an expression counts if it is
 * random.
 */
function isWrittenOut(value: string): boolean {
  if (!/[$#]|\{\{|\{%|^States\./.test(value)) return !isHarmless(value);
  return /^\{%|^States\./.test(value) && [...value.matchAll(/'([^']*)'/g)].some(([, literal]) => literal.split(' ').some(looksRandom));
}
