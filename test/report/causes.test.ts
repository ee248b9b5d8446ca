import { resultOf, stack, validated } from './sample';
import { Finding, finding, findingName, Gate, groupByCause, parseTemplate, Rule, StackTemplate, undetermined } from '../../lib/gate';
import { Origin } from '../../lib/gate/expansion/origin';
import { causesOf, nextSteps } from '../../lib/report/causes';

/** Returns a rule on functions whose property `Finds` lists findings: `id`, or `id of cause`, or `unknown`. */
const rule = (id: string): Rule => ({
  ...validated,
  id,
  resourceTypes: ['Test::Function'],
  check: (resource, workload) =>
    resource.get('Finds').itemsOrOne().map((found) => {
      const [finds, cause] = found.string()!.split(' of ');
      if (finds === 'unknown') return undetermined(workload.resources('Test::Api')[0] ?? found, 'no one knows');
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

test('the next steps list each fix once', () => {
  const rules = ['One', 'Two', 'Three', 'Four'].map((id) => ({ ...rule(id), fix: { ...validated.fix, cdk: `Do what ${id === 'Two' ? 'One' : id} asks.` } }));
  const { body } = parseTemplate(JSON.stringify({ Resources: { A: { Type: 'Test::Function', Properties: { Finds: ['bad'] } }, B: { Type: 'Test::Function', Properties: { Finds: ['worse'] } } } }), 't');
  const { findings } = new Gate(rules).run({ stacks: [new StackTemplate({ file: 't', constructPath: 'App', body })] });
  expect(nextSteps(causesOf(findings)).map(({ cause, others }) => [cause.findings[0].fix, others])).toEqual([
    ['Do what One asks.', 1], ['Do what Three asks.', 1], ['Do what Four asks.', 1],
  ]);
});

test('findings with the same cause are grouped, with all resources', () => {
  expect(causes({ A: ['bad of pkg@1', 'worse of pkg@1'], B: ['bad of pkg@1'] })).toEqual([
    { names: ['One[bad]', 'One[worse]'], messages: ['bad thing', 'worse still'], paths: ['A', 'B'] },
  ]);
});

test('causes with the same findings are grouped', () => {
  expect(causes({ A: ['bad of a', 'worse of a'], B: ['worse of b', 'bad of b'], C: ['bad of c'] }).map(({ names, paths }) => [names.length, paths])).toEqual([
    [2, ['A', 'B']], [1, ['C']],
  ]);
});

test('findings without a cause are grouped by their text', () => {
  expect(causes({ A: ['bad'], B: ['bad', 'worse'] }).map(({ paths }) => paths)).toEqual([['A', 'B'], ['B']]);
});

test('a finding in another resource has that as its cause', () => {
  expect(causes({ A: ['elsewhere'], B: ['elsewhere'] })).toEqual([{ names: ['One[bad]'], messages: [expect.stringContaining('the role is bad (App/Role')], paths: ['A', 'B'] }]);
});

test('an unknown value is one cause for all rules and resources', () => {
  const [only, ...others] = causes({ A: ['unknown'], B: ['unknown'] }, [rule('One'), rule('Two')]);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ names: ['One[undetermined]', 'Two[undetermined]'], paths: ['A', 'B'] });
});

test('an implicit resource is one cause for all rules, with the highest level', () => {
  const { body } = parseTemplate(JSON.stringify({ Resources: { Extra: { Type: 'Test::Function', Properties: { Finds: ['bad', 'unknown'] } } } }), 't');
  const origin = new Origin({ logicalId: 'Extra', type: 'Test::Function', name: 'Extra', template: {}, remedy: 'Do without it.' });
  const template = new StackTemplate({ file: 't', constructPath: 'App', body, origins: new Map([['Extra', origin]]) });
  const { findings } = new Gate([{ ...rule('One'), severity: 'warning' }, rule('Two')], { undetermined: 'warning' }).run({ stacks: [template] });
  const [only, ...others] = causesOf(findings);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ level: 'error', ruleIds: ['Sec3-One', 'Sec3-Two'], undetermined: false });
  expect(new Set(findings.map(({ fix }) => fix))).toEqual(new Set(['Do without it.']));
});

test('causes of different rules are different', () => {
  expect(causes({ A: ['bad of x'] }, [rule('One'), rule('Two')])).toHaveLength(2);
});

test('causes are sorted by level, then by number of resources', () => {
  const { findings } = resultOf([stack('S', { Function: 'bad', Function2: 'unknown', Api: 'bad', Secret: 'worse: x', Secret2: 'worse: x' })]);
  expect(causesOf(findings).map(({ level, ruleIds, paths, undetermined: open }) => [level, open, ruleIds[0], paths.length])).toEqual([
    ['error', false, 'Sec3-Rotated', 2], ['error', false, 'Sec3-Managed', 2], ['error', false, 'Sec3-Validated', 1],
    ['warning', true, 'Sec3-Limited', 1], ['warning', false, 'Sec3-Limited', 1],
  ]);
});

test('if all findings are warnings, those of rules with default level error come first', () => {
  const strict = { ...rule('Strict'), severity: 'error' } as const;
  const mild = { ...rule('Mild'), severity: 'warning' } as const;
  const { body } = parseTemplate(JSON.stringify({ Resources: { A: { Type: 'Test::Function', Properties: { Finds: ['unknown', 'bad'] } }, B: { Type: 'Test::Function', Properties: { Finds: ['unknown'] } } } }), 't');
  const { findings } = new Gate([mild, strict], { defaultLevel: 'warning' }).run({ stacks: [new StackTemplate({ file: 't', constructPath: 'App', body })] });
  expect(causesOf(findings).map(({ ruleIds, undetermined: open }) => [ruleIds[0], open])).toEqual([
    ['Sec3-Strict', false], ['Sec3-Mild', true], ['Sec3-Mild', false],
  ]);
});

test('grouping keeps all findings, in the order of the first of each cause', () => {
  const { findings } = resultOf([stack('S', { Api: 'bad', Api2: 'worse: x', Api3: 'bad' })]);
  expect(groupByCause(findings).flat().map(({ path }) => path)).toEqual(['S/Api', 'S/Api3', 'S/Api2']);
  expect(causesOf(findings).flatMap((cause) => cause.findings)).toHaveLength(findings.length);
});
