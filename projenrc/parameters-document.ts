import { markdownTable } from './markdown';
import { parametersOf, Rule, RuleParameter } from '../lib/gate';

const INTRO = `# Parameters of rules

<!-- Generated from the rules by "npm run docs". -->

What rules measure against, and what you may set. A parameter is set in \`parameters\`, of \`Sec3.enforce\` or of a configuration file of
\`cdk-sec3 check --config\`:

\`\`\`ts
import { App } from 'aws-cdk-lib';
import { Sec3 } from 'cdk-sec3';

declare const app: App;

Sec3.enforce(app, { parameters: { maxRotationDays: 30 } });
\`\`\`

\`\`\`yaml
parameters:
  maxRotationDays: 30
\`\`\`

A value that makes no sense is an error that names what is expected.
`;

/** Returns docs/rule-parameters.md: each parameter with its default, and the rules that read it. */
export function parametersDocument(rules: readonly Rule[]): string {
  const rows = [...parametersOf(rules)].sort((a, b) => a.name.localeCompare(b.name)).map((parameter) => {
    const readers = rules.filter((rule) => rule.parameters?.includes(parameter)).map(({ id }) => `[${id}](../RULES.md#${id.toLowerCase()})`);
    return [`\`${parameter.name}\``, parameter.description, defaultOf(parameter), parameter.expected, readers.join(', ')];
  });
  return `${INTRO}\n${markdownTable(['Parameter', 'What it bounds or permits', 'Default', 'Expected', 'Rules'], rows)}\n`;
}

function defaultOf(parameter: RuleParameter): string {
  if (parameter.type === 'number') return `${parameter.default} ${parameter.unit}`;
  return parameter.default.map((element) => `\`${element}\``).join(', ') || 'none';
}
