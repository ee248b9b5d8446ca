import { PRACTICES } from '../checklist';
import { GATE_FINDINGS, PACK_NAME, qualify, Rule } from '../gate';

/** RULES.md: every rule, in the order of the checklist. */
export function rulesDocument(rules: readonly Rule[]): string {
  const practices = PRACTICES.map((practice) => ({
    ...practice,
    rules: rules.filter((rule) => practice.items.some((item) => item.id === rule.item)),
  }));
  return [
    '# Rules',
    '',
    '<!-- Generated from the rules by "npm run docs". -->',
    '',
    `Ids start with \`${PACK_NAME}-\`. A finding is acknowledged by the id of its rule (\`${qualify('SecretRotated')}\`) or by its own`,
    `(\`${qualify('SecretRotated', 'not-rotated')}\`). Where a value is known only at deployment, a rule says \`undetermined\`, which counts as a warning`,
    'unless the gate is told otherwise. Errors fail the gate, warnings do not.',
    '',
    ...practices.filter((practice) => practice.rules.length > 0).flatMap((practice) => overview(practice.title, practice.rules)),
    ...practices.flatMap((practice) => practice.rules).flatMap(chapter),
    '## The gate itself',
    '',
    ...Object.entries(GATE_FINDINGS).map(([id, text]) => `- \`${PACK_NAME}-${id}\`: ${text}`),
    '',
  ].join('\n');
}

function overview(title: string, rules: readonly Rule[]): string[] {
  return [
    `## ${title}`,
    '',
    '| Rule | Level | Holds where it is satisfied | Looks at |',
    '| --- | --- | --- | --- |',
    ...rules.map((rule) => {
      const types = rule.resourceTypes.map((type) => `\`${type}\``).join(', ');
      return `| [${rule.id}](#${rule.id.toLowerCase()}) | ${rule.severity} | ${cell(rule.title)} | ${types} |`;
    }),
    '',
  ];
}

function chapter(rule: Rule): string[] {
  return [
    `### ${rule.id}`,
    '',
    `${rule.title}`,
    '',
    `- Why: ${rule.why}`,
    `- Fix: ${rule.fix}`,
    `- Source: <${rule.link}>; SEC 3, \`${rule.item}\``,
    '- Findings:',
    ...Object.entries(rule.findings).map(([id, text]) => `  - \`${id}\`: ${text}`),
    '',
  ];
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
