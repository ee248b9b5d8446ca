import { finding, Rule, StackTemplate, Workload } from '../../../lib/gate';
import { check, TestTemplate, workloadOf } from '../harness';

/** A rule that reports the possible values of the property `Value`. */
const echo: Rule = {
  id: 'Echo',
  item: 'dependencies/certification',
  severity: 'error',
  title: '',
  why: '',
  fix: { cdk: '', template: '' },
  link: '',
  resourceTypes: ['Test::Thing'],
  findings: { value: '' },
  check: (resource) => {
    const value = resource.get('Value');
    const known = value.unknown === undefined ? [value] : value.alternatives();
    return [finding(value, 'value', known.map((one) => one.string() ?? 'absent').join(' ') || 'anything')];
  },
};

function mapped(rows: { [key: string]: unknown }): TestTemplate {
  return {
    Mappings: { Map: rows },
    Resources: { Thing: { Type: 'Test::Thing', Properties: { Value: { 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'value'] } } } },
  };
}

describe('a mapping with an unknown key', () => {
  test('a few values are tried one by one', () => {
    expect(check(echo, mapped({ one: { value: 'a' }, two: { value: 'b' } }))).toEqual([
      'Thing[value] Properties.Value: a (where Map is read for one)',
      'Thing[value] Properties.Value: b (where Map is read for two)',
    ]);
  });

  test('many values are listed', () => {
    const rows = Object.fromEntries([...Array(9).keys()].map((n) => [`region${n}`, { value: `v${n}` }]));
    expect(check(echo, mapped(rows))).toEqual(['Thing[value] Properties.Value: v0 v1 v2 v3 v4 v5 v6 v7 v8']);
  });

  test('empty or malformed mappings have any value', () => {
    expect(check(echo, mapped({}))).toEqual(['Thing[value] Properties.Value: anything']);
    expect(check(echo, mapped({ one: null }))).toEqual(['Thing[value] Properties.Value: anything']);
  });

  test('a parameter has any value', () => {
    const template = { ...mapped({}), Parameters: { Any: { Type: 'String' } } };
    template.Resources.Thing.Properties.Value = { Ref: 'Any' };
    expect(check(echo, template)).toEqual(['Thing[value] Properties.Value: anything']);
  });
});

test.each<[string, unknown]>([
  ['a parameter that conditions compare with nine values', { Ref: 'Any' }],
  ['the base64 form of a parameter', { 'Fn::Base64': { Ref: 'Secret' } }],
])('%s has any value', (_, Value) => {
  const Conditions = Object.fromEntries([...Array(9).keys()].map((n) => [`C${n}`, { 'Fn::Equals': [{ Ref: 'Any' }, `v${n}`] }]));
  const Parameters = { Any: { Type: 'String' }, Secret: { Type: 'String', NoEcho: true } };
  const outcomes = check(echo, { Parameters, Conditions, Resources: { Thing: { Type: 'Test::Thing', Properties: { Value } } } });
  expect(outcomes).toEqual(['Thing[value] Properties.Value: anything']);
});

describe('resources of the same environment', () => {
  const thing = { Resources: { Thing: { Type: 'Test::Thing' } } };

  test('have the same account and Region', () => {
    const stacks = [['1', 'eu-west-1'], ['1', 'us-east-1'], ['2', 'eu-west-1'], ['1', 'eu-west-1']].map(
      ([account, region], index) => new StackTemplate({ file: `${index}`, body: thing, account, region }),
    );
    const workload = new Workload(stacks);
    expect(workload.inEnvironment(stacks[0], 'Test::Thing').map((resource) => resource.stack.file)).toEqual(['0', '3']);
    expect(workload.inEnvironment(stacks[0], 'Test::Other')).toEqual([]);
  });

  test('are all resources if no stack names its environment', () => {
    const workload = workloadOf(thing, thing);
    expect(workload.inEnvironment(workload.stacks[1], 'Test::Thing')).toHaveLength(2);
  });
});
