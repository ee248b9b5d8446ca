import * as fs from 'fs';
import * as path from 'path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { TestTemplate, workloadOf, workloadOfApp } from './harness';
import { evaluate, Evaluation, finding, judge, NumberParameter, Rule, Settings, StackTemplate, undetermined, Workload } from '../../lib/gate';

const settings = new Settings();

/** Returns a rule on resources of type `T`. */
function rule(check: Rule['check'], id = 'It'): Rule {
  return {
    id,
    item: 'secrets/rotation',
    severity: 'error',
    title: 't',
    why: 'w',
    fix: { cdk: 'c', template: 't' },
    link: 'l',
    resourceTypes: ['T'],
    findings: { bad: 'b', worse: 'w' },
    check,
  };
}

const template = (Properties: object, sections: object = {}): TestTemplate => ({ ...sections, Resources: { R: { Type: 'T', Properties } } });

/** Returns the outcomes of a rule for the only resource of a template: kind, id, property and message. */
function outcomes(check: Rule['check'], body: TestTemplate): string[] {
  const workload = workloadOf(body);
  return judge(rule(check), workload.resources('T')[0], workload, settings).map(
    (outcome) => `${outcome.kind === 'finding' ? outcome.id : outcome.kind} at ${outcome.location}: ${outcome.message}`,
  );
}

const region = { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] };

test('a rule on all types also judges resources of other rules', () => {
  const workload = workloadOf({ Resources: { Known: { Type: 'T' }, Unknown: { Type: 'U' } } });
  const general: Rule = { ...rule((r) => [finding(r, 'bad', 'm')], 'General'), resourceTypes: ['*'] };
  const particular = rule(() => [], 'Particular');
  const said = (...rules: Rule[]) => {
    const { observations, examined } = evaluate(workload, rules, settings);
    const judged = rules.map(({ id }, index) => `${id}: ${examined.get(rules[index])!.map(({ logicalId }) => logicalId).join()}`);
    return [...observations.map(({ resource, id }) => `${resource.logicalId} ${id}`), ...judged];
  };
  const found = ['Known bad', 'Unknown bad'];
  expect(said(general)).toEqual([...found, 'General: ']);
  expect(said(general, particular)).toEqual([...found, 'General: Known', 'Particular: Known']);
  expect(said(particular, general)).toEqual([...found, 'Particular: Known', 'General: Known']);
});

describe('judge', () => {
  test('a compliant resource has no outcome', () => expect(outcomes(() => [], template({}))).toEqual([]));

  test('an outcome in every scenario is reported once, without conditions', () => {
    const body = template({ A: { 'Fn::If': ['C', 1, 2] } }, { Conditions: { C: region } });
    expect(outcomes((r) => (r.get('A').number() ? [finding(r, 'bad', 'm'), finding(r, 'bad', 'm')] : []), body)).toEqual(['bad at Properties: m']);
  });

  test('an outcome in some scenarios names their conditions', () => {
    const body = template({ A: { 'Fn::If': ['C', 1, 2] } }, { Conditions: { C: region } });
    expect(outcomes((r) => [finding(r.get('A'), 'bad', `it is ${r.get('A').number()}`)], body)).toEqual([
      'bad at Properties.A: it is 1 (where condition C is true)',
      'bad at Properties.A: it is 2 (where condition C is false)',
    ]);
  });

  test('outcomes that differ in id, message or place are distinguished', () => {
    const check: Rule['check'] = (r) => [finding(r, 'bad', 'm'), finding(r, 'worse', 'm'), finding(r, 'bad', 'n'), finding(r.get('A'), 'bad', 'm'), undetermined(r, 'm')];
    expect(outcomes(check, template({}))).toEqual([
      'bad at Properties: m', 'worse at Properties: m', 'bad at Properties: n', 'bad at Properties.A: m', 'undetermined at Properties: m',
    ]);
  });

  test('an unknown value makes the outcome undetermined', () => {
    expect(outcomes((r) => [finding(r, 'bad', r.get('A').string()!)], template({ A: { Ref: 'Missing' } }))).toEqual([
      'undetermined at Properties.A: Missing is not defined in the template',
    ]);
  });

  test('an outcome in another resource names the judged one', () => {
    const body = template({});
    body.Resources.Other = { Type: 'U' };
    expect(outcomes((_, workload) => [finding(workload.resources('U')[0].get('X'), 'bad', 'm')], body)).toEqual([
      'bad at Properties: m (template0.json/Other Properties.X)',
    ]);
  });

  test('a resource that is never created has no outcome', () => {
    const body = template({}, { Conditions: { Never: { 'Fn::Equals': [1, 2] } } });
    body.Resources.R.Condition = 'Never';
    expect(outcomes((r) => [finding(r, 'bad', 'm')], body)).toEqual([]);
  });

  test('a conditional resource is judged for the deployments that have it', () => {
    const body = template({}, { Conditions: { C: region } });
    body.Resources.R.Condition = 'C';
    expect(outcomes((r) => [finding(r, 'bad', 'm')], body)).toEqual(['bad at Properties: m (where condition C is true)']);
  });

  test('too many combinations are undetermined, in addition to findings', () => {
    const names = Array.from({ length: 7 }, (_, i) => `P${i}`);
    const Parameters = Object.fromEntries(names.map((name) => [name, { Type: 'String', AllowedValues: ['a', 'b'] }]));
    const body = template(Object.fromEntries(names.map((name) => [name, { Ref: name }])), { Parameters });
    const check: Rule['check'] = (r) => names.map((name) => r.get(name).string()).every((value) => value === 'a') ? [finding(r, 'bad', 'all a')] : [];
    expect(outcomes(check, body)).toEqual([
      `bad at Properties: all a (where ${names.map((name) => `parameter ${name} is "a"`).join(' and ')})`,
      'undetermined at Properties: more than 64 combinations of conditions and parameters; not all were evaluated',
    ]);
  });

  test.each(['other', 'constructor', '__proto__'])('a finding %s that the rule does not declare is an error of the rule', (id) => {
    expect(() => outcomes((r) => [finding(r, id, 'm')], template({}))).toThrow(`rule It reported a finding that it does not list: ${id}`);
  });
});

describe('evaluate', () => {
  const lines = ({ observations }: Evaluation) => observations.map(({ rule: { id }, resource, id: outcome, message }) => `${id} ${resource.logicalId}[${outcome}] ${message}`);

  test('runs each rule on each resource of its types, in the order of rules, then of resources', () => {
    const body: TestTemplate = { Resources: { A: { Type: 'T' }, B: { Type: 'U' }, C: { Type: 'T' } } };
    const workload = workloadOf(body);
    const [a, , c] = workload.resources();
    const [one, two] = [rule((r) => [finding(r, 'bad', 'm')], 'One'), rule((r) => [undetermined(r, 'n')], 'Two')];
    const evaluation = evaluate(workload, [one, two], settings);
    expect(lines(evaluation)).toEqual(['One A[bad] m', 'One C[bad] m', 'Two A[undetermined] n', 'Two C[undetermined] n']);
    expect([...evaluation.examined]).toEqual([[one, [a, c]], [two, [a, c]]]);
    expect([evaluation.failures, evaluation.exempt, evaluation.blindSpots]).toEqual([[], [], []]);
  });

  test('a rule that throws is reported for each resource, and other rules still run', () => {
    const workload = workloadOf({ Resources: { A: { Type: 'T' }, B: { Type: 'T' } } });
    const broken = rule((r) => {
      if (r.logicalId === 'A') throw new TypeError('no such thing');
      throw 'a string';
    }, 'Broken');
    const evaluation = evaluate(workload, [broken, rule((r) => [finding(r, 'bad', 'm')], 'Good')], settings);
    expect(lines(evaluation)).toEqual(['Good A[bad] m', 'Good B[bad] m']);
    expect(evaluation.failures.map(({ rule: { id }, resource, error }) => `${id} ${resource.logicalId}: ${error.message}`)).toEqual([
      'Broken A: no such thing',
      'Broken B: a string',
    ]);
    expect(evaluation.examined.get(broken)).toHaveLength(2);
  });

  test('passes the settings to the rules', () => {
    const workload = workloadOf({ Resources: { A: { Type: 'T' } } });
    const days: NumberParameter = { name: 'days', description: 'd', type: 'number', unit: 'days', default: 90, expected: 'days', accepts: () => true };
    const said = rule((r, _, given) => [finding(r, 'bad', `${given.of(days)} days on ${given.today}`)]);
    expect(lines(evaluate(workload, [said], new Settings({ days: 7 }, '2026-06-30')))).toEqual(['It A[bad] 7 days on 2026-06-30']);
  });

  test('ignores stacks that are not judged, with their blind spots', () => {
    const body = { Transform: 'Macro', Resources: { A: { Type: 'T' } } };
    const stacks = [true, false].map((judged) => new StackTemplate({ file: `${judged}.json`, body, judged }));
    const evaluation = evaluate(new Workload(stacks), [rule((r) => [finding(r, 'bad', r.path)])], settings);
    expect(lines(evaluation)).toEqual(['It A[bad] true.json/A']);
    expect(evaluation.blindSpots.map(({ stack, location, reason }) => [stack === stacks[0], location, reason])).toEqual([
      [true, 'Transform', 'macro Macro changes the template at deployment'],
      [true, 'Resources.A', 'only a macro can process T'],
    ]);
  });

  test('functions of the CDK are exempt, and listed once', () => {
    const cdk = path.dirname(require.resolve('aws-cdk-lib/package.json'));
    const ZipFile = fs.readFileSync(path.join(cdk, 'custom-resource-handlers', 'dist', 'aws-s3', 'notifications-resource-handler', 'index.py'), 'utf8');
    const id = 'BucketNotificationsHandler050a0587b7544547bf325f094a3db834';
    const workload = workloadOfApp((app: App) => {
      const stack = new Stack(app, 'S');
      for (const name of [id, 'Mine']) new CfnResource(stack, name, { type: 'AWS::Lambda::Function', properties: { Code: { ZipFile }, Handler: 'index.handler' } });
    });
    const complain = (name: string) => ({ ...rule((r) => [finding(r, 'bad', 'm')], name), resourceTypes: ['AWS::Lambda::Function'] });
    const evaluation = evaluate(workload, [complain('One'), complain('Two')], settings);
    expect(lines(evaluation)).toEqual(['One Mine[bad] m', 'Two Mine[bad] m']);
    expect(evaluation.exempt.map((resource) => resource.path)).toEqual([`S/${id}`]);
  });
});
