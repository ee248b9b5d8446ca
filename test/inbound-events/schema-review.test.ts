import { depthProblems, everySchema, patternProblems, strictnessProblems } from '../../lib/inbound-events/schema-review';

const text = { type: 'string', maxLength: 10 };
const closed = { type: 'object', additionalProperties: false };
const marks = (problems: readonly { pointer: string; looseness?: string }[]) => problems.map(({ pointer, looseness }) => `${pointer} ${looseness}`);

describe('patterns', () => {
  test.each([
    ['^[a-z]{1,20}$'],
    ['^\\d{4}-(0[1-9]|1[0-2])$'],
    ['^[A-Za-z0-9._%+-]{1,64}@([a-z0-9-]{1,63}\\.){1,5}[a-z]{2,10}$'],
    ['[a-z]+'],
    ['^(?!x)\\w{3}$'],
  ])('%s is safe', (pattern) => {
    expect(patternProblems({ pattern })).toEqual([]);
  });

  test.each([['(a+)+$'], ['^(a|a)*$'], ['^(\\w+\\s?)*$'], ['^(a{0,50}){0,50}$'], ['a*a*a*b'], ['^([a-z0-9]+-?)*$']])('%s backtracks', (pattern) => {
    const start = Date.now();
    expect(marks(patternProblems({ properties: { a: { pattern } } }))).toEqual(['/properties/a backtracking-pattern']);
    expect(Date.now() - start).toBeLessThan(10_000);
  });

  test('finds patterns of property names', () => {
    expect(marks(patternProblems({ items: [{ patternProperties: { '(a+)+$': {}, '^a$': {} } }] }))).toEqual(['/items/0 backtracking-pattern']);
  });

  test('reports an invalid regular expression', () => {
    expect(patternProblems({ definitions: { a: { pattern: '(' } } })).toEqual([
      { pointer: '/definitions/a', message: 'the pattern ( is not a regular expression' },
    ]);
  });
});

describe('depth', () => {
  test('a schema that is used twice is not recursive', () => {
    const ref = { $ref: '#/definitions/a' };
    expect(depthProblems({ properties: { a: ref, b: { items: { ...ref } } }, definitions: { a: text } })).toEqual([]);
  });

  test.each<[string, any, string[]]>([
    ['of itself', { properties: { a: { $ref: '#' } } }, ['/properties/a unbounded-depth']],
    [
      'of two',
      { $ref: '#/definitions/a', definitions: { a: { items: { $ref: '#/definitions/b' } }, b: { not: { $ref: '#/definitions/a' } } } },
      ['/definitions/b/not unbounded-depth'],
    ],
    ['in an unused definition', { definitions: { a: { items: { $ref: '#/definitions/a' } } } }, []],
    ['through dependencies', { dependencies: { a: { properties: { b: { $ref: '#' } } }, b: ['a'] } }, ['/dependencies/a/properties/b unbounded-depth']],
    ['without end', { properties: { a: { $ref: '#' } }, anyOf: [text, { $ref: '#' }] }, ['/anyOf/1 undefined']],
    ['without end, in an unused definition', { definitions: { 'a/b': { allOf: [{ $ref: '#/definitions/a~1b' }] } } }, [
      '/definitions/a~1b/allOf/0 undefined',
    ]],
  ])('a recursion %s', (_, schema, expected) => {
    expect(marks(depthProblems(schema))).toEqual(expected);
  });

  test('reports a long chain of references', () => {
    const definitions = Object.fromEntries(Array.from({ length: 3000 }, (__, index) => [`d${index}`, { items: { $ref: `#/definitions/d${index + 1}` } }]));
    const problems = depthProblems({ $ref: '#/definitions/d0', definitions: { ...definitions, d3000: text } });
    expect(problems.map(({ message }) => message)).toEqual(['values may be nested more than 100 levels deep']);
  });
});

describe('strictness', () => {
  test('reports every pointer', () => {
    const properties = Object.fromEntries(['a', 'b', 'c', 'd', 'e/f'].map((name) => [name, { type: 'string' }]));
    expect(marks(strictnessProblems({ ...closed, properties }, new Map()))).toEqual(
      ['a', 'b', 'c', 'd', 'e~1f'].map((name) => `/properties/${name} unbounded-string`),
    );
  });

  test('includes another model, which is reviewed separately', () => {
    const $ref = 'https://apigateway.amazonaws.com/restapis/${Api}/models/${Other0}';
    const other = { type: 'object', properties: { id: text, free: { type: 'string' } } };
    const extension = { ...closed, properties: { id: {}, free: { maxLength: 5 } }, allOf: [{ $ref }] };
    expect(strictnessProblems(extension, new Map([['Other0', other]]))).toEqual([]);
    expect(strictnessProblems({ ...closed, properties: { a: { $ref } } }, new Map([['Other0', other]]))).toEqual([]);
  });
});

test('everySchema finds exactly the schemas', () => {
  const schema = {
    enum: [{ not: {} }],
    properties: { properties: { type: 'null' } },
    items: [{}, {}],
    additionalItems: false,
    dependencies: { a: ['b'], b: {} },
    definitions: { a: { not: {} } },
  };
  expect(everySchema(schema).map(({ pointer }) => pointer)).toEqual([
    '', '/dependencies/b', '/properties/properties', '/items/0', '/items/1', '/definitions/a', '/definitions/a/not',
  ]);
});
