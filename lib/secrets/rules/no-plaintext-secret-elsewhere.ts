import { finding, Outcome, Resource, Rule, Workload } from '../../gate';
import { assignedSecrets, hasAddressWithPassword } from '../template/assignments';
import { LooseText, looseTexts } from '../template/loose-texts';
import { issuedFormat } from '../template/secret-detection';
import { formsOf } from '../template/written-texts';

/** Whatever property it is: a token is in none. */
export const noPlaintextSecretElsewhere: Rule = {
  id: 'NoPlaintextSecretElsewhere',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No other text of a template, such as a command, an address, a tag or metadata, has a secret written in it.',
  why: 'Whoever can read the repository or the stack (cloudformation:GetTemplate) knows the secret, and most texts are shown by consoles and APIs as well.',
  fix: {
    cdk: 'Pass secret.secretArn, and read the value where it is needed. Replace a value that was written in the code.',
    template: 'Name the secret, {"Ref": "Secret"}, and read the value where it is needed. Replace a value that was written in the template.',
  },
  acceptable: 'When the value is no secret, such as an example in a description: say so.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
  resourceTypes: ['*'],
  findings: {
    'known-format': 'The text has a token or key in it, in the format of one that an issuer gives out.',
    'assigned': 'The text assigns a value to the name of a secret, or has an address with a password.',
  },
  check: (resource, workload) => looseTexts(resource).flatMap((loose) => checkText(loose, resource, workload)),
};

/** Most texts are the same in many resources, and are read once. */
function checkText({ text, location }: LooseText, resource: Resource, workload: Workload): Outcome[] {
  const clean = workload.once(noPlaintextSecretElsewhere, workload, () => new Set<string>());
  if (clean.has(text)) return [];
  const said = formsOf(text).flatMap(secretsIn);
  if (said.length === 0) clean.add(text);
  const name = location.split('.').filter((key) => /\D/.test(key)).pop()!;
  return said.map(([id, what]) => ({ ...finding(resource, id, `${name} ${what}`), location }));
}

function secretsIn(text: string): (readonly ['known-format' | 'assigned', string])[] {
  const format = issuedFormat(text);
  if (format !== undefined) return [['known-format', `has ${format} in it`]];
  if (hasAddressWithPassword(text)) return [['assigned', 'has an address with a password in it']];
  return assignedSecrets(text).map((name) => ['assigned', `assigns a literal value to ${name}`] as const);
}
