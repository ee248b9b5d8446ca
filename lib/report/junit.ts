import { PRACTICES, practiceOf } from '../checklist';
import { AcknowledgedFinding, fails, GATE_FINDINGS, GateFinding, GateFindingId, GateResult, qualify, Rule, StackTemplate } from '../gate';
import { escapeXml } from './markup';
import { count, groupBy, isUndetermined, sorted, stackLabel } from './model';

/** How findings become test results. */
export interface JunitOptions {
  /** Whether a warning is a failed test, what can't be known included. @default false */
  readonly failOnWarning?: boolean;
}

interface TestCase {
  /** The stack. */
  readonly classname: string;
  readonly name: string;
  readonly findings: readonly GateFinding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
}

type Verdict = 'passed' | 'failure' | 'error' | 'skipped';

/**
 * The result as JUnit XML: a suite for each best practice, and in it a test for each rule and stack that has resources
 * of the rule's types. A test fails by errors, is skipped where all that is outstanding can't be known before
 * deployment, and otherwise passes with warnings and acknowledgements in its output. What the gate says about itself
 * and its input is a suite of its own, in which what could not be checked is an error.
 */
export function toJunit(result: GateResult, options: JunitOptions = {}): string {
  const failing = (finding: GateFinding) => fails(finding) || options.failOnWarning === true;
  const cases = groupBy(ruleCases(result), ([practice]) => practice);
  const suites = [
    ...PRACTICES.map(({ id, title }) => new Suite(title, (cases.get(id) ?? []).map(([, test]) => test), failing)),
    new Suite('The check itself', ownCases(result), failing),
  ].filter((suite) => suite.tests > 0);
  const total = (figure: 'tests' | 'failures' | 'errors' | 'skipped') => suites.reduce((sum, suite) => sum + suite[figure], 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    open('testsuites', {
      name: 'SEC 3',
      tests: total('tests'),
      failures: total('failures'),
      errors: total('errors'),
      skipped: total('skipped'),
    }),
    ...suites.flatMap((suite) => suite.lines),
    '</testsuites>',
    '',
  ].join('\n');
}

function ruleCases(result: GateResult): [practice: string, test: TestCase][] {
  const key = (rule: Rule | undefined, stack: StackTemplate | undefined) => `${rule?.id} ${stack && stackLabel(stack)}`;
  const ofRule = (finding: GateFinding) => key(finding.rule, finding.stack);
  const findings = groupBy(result.findings, ofRule);
  const acknowledged = groupBy(result.acknowledged, ofRule);
  // A rule that broke has not passed; it is an error of the check itself.
  const broken = new Set(result.evaluation.failures.map(({ rule, resource }) => key(rule, resource.stack)));
  return result.rules.flatMap((rule) =>
    [...new Set((result.evaluation.examined.get(rule) ?? []).map((resource) => resource.stack))]
      .filter((stack) => findings.has(key(rule, stack)) || !broken.has(key(rule, stack)))
      .map((stack): [string, TestCase] => [
        practiceOf(rule.item).id,
        {
          classname: stackLabel(stack),
          name: `${qualify(rule.id)}: ${rule.title}`,
          findings: sorted(findings.get(key(rule, stack)) ?? []),
          acknowledged: sorted(acknowledged.get(key(rule, stack)) ?? []),
        },
      ]),
  );
}

function ownCases(result: GateResult): TestCase[] {
  const own = result.findings.filter((finding) => finding.rule === undefined);
  return (Object.keys(GATE_FINDINGS) as GateFindingId[]).flatMap((id) => {
    const findings = sorted(own.filter((finding) => finding.ruleId === qualify(id)));
    return findings.length === 0 ? [] : [{ classname: 'gate', name: `${qualify(id)}: ${GATE_FINDINGS[id]}`, findings, acknowledged: [] }];
  });
}

class Suite {
  public readonly tests: number;
  public readonly failures: number;
  public readonly errors: number;
  public readonly skipped: number;
  public readonly lines: readonly string[];

  constructor(
    name: string,
    tests: readonly TestCase[],
    private readonly failing: (finding: GateFinding) => boolean,
  ) {
    const judged = tests.map((test) => ({ test, verdict: this.verdict(test) }));
    const having = (verdict: Verdict) => judged.filter((one) => one.verdict === verdict).length;
    this.tests = tests.length;
    this.failures = having('failure');
    this.errors = having('error');
    this.skipped = having('skipped');
    this.lines = [
      `  ${open('testsuite', { name, tests: this.tests, failures: this.failures, errors: this.errors, skipped: this.skipped })}`,
      ...judged.flatMap(({ test, verdict }) => this.testCase(test, verdict)),
      '  </testsuite>',
    ];
  }

  private verdict({ findings }: TestCase): Verdict {
    if (findings.some((finding) => finding.level === 'fatal')) return 'error';
    if (findings.some(this.failing)) return 'failure';
    return findings.length > 0 && findings.every(isUndetermined) ? 'skipped' : 'passed';
  }

  private testCase({ classname, name, findings, acknowledged }: TestCase, verdict: Verdict): string[] {
    const tag = { classname, name, time: 0 };
    const reasons = verdict === 'failure' || verdict === 'error' ? findings.filter(this.failing) : verdict === 'skipped' ? findings : [];
    const output = [
      ...findings.filter((finding) => !reasons.includes(finding)).map((finding) => describe(finding, finding.level)),
      ...acknowledged.map((finding) => `${describe(finding, 'acknowledged')}\n  reason: ${finding.acknowledgement.reason}`),
    ];
    const body = [
      ...(reasons.length > 0 && verdict !== 'passed' ? [this.reasons(verdict, reasons)] : []),
      ...(output.length > 0 ? [`      <system-out>${escapeXml(output.join('\n'))}</system-out>`] : []),
    ];
    if (body.length === 0) return [`    ${open('testcase', tag).slice(0, -1)}/>`];
    return [`    ${open('testcase', tag)}`, ...body, '    </testcase>'];
  }

  private reasons(verdict: Exclude<Verdict, 'passed'>, reasons: readonly GateFinding[]): string {
    const [first] = reasons;
    const message = reasons.length === 1 ? `${first.path}: ${first.message}` : `${count(reasons.length, 'finding')}, the first at ${first.path}: ${first.message}`;
    if (verdict === 'skipped') return `      ${open('skipped', { message }).slice(0, -1)}/>`;
    const text = [...reasons.map((finding) => describe(finding, finding.level)), '', ...new Set(reasons.map((finding) => `Fix: ${finding.fix}`))];
    if (first.rule?.acceptable !== undefined) text.push(`When to acknowledge: ${first.rule.acceptable}`);
    if (first.rule) text.push(`Docs: ${first.rule.link}`);
    return `      ${open(verdict, { message, type: first.ruleId })}${escapeXml(text.join('\n'))}</${verdict}>`;
  }
}

function describe(finding: GateFinding, as: string): string {
  const { findingId, path, location, template, message } = finding;
  const id = findingId === undefined ? '' : `[${findingId}] `;
  return `${as} ${id}${path || 'the whole workload'}${location ? ` ${location}` : ''}${template ? ` (${template})` : ''}: ${message}`;
}

function open(tag: string, attributes: { readonly [name: string]: string | number }): string {
  const texts = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeXml(String(value)).replace(/\n/g, '&#10;').replace(/\t/g, '&#9;')}"`);
  return `<${tag}${texts.join('')}>`;
}
