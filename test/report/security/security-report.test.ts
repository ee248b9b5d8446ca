import { judged, OPTIONS, workload } from './sample-workload';
import { PRACTICES } from '../../../lib/checklist';
import { readSecurityReport, securityJson, securityReport, wellArchitectedAnswer } from '../../../lib/report/security';

const report = securityReport(judged(), OPTIONS);
const itemOf = (of: typeof report, id: string) => of.practices.flatMap(({ items }) => items).find(({ item }) => item === id)!;

test('each line of the checklist is there, with its rules', () => {
  const lines = report.practices.map(({ practice, items }) => [practice, items.map(({ item }) => item)]);
  expect(lines).toEqual(PRACTICES.map(({ id, items }) => [id, items.map((item) => item.id)]));
  expect(Object.values(report.totals).reduce((sum, count) => sum + count, 0)).toBe(PRACTICES.flatMap(({ items }) => items).length);
});

test('a line has its findings, and the resources without one', () => {
  const item = itemOf(report, 'runtime-protection/interception');
  expect(item.findings.map(({ id, path }) => `${id} ${path}`)).toContain('Sec3-RuntimeProtected[not-protected] App/Fn1');
  const rule = item.rules.find(({ id }) => id === 'Sec3-RuntimeProtected')!;
  expect([rule.examined, rule.compliant]).toEqual([['App/Fn0', 'App/Fn1'], ['App/Fn0']]);
});

test('evidence that is not a finding', () => {
  expect(itemOf(report, 'runtime-protection/lock-out').evidence).toEqual([
    { path: 'App/Fn0', template: 'cdk.out/App.template.json', text: 'The runtime guard blocks childProcess, network, nativeAddon, inspector; alerts fileWrite, dynamicCode. Hosts: AWS, pay.example.com:443' },
  ]);
  expect(itemOf(report, 'secrets/rotation').evidence.map(({ text }) => text)).toEqual(['Rotation: rate(30 days)']);
  expect(itemOf(report, 'dependencies/automated-tools').evidence.map(({ text }) => text)).toEqual(['Bill of materials sbom/App/Fn0.cdx.json: 3 packages']);
  expect(itemOf(report, 'dependencies/certification').evidence.map(({ text }) => text)).toEqual(['Compared with c.json: nothing ships that is not certified']);
});

test('acknowledgements say who reasoned how, and until when', () => {
  const until = '2999-12-31';
  const accepted = securityReport(judged(workload(), [{ id: 'Sec3-RuntimeProtected', path: 'App/Fn1', reason: 'Runs no code of others', until }]), OPTIONS);
  expect(itemOf(accepted, 'runtime-protection/interception').acknowledged).toMatchObject([
    { id: 'Sec3-RuntimeProtected', path: 'App/Fn1', reason: 'Runs no code of others', until, acknowledgedAt: 'App/Fn1' },
  ]);
});

test('what to do next starts with errors', () => {
  const levels = report.next.map(({ level }) => level);
  expect(levels.indexOf('warning')).toBeGreaterThan(levels.lastIndexOf('error'));
  expect(levels[0]).toBe('error');
});

test('the trend names what came, what went, and lines that changed', () => {
  const template = workload();
  delete template.Resources.Rotation;
  const { trend } = securityReport(judged(template), { ...OPTIONS, baseline: report });
  expect(trend!.since).toBe(report.madeAt);
  expect(trend!.appeared).toContain('Sec3-SecretRotated[not-rotated] App/Secret');
  expect(trend!.lines).toContainEqual(expect.objectContaining({ item: 'secrets/rotation', to: 'not-satisfied' }));
  expect(securityReport(judged(), { ...OPTIONS, baseline: report }).trend).toMatchObject({ appeared: [], gone: [], lines: [] });
});

describe('JSON', () => {
  test('is as its schema says, and is read again', () => {
    const withTrend = securityReport(judged(), { ...OPTIONS, baseline: report });
    expect(readSecurityReport(securityJson(withTrend), 'report.json')).toEqual(JSON.parse(securityJson(withTrend)));
  });

  test.each([['{}', /is no report .*required property 'version'/], ['[', /is not valid JSON/]])('%s is refused', (text, message) => {
    expect(() => readSecurityReport(text, 'report.json')).toThrow(message);
  });
});

describe('the answer for the AWS Well-Architected Tool', () => {
  const answer = JSON.parse(wellArchitectedAnswer(report));

  test('has each choice, selected where the practice is followed', () => {
    expect(Object.keys(answer.ChoiceUpdates).sort()).toEqual(['sec_sec_q3_a1', 'sec_sec_q3_a2', 'sec_sec_q3_a3', 'sec_sec_q3_a4', 'sec_sec_q3_a5']);
    for (const [choice, { Status }] of Object.entries<any>(answer.ChoiceUpdates)) expect(answer.SelectedChoices.includes(choice)).toBe(Status === 'SELECTED');
    expect(answer.ChoiceUpdates.sec_sec_q3_a2.Status).toBe('UNSELECTED');
  });

  test('has notes that fit', () => {
    expect(answer.Notes.length).toBeLessThanOrEqual(2084);
    for (const { Notes } of Object.values<any>(answer.ChoiceUpdates)) expect(Notes.length).toBeLessThanOrEqual(250);
  });
});
