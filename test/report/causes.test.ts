import { resultOf, stack, validated } from './sample';
import { Finding, finding, findingName, Gate, groupByCause, parseTemplate, Rule, StackTemplate, undetermined } from '../../lib/gate';
import { Origin } from '../../lib/gate/expansion/origin';
import { causesOf } from '../../lib/report/causes';

/** A rule on functions whose property `Finds` lists findings: `id`, or `id of cause`, or `unknown`. */
const rule = (id: string): Rule => ({
  ...validated,
  id,
  resourceTypes: ['Test::Function'],
  check: (resource, workload) =>
    resource.get('Finds').itemsOrOne().map((found) => {
      const [finds, cause] = found.string()!.split(' of ');
      if (finds === 'unknown') return undetermined(workload.resources('Test::Api')[0] ?? found, 'nobody knows');
      if (finds === 'elsewhere') return finding(workload.resources('Test::Api')[0], 'bad', 'the role is bad');
      return finding(found, finds, `${finds} ${finds === 'bad' ? 'thing' : 'still'}`, cause) satisfies Finding;
    }),
});

function causes(functions: { readonly [id: string]: readonly string[] }, rules: readonly Rule[] = [rule('One')]) {
  const resources = Object.fromEntries(Object.entries(functions).map(([id, finds]) => [id, { Type: 'Test::Function', Properties: { Finds: finds } }]));
  const { body } = parseTemplate(JSON.stringify({ Resources: { ...resources, Role: { Type: 'Test::Api' } } }), 't');
  const { findings } = new Gate(rules).run({ stacks: [new StackTemplate({ file: 't', constructPath: 'App', body })] });
  return causesOf(findings).map(({ findings: all, messages, paths }) => ({ names: [...new Set(all.map((one) => findingName(one).replace('Sec3-', '')))], messages, paths: paths.map((at) => at.slice(4)) }));
}

test('findings of one cause are one, with all resources', () => {
  expect(causes({ A: ['bad of pkg@1', 'worse of pkg@1'], B: ['bad of pkg@1'] })).toEqual([
    { names: ['One[bad]', 'One[worse]'], messages: ['bad thing', 'worse still'], paths: ['A', 'B'] },
  ]);
});

test('causes of which the same is said are one, others are not', () => {
  expect(causes({ A: ['bad of a', 'worse of a'], B: ['worse of b', 'bad of b'], C: ['bad of c'] }).map(({ names, paths }) => [names.length, paths])).toEqual([
    [2, ['A', 'B']], [1, ['C']],
  ]);
});

test('without a cause, findings that say the same are one', () => {
  expect(causes({ A: ['bad'], B: ['bad', 'worse'] }).map(({ paths }) => paths)).toEqual([['A', 'B'], ['B']]);
});

test('a finding in another resource comes from there', () => {
  expect(causes({ A: ['elsewhere'], B: ['elsewhere'] })).toEqual([{ names: ['One[bad]'], messages: [expect.stringContaining('the role is bad (App/Role')], paths: ['A', 'B'] }]);
});

test('what can’t be known of one place is one for all rules and resources', () => {
  const [only, ...others] = causes({ A: ['unknown'], B: ['unknown'] }, [rule('One'), rule('Two')]);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ names: ['One[undetermined]', 'Two[undetermined]'], paths: ['A', 'B'] });
});

test('a resource that nobody asked for is one cause for all rules, as heavy as the heaviest', () => {
  const { body } = parseTemplate(JSON.stringify({ Resources: { Extra: { Type: 'Test::Function', Properties: { Finds: ['bad', 'unknown'] } } } }), 't');
  const origin = new Origin({ logicalId: 'Extra', type: 'Test::Function', name: 'Extra', template: {}, remedy: 'Do without it.' });
  const template = new StackTemplate({ file: 't', constructPath: 'App', body, origins: new Map([['Extra', origin]]) });
  const { findings } = new Gate([{ ...rule('One'), severity: 'warning' }, rule('Two')], { undetermined: 'warning' }).run({ stacks: [template] });
  const [only, ...others] = causesOf(findings);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ level: 'error', ruleIds: ['Sec3-One', 'Sec3-Two'], undetermined: false });
  expect(new Set(findings.map(({ fix }) => fix))).toEqual(new Set(['Do without it.']));
});

test('a cause of one rule is none of another', () => {
  expect(causes({ A: ['bad of x'] }, [rule('One'), rule('Two')])).toHaveLength(2);
});

test('the heaviest come first, then those of most resources', () => {
  const { findings } = resultOf([stack('S', { Function: 'bad', Function2: 'unknown', Api: 'bad', Secret: 'worse: x', Secret2: 'worse: x' })]);
  expect(causesOf(findings).map(({ level, ruleIds, paths, undetermined: open }) => [level, open, ruleIds[0], paths.length])).toEqual([
    ['error', false, 'Sec3-Rotated', 2], ['error', false, 'Sec3-Managed', 2], ['error', false, 'Sec3-Validated', 1],
    ['warning', true, 'Sec3-Limited', 1], ['warning', false, 'Sec3-Limited', 1],
  ]);
});

test('keeps each finding, and the order of the first of each cause', () => {
  const { findings } = resultOf([stack('S', { Api: 'bad', Api2: 'worse: x', Api3: 'bad' })]);
  expect(groupByCause(findings).flat().map(({ path }) => path)).toEqual(['S/Api', 'S/Api3', 'S/Api2']);
  expect(causesOf(findings).flatMap((cause) => cause.findings)).toHaveLength(findings.length);
});
