import { acknowledged, everything, resultOf, RULES, stack } from './sample';
import { StackTemplate } from '../../lib/gate';
import { toJson } from '../../lib/report';

const parsed = (result: ReturnType<typeof resultOf>) => JSON.parse(toJson(result, { version: '1.2.3', pack: RULES }));

test('the report has the documented shape', () => {
  const result = resultOf([stack('Orders', { Secret: 'bad' })], { acknowledgements: [acknowledged('Sec3-Rotated', 'Orders', '2999-12-31')] });
  const found = {
    level: 'error',
    undetermined: false,
    findingId: 'bad',
    message: 'this is bad',
    path: 'Orders/Secret',
    location: 'Properties.Says',
    template: 'cdk.out/Orders.template.json',
    logicalId: 'Secret',
    resourceType: 'Test::Secret',
    stack: 'Orders',
    practice: 'secrets',
    fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
  };
  const counts = { off: false, examined: 1, warnings: 0, undetermined: 0, broken: 0 };
  const report = parsed(result);
  expect({ ...report, rules: undefined, checklist: undefined }).toEqual({
    version: 1,
    tool: { name: 'cdk-sec3', version: '1.2.3' },
    question: { id: 'SEC 3', title: expect.any(String), link: expect.any(String) },
    summary: {
      ...{ fatal: 0, errors: 1, warnings: 0, undetermined: 0, acknowledged: 1, known: 0, fixed: 0 },
      ...{ resources: 1, exempt: 0, templates: 1, rules: 4, switchedOff: 0 },
    },
    findings: [
      { ...found, id: 'Sec3-Managed[bad]', ruleId: 'Sec3-Managed', item: 'secrets/manager', fix: 'Construct what Managed asks.', link: 'https://example.com/Managed' },
    ],
    acknowledged: [
      {
        ...found,
        id: 'Sec3-Rotated[bad]',
        ruleId: 'Sec3-Rotated',
        item: 'secrets/rotation',
        fix: 'Construct what Rotated asks.',
        link: 'https://example.com/Rotated',
        acknowledgement: { id: 'Sec3-Rotated', reason: 'Accepted: Sec3-Rotated is fine here.', path: 'Orders', until: '2999-12-31' },
      },
    ],
    exempt: [],
  });
  expect(report.rules).toHaveLength(4);
  expect(report.rules[0]).toEqual({
    id: 'Sec3-Rotated',
    practice: 'secrets',
    item: 'secrets/rotation',
    severity: 'error',
    title: 'Rotated holds.',
    why: 'An attacker gains from Rotated.',
    fix: { cdk: 'Construct what Rotated asks.', template: 'Write what Rotated asks.' },
    link: 'https://example.com/Rotated',
    examined: ['Orders/Secret'],
  });
  expect(report.rules[2].acceptable).toBe('When there is no Function: say why.');
  expect(report.checklist).toHaveLength(5);
  expect(report.checklist[1]).toMatchObject({ practice: 'secrets', status: 'not-satisfied' });
  expect(report.checklist[1].items[3]).toEqual({
    item: 'secrets/rotation',
    text: expect.any(String),
    status: 'acknowledged',
    rules: [
      {
        ...counts,
        rule: 'Sec3-Rotated',
        errors: 0,
        acknowledged: [{ path: 'Orders/Secret', reason: 'Accepted: Sec3-Rotated is fine here.', until: '2999-12-31' }],
      },
    ],
  });
});

test('findings are sorted in any order of the stacks', () => {
  const stacks = [stack('B', { Secret2: 'bad', Secret1: ['worse: z', 'worse: a'] }), stack('A', { Secret: 'bad', Function: 'bad' })];
  const report = parsed(resultOf(stacks));
  expect(report.findings.map(({ id, path, message }: any) => `${id} ${path} ${message}`)).toEqual([
    'Sec3-Limited[bad] A/Function this is bad',
    'Sec3-Managed[bad] A/Secret this is bad',
    'Sec3-Managed[bad] B/Secret2 this is bad',
    'Sec3-Managed[worse] B/Secret1 z',
    'Sec3-Managed[worse] B/Secret1 a',
    'Sec3-Rotated[bad] A/Secret this is bad',
    'Sec3-Rotated[bad] B/Secret2 this is bad',
    'Sec3-Rotated[worse] B/Secret1 z',
    'Sec3-Rotated[worse] B/Secret1 a',
  ]);
  expect(parsed(resultOf([...stacks].reverse()))).toEqual(report);
});

test('findings of the gate itself are included', () => {
  const { findings, summary } = parsed(everything());
  expect(summary).toMatchObject({ fatal: 1, errors: 5, warnings: 4, undetermined: 2, acknowledged: 1, resources: 5, templates: 2 });
  expect(findings.find(({ ruleId }: any) => ruleId === 'Sec3-TemplateUnreadable')).toEqual({
    id: 'Sec3-TemplateUnreadable',
    fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    ruleId: 'Sec3-TemplateUnreadable',
    level: 'fatal',
    undetermined: false,
    message: 'cdk.out/Cut.template.json:3:7: is not valid JSON (cut off)',
    path: 'Cut',
    place: { file: 'cdk.out/Cut.template.json', line: 3, column: 7 },
    template: 'cdk.out/Cut.template.json',
    templatePlace: { file: 'cdk.out/Cut.template.json', line: 3, column: 7 },
    fix: expect.any(String),
  });
});

test('a finding has the line of code that creates the construct', () => {
  const { file, body } = stack('Orders', { Api: 'bad' });
  const creationStacks = new Map([['Orders/Api', ['new Orders (lib/orders.ts:12:5)']]]);
  const { findings } = parsed(resultOf([new StackTemplate({ file, body, constructPath: 'Orders', creationStacks })]));
  expect(findings[0].place).toEqual({ file: 'lib/orders.ts', line: 12, column: 5 });
  // No such file exists.
  expect(findings[0]).not.toHaveProperty('templatePlace');
});

test('the report has no paths of the machine', () => {
  expect(toJson(everything(), { version: '1.2.3' })).not.toContain(process.cwd());
});
