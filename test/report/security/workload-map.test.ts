import { judged, POLICY, workload } from './sample-workload';
import { workloadMap } from '../../../lib/report/security/workload-map';

const map = workloadMap(judged());
const edges = map.edges.map(({ from, to }) => `${from.split(':').pop()} > ${to.replace(/^\w+:(App:)?/, '')}`);

test('edges lead from sources to functions, also through aliases, and to resources that they use', () => {
  expect(edges.sort()).toEqual(['Api > Fn0', 'Fn0 > Secret', 'Fn0 > host:pay.example.com:443', 'Fn1 > Table', 'Queue > Fn1']);
});

test('a function has its known facts', () => {
  const [first, second] = map.functions;
  expect(first).toMatchObject({ path: 'App/Fn0', stack: 'App', runtime: 'nodejs24.x', sources: ['App/Api'], secrets: ['App/Secret'], policy: POLICY });
  expect(second).toMatchObject({ path: 'App/Fn1', sources: ['App/Queue'], secrets: [], policy: null });
});

test('nodes have the status of their worst finding, and a name without the stack', () => {
  const secret = map.nodes.find(({ type }) => type === 'AWS::SecretsManager::Secret');
  // It is rotated, and has outstanding warnings.
  expect(secret).toMatchObject({ label: 'Secret', condition: 'warning', kind: 'target' });
});

test('values that depend on parameters are unknown', () => {
  const template = { ...workload(), Parameters: { Wrapper: { Type: 'String' } } };
  template.Resources.Fn0.Properties.Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER = { Ref: 'Wrapper' };
  expect(workloadMap(judged(template)).functions[0].policy).toBeUndefined();
});

test('conditions are supported', () => {
  const template = { ...workload(), Parameters: { Env: { Type: 'String', AllowedValues: ['a', 'b'] } }, Conditions: { IsA: { 'Fn::Equals': [{ Ref: 'Env' }, 'a'] } } };
  template.Resources.Fn1.Properties.Runtime = { 'Fn::If': ['IsA', 'nodejs24.x', 'nodejs22.x'] };
  expect(workloadMap(judged(template)).functions[1].runtime).toMatch(/^nodejs2[24]\.x$/);
});
