import { CDK_NAG } from './cdk-nag';
import { CFN_GUARD } from './cfn-guard';
import { CHECKOV } from './checkov';
import { packedNagRules } from './nag-rules';
import { OVERLOOKED } from './overlooked';
import { SECURITY_HUB } from './security-hub';
import { Verdict, Verdicts } from './verdict';

interface Tool {
  readonly name: string;
  /** Source of the list of checks, with its date or version. */
  readonly source: string;
  readonly verdicts: Verdicts;
}

export const TOOLS: readonly Tool[] = [
  { name: 'cdk-nag', source: 'Every rule of every pack of version 3.0.2, as installed.', verdicts: CDK_NAG },
  { name: 'checkov', source: 'Every check of CloudFormation and of secrets in version 3.3.30, as installed.', verdicts: CHECKOV },
  {
    name: 'AWS Guard Rules Registry',
    source:
      'The [rules of cfn-guard](https://github.com/aws-cloudformation/aws-guard-rules-registry) on services in the reach of functions, as of 2024-03-22, ' +
      'its last change. It has none on EventBridge, AppSync and Step Functions.',
    verdicts: CFN_GUARD,
  },
  {
    name: 'AWS Security Hub',
    source:
      'The [controls of AWS Security Hub CSPM](https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html) on services ' +
      'in the reach of functions, as of 2026-03-10.',
    verdicts: SECURITY_HUB,
  },
];

/** Returns docs/other-tools.md: each check of other tools, and its counterpart in this library. */
export function otherToolsDocument(): string {
  const head = ['', ...TOOLS.map(({ name }) => name)];
  const counts = [
    ['Rules of this library find it', (verdict: Verdict) => 'rules' in verdict && verdict.difference === undefined],
    ['They find a part of it', (verdict: Verdict) => 'rules' in verdict && verdict.difference !== undefined],
    ['SEC 3 does not need it', (verdict: Verdict) => 'reason' in verdict],
  ] as const;
  const summary = counts.map(([text, counted]) => [text, ...TOOLS.map(({ verdicts }) => String(Object.values(verdicts).filter(counted).length))]);
  return `# Checks of other tools

<!-- Generated from test/other-tools by "npm run docs". -->

This page lists the rule of this library for each check of other tools, or the reason why SEC 3 does not need the check. Tests compare the lists with the installed
tools, so a check in a new version needs a line.

${table(head, summary)}

## Templates that other tools are tested with

Rules that cover a check of checkov or cdk-nag completely also report its findings in the test templates of cfn-lint. This table lists the exceptions. A
test runs the tools on these templates. Exceptions in checkov's own test templates (as of 2026-08-20) were found by hand on 2026-11-27, and are included.

${table(['Check', 'Template and resource', 'Why no rule finds it'], Object.values(OVERLOOKED).flatMap((lines) => Object.entries(lines)).map(overlooked))}

${TOOLS.map(section).join('\n\n')}
`;
}

/** Returns the table of docs/from-cdk-nag.md: each rule of the packs, by its ids there. */
export function cdkNagTable(): string {
  const rows = [...packedNagRules()].map(([name, { ids }]) => {
    const verdict = CDK_NAG[name];
    const what = 'rules' in verdict ? verdict.rules.map(link).join(', ') : '–';
    const note = 'rules' in verdict ? (verdict.difference ?? '') : verdict.reason;
    return [name, [...new Set(ids)].sort().join(', '), what, note];
  });
  // Checks with a rule come first.
  const hasRule = ([, , what]: readonly string[]) => what !== '–';
  return table(['Rule', 'Ids in packs', 'Rules of cdk-sec3', 'Difference, or reason for no rule'], [...rows.filter(hasRule), ...rows.filter((row) => !hasRule(row))]);
}

function section({ name, source, verdicts }: Tool): string {
  const entries = Object.entries(verdicts);
  const judged = entries.flatMap(([check, verdict]) => ('rules' in verdict ? [[check, verdict.rules.map(link).join(', '), verdict.difference ?? '']] : []));
  const reasons = new Map<string, string[]>();
  for (const [check, verdict] of entries) {
    if ('reason' in verdict) reasons.set(verdict.reason, [...(reasons.get(verdict.reason) ?? []), check]);
  }
  return `## ${name}

${source}

${table(['Check', 'Rules', 'Different requirement'], judged)}

### Not needed for SEC 3: ${name}

${table(['Reason', 'Checks'], [...reasons].map(([reason, checks]) => [reason, checks.join(', ')]))}`;
}

function overlooked([finding, why]: [string, string]): string[] {
  const [check, ...place] = finding.split(' ');
  return [check, place.join(' '), why];
}

function link(rule: string): string {
  return `[${rule}](../RULES.md#${rule.toLowerCase()})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
