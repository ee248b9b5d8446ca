import { PRACTICES } from '../checklist';
import { GATE_FINDINGS, PACK_NAME, qualify, Rule, RuleParameter } from '../gate';
import type { NotJudged } from '../secure/not-judged';

/** Maximum number of names in a line; longer lists are collapsed. */
const SHOWN_NAMES = 12;

/** Creates RULES.md: all rules in the order of the checklist, and what no rule checks. */
export function rulesDocument(rules: readonly Rule[], notJudged: readonly NotJudged[]): string {
  const practices = PRACTICES.map((practice) => ({
    ...practice,
    rules: rules.filter((rule) => practice.items.some((item) => item.id === rule.item)),
  })).filter((practice) => practice.rules.length > 0);
  return [
    '# Rules',
    '',
    '<!-- Generated from the rules by "npm run docs". -->',
    '',
    'Errors fail the gate, warnings do not. Where a value is known only at deployment, a rule says `undetermined`, which',
    'counts as a warning unless the gate is configured otherwise.',
    '',
    `Ids start with \`${PACK_NAME}-\`. A finding is acknowledged by the id of its rule (\`${qualify('SecretRotated')}\`) or by its own`,
    `(\`${qualify('SecretRotated', 'not-rotated')}\`), with a reason.`,
    '',
    'Set parameters by their names, in `parameters` of `Sec3.enforce` or of the configuration file. Some properties of an account are in no template.',
    'State them in `account`, with the person who confirms them and the reason. Without a statement, a missing property is undetermined.',
    '',
    ...practices.flatMap((practice) => overview(practice.title, practice.rules)),
    '## The gate itself',
    '',
    'Findings of the gate itself about its input.',
    '',
    '| Id | Meaning |',
    '| --- | --- |',
    ...Object.entries(GATE_FINDINGS).map(([id, text]) => row([code(qualify(id)), text])),
    '',
    '## What the gate does not look at',
    '',
    'No rule checks the following. Properties of CloudFormation are written as type and path.',
    '',
    ...notJudged.map(({ what, reason, properties = [] }) => {
      return `- ${prose(what)}. ${prose(reason)}${properties.length > 0 ? ` ${folded('properties', properties)}` : ''}`;
    }),
    '',
    '## Details',
    '',
    ...practices.flatMap((practice) => practice.rules).flatMap(chapter),
  ].join('\n');
}

function overview(title: string, rules: readonly Rule[]): string[] {
  return [
    `## ${title}`,
    '',
    '| Rule | Level | Holds where it is satisfied |',
    '| --- | --- | --- |',
    ...rules.map((rule) => row([`[${rule.id}](#${rule.id.toLowerCase()})`, rule.severity, prose(rule.title)])),
    '',
  ];
}

function chapter(rule: Rule): string[] {
  return [
    `### ${rule.id}`,
    '',
    `**${prose(rule.title)}** ${prose(rule.why)}`,
    '',
    `- In CDK: ${prose(rule.fix.cdk)}`,
    `- In templates: ${prose(rule.fix.template)}`,
    ...(rule.fix.sam === undefined ? [] : [`- In SAM: ${prose(rule.fix.sam)}`]),
    ...(rule.acceptable === undefined ? [] : [`- Acknowledge: ${prose(rule.acceptable)}`]),
    `- Serves \`${rule.item}\`; see the [documentation](${rule.link})`,
    `- Looks at ${folded('types', rule.resourceTypes)}`,
    ...(rule.parameters ?? []).map(parameterLine),
    ...(rule.asks === undefined ? [] : [`- Account: ${code(rule.asks.name)} answers ${rule.asks.findings.map(code).join(', ')}. ${prose(rule.asks.description)}`]),
    '',
    '| Finding | Meaning |',
    '| --- | --- |',
    ...Object.entries(rule.findings).map(([id, text]) => row([code(id), prose(text)])),
    '',
  ];
}

/** Returns a list of names; long lists are collapsed. */
function folded(kind: string, names: readonly string[]): string {
  const list = names.map(code).join(', ');
  return names.length > SHOWN_NAMES ? `<details><summary>${names.length} ${kind}</summary>${list}</details>` : list;
}

function parameterLine(parameter: RuleParameter): string {
  const { name, description, expected } = parameter;
  const value = parameter.type === 'number' ? `${parameter.default} ${parameter.unit}` : parameter.default.join(', ') || 'none';
  return `- Parameter ${code(name)}: ${prose(description)} Default: ${prose(value)}. Expected: ${prose(expected)}.`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Escapes text for Markdown and HTML. Underscores inside words have no meaning in Markdown. */
function prose(text: string): string {
  return text.replace(/[\\`*[\]~#$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
