import { judged, OPTIONS, workload } from './sample-workload';
import { PRACTICES } from '../../../lib/checklist';
import { EMPTY_FILE } from '../../../lib/dependencies/certification/certified-file';
import { readSecurityReport, securityJson, securityMarkdown, securityPage, securityReport, wellArchitectedAnswer } from '../../../lib/report/security';
import { SEC3_RULES } from '../../../lib/secure/rules';

const report = securityReport(judged(), OPTIONS);
const itemOf = (of: typeof report, id: string) => of.practices.flatMap(({ items }) => items).find(({ item }) => item === id)!;

test('each line of the checklist is included, with its rules', () => {
  const lines = report.practices.map(({ practice, items }) => [practice, items.map(({ item }) => item)]);
  expect(lines).toEqual(PRACTICES.map(({ id, items }) => [id, items.map((item) => item.id)]));
  expect(Object.values(report.totals).reduce((sum, count) => sum + count, 0)).toBe(PRACTICES.flatMap(({ items }) => items).length);
});

test('a line has its findings, and the compliant resources', () => {
  const item = itemOf(report, 'runtime-protection/interception');
  expect(item.findings.map(({ id, path }) => `${id} ${path}`)).toContain('Sec3-RuntimeProtected[not-protected] App/Fn1');
  const rule = item.rules.find(({ id }) => id === 'Sec3-RuntimeProtected')!;
  expect([rule.examined, rule.compliant]).toEqual([['App/Fn0', 'App/Fn1'], ['App/Fn0']]);
});

test('evidence other than findings is included', () => {
  expect(itemOf(report, 'runtime-protection/lock-out').evidence).toEqual([
    { path: 'App/Fn0', template: 'cdk.out/App.template.json', text: 'The runtime guard blocks childProcess, network, nativeAddon, inspector; alerts fileWrite, dynamicCode. Hosts: AWS, pay.example.com:443' },
  ]);
  expect(itemOf(report, 'secrets/rotation').evidence.map(({ text }) => text)).toEqual(['Rotation: rate(30 days)']);
  expect(itemOf(report, 'dependencies/automated-tools').evidence.map(({ text }) => text)).toEqual(['Bill of materials sbom/App/Fn0.cdx.json: 3 packages']);
  expect(itemOf(report, 'dependencies/certification').evidence.map(({ text }) => text)).toEqual([
    'Compared with c.json: all shipped packages are certified',
    'The file is missing where the report was created, so approvals are not listed',
  ]);
});

describe('certified dependencies', () => {
  const entry = (name: string, approvedOn: string, expires: string, approvedBy = 'a@example.com') => {
    return { ecosystem: 'npm' as const, name, version: '1.0.0', integrity: 'sha512-x', criteria: 'reviewed', approvedBy, approvedOn, expires, reason: 'r', scope: 'all' as const };
  };
  const packages = [
    entry('old', '2025-01-01', '2026-01-02'), entry('soon', '2025-06-01', '2026-02-01'), entry('new', '2025-07-01', '2027-07-01', 'b@example.com'),
  ];
  const exemptions = [{ ecosystem: 'npm' as const, name: 'as-it-was', version: '1.0.0', content: 'sha256-x', since: '2025-01-01', reason: 'r' }];
  const bulk = { ...entry('unread', '2025-01-01', '2027-01-01'), criteria: 'safe-to-run', bulk: 'license among MIT' };
  const file = { ...EMPTY_FILE, packages: [...packages, bulk], exemptions, ignoredAdvisories: [{ id: 'GHSA-1', reason: 'r', approvedBy: 'a', expires: '2027-01-01' }] };
  const made = securityReport(judged(), { ...OPTIONS, now: new Date('2026-01-10T12:00:00Z'), certified: (name) => (name === 'c.json' ? file : undefined) });

  test('lists the last approval, and approvals that expire soon or have expired', () => {
    expect(itemOf(made, 'dependencies/certification').evidence.filter(({ path }) => path === '')).toEqual([
      'Certifies 4 packages, the last approval of 2025-07-01 by b@example.com; 1 advisory ignored',
      '1 package exempt, as it shipped before: as-it-was@1.0.0',
      '1 package approved in bulk, without a review',
      'Approvals that have ended: old@1.0.0',
      'Approvals that end within 30 days: soon@1.0.0',
    ].map((text) => ({ path: '', template: 'c.json', text })));
    expect(itemOf(made, 'dependencies/manual-review').evidence.map(({ text }) => text)).toEqual(['3 packages reviewed by a@example.com, b@example.com']);
  });

  test('is in Markdown, too', () => {
    expect(securityMarkdown(made, judged(), SEC3_RULES)).toContain('| `dependencies/certification` | `c.json` | Approvals that have ended: old@1.0.0 |\n');
  });
});

describe('fuzzing', () => {
  const template = workload();
  const fuzzed = (assetHash: string) => ({
    'cdk-sec3:fuzz': {
      version: 2,
      function: 'App/Fn0',
      assetHash,
      seed: 7,
      ranOn: '24.1.0',
      branches: { ran: 8, all: 10 },
      entryPoints: [{ name: 'POST /a', kind: 'rest', cases: 300, accepted: 210, findings: [] }, { name: 'GET /b', kind: 'rest', cases: 1, findings: [{ id: 'crash' }, { id: 'crash' }] }],
    },
  });
  template.Resources.Fn0.Metadata = fuzzed('k');
  template.Resources.Fn1.Metadata = fuzzed('other');
  const made = securityReport(judged(template), OPTIONS);

  test('names the code and the findings', () => {
    expect(itemOf(made, 'inbound-events/fuzzing').evidence.map(({ text }) => text)).toEqual([
      'Fuzzed with the code that the function has now, on 24.1.0, seed 7, 8 of 10 branches run: POST /a in 300 cases, 210 of them accepted, nothing found; GET /b in 1 case, found crash',
      'Fuzzed with other code than the function has now, on 24.1.0, seed 7, 8 of 10 branches run: POST /a in 300 cases, 210 of them accepted, nothing found; GET /b in 1 case, found crash',
    ]);
    expect(made.functions.map(({ fuzz }) => fuzz!.code)).toEqual(['current', 'stale']);
    expect(readSecurityReport(securityJson(made), 'a.json').functions[0].fuzz!.entryPoints[1]).toEqual({ name: 'GET /b', cases: 1, findings: ['crash'] });
    expect(securityPage(made)).toContain('<td>Fuzzed with other code than the function has now, on 24.1.0, seed 7, ');
  });

  test('can’t compare code that is known only at deployment', () => {
    const open = { ...workload(), Parameters: { Key: { Type: 'String' } } };
    open.Resources.Fn0.Metadata = fuzzed('k');
    open.Resources.Fn0.Properties.Code.S3Key = { Ref: 'Key' };
    expect(securityReport(judged(open), OPTIONS).functions[0].fuzz!.code).toBe('unknown');
  });
});

test('a feed has its sources, its interval and its subscribers', () => {
  const template = workload();
  template.Resources.Fn1.Metadata = { 'cdk-sec3:own-code': 'bulletin-feed', 'cdk-sec3:bulletin-feed': ['aws', 'kev'] };
  const every = (time: string) => ({ Type: 'AWS::Scheduler::Schedule', Properties: { ScheduleExpression: time, Target: { Arn: { 'Fn::GetAtt': ['Fn1', 'Arn'] } } } });
  const subscription = (Protocol: string, Endpoint: unknown) => ({ Type: 'AWS::SNS::Subscription', Properties: { TopicArn: { Ref: 'Reported' }, Protocol, Endpoint } });
  Object.assign(template.Resources, {
    A: every('rate(15 minutes)'),
    B: every('rate(15 minutes)'),
    C: every('cron(0 8 ? * MON *)'),
    Reported: { Type: 'AWS::SNS::Topic', Metadata: { 'cdk-sec3:bulletin-topic': 'App/Feed' } },
    Mail: subscription('email', 'security@example.com'),
    Hook: subscription('https', 'https://hooks.example.com/secret'),
  });
  const made = securityReport(judged(template), OPTIONS);
  expect(itemOf(made, 'awareness/feeds').evidence.map(({ text }) => text)).toEqual([
    'Reads aws, kev, and compares them with the packages and services of the app. Schedules: cron(0 8 ? * MON *) (1), rate(15 minutes) (2)',
  ]);
  expect(itemOf(made, 'awareness/notifications').evidence.map(({ text }) => text)).toEqual([
    'Notifies subscribers of relevant bulletins by Amazon SNS. Subscribers: email security@example.com, https',
  ]);
});

test('acknowledgements have their owner, reason and end', () => {
  const until = '2999-12-31';
  const accepted = securityReport(judged(workload(), [{ id: 'Sec3-RuntimeProtected', path: 'App/Fn1', reason: 'Runs no code of others', until }]), OPTIONS);
  expect(itemOf(accepted, 'runtime-protection/interception').acknowledged).toMatchObject([
    { id: 'Sec3-RuntimeProtected', path: 'App/Fn1', reason: 'Runs no code of others', until, acknowledgedAt: 'App/Fn1' },
  ]);
});

test('the next steps start with errors', () => {
  const levels = report.next.map(({ level }) => level);
  expect(levels.indexOf('warning')).toBeGreaterThan(levels.lastIndexOf('error'));
  expect(levels[0]).toBe('error');
});

test('the trend lists new and fixed findings, and changed lines', () => {
  const template = workload();
  delete template.Resources.Rotation;
  const { trend } = securityReport(judged(template), { ...OPTIONS, earlier: report });
  expect(trend!.since).toBe(report.madeAt);
  expect(trend!.appeared).toContain('Sec3-SecretRotated[not-rotated] App/Secret');
  expect(trend!.lines).toContainEqual(expect.objectContaining({ item: 'secrets/rotation', to: 'not-satisfied' }));
  expect(securityReport(judged(), { ...OPTIONS, earlier: report }).trend).toMatchObject({ appeared: [], gone: [], lines: [] });
});

describe('JSON', () => {
  test('is valid and can be read again', () => {
    const withTrend = securityReport(judged(), { ...OPTIONS, earlier: report });
    expect(readSecurityReport(securityJson(withTrend), 'report.json')).toEqual(JSON.parse(securityJson(withTrend)));
  });

  test.each([['{}', /is not a report: it has no version, .*Use a file that cdk-sec3 report --json wrote/], ['[', /is not valid JSON/]])('%s is rejected', (text, message) => {
    expect(() => readSecurityReport(text, 'report.json')).toThrow(message);
  });
});

describe('the answer for the AWS Well-Architected Tool', () => {
  const answer = JSON.parse(wellArchitectedAnswer(report));

  test('has each choice, selected if the practice is followed', () => {
    expect(Object.keys(answer.ChoiceUpdates).sort()).toEqual(['sec_sec_q3_a1', 'sec_sec_q3_a2', 'sec_sec_q3_a3', 'sec_sec_q3_a4', 'sec_sec_q3_a5']);
    for (const [choice, { Status }] of Object.entries<any>(answer.ChoiceUpdates)) expect(answer.SelectedChoices.includes(choice)).toBe(Status === 'SELECTED');
    expect(answer.ChoiceUpdates.sec_sec_q3_a2.Status).toBe('UNSELECTED');
  });

  test('has notes within the limits', () => {
    expect(answer.Notes.length).toBeLessThanOrEqual(2084);
    for (const { Notes } of Object.values<any>(answer.ChoiceUpdates)) expect(Notes.length).toBeLessThanOrEqual(250);
  });
});

test('a dependency review counts only as the automatic part of a combined review', () => {
  const template = workload();
  const project = (BuildSpec: unknown) => ({ Type: 'AWS::CodeBuild::Project', Properties: { Source: { BuildSpec } } });
  Object.assign(template.Resources, { Review: project({ 'Fn::Join': ['', ['node "$SEC3_REVIEW_HOME/review.js"']] }), Other: project('npm test') });
  const item = itemOf(securityReport(judged(template), OPTIONS), 'dependencies/combined-review');
  expect(item.status).toBe('not-covered');
  expect(item.evidence.map(({ path, text }) => [path, text])).toEqual([['App/Review', expect.stringMatching(/^The automatic part/)]]);
});
