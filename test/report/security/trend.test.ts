import { judged, OPTIONS, workload } from './sample-workload';
import { readSecurityReport, securityJson, securityMarkdown, securityPage, securityReport, securityText } from '../../../lib/report/security';
import { growthText, trendInShort, trendOf } from '../../../lib/report/security/trend';
import { SEC3_RULES } from '../../../lib/secure/rules';

/** Returns the sample with a changed second function. */
function changed(change: (fn: any, resources: any) => void): object {
  const { Resources } = workload();
  change(Resources.Fn1, Resources);
  return { Resources };
}

const before = securityReport(judged(), OPTIONS);
const since = (template: object, earlier = before, acknowledgements: Parameters<typeof judged>[1] = []) => {
  return securityReport(judged(template, acknowledgements), { ...OPTIONS, earlier });
};
const guarded = changed((fn, resources) => {
  const policy = JSON.parse(resources.Fn0.Properties.Environment.Variables.SEC3_RUNTIME_POLICY);
  for (const category of Object.keys(policy.modes)) policy.modes[category] = 'alert';
  Object.assign(fn.Properties.Environment.Variables, { AWS_LAMBDA_EXEC_WRAPPER: '/opt/sec3-runtime-guard/wrapper', SEC3_RUNTIME_POLICY: JSON.stringify(policy) });
});

test('an alert-only guard instead of none is another kind of finding, and improves the control', () => {
  const { trend } = since(guarded);
  const change = trend!.changed.find(({ path }) => path === 'App/Fn1')!;
  expect(change.from).toContain('Sec3-RuntimeProtected[not-protected]');
  expect(change.to).toContain('Sec3-RuntimeProtectionEnforces[alert-only]');
  expect(trend!.controls).toContainEqual({ id: 'guard-alert-only', title: 'Functions whose guard only reports', from: { has: 0, of: 2, unknown: 0 }, to: { has: 1, of: 2, unknown: 0 } });
  // A finding that is more severe than all fixed ones is new: the sample has no layer with the wrapper.
  expect(trend!.appeared).toEqual(['Sec3-WrapperNotOverridden[no-layer] App/Fn1']);
  expect(trend!.gone.filter((name) => /RuntimeProtect/.test(name))).toEqual([]);
});

test('fixed and acknowledged findings are listed', () => {
  const id = 'Sec3-RuntimeProtected[not-protected]';
  const accepted = since(workload(), before, [{ id, path: 'App/Fn1', reason: 'It is replaced next month' }]).trend!;
  expect(accepted.accepted).toEqual([`${id} App/Fn1`]);
  expect(accepted.gone).toEqual([]);
  const unguarded = changed((fn) => { fn.Properties.TracingConfig = { Mode: 'Active' }; });
  expect(since(unguarded).trend!.controls).toEqual([{ id: 'traced', title: 'Functions that are traced', from: { has: 0, of: 2, unknown: 0 }, to: { has: 1, of: 2, unknown: 0 } }]);
});

test('the number of resources of each type is compared', () => {
  const more = changed((_, resources) => { resources.Other = { Type: 'AWS::SQS::Queue' }; });
  const made = since(more);
  expect(made.trend!.resources).toEqual([{ type: 'AWS::SQS::Queue', from: 1, to: 2 }]);
  expect(securityText(made, (text) => text)).toContain('  1 resource more: 1 AWS::SQS::Queue more\n');
  expect(securityMarkdown(made, judged(more), SEC3_RULES)).toContain('1 resource more: 1 AWS::SQS::Queue more.\n');
  expect(growthText(trendOf({ ...made, resources: { A: 1, B: 9 } }, { ...made, resources: { A: 4, C: 1 } }))).toBe('5 resources more: 9 B more, 3 A fewer, 1 C fewer');
});

test('two equal reports have no differences', () => {
  expect(since(workload()).trend).toMatchObject({ appeared: [], gone: [], accepted: [], changed: [], lines: [], controls: [], resources: [] });
});

test('an earlier version’s report without controls can be compared', () => {
  const { controls, resources, stacks, subject, ...old } = before;
  expect([controls, resources, stacks, subject]).toHaveLength(4);
  const { trend } = since(guarded, readSecurityReport(securityJson(old), 'old.json'));
  expect(trend!.resources).toEqual([]);
  expect(trend!.controls).toContainEqual({ id: 'guard-enforcing', title: 'Functions whose guard blocks', from: undefined, to: { has: 1, of: 2, unknown: 0 } });
});

test('every format names improved controls', () => {
  const made = since(guarded);
  const page = securityPage(made);
  expect(readSecurityReport(securityJson(made), 'now.json').trend).toEqual(JSON.parse(JSON.stringify(made.trend)));
  expect(securityText(made, (text) => text)).toContain('  Functions whose guard only reports: 0 of 2, now 1 of 2\n');
  expect(securityMarkdown(made, judged(guarded), SEC3_RULES)).toContain('| Functions whose guard only reports | 0 of 2, now 1 of 2 |\n');
  expect(page).toContain('<td>Functions whose guard only reports</td><td>0 of 2, now 1 of 2</td>');
  expect(page).toContain(`<p>${trendInShort(made.trend!)}.</p>`);
});

test('every format has the number of unknown ones', () => {
  const open = changed((_, resources) => {
    resources.Url = { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: { Ref: 'Fn1' }, AuthType: { 'Fn::ImportValue': 'type' } } };
  });
  const made = since(open);
  const shown = 'Endpoints with authorization';
  expect(securityText(made, (text) => text)).toContain(`  ${shown}: 0 of 1, now 0 of 2 (1 unknown)\n`);
  expect(securityMarkdown(made, judged(open), SEC3_RULES)).toContain(`| ${shown} | 0 of 1, now 0 of 2 (1 unknown) |\n`);
  expect(securityPage(made)).toContain(`<td>${shown}</td><td>0 of 1, now 0 of 2 (1 unknown)</td>`);
});
