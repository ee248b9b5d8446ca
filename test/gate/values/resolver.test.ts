import { StackTemplate, TemplateBody, Workload } from '../../../lib/gate';
import { Open, probeOf, readings, reads, scenarios, workloadOf } from '../harness';

describe('Ref', () => {
  test('to a resource', () => expect(reads({ Ref: 'Bucket' })).toBe('${Bucket}'));
  test('to nothing that is defined', () => expect(reads({ Ref: 'Missing' })).toEqual(new Open('Missing is not defined in the template')));
  test('to AWS::NoValue', () => expect(reads({ A: { Ref: 'AWS::NoValue' }, B: [{ Ref: 'AWS::NoValue' }, 1] })).toStrictEqual({ B: [1] }));
  test('to an open pseudo parameter', () => expect(reads({ Ref: 'AWS::Region' })).toBe('${AWS::Region}'));

  test('to pseudo parameters with a fixed value in the stack', () => {
    const stack = new StackTemplate({
      file: 'a.json',
      body: probeOf([{ Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, { Ref: 'AWS::StackName' }, { Ref: 'AWS::Partition' }]) as TemplateBody,
      stackName: 'shop',
      account: '111111111111',
      region: 'eu-west-1',
    });
    expect(readings(new Workload([stack]), 'Probe', 'Value')).toEqual([
      { reads: ['eu-west-1', '111111111111', 'shop', '${AWS::Partition}'], where: [] },
    ]);
  });

  test.each(['constructor', '__proto__', 'hasOwnProperty', 'AWS::constructor'])('to %s, which names nothing', (name) => {
    expect(reads({ Ref: name })).toEqual(name.startsWith('AWS::') ? '${AWS::constructor}' : new Open(`${name} is not defined in the template`));
  });
});

describe('Fn::GetAtt', () => {
  test.each([[['Bucket', 'Arn']], ['Bucket.Arn']])('%j', (argument) => expect(reads({ 'Fn::GetAtt': argument })).toBe('${Bucket.Arn}'));
  test('of an attribute with a dot', () => expect(reads({ 'Fn::GetAtt': ['Bucket', 'A.B'] })).toBe('${Bucket.A.B}'));
  test('of an attribute with a value', () => {
    const sections = { Mappings: { M: { a: { b: 'Arn' } } } };
    expect(reads({ 'Fn::GetAtt': ['Bucket', { 'Fn::FindInMap': ['M', 'a', 'b'] }] }, sections)).toBe('${Bucket.Arn}');
  });
  test('of a resource that does not exist', () => {
    expect(reads({ 'Fn::GetAtt': ['Missing', 'Arn'] })).toEqual(new Open('Missing is not defined in the template'));
  });
  test.each([[['Bucket']], [['Bucket', '']], ['Bucket'], [['Bucket', { Ref: 'P' }]]])('%j names no known attribute', (argument) => {
    const [{ reads: value }] = scenarios({ 'Fn::GetAtt': argument }, { Parameters: { P: { Type: 'String' } } });
    expect(value).toEqual(new Open('Fn::GetAtt without a known attribute'));
  });
  test.each([[['Inner', 'Arn'], '${Inner.Arn}'], [['Bucket', 'Outputs.X'], '${Bucket.Outputs.X}']])('%j is no output of a nested stack', (argument, value) => {
    expect(reads({ 'Fn::GetAtt': argument })).toBe(value);
  });
  test('of a nested stack that is not part of the check', () => {
    expect(reads({ 'Fn::GetAtt': ['Inner', 'Outputs.Name'] })).toEqual(new Open('output Outputs.Name of Inner is known at deployment'));
  });
});

describe('Fn::Sub', () => {
  test('of resources, attributes and pseudo parameters', () => {
    expect(reads({ 'Fn::Sub': 'a ${Bucket} ${Bucket.Arn} ${AWS::Region} ${ Bucket }' })).toBe('a ${Bucket} ${Bucket.Arn} ${AWS::Region} ${Bucket}');
  });
  test('of the name of a resource without a placeholder', () => expect(reads({ 'Fn::Sub': 'Bucket' })).toBe('Bucket'));
  test('of variables, which take precedence over resources of the same name', () => {
    expect(reads({ 'Fn::Sub': ['${Bucket}-${A.B}-${N}', { 'Bucket': 'x', 'A.B': { Ref: 'AWS::Region' }, 'N': 1 }] })).toBe('x-${AWS::Region}-1');
  });
  test('of an escaped placeholder', () => expect(reads({ 'Fn::Sub': '${!aws:username}' })).toBe('${aws:username}'));
  test('of a name such as constructor', () => {
    expect(reads({ 'Fn::Sub': ['${constructor}', {}] })).toEqual(new Open('constructor is not defined in the template'));
  });
});

describe('Fn::Join, Fn::Split, Fn::Select', () => {
  const arn = { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, 's3', '', '', { Ref: 'Bucket' }]] };
  test('join', () => expect(reads(arn)).toBe('arn:${AWS::Partition}:s3:::${Bucket}'));
  test('join omits AWS::NoValue', () => expect(reads({ 'Fn::Join': ['-', ['a', { Ref: 'AWS::NoValue' }, 'b']] })).toBe('a-b'));
  test('join of nothing', () => expect(reads({ 'Fn::Join': ['-', []] })).toBe(''));
  test('join of a boolean', () => expect(reads({ 'Fn::Join': ['-', [true, 1]] })).toBe('true-1'));
  test('join of a list attribute is that attribute', () => expect(reads({ 'Fn::Join': [',', { 'Fn::GetAtt': ['Bucket', 'Names'] }] })).toBe('${Bucket.Names}'));
  test('join of a list that a parameter gives', () => {
    const Parameters = { P: { Type: 'CommaDelimitedList' } };
    expect(scenarios({ 'Fn::Join': [',', { Ref: 'P' }] }, { Parameters })[0].reads).toEqual(new Open('the value of parameter P is given at deployment'));
  });
  test('split', () => expect(reads({ 'Fn::Split': [',', 'a,b,,c'] })).toEqual(['a', 'b', '', 'c']));
  test('split around pseudo parameters', () => {
    expect(reads({ 'Fn::Split': [':', { 'Fn::Sub': 'arn:${AWS::Partition}:x' }] })).toEqual(['arn', '${AWS::Partition}', 'x']);
  });
  test('split of a pseudo parameter that may contain the separator', () => {
    expect(reads({ 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] })).toEqual(
      new Open('Fn::Split of ${AWS::StackId}, which is known only at deployment'),
    );
    expect(reads({ 'Fn::Split': ['-', { Ref: 'AWS::Region' }] })).toEqual(new Open('Fn::Split of ${AWS::Region}, which is known only at deployment'));
  });
  test.each(['1:', ':a'])('split of a pseudo parameter at %j, which may be partly in it', (separator) => {
    expect(reads({ 'Fn::Split': [separator, { 'Fn::Sub': '${AWS::Region}:a' }] })).toBeInstanceOf(Open);
  });
  test('split at a separator of several characters', () => {
    expect(reads({ 'Fn::Split': ['::', { 'Fn::Sub': 'arn::${AWS::Partition}::x' }] })).toEqual(['arn', '${AWS::Partition}', 'x']);
  });
  test.each([[[',', 'a,b', 'c']], [['', 'ab']], [[1, 'a1b']]])('split of the invalid argument %j', (argument) => {
    expect(reads({ 'Fn::Split': argument })).toBeInstanceOf(Open);
  });
  test('split of a text with an unknown part, which may contain the separator', () => {
    const parts = { 'Fn::Split': [',', { 'Fn::Sub': 'a,${P}' }] };
    const [{ reads: count }] = scenarios({ 'Fn::Length': parts }, { Parameters: { P: { Type: 'String' } } });
    expect(count).toEqual(new Open('Fn::Length of a list known at deployment'));
  });
  test('split of a reference is a partial reference', () => {
    const workload = workloadOf(probeOf({ 'Fn::Split': [':', { 'Fn::GetAtt': ['Bucket', 'Arn'] }] }));
    const [{ reads: reference }] = readings(workload, 'Probe', 'Value', (at) => at.reference());
    expect(reference).toMatchObject({ resource: { logicalId: 'Bucket' }, partial: true });
  });
  test('a part of a reference is a partial reference to its resource', () => {
    const workload = workloadOf(probeOf({ 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Bucket', 'Arn'] }] }] }));
    const [{ reads: reference }] = readings(workload, 'Probe', 'Value', (at) => at.reference());
    expect(reference).toMatchObject({ resource: { logicalId: 'Bucket' }, attribute: 'Arn', partial: true });
  });
  test('an item of a list attribute is a partial reference', () => {
    const [{ reads: reference }] = readings(workloadOf(probeOf({ 'Fn::Select': [0, { 'Fn::GetAtt': ['Bucket', 'Names'] }] })), 'Probe', 'Value', (at) => at.reference());
    expect(reference).toMatchObject({ resource: { logicalId: 'Bucket' }, partial: true });
  });
  test('lists that the CDK passes between stacks keep their references', () => {
    expect(reads({ 'Fn::Split': ['||', { 'Fn::Join': ['||', [{ Ref: 'Bucket' }, { Ref: 'Inner' }, 'x']] }] })).toEqual(['${Bucket}', '${Inner}', 'x']);
  });
  test.each([[1], ['1']])('select %j', (index) => expect(reads({ 'Fn::Select': [index, ['a', 'b']] })).toBe('b'));
  test('select of an index of two digits', () => expect(reads({ 'Fn::Select': [10, [...'abcdefghijkl']] })).toBe('k'));
  test.each([[2], [-1], [0.5], [null], [true], ['']])('select with the invalid index %j', (index) => {
    expect(reads({ 'Fn::Select': [index, ['a', 'b']] })).toBeInstanceOf(Open);
  });
});

describe('unknown parts', () => {
  const Parameters = { P: { Type: 'String' } };
  const open = new Open('the value of parameter P is given at deployment');

  test.each<[unknown]>([
    [['a', { Ref: 'P' }]], [{ a: { b: { Ref: 'P' } } }], [{ 'Fn::Sub': 'a-${P}' }], [{ 'Fn::ToJsonString': [{ Ref: 'P' }] }],
    [{ 'Fn::ImportValue': { 'Fn::Sub': 'a-${P}' } }],
    [{ 'Fn::GetStackOutput': { StackName: { Ref: 'P' }, OutputName: 'O' } }],
    [{ 'Fn::GetStackOutput': { StackName: 'stack0', OutputName: { Ref: 'P' } } }],
    [{ 'Fn::GetStackOutput': { StackName: 'stack0', OutputName: 'O', Region: { Ref: 'P' } } }],
  ])('%j is open for the reason of its part', (raw) => {
    expect(scenarios(raw, { Parameters, Outputs: { O: { Value: 'v' } } })[0].reads).toEqual(open);
  });

  test('an output in the Region of the stack is that of the same Region', () => {
    const Outputs = { O: { Value: 'v' } };
    const bodies = [probeOf({ 'Fn::GetStackOutput': { StackName: 'a', OutputName: 'O', Region: { Ref: 'AWS::Region' } } }, { Outputs }), probeOf('', { Outputs: { O: { Value: 'w' } } })];
    const stacks = bodies.map((body, index) => new StackTemplate({ file: `${index}`, body: body as TemplateBody, stackName: 'a', region: ['eu-west-1', 'us-east-1'][index] }));
    expect(readings(new Workload(stacks), 'Probe', 'Value')).toEqual([{ reads: 'v', where: [] }]);
  });
});

describe('the other functions', () => {
  test.each([
    [{ 'Fn::Base64': 'code' }, 'Y29kZQ=='],
    [{ 'Fn::Length': [1, 2, 3] }, 3],
    [{ 'Fn::ToJsonString': { a: [{ Ref: 'Bucket' }] } }, '{"a":["${Bucket}"]}'],
  ])('%j', (raw, value) => expect(reads(raw)).toEqual(value));

  test.each(['Fn::GetAZs', 'Fn::Cidr', 'Fn::Transform', 'Fn::ForEach::Loop', 'Fn::Contains', 'Fn::FutureFunction'])('%s is evaluated only at deployment', (name) => {
    expect(reads({ [name]: ['a', 'b'] })).toEqual(new Open(`${name} is evaluated at deployment`));
  });

  test('a map with entries from a macro or a loop is open', () => {
    const open = new Open('a macro or a loop adds entries at deployment');
    expect(reads({ 'A': 1, 'Fn::Transform': { Name: 'AWS::Include' } })).toEqual(open);
    expect(reads({ 'A': 1, 'Fn::ForEach::Loop': ['X', ['a'], {}] })).toEqual(open);
  });

  test('a map with a key Ref among others is a map', () => expect(reads({ Ref: 'Bucket', Other: 1 })).toEqual({ Ref: 'Bucket', Other: 1 }));
});

describe('parameters', () => {
  const cases = (parameter: unknown, sections: object = {}) => scenarios({ Ref: 'P' }, { Parameters: { P: parameter }, ...sections });
  const open = new Open('the value of parameter P is given at deployment');

  test('of any value', () => expect(cases({ Type: 'String' })).toEqual([{ reads: open, where: ['parameter P has any value'] }]));
  test('with a default has the default or another value; no message contains the default, which may be a password', () => {
    expect(cases({ Type: 'String', Default: 'x' })).toEqual([
      { reads: 'x', where: ['parameter P has its default value'] },
      { reads: open, where: ['parameter P has another value'] },
    ]);
  });
  test('with allowed values has each of them', () => {
    expect(cases({ Type: 'String', Default: 'x', AllowedValues: ['x', 'y'] })).toEqual([
      { reads: 'x', where: ['parameter P is "x"'] },
      { reads: 'y', where: ['parameter P is "y"'] },
    ]);
  });
  test('with too many allowed values is open', () => {
    expect(cases({ Type: 'Number', AllowedValues: [1, 2, 3, 4, 5, 6, 7, 8, 9] })).toEqual([{ reads: open, where: ['parameter P has any value'] }]);
  });
  test('without allowed values is open', () => expect(cases({ Type: 'String', AllowedValues: [] }).map((c) => c.reads)).toEqual([open]));
  test.each([[true], ['true'], ['True']])('with NoEcho %j is open despite a default', (NoEcho) => {
    expect(cases({ Type: 'String', Default: 'x', NoEcho })).toEqual([{ reads: open, where: [] }]);
  });
  test('with NoEcho false', () => expect(cases({ Type: 'String', Default: 'x', NoEcho: false }).map((c) => c.reads)).toEqual(['x', open]));

  test('with eight allowed values has each of them', () => {
    expect(cases({ Type: 'Number', AllowedValues: [1, 2, 3, 4, 5, 6, 7, 8] }).map((c) => c.reads)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
  test.each(['CommaDelimitedList', 'List<Number>', 'List<AWS::EC2::Subnet::Id>'])('of type %s', (Type) => {
    expect(cases({ Type, Default: 'a, b' }).map((c) => c.reads)).toEqual([['a', 'b'], open]);
  });
  test('a list of one number', () => expect(cases({ Type: 'List<Number>', Default: 5 }).map((c) => c.reads)).toEqual([['5'], open]));
  test('with allowed values for a list: they apply to its items', () => {
    expect(cases({ Type: 'CommaDelimitedList', Default: 'a,b', AllowedValues: ['a', 'b'] }).map((c) => c.reads)).toEqual([['a', 'b'], open]);
  });

  test('from Systems Manager is open, because the default is a name', () => {
    expect(cases({ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' })).toEqual([
      { reads: new Open('the value of parameter P is read from Systems Manager at deployment'), where: [] },
    ]);
  });
  test('with the name of a Systems Manager parameter has its default or another value', () => {
    expect(cases({ Type: 'AWS::SSM::Parameter::Name', Default: '/x' }).map((c) => c.reads)).toEqual(['/x', open]);
  });

  test('has the same value throughout a scenario', () => {
    const sections = { Parameters: { P: { Type: 'String', AllowedValues: ['a', 'b'] } }, Conditions: { IsA: { 'Fn::Equals': [{ Ref: 'P' }, 'a'] } } };
    expect(scenarios([{ Ref: 'P' }, { 'Fn::Sub': '${P}!' }, { 'Fn::If': ['IsA', 1, 2] }], sections).map((c) => c.reads)).toEqual([
      ['a', 'a!', 1],
      ['b', 'b!', 2],
    ]);
  });

  test.each([[null], ['x'], [[]]])('declared as %j is undefined', (declaration) => {
    expect(cases(declaration)).toEqual([{ reads: new Open('P is not defined in the template'), where: [] }]);
  });
  test.each([[{}], [{ Type: 5 }], [{ Type: 'String', Default: { Ref: 'P' } }], [{ Type: 'String', Default: null }]])('declared as %j is open', (declaration) => {
    expect(cases(declaration)).toEqual([{ reads: open, where: ['parameter P has any value'] }]);
  });
});

describe('parameters of a nested stack', () => {
  /** Returns the readings of the parameter P in a nested stack, which its parent declares with the given properties. */
  const cases = (Properties: unknown, parameter: object = { Type: 'String', Default: 'd' }, Conditions: object = {}) => {
    const parent = { Parameters: { Q: { Type: 'String' } }, Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, Inner: { Type: 'AWS::CloudFormation::Stack', Properties } } };
    const inner = { Conditions, Parameters: { P: parameter }, Resources: { Probe: { Type: 'Test::Probe::Resource', Properties: { Value: { Ref: 'P' } } } } };
    return readings(workloadOf({ ...parent, nested: { Inner: inner } }), 'Probe', 'Value');
  };
  const given = (P: unknown) => ({ Parameters: { P } });
  const deployed = new Open('the parameters of nested stack Inner are known only at deployment');

  test.each<[unknown, unknown]>([
    [given('x'), 'x'], [given({ Ref: 'Bucket' }), '${Bucket}'], [given({ 'Fn::Sub': '${Q}' }), new Open('the value of parameter Q is given at deployment')],
    [{ Parameters: { 'Fn::Transform': { Name: 'M' } } }, deployed], [{ Parameters: null }, deployed], [{ Parameters: 'x' }, deployed], [{ 'Fn::Transform': { Name: 'M' } }, deployed],
  ])('%j passes a value', (properties, value) => expect(cases(properties).map((c) => c.reads)).toEqual([value]));

  test.each([[undefined], [{}], [{ TemplateURL: 'x' }], [given(undefined)], [given(null)], [given({ Ref: 'AWS::NoValue' })], [{ Parameters: {} }], [{ Parameters: { Other: 'x' } }]])(
    '%j passes none, so that the default applies',
    (properties) => expect(cases(properties)).toEqual([{ reads: 'd', where: ['parameter P has its default value'] }]),
  );

  test('without a value and a default is open, whatever conditions compare it with', () => {
    const compared = { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } };
    expect(cases({}, { Type: 'String' }, compared)).toEqual([
      { reads: new Open('the value of parameter P is given at deployment'), where: ['parameter P has any value'] },
    ]);
  });

  test.each<[unknown, unknown]>([
    ['a, b', ['a', 'b']], [5, ['5']], [['a', 'b'], ['a', 'b']], [{ Ref: 'Bucket' }, '${Bucket}'],
    [{ 'Fn::Join': [',', ['a', { Ref: 'AWS::Region' }, 'b']] }, ['a', '${AWS::Region}', 'b']],
    [{ Ref: 'Q' }, new Open('the value of parameter Q is given at deployment')],
  ])('of a type of lists, with the value %j', (raw, value) => {
    expect(cases(given(raw), { Type: 'CommaDelimitedList' }).map((c) => c.reads)).toEqual([value]);
  });

  test('an output that the nested stack lacks is open', () => {
    const nested = { Inner: { Outputs: { O: { Value: 'v' } }, Resources: {} } };
    const at = (name: string) => readings(workloadOf({ ...probeOf({ 'Fn::GetAtt': ['Inner', `Outputs.${name}`] }), nested }), 'Probe', 'Value').map((c) => c.reads);
    expect([at('O'), at('P')]).toEqual([['v'], [new Open('output Outputs.P of Inner is known at deployment')]]);
  });
});

describe('Fn::FindInMap', () => {
  const Mappings = {
    Size: { dev: { memory: 128, disk: 1 }, prod: { memory: 1024, disk: 9 } },
    Lists: { a: { zones: ['x', 'y'] } },
  };
  const find = (...argument: unknown[]) => ({ 'Fn::FindInMap': argument });

  test('with fixed keys', () => expect(reads(find('Size', 'dev', 'memory'), { Mappings })).toBe(128));
  test('of a list', () => expect(reads({ 'Fn::Select': [1, find('Lists', 'a', 'zones')] }, { Mappings })).toBe('y'));
  test('with a pseudo parameter as first key, one row at a time', () => {
    expect(scenarios([find('Size', { Ref: 'AWS::Region' }, 'memory'), find('Size', { Ref: 'AWS::Region' }, 'disk')], { Mappings })).toEqual([
      { reads: [128, 1], where: ['Size is read for dev'] },
      { reads: [1024, 9], where: ['Size is read for prod'] },
    ]);
  });
  test('with a pseudo parameter as second key', () => {
    expect(scenarios(find('Size', 'dev', { Ref: 'AWS::Region' }), { Mappings }).map((c) => c.reads)).toEqual([128, 1]);
  });
  test('with a parameter as key', () => {
    const Parameters = { Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } };
    expect(scenarios(find('Size', { Ref: 'Env' }, 'memory'), { Mappings, Parameters })).toEqual([
      { reads: 128, where: ['parameter Env is "dev"'] },
      { reads: 1024, where: ['parameter Env is "prod"'] },
    ]);
  });
  test('rows with the same value are one case', () => {
    const same = { M: { a: { k: 1 }, b: { k: 1 }, c: { k: 2 } } };
    expect(scenarios(find('M', { Ref: 'AWS::Region' }, 'k'), { Mappings: same })).toEqual([
      { reads: 1, where: ['M is read for a or b'] },
      { reads: 2, where: ['M is read for c'] },
    ]);
  });
  test('many rows are tried by value if there are few values, else not at all', () => {
    const Regions = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`r${i}`, { ami: `ami-${i}`, gov: i > 17 }]));
    const at = (column: string) => scenarios(find('Regions', { Ref: 'AWS::Region' }, column), { Mappings: { Regions } }).map((c) => c.reads);
    expect(at('gov')).toEqual([false, true]);
    expect(at('ami')).toEqual([new Open('Fn::FindInMap with a key known at deployment')]);
  });
  test.each([[8, 8, 8], [9, 8, 64], [9, 9, 1]])('two columns of %i rows with %i values have %i cases', (count, values, cases) => {
    const M = Object.fromEntries(Array.from({ length: count }, (_, i) => [`r${i}`, { a: `a${i % values}`, b: `b${i % values}`, id: i }]));
    const both = scenarios(['a', 'b'].map((column) => find('M', { Ref: 'AWS::Region' }, column)), { Mappings: { M } }).map((c) => c.reads);
    expect(both).toHaveLength(cases);
    expect(both[0]).toEqual(values > 8 ? new Open('Fn::FindInMap with a key known at deployment') : ['a0', 'b0']);
  });
  test('of a column that some rows lack', () => {
    const M = { dev: { a: 1, b: 2 }, prod: { a: 3 } };
    expect(scenarios(['a', 'b'].map((column) => find('M', { Ref: 'AWS::Region' }, column)), { Mappings: { M } })).toEqual([
      { reads: [1, 2], where: ['M is read for dev'] },
      { reads: new Open('map M has no such entry'), where: ['M is read for prod'] },
    ]);
  });
  test('two maps are read independently', () => {
    const M = { dev: { a: 1 }, prod: { a: 2 } };
    const N = { x: { a: 3 }, y: { a: 4 } };
    expect(scenarios(['M', 'N'].map((map) => find(map, { Ref: 'AWS::Region' }, 'a')), { Mappings: { M, N } }).map((c) => c.reads)).toEqual([[1, 3], [1, 4], [2, 3], [2, 4]]);
  });
  test.each([[['Size', 'test', 'memory']], [['Size', 'dev', 'cpu']], [['Size', 'constructor', 'name']], [['Size', 'dev', '__proto__']]])('%j does not exist', (argument) => {
    expect(reads(find(...argument), { Mappings })).toEqual(new Open('map Size has no such entry'));
  });
  test('with a default for a missing entry', () => {
    expect(reads(find('Size', 'test', 'memory', { DefaultValue: { Ref: 'Bucket' } }), { Mappings })).toBe('${Bucket}');
    expect(reads(find('Size', 'dev', 'memory', { DefaultValue: 1 }), { Mappings })).toBe(128);
    expect(reads(find('Size', { Ref: 'AWS::Region' }, 'memory', { DefaultValue: 1 }), { Mappings })).toBeInstanceOf(Open);
  });
  test.each([
    [undefined], [{}], [{ M: null }], [{ M: 'x' }], [{ M: {} }], [{ M: { a: null } }], [{ M: { a: 'xyz' } }], [{ M: { a: { b: null } } }],
    [{ M: { a: { b: ['x', {}] } } }],
    [{ M: { a: { b: { 'Fn::FindInMap': ['M', 'a', 'b'] } } } }],
  ])('the mappings %j have no such entry', (mappings) => {
    for (const key of ['a', { Ref: 'AWS::Region' }]) expect(reads(find('M', key, 'b'), { Mappings: mappings })).toBeInstanceOf(Open);
  });
});

describe('malformed intrinsics', () => {
  const argument = [undefined, null, 0, '', 'x', true, [], [null], [1], [null, null], ['C', 1], {}, { Ref: {} }, [{}, {}, {}], { a: 1 }, [[], []], [{ Ref: null }, 'a', 'b']];
  const names = [
    'Ref', 'Fn::GetAtt', 'Fn::Sub', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::If', 'Fn::FindInMap', 'Fn::ImportValue', 'Fn::GetStackOutput', 'Fn::GetAZs',
    'Fn::Transform', 'Fn::',
  ];
  test.each(names)('%s is undetermined', (name) => {
    for (const value of argument) {
      // These accept a text alone, and convert a number to one.
      if (name === 'Fn::Sub' && typeof value === 'string') continue;
      if (['Fn::Sub', 'Fn::Split'].includes(name) && JSON.stringify(value) === '["C",1]') continue;
      const results = scenarios({ [name]: value }, { Conditions: { C: null } }).map((c) => c.reads);
      for (const result of results) expect(result).toBeInstanceOf(Open);
    }
  });

  test.each(['Fn::Base64', 'Fn::ToJsonString', 'Fn::Length'])('%s is evaluated without an error for every argument', (name) => {
    for (const value of argument) expect(scenarios({ [name]: value })).toHaveLength(1);
  });
});

describe('circular references', () => {
  const body = (Outputs: object, Value: unknown) => ({ Outputs, Resources: { Probe: { Type: 'Test::Probe::Resource', Properties: { Value } } } });
  const importing = (name: string) => ({ 'Fn::ImportValue': name });
  const endless = new Open('a chain of references that never ends');

  test('an export', () => {
    const loop = { X: { Value: { 'Fn::Join': ['', [importing('x'), importing('x'), importing('x')]] }, Export: { Name: 'x' } } };
    expect(readings(workloadOf(body(loop, importing('x'))), 'Probe', 'Value')).toEqual([{ reads: endless, where: [] }]);
  });

  test('the name of an export', () => {
    const loop = { X: { Value: 'v', Export: { Name: importing('x') } }, Y: { Value: 'w', Export: { Name: 'x' } } };
    expect(readings(workloadOf(body(loop, importing('x'))), 'Probe', 'Value')).toEqual([{ reads: 'w', where: [] }]);
  });

  test('an export that contains itself', () => {
    const loop = { X: { Value: { a: importing('x'), b: importing('x') }, Export: { Name: 'x' } } };
    expect(readings(workloadOf(body(loop, importing('x'))), 'Probe', 'Value')).toEqual([{ reads: endless, where: [] }]);
  });

  test('a hundred thousand nested intrinsics', () => {
    let raw: unknown = 'x';
    for (let i = 0; i < 100_000; i += 1) raw = { 'Fn::Base64': raw };
    expect(readings(workloadOf(body({}, raw)), 'Probe', 'Value', (at) => at.unknown !== undefined)).toEqual([{ reads: true, where: [] }]);
  });
});

describe('upper bounds', () => {
  /** Returns a value within a number of intrinsics. */
  const nested = (count: number, inner: unknown): unknown => (count === 0 ? inner : { 'Fn::Join': ['', [nested(count - 1, inner)]] });
  const endless = new Open('a chain of references that never ends');

  test('a value of more than a hundred levels is open, with or without intrinsics', () => {
    const lists = Array.from({ length: 120 }).reduce((inner) => [inner], 'x');
    expect([reads(nested(90, 'x')), reads(nested(120, 'x')), reads(lists)]).toEqual(['x', endless, endless]);
  });

  test('a condition does not depend on the place that reads it', () => {
    const is = (condition: string) => ({ 'Fn::If': [condition, 'yes', 'no'] });
    const Conditions = { C: { 'Fn::Equals': [nested(60, 'a'), 'a'] }, D: { 'Fn::Equals': [1, 1] } };
    expect(reads({ 'Fn::Join': [' ', [is('D'), nested(60, is('C'))]] }, { Conditions })).toBe('yes yes');
  });

  test('a value that is too deep within another is known by itself', () => {
    const inner = { Parameters: { P: { Type: 'String' } }, Resources: { Probe: { Type: 'Test::Probe::Resource', Properties: { Value: nested(60, { Ref: 'P' }) } } } };
    const Inner = { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { P: nested(60, 'x') } } };
    const workload = workloadOf({ Resources: { Inner }, nested: { Inner: inner } });
    expect(readings(workload, 'Probe', 'Value')).toEqual([{ reads: endless, where: [] }]);
    expect(readings(workload, 'Inner', 'Parameters')).toEqual([{ reads: { P: 'x' }, where: [] }]);
  });

  test('the number of intrinsics is counted for each value', () => {
    const many = (count: number) => Array.from({ length: count }, () => ({ 'Fn::Length': [] }));
    const workload = workloadOf({ Resources: { A: { Type: 'A', Properties: { Value: many(15_000) } }, B: { Type: 'B', Properties: { Value: many(15_000) } }, C: { Type: 'C', Properties: { Value: many(25_000) } } } });
    const length = (logicalId: string) => readings(workload, logicalId, 'Value', (at) => (at.json() as unknown[]).length)[0].reads;
    expect([length('A'), length('B'), length('C')]).toEqual([15_000, 15_000, endless]);
  });
});
