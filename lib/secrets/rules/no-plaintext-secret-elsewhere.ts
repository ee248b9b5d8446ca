import { finding, Outcome, Resource, Rule } from '../../gate';
import { assignedSecrets, describedSecrets, hasAddressWithPassword } from '../template/assignments';
import { visitLooseTexts } from '../template/loose-texts';
import { issuedFormat } from '../template/secret-detection';
import { formsOf } from '../template/written-texts';

/** A token of a known format is reported in any property. */
export const noPlaintextSecretElsewhere: Rule = {
  id: 'NoPlaintextSecretElsewhere',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No other text of a template, such as a command, an address, a tag or metadata, contains a secret.',
  why: 'Anyone who can read the repository or the stack (cloudformation:GetTemplate) knows the secret. Consoles and APIs show most texts, too.',
  fix: {
    cdk: 'Pass secret.secretArn, and read the value at runtime. Replace a value that was written in the code.',
    template: 'Pass the ARN, {"Ref": "Secret"}, and read the value at runtime. Replace a value that was written in the template.',
  },
  acceptable: 'If the value is no secret, such as an example in a description: say so.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
  resourceTypes: ['*'],
  findings: {
    'known-format': 'The text contains a token or key in the format of a known issuer.',
    'assigned': 'The text assigns a value to a name that means a secret, or contains an address with a password.',
  },
  check: (resource, workload) => {
    const known = workload.once(noPlaintextSecretElsewhere, workload, () => new Map<string, readonly Said[]>());
    const outcomes: Outcome[] = [];
    visitLooseTexts(resource, (text, location) => {
      // Many resources share the same texts; each text is read once.
      let said = known.get(text);
      if (!said) known.set(text, (said = formsOf(text).flatMap(secretsIn)));
      if (said.length > 0) outcomes.push(...said.map((one) => findingAt(resource, location(), one)));
    });
    return outcomes;
  },
};

/** The id of a finding, and its message for a text. */
type Said = readonly [id: 'known-format' | 'assigned', what: string];

function findingAt(resource: Resource, location: string, [id, what]: Said): Outcome {
  const name = location.replace(/(?:\[\d+\])+$/, '').split('.').pop()!;
  return { ...finding(resource, id, `${name} ${what}`), location };
}

function secretsIn(text: string): Said[] {
  const format = issuedFormat(text);
  if (format !== undefined) return [['known-format', `contains ${format}`]];
  if (hasAddressWithPassword(text)) return [['assigned', 'contains an address with a password']];
  return [...new Set([...assignedSecrets(text), ...describedSecrets(text)])].map((name) => ['assigned', `assigns a literal value to ${name}`]);
}
