import { finding, Outcome, Resource, Rule } from '../../gate';
import { assignedSecrets, hasAddressWithPassword } from '../template/assignments';
import { visitLooseTexts } from '../template/loose-texts';
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
    'known-format': 'The text has a token or key in it, in the format of one of a known issuer.',
    'assigned': 'The text assigns a value to the name of a secret, or has an address with a password.',
  },
  check: (resource, workload) => {
    const known = workload.once(noPlaintextSecretElsewhere, workload, () => new Map<string, readonly Said[]>());
    const outcomes: Outcome[] = [];
    visitLooseTexts(resource, (text, location) => {
      // Most texts are the same in many resources, and are read once.
      let said = known.get(text);
      if (!said) known.set(text, (said = formsOf(text).flatMap(secretsIn)));
      if (said.length > 0) outcomes.push(...said.map((one) => findingAt(resource, location(), one)));
    });
    return outcomes;
  },
};

/** The id of a finding, and what is wrong with a text. */
type Said = readonly [id: 'known-format' | 'assigned', what: string];

function findingAt(resource: Resource, location: string, [id, what]: Said): Outcome {
  const name = location.replace(/(?:\[\d+\])+$/, '').split('.').pop()!;
  return { ...finding(resource, id, `${name} ${what}`), location };
}

function secretsIn(text: string): Said[] {
  const format = issuedFormat(text);
  if (format !== undefined) return [['known-format', `has ${format} in it`]];
  if (hasAddressWithPassword(text)) return [['assigned', 'has an address with a password in it']];
  return assignedSecrets(text).map((name) => ['assigned', `assigns a literal value to ${name}`]);
}
