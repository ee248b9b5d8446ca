import * as fc from 'fast-check';
import { Property, Undetermined } from '../../../lib/gate';
import { Open, readings, TestTemplate, workloadOf } from '../harness';

/** Returns the property `Value` of a resource, without a decision. */
function property(Value: unknown, sections: object = {}): Property {
  return workloadOf(template(Value, sections)).resources('Test::Probe::Resource')[0].get('Value');
}

function template(Value: unknown, sections: object = {}): TestTemplate {
  return {
    ...sections,
    Resources: { Probe: { Type: 'Test::Probe::Resource', Properties: { Value } }, Bucket: { Type: 'AWS::S3::Bucket' } },
  };
}

/** Returns the reason of an {@link Undetermined} thrown by reading. */
function reason(read: () => unknown): string {
  try {
    read();
  } catch (e) {
    if (e instanceof Undetermined) return `${e.location}: ${e.reason}`;
    throw e;
  }
  throw new Error('it was read');
}

const absent = [undefined, null, { Ref: 'AWS::NoValue' }];
const unknown = { Ref: 'Missing' };
const whyUnknown = 'Missing is not defined in the template';

describe('an absent value', () => {
  test.each(absent.map((raw) => [raw]))('%j', (raw) => {
    const at = property(raw);
    expect(at).toMatchObject({ exists: false, unknown: undefined });
    expect([at.string(), at.literal(), at.number(), at.boolean(), at.reference()]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect([at.items(), at.itemsOrOne(), at.entries(), at.references(), at.alternatives()]).toEqual([[], [], [], [], []]);
    expect(at.isObject()).toBe(false);
    expect(at.at('a', 0).exists).toBe(false);
  });
});

describe('an unknown value', () => {
  const at = property(unknown);
  test('exists, with the reason why it is unknown', () => expect(at).toMatchObject({ exists: true, unknown: whyUnknown }));
  test.each(['string', 'number', 'boolean', 'items', 'itemsOrOne', 'entries', 'isObject', 'reference', 'json'] as const)('%s() is undetermined', (read) => {
    expect(reason(() => at[read]())).toBe(`Properties.Value: ${whyUnknown}`);
  });
  test('has unknown children', () => {
    expect(at.at('a', 0)).toMatchObject({ location: 'Properties.Value.a[0]', unknown: whyUnknown });
  });
  test('leaves open whether it has a child', () => {
    expect(reason(() => at.at('a').exists)).toBe(`Properties.Value.a: ${whyUnknown}`);
    expect(reason(() => property({ 'a': 1, 'Fn::Transform': { Name: 'AWS::Include' } }).at('b').exists)).toMatch(/^Properties\.Value\.b: a macro or a loop adds entries/);
    expect(property({ 'a': unknown, 'Fn::Transform': { Name: 'AWS::Include' } }).at('a').exists).toBe(true);
  });
  test('is undefined or empty for methods that never throw', () => expect([at.literal(), at.references(), at.alternatives()]).toEqual([undefined, [], []]));
});

describe('at', () => {
  const at = property({ 'list': ['a', { b: { 'Fn::If': ['C', 1, 2] } }], 'a.b': 'dotted', '1': 'one' });
  test.each([
    [['list', 0], '"a"', 'Properties.Value.list[0]'],
    [['a.b'], '"dotted"', 'Properties.Value.a.b'],
    [['list', 5], undefined, 'Properties.Value.list[5]'],
    [['list', 'length'], undefined, 'Properties.Value.list.length'],
    [['list', 0, 'length'], undefined, 'Properties.Value.list[0].length'],
    [['constructor'], undefined, 'Properties.Value.constructor'],
    [['__proto__'], undefined, 'Properties.Value.__proto__'],
    [['hasOwnProperty', 'name'], undefined, 'Properties.Value.hasOwnProperty.name'],
    [[1], '"one"', 'Properties.Value[1]'],
  ])('%j', (keys, json, location) => {
    const inner = at.at(...keys);
    expect(inner.location).toBe(location);
    expect(JSON.stringify(inner.json())).toBe(json);
  });
  test('without keys returns the same property', () => expect(at.at()).toBe(at));
  test('finds keys such as __proto__ as ordinary ones', () => {
    const hostile = property(JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "hasOwnProperty": 3}'));
    expect(hostile.entries().map(([key, value]) => [key, value.json()])).toEqual([['__proto__', { x: 1 }], ['constructor', 2], ['hasOwnProperty', 3]]);
    expect(hostile.at('__proto__', 'x').number()).toBe(1);
    expect(hostile.at('x').exists).toBe(false);
    expect(Object.keys(hostile.json())).toEqual(['__proto__', 'constructor', 'hasOwnProperty']);
  });
  test('is unknown below a reference, because an attribute may be an object', () => {
    expect(property({ 'Fn::GetAtt': ['Bucket', 'Policy'] }).at('Statement').unknown).toBe('${Bucket.Policy} is known only at deployment');
    expect(property({ Ref: 'AWS::NotificationARNs' }).at(0).unknown).toBe('${AWS::NotificationARNs} is known only at deployment');
  });
  test('finds nothing below a text', () => expect(property({ 'Fn::Sub': 'a-${Bucket}' }).at('x').exists).toBe(false));
  test('is unknown only for entries that a macro or a loop adds', () => {
    for (const addition of [{ 'Fn::Transform': { Name: 'AWS::Include' } }, { 'Fn::ForEach::X': [] }]) {
      const open = property({ a: 1, ...addition });
      expect(open.at('a').number()).toBe(1);
      expect(open.at('b').unknown).toBe('a macro or a loop adds entries at deployment');
      expect(reason(() => open.entries())).toBe('Properties.Value: a macro or a loop adds entries at deployment');
    }
  });
  test.each([{ Name: 'M' }, { Name: { Ref: 'M' } }, {}, null])('beside macro %j, all entries are unknown', (macro) => {
    const open = property({ 'a': 1, 'Fn::Transform': macro });
    expect(['a', 'b'].map((key) => open.at(key).unknown)).toEqual(Array(2).fill('a macro may change it at deployment'));
    expect(reason(() => open.entries())).toBe('Properties.Value: a macro or a loop adds entries at deployment');
  });
});

describe('lists and maps', () => {
  test('items omit absent values and keep their index', () => {
    expect(property(['a', { Ref: 'AWS::NoValue' }, null, 'b']).items().map((item) => [item.location, item.string()])).toEqual([
      ['Properties.Value[0]', 'a'],
      ['Properties.Value[3]', 'b'],
    ]);
  });
  test('itemsOrOne returns a list for a single value', () => {
    expect(property('a').itemsOrOne().map((item) => item.string())).toEqual(['a']);
    expect(property(['a', 'b']).itemsOrOne().map((item) => item.string())).toEqual(['a', 'b']);
    expect(property({ a: 1 }).itemsOrOne().map((item) => item.json())).toEqual([{ a: 1 }]);
  });
  test.each([
    ['String', true], ['Number', true], ['AWS::EC2::VPC::Id', true], ['AWS::SSM::Parameter::Value<String>', true],
    ['CommaDelimitedList', false], ['List<Number>', false], ['List<AWS::EC2::Subnet::Id>', false],
    ['AWS::SSM::Parameter::Value<CommaDelimitedList>', false], ['AWS::SSM::Parameter::Value<List<String>>', false],
  ])('an unknown parameter of type %s is one value: %s', (Type, isSingle) => {
    const at = property({ Ref: 'P' }, { Parameters: { P: { Type, NoEcho: true } } });
    if (isSingle) expect(at.itemsOrOne()).toEqual([at]);
    else expect(() => at.itemsOrOne()).toThrow(Undetermined);
  });
  test('a text that a nested stack takes for a list may be several', () => {
    const nested = { ...template({ Ref: 'Items' }), Parameters: { Items: { Type: 'CommaDelimitedList' } } };
    const workload = workloadOf({
      Parameters: { Text: { Type: 'String', NoEcho: true } },
      Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Items: { Ref: 'Text' } } } } },
      nested: { Nested: nested },
    });
    const at = workload.resources('Test::Probe::Resource')[0].get('Value');
    expect(() => at.itemsOrOne()).toThrow('the value of parameter Text is given at deployment');
  });
  test('mayHave is false for what is certainly absent', () => {
    const has = (raw: unknown) => property(raw, { Parameters: { P: { Type: 'String', NoEcho: true } } }).mayHave('a');
    expect([{ a: 1 }, { a: { Ref: 'AWS::NoValue' } }, { Ref: 'P' }, { 'b': 1, 'Fn::Transform': { Name: 'Custom' } }].map(has)).toEqual([true, true, true, true]);
    expect([{ b: 1 }, 'a', ['a'], undefined].map(has)).toEqual([false, false, false, false]);
  });
  test.each([
    ['a', 'a text'], [1, 'a number'], [true, 'a boolean'], [{}, 'an object'], [{ Ref: 'Bucket' }, 'a text'], [{ 'Fn::Sub': '${Bucket}-x' }, 'a text'],
  ])('%j is not a list', (raw, kind) => expect(reason(() => property(raw).items())).toBe(`Properties.Value: a list is expected, found ${kind}`));
  test('entries omit absent values', () => {
    expect(property({ a: 1, b: { Ref: 'AWS::NoValue' } }).entries().map(([key, value]) => [key, value.number()])).toEqual([['a', 1]]);
  });
  test.each([['a', 'a text'], [[], 'a list']])('%j is not a map', (raw, kind) => {
    expect(reason(() => property(raw).entries())).toBe(`Properties.Value: an object is expected, found ${kind}`);
  });
  test.each([[{}, true], [[], false], ['a', false], [1, false], [{ Ref: 'Bucket' }, false]])('isObject of %j is %s', (raw, is) => {
    expect(property(raw).isObject()).toBe(is);
  });
});

describe('documents', () => {
  test('an object and its JSON text are documents', () => {
    for (const raw of [{ a: [{ b: 1 }] }, '{"a":[{"b":1}]}', { 'Fn::Join': ['', ['{"a":[{"b":', '1}]}']] }]) {
      const inner = property(raw).document().at('a', 0, 'b');
      expect([inner.number(), inner.location]).toEqual([1, 'Properties.Value.a[0].b']);
    }
  });
  test('an absent one is absent', () => {
    for (const raw of absent) expect(property(raw).document().exists).toBe(false);
  });
  test('values from the deployment have the notation of Fn::Sub', () => {
    expect(property({ 'Fn::Sub': '{"a":"${Bucket.Arn}/*"}' }).document().at('a').string()).toBe('${Bucket.Arn}/*');
  });
  test.each([[[], 'a text is expected, found a list'], ['[]', 'an object or the JSON text of one is expected'], ['{', 'the text is not valid JSON: .*'], [unknown, whyUnknown]])(
    '%j is not a document',
    (raw, why) => expect(reason(() => property(raw).document())).toMatch(new RegExp(`^Properties\\.Value: ${why}$`)),
  );
});

describe('scalars', () => {
  test.each([
    ['a', 'a', 'a'], [1, '1', '1'], [false, 'false', 'false'], ['', '', ''],
    [{ Ref: 'Bucket' }, '${Bucket}', undefined],
    [{ Ref: 'AWS::Region' }, '${AWS::Region}', undefined],
    [{ 'Fn::Sub': 'a-${Bucket.Arn}' }, 'a-${Bucket.Arn}', undefined],
    [{ 'Fn::Join': ['', ['a', 'b']] }, 'ab', 'ab'],
  ])('string and literal of %j', (raw, string, literal) => expect([property(raw).string(), property(raw).literal()]).toEqual([string, literal]));
  test('a text with an unknown part is undetermined', () => {
    const at = property({ 'Fn::Sub': 'a-${Missing}' });
    expect(reason(() => at.string())).toBe(`Properties.Value: ${whyUnknown}`);
    expect([at.literal(), at.unknown, at.hasUnknownPart()]).toEqual([undefined, undefined, true]);
    expect(property({ 'Fn::Sub': 'a-${Bucket}' }).hasUnknownPart()).toBe(false);
  });
  test.each([[[], 'a list'], [{}, 'an object']])('%j is not a text', (raw, kind) => {
    expect(reason(() => property(raw).string())).toBe(`Properties.Value: a text is expected, found ${kind}`);
    expect(property(raw).literal()).toBeUndefined();
  });

  test.each([[5, 5], ['5', 5], [' 5 ', 5], ['1e3', 1000], [-0.5, -0.5]])('number of %j', (raw, number) => expect(property(raw).number()).toBe(number));
  test.each([['five'], [''], [' '], [true], ['Infinity'], ['1e999'], [{ Ref: 'Bucket' }]])('%j is not a number', (raw) => {
    expect(reason(() => property(raw).number())).toMatch(/^Properties\.Value: a number is expected, found ".*"$/);
  });
  test.each([[true, true], ['true', true], ['False', false], [false, false]])('boolean of %j', (raw, value) => expect(property(raw).boolean()).toBe(value));
  test.each([['yes'], [1], ['']])('%j is not a boolean', (raw) => {
    expect(reason(() => property(raw).boolean())).toMatch(/^Properties\.Value: true or false is expected, found ".*"$/);
  });
});

describe('references', () => {
  test('a reference as the whole value', () => {
    expect(property({ 'Fn::GetAtt': ['Bucket', 'Arn'] }).reference()).toMatchObject({ resource: { logicalId: 'Bucket' }, attribute: 'Arn', partial: false });
    expect(property({ 'Fn::Sub': '${Bucket}' }).reference()).toMatchObject({ attribute: 'Ref' });
    expect(property({ 'Fn::Sub': '${Bucket}/*' }).reference()).toBeUndefined();
  });
  test('all references within a text', () => {
    expect(property({ 'Fn::Sub': '${Bucket}/${Probe.Arn}/${AWS::Region}/${Missing}' }).references().map((r) => `${r.resource.logicalId}.${r.attribute}`)).toEqual([
      'Bucket.Ref',
      'Probe.Arn',
    ]);
  });
  test('a list and a map have no references of their own', () => {
    expect(property([{ Ref: 'Bucket' }]).references()).toEqual([]);
    expect(property({ a: { Ref: 'Bucket' } }).references()).toEqual([]);
  });
});

test('openParameter returns the parameter that makes a value open', () => {
  const sections = { Parameters: { P: { Type: 'String', NoEcho: true } } };
  expect(property({ Ref: 'P' }, sections).openParameter()).toMatchObject({ name: 'P', noEcho: true });
  expect(property({ 'Fn::Sub': 'x${P}' }, sections).openParameter()).toMatchObject({ name: 'P' });
  for (const raw of ['x', {}, unknown]) expect(property(raw, sections).openParameter()).toBeUndefined();
});

test('a parameter of a nested stack has the value in its parent', () => {
  const inner = { Parameters: { P: { Type: 'String' } }, Resources: { Probe: { Type: 'Test::Probe::Resource', Properties: { Value: { Ref: 'P' } } } } };
  const workload = workloadOf({
    Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { P: [{ Ref: 'Bucket' }] } } } },
    nested: { Inner: inner },
  });
  expect(readings(workload, 'Probe', 'Value')).toEqual([{ reads: ['${Bucket}'], where: [] }]);
});

describe('random properties', () => {
  const names = [
    'Ref', 'Fn::GetAtt', 'Fn::Sub', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::If', 'Fn::FindInMap', 'Fn::ImportValue', 'Fn::GetStackOutput', 'Fn::Base64',
    'Fn::ToJsonString', 'Fn::Length', 'Fn::Transform', 'Fn::ForEach::X', 'Fn::GetAZs', 'Condition',
  ];
  const words = [
    'Bucket', 'Probe', 'P', 'L', 'C', 'D', 'M', 'a', 'b', 'x', '', '${Bucket}', '${P.x}', '${', 'AWS::Region', 'AWS::NoValue', '__proto__', 'constructor',
  ];
  const { value: raw } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(fc.constantFrom<unknown>(...words, null, undefined, true, 0, 1, -1, 1.5), fc.string({ maxLength: 3 })),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.tuple(fc.constantFrom(...names), tie('value')).map(([name, argument]) => ({ [name]: argument })),
      fc.tuple(fc.constantFrom(...names), fc.array(tie('value'), { minLength: 1, maxLength: 3 })).map(([name, argument]) => ({ [name]: argument })),
      fc.dictionary(fc.constantFrom(...words, ...names), tie('value'), { maxKeys: 3 }),
    ),
  }));
  const anyTemplate = fc
    .record({
      value: raw, other: raw, output: raw, name: raw, map: raw, row: raw, default: raw, conditions: fc.dictionary(fc.constantFrom('C', 'D'), raw),
    })
    .map((parts) =>
      template([parts.value, parts.other], {
        Parameters: { P: { Type: 'String', Default: parts.default }, L: { Type: 'CommaDelimitedList', AllowedValues: ['a', 'b'] } },
        Conditions: parts.conditions,
        Mappings: { M: { a: parts.row, b: { a: parts.map, b: 'x' } }, N: parts.map },
        Outputs: { O: { Value: parts.output, Export: { Name: 'x' } }, Q: { Value: parts.output, Export: { Name: parts.name } }, R: parts.output },
      }),
    );

  /** Reads a property and all properties below it with each reader. */
  function readAll(at: Property, levels = 6): unknown {
    const attempt = (read: () => unknown) => {
      try {
        return read();
      } catch (e) {
        if (!(e instanceof Undetermined)) throw e;
        return new Open(e.reason);
      }
    };
    const inner = (read: () => Property[]) => attempt(() => (levels === 0 ? [] : read().map((item) => readAll(item, levels - 1))));
    const scalars = [() => at.string(), () => at.number(), () => at.boolean(), () => at.isObject(), () => at.json(), () => at.reference()?.attribute];
    return [
      at.location, at.exists, at.unknown, at.literal(), at.hasUnknownPart(), at.openParameter()?.name, at.alternatives().length,
      at.references().map((reference) => reference.resource.logicalId),
      ...scalars.map(attempt),
      inner(() => at.items()),
      inner(() => at.entries().map(([, value]) => value)),
      attempt(() => at.itemsOrOne().length),
    ];
  }

  test('are read or undetermined in finite time, with the same result each time', () => {
    fc.assert(
      fc.property(anyTemplate, (body) => {
        const read = () => {
          const workload = workloadOf(body);
          const first = readings(workload, 'Probe', 'Value', (at) => readAll(at));
          expect(readings(workload, 'Probe', 'Value', (at) => readAll(at))).toEqual(first);
          const edges = workload.resources().flatMap((resource) => workload.mentions(resource));
          return [first, edges.map(({ from, location, to, attribute }) => [from.path, location, to.path, attribute])];
        };
        const started = performance.now();
        expect(read()).toEqual(read());
        // This detects a hang, not a slow machine: one template takes a few milliseconds.
        expect(performance.now() - started).toBeLessThan(5_000);
      }),
      { numRuns: 300 },
    );
  });

  test('have all their references without a scenario, too', () => {
    fc.assert(
      fc.property(anyTemplate, (body) => {
        const workload = workloadOf(body);
        const [bucket] = workload.resources('AWS::S3::Bucket');
        const refersToBucket = (at: Property): boolean =>
          [at, at.at(0), at.at(1)].some((place) => place.references().some(({ resource }) => resource === bucket));
        const seen = readings(workload, 'Probe', 'Value', refersToBucket).some(({ reads }) => reads === true);
        if (seen) expect(workload.mentions(bucket).map(({ from }) => from.logicalId)).toContain('Probe');
      }),
      { numRuns: 300 },
    );
  });
});
