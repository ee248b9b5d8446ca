import { PRACTICES, practiceOf } from '../checklist';
import { AcknowledgedFinding, fails, GATE_FINDINGS, GateFinding, GateFindingId, GateResult, qualify, Rule, StackTemplate } from '../gate';
import { causesOf, placedOnce, saidOnce } from './causes';
import { JunitSuite, JunitTest, junitXml, Verdict } from './junit-xml';
import { count, groupBy, isUndetermined, locationText, placeText, sorted, stackLabel } from './model';

/** Options of the JUnit report. */
export interface JunitOptions {
  /** Whether warnings, including undetermined results, fail a test. @default false */
  readonly failOnWarning?: boolean;
}

interface TestCase {
  /** The stack. */
  readonly classname: string;
  readonly name: string;
  readonly findings: readonly GateFinding[];
  /** Findings in the baseline. */
  readonly known: readonly GateFinding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
}

/**
 * Returns the result as JUnit XML: a suite for each best practice, with a test for each rule and each stack that has resources of the rule's types. A
 * test fails on errors, and is skipped if all outstanding results are undetermined. Otherwise it passes, with warnings, acknowledgements and findings
 * in the baseline in its output. Findings about the gate itself and its input have their own suite, in which an incomplete check is an error.
 */
export function toJunit(result: GateResult, options: JunitOptions = {}): string {
  const failing = (finding: GateFinding) => fails(finding) || options.failOnWarning === true;
  const cases = groupBy(ruleCases(result), ([practice]) => practice);
  const suites = [
    ...PRACTICES.map(({ id, title }) => suite(title, (cases.get(id) ?? []).map(([, test]) => test), failing)),
    suite('The check itself', ownCases(result), failing),
  ];
  return junitXml('SEC 3', suites.filter(({ tests }) => tests.length > 0));
}

function ruleCases(result: GateResult): [practice: string, test: TestCase][] {
  const key = (rule: Rule | undefined, stack: StackTemplate | undefined) => `${rule?.id} ${stack && stackLabel(stack)}`;
  const ofRule = (finding: GateFinding) => key(finding.rule, finding.stack);
  const findings = groupBy(result.findings, ofRule);
  const known = groupBy(result.baseline?.known ?? [], ofRule);
  const acknowledged = groupBy(result.acknowledged, ofRule);
  // A failed rule has not passed; it is an error of the check itself.
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
          known: sorted(known.get(key(rule, stack)) ?? []),
          acknowledged: sorted(acknowledged.get(key(rule, stack)) ?? []),
        },
      ]),
  );
}

function ownCases(result: GateResult): TestCase[] {
  return (Object.keys(GATE_FINDINGS) as GateFindingId[]).flatMap((id) => {
    const ofId = (all: readonly GateFinding[] = []) => sorted(all.filter((finding) => finding.ruleId === qualify(id)));
    const [findings, known] = [ofId(result.findings), ofId(result.baseline?.known)];
    if (findings.length + known.length === 0) return [];
    return [{ classname: 'gate', name: `${qualify(id)}: ${GATE_FINDINGS[id]}`, findings, known, acknowledged: [] }];
  });
}

function suite(name: string, tests: readonly TestCase[], failing: (finding: GateFinding) => boolean): JunitSuite {
  return { name, tests: tests.map((test) => judged(test, failing)) };
}

function judged(test: TestCase, failing: (finding: GateFinding) => boolean): JunitTest {
  const { classname, name, findings, known, acknowledged } = test;
  const verdict = verdictOf(test, failing);
  const reasons = verdict === 'failure' || verdict === 'error' ? findings.filter(failing) : verdict === 'skipped' ? findings : [];
  const output = [
    ...causesOf(findings.filter((finding) => !reasons.includes(finding))).map((cause) => describe(cause.findings, cause.level)),
    ...causesOf(known).map((cause) => describe(cause.findings, `${cause.level} in the baseline`)),
    ...acknowledged.map((finding) => `${describe([finding], 'acknowledged')}\n  reason: ${finding.acknowledgement.reason}`),
  ];
  return { classname, name, verdict, output: output.join('\n'), ...(reasons.length > 0 && { reason: reasonOf(verdict, reasons) }) };
}

function verdictOf({ findings }: TestCase, failing: (finding: GateFinding) => boolean): Verdict {
  if (findings.some((finding) => finding.level === 'fatal')) return 'error';
  if (findings.some(failing)) return 'failure';
  return findings.length > 0 && findings.every(isUndetermined) ? 'skipped' : 'passed';
}

function reasonOf(verdict: Verdict, reasons: readonly GateFinding[]): JunitTest['reason'] {
  const [first] = reasons;
  const message = reasons.length === 1 ? `${first.path}: ${first.message}` : `${count(reasons.length, 'finding')}, the first at ${first.path}: ${first.message}`;
  if (verdict === 'skipped') return { message };
  const text = [...causesOf(reasons).map((cause) => describe(cause.findings, cause.level)), '', ...new Set(reasons.map((finding) => `Fix: ${finding.fix}`))];
  if (first.rule?.acceptable !== undefined) text.push(`When to acknowledge: ${first.rule.acceptable}`);
  if (first.rule) text.push(`Docs: ${first.rule.link}`);
  return { message, type: first.ruleId, text: text.join('\n') };
}

/** Returns the distinct messages of a cause, and their locations. */
function describe(findings: readonly GateFinding[], as: string): string {
  const said = saidOnce(findings).map(({ findingId, message }) => ({ id: findingId === undefined ? '' : `[${findingId}] `, message }));
  const places = placedOnce(findings).map(placeOf);
  if (said.length === 1 && places.length === 1) return `${as} ${said[0].id}${places[0]}: ${said[0].message}`;
  return [...said.map(({ id, message }) => `${as} ${id}${message}`), ...places.map((place) => `  ${place}`)].join('\n');
}

function placeOf(finding: GateFinding): string {
  const { path, template } = finding;
  const location = locationText(finding);
  const place = placeText(finding) ?? template;
  return `${path || 'the whole workload'}${location === undefined ? '' : ` ${location}`}${place ? ` (${place})` : ''}`;
}
