import { TestTemplate, workloadOf } from '../harness';

/** Returns a template whose resource `From` has the properties, beside resources `A` and `B`. */
function template(Properties: object, sections: object = {}): TestTemplate {
  return { ...sections, Resources: { A: { Type: 'A' }, B: { Type: 'B' }, From: { Type: 'F', Properties } } };
}

/** Returns all mentions: resource, kind, location. */
function mentions(...templates: TestTemplate[]): string[] {
  const workload = workloadOf(...templates);
  const edges = workload.resources().flatMap((resource) => workload.mentions(resource));
  return edges.map(({ from, location, to, attribute }) => `${to.logicalId}.${attribute} by ${from.logicalId} at ${location}`);
}

test.each<[string, unknown, string[]]>([
  ['Ref', { Ref: 'A' }, ['A.Ref']],
  ['Fn::GetAtt', { 'Fn::GetAtt': ['A', 'Arn'] }, ['A.Arn']],
  ['Fn::GetAtt as text', { 'Fn::GetAtt': 'A.B.C' }, ['A.B.C']],
  ['Fn::Sub', { 'Fn::Sub': '${A}-${ B.Arn }-${!A}-${AWS::Region}' }, ['A.Ref', 'B.Arn']],
  ['Fn::Sub with odd attributes', { 'Fn::Sub': '${A.some-attr_1}' }, ['A.some-attr_1']],
  ['variables of Fn::Sub', { 'Fn::Sub': ['${A}-${X}-${B.Arn}', { 'A': 'text', 'X': { Ref: 'B' }, 'B.Arn': 'text', 'Unused': { Ref: 'A' } }] }, ['B.Ref']],
  ['all branches of a condition', { 'Fn::If': ['C', { Ref: 'A' }, { 'Fn::If': ['D', { Ref: 'B' }, 'x'] }] }, ['A.Ref', 'B.Ref']],
  ['nested intrinsics', { 'Fn::Join': ['', ['x', { 'Fn::Select': [0, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['A', 'Arn'] }] }] }]] }, ['A.Arn']],
  ['unknown functions', { 'Fn::Future': [{ Ref: 'A' }] }, ['A.Ref']],
  ['a resource that does not exist', { Ref: 'Missing' }, []],
  ['a name of every object', { Ref: 'constructor' }, []],
  ['a text', 'A', []],
])('%s', (_, raw, expected) => {
  const sorted = [...expected].sort((a, b) => a.localeCompare(b));
  expect(mentions(template({ Value: raw }))).toEqual(sorted.map((mention) => `${mention} by From at Properties.Value`));
});

test('locations are those of the outermost intrinsic function', () => {
  const properties = {
    'List': ['x', { Deep: { Ref: 'A' } }, { 'Fn::If': ['C', { Inner: [{ Ref: 'A' }] }, 'x'] }],
    'Dotted.key': { 'Fn::Sub': '${A}' },
    'Ref': { Other: { Ref: 'A' } },
    'Open': { 'a': { Ref: 'A' }, 'Fn::Transform': { Name: 'M', Parameters: { P: { Ref: 'B' } } } },
  };
  expect(mentions(template(properties))).toEqual([
    'A.Ref by From at Properties.List[1].Deep',
    'A.Ref by From at Properties.List[2]',
    'A.Ref by From at Properties.Dotted.key',
    'A.Ref by From at Properties.Ref.Other',
    'A.Ref by From at Properties.Open.a',
    'B.Ref by From at Properties.Open.Fn::Transform.Parameters.P',
  ]);
});

test('only properties count, not DependsOn, metadata or conditions', () => {
  const body = template({});
  Object.assign(body.Resources.From, { DependsOn: 'A', Metadata: { X: { Ref: 'A' } }, Condition: 'A' });
  expect(mentions(body)).toEqual([]);
});

describe('indirect mentions, at their place of use', () => {
  const exporting = (Value: unknown) => ({ Resources: { A: { Type: 'A' }, B: { Type: 'B' } }, Outputs: { O: { Value, Export: { Name: 'x' } } } });
  const importing = (Value: unknown) => ({ Resources: { From: { Type: 'F', Properties: { Value } } } });

  test('an export with several references', () => {
    expect(mentions(exporting({ 'Fn::Join': ['||', [{ Ref: 'A' }, { 'Fn::GetAtt': ['B', 'Arn'] }]] }), importing({ 'Fn::Split': ['||', { 'Fn::ImportValue': 'x' }] }))).toEqual([
      'A.Ref by From at Properties.Value',
      'B.Arn by From at Properties.Value',
    ]);
  });

  test('parameters and outputs, through two levels of nested stacks', () => {
    const innermost = { Parameters: { P: {} }, Resources: { Deep: { Type: 'D', Properties: { Up: { Ref: 'P' } } } }, Outputs: { O: { Value: { Ref: 'Deep' } } } };
    const inner = {
      Parameters: { P: {} },
      Resources: { Innermost: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { P: { 'Fn::Sub': 'x${P}' } } } } },
      Outputs: { O: { Value: { 'Fn::GetAtt': ['Innermost', 'Outputs.O'] } } },
      nested: { Innermost: innermost },
    };
    const outer = {
      Resources: {
        A: { Type: 'A' },
        Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { P: { Ref: 'A' } } } },
        From: { Type: 'F', Properties: { Down: { 'Fn::GetAtt': ['Inner', 'Outputs.O'] } } },
      },
      nested: { Inner: inner },
    };
    expect(mentions(outer)).toEqual([
      'A.Ref by Inner at Properties.Parameters.P',
      'A.Ref by Innermost at Properties.Parameters.P',
      'A.Ref by Deep at Properties.Up',
      'Deep.Ref by From at Properties.Down',
    ]);
  });

  test('parameters with composed values mention nothing', () => {
    const inner = { Parameters: { P: {} }, Resources: { From: { Type: 'F', Properties: { Value: { Ref: 'P' } } } } };
    const outer = {
      Resources: { A: { Type: 'A' }, Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { 'Fn::Transform': { Name: 'M' } } } } },
      nested: { Inner: inner },
    };
    expect(mentions(outer)).toEqual([]);
  });

  test('an import with each name that a parameter or a condition allows', () => {
    const named = { Parameters: { P: { Type: 'String', AllowedValues: ['x', 'y'] } } };
    expect(mentions(exporting({ Ref: 'A' }), { ...importing({ 'Fn::ImportValue': { Ref: 'P' } }), ...named })).toEqual([
      'A.Ref by From at Properties.Value',
    ]);
    expect(mentions(template({ Value: { 'Fn::GetAtt': ['A', { Ref: 'P' }] } }, named))).toEqual([
      'A.x by From at Properties.Value',
      'A.y by From at Properties.Value',
    ]);
  });

  test('an export that imports itself', () => {
    const loop = { 'Fn::Join': ['', [{ 'Fn::ImportValue': 'x' }, { 'Fn::ImportValue': 'x' }, { Ref: 'A' }]] };
    expect(mentions(exporting(loop), importing({ 'Fn::ImportValue': 'x' }))).toEqual(['A.Ref by From at Properties.Value']);
  });

  test('exports that double at each of forty steps take linear time', () => {
    const chain = Array.from({ length: 40 }, (_, i) => ({
      Resources: {},
      Outputs: { O: { Value: { 'Fn::Join': ['', [{ 'Fn::ImportValue': `x${i + 1}` }, { 'Fn::ImportValue': `x${i + 1}` }]] }, Export: { Name: `x${i}` } } },
    }));
    const last = { Resources: { A: { Type: 'A' } }, Outputs: { O: { Value: { Ref: 'A' }, Export: { Name: 'x40' } } } };
    expect(mentions(...chain, last, importing({ 'Fn::ImportValue': 'x0' }))).toEqual(['A.Ref by From at Properties.Value']);
  });
});
