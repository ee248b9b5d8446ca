import { resultOf, RULES, stack } from './sample';
import { parseXml } from './xml';
import { Baseline, GateResult } from '../../lib/gate';
import { coverage, toJson, toJunit, toMarkdown, toSarif, toText } from '../../lib/report';
import { readSecurityReport, securityJson, securityPage, securityReport } from '../../lib/report/security';

/** Returns a result with one new, one known and one fixed error, and a known warning. */
function compared(): GateResult {
  const before = resultOf([stack('Orders', { Api: 'bad', Api2: 'bad', Function: 'bad' })]);
  const now = resultOf([stack('Orders', { Api: 'bad', Api3: 'bad', Function: 'bad' })]);
  return new Baseline('base.json').updatedBy(before).applyTo(now);
}

const OUTCOME = 'new since the baseline: 1 error, 2 in the baseline, 1 fixed since the baseline';

test('text shows new findings, counts known ones, and names fixed ones', () => {
  const text = toText(compared());
  expect(text).toContain(`✖ SEC 3: ${OUTCOME}\n`);
  expect(text).toContain('Orders/Api3');
  expect(text).not.toMatch(/Orders\/Api\b|Orders\/Function/);
  expect(text).toMatch(/FIXED.*\n.*Sec3-Validated\[bad\] +Orders\/Api2/);
});

test('text says that nothing is new', () => {
  const result = resultOf([stack('Orders', { Api: 'bad' })]);
  expect(toText(new Baseline('base.json').updatedBy(result).applyTo(result))).toContain('✔ SEC 3: no new findings, 1 in the baseline\n');
});

test('JSON has new, known and fixed findings', () => {
  const { summary, findings, baseline } = JSON.parse(toJson(compared(), { version: '1.0.0' }));
  expect(summary).toMatchObject({ errors: 1, warnings: 0, known: 2, fixed: 1 });
  expect(findings.map(({ path }: any) => path)).toEqual(['Orders/Api3']);
  expect(baseline.file).toBe('base.json');
  expect(baseline.known.map(({ path, fingerprint }: any) => [path, fingerprint.length])).toEqual([['Orders/Function', 32], ['Orders/Api', 32]]);
  expect(baseline.fixed).toEqual([{ id: 'Sec3-Validated[bad]', path: 'Orders/Api2', location: 'Properties.Says' }]);
});

test('SARIF marks new results, and omits fixed ones', () => {
  const states = (result: GateResult) => {
    const { runs } = JSON.parse(toSarif(result, { version: '1.0.0', root: '.' }).text);
    return runs[0].results.map(({ baselineState, locations }: any) => [locations[0].logicalLocations[0].fullyQualifiedName, baselineState]);
  };
  expect(states(compared())).toEqual([['Orders/Api3', 'new'], ['Orders/Function', 'unchanged'], ['Orders/Api', 'unchanged']]);
  expect(states(resultOf([stack('Orders', { Api: 'bad' })]))).toEqual([['Orders/Api', undefined]]);
});

test('JUnit fails for new findings, and has known ones in the output', () => {
  const known = resultOf([stack('Orders', { Api: 'bad' })]);
  const passing = toJunit(new Baseline('base.json').updatedBy(known).applyTo(known));
  expect(passing).not.toContain('<failure');
  expect(passing).toContain('error in the baseline [bad] Orders/Api');
  const xml = toJunit(compared());
  expect(parseXml(xml)).toBeDefined();
  expect(xml.match(/<failure/g)).toHaveLength(1);
});

test('Markdown collapses known and fixed findings', () => {
  const text = toMarkdown(compared());
  expect(text).toContain(`## ❌ SEC 3: ${OUTCOME}`);
  expect(text).toMatch(/<summary>1 finding of the baseline fixed<\/summary>[^<]*`Sec3-Validated\[bad\]` \| `Orders\/Api2`/);
  expect(text).toMatch(/<summary>2 findings in the baseline base\.json<\/summary>/);
});

test('a baseline does not satisfy a line of SEC 3', () => {
  const result = resultOf([stack('Orders', { Api: 'bad' })]);
  const lines = (of: GateResult) => coverage(of).flatMap(({ items }) => items.map(({ status }) => status));
  expect(lines(new Baseline('base.json').updatedBy(result).applyTo(result))).toEqual(lines(result));
  expect(lines(result)).toContain('not-satisfied');
});

test('the security report marks known findings and omits none', () => {
  const report = securityReport(compared(), { version: '1.0.0', pack: RULES, now: new Date(0), inputs: ['cdk.out'] });
  const findings = report.practices.flatMap(({ items }) => items.flatMap((item) => item.findings));
  expect(findings.map(({ path, known }) => [path, known])).toEqual([['Orders/Api', true], ['Orders/Api3', false], ['Orders/Function', true]]);
  expect(report.next).toHaveLength(2);
  expect(readSecurityReport(securityJson(report), 'r.json')).toEqual(JSON.parse(JSON.stringify(report)));
  const page = securityPage(report);
  expect(page.match(/in the baseline<\/span>/g)).toHaveLength(2);
  expect(page).toContain('<code>base.json</code>: 2 findings known, marked below; 1 fixed.');
});
