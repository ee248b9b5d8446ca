import { Property } from '../../../lib/gate';
import { workloadOf } from '../harness';

/** Returns the reading of a resource's value, in the scenario with open parameters. */
function read<T>(value: unknown, reader: (property: Property) => T): T {
  const workload = workloadOf({
    Parameters: { A: { Type: 'String' }, B: { Type: 'String', NoEcho: true } },
    Resources: { It: { Type: 'Custom::Thing', Properties: { Value: value } }, Other: { Type: 'Custom::Other' } },
  });
  const [it] = workload.resources('Custom::Thing');
  return workload.scenarios.explore(() => reader(it.get('Value'))).results.pop()!.result;
}

test.each<[unknown, string | undefined]>([
  ['text', 'text'],
  [5, '5'],
  [true, 'true'],
  [{ Ref: 'A' }, '${A}'],
  [{ Ref: 'Other' }, '${Other}'],
  [{ 'Fn::Sub': '${A}-${AWS::Region}-${Other.Arn}-${B}' }, '${A}-${AWS::Region}-${Other.Arn}-${B}'],
  [{ 'Fn::ImportValue': 'elsewhere' }, '${?}'],
  [{ 'Fn::Join': ['', ['a', { 'Fn::ImportValue': 'elsewhere' }]] }, 'a${?}'],
  [undefined, undefined],
  [{ Ref: 'AWS::NoValue' }, undefined],
  [['a'], undefined],
  [{ a: 'b', c: 'd' }, undefined],
])('written: %j', (value, text) => {
  expect(read(value, (property) => property.written())).toBe(text);
});

test('openParameters returns all parameters that make a text open, and openParameter the first', () => {
  const names = (value: unknown) => read(value, (property) => property.openParameters().map((parameter) => parameter.name));
  expect(names({ 'Fn::Sub': '${A}-${Other}-${B}' })).toEqual(['A', 'B']);
  expect(read({ 'Fn::Sub': '${B}-${A}' }, (property) => property.openParameter()?.name)).toBe('B');
  expect([names('text'), names(['a']), names(undefined)]).toEqual([[], [], []]);
});
