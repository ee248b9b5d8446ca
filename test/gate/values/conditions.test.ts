import { scenarios } from '../harness';

describe('Fn::If and conditions', () => {
  const raw = (condition: string) => ({ 'Fn::If': [condition, 'yes', 'no'] });
  const cases = (conditions: object, name = 'C', parameters: object = {}) => scenarios(raw(name), { Conditions: conditions, Parameters: parameters });

  test.each([
    [{ 'Fn::Equals': ['a', 'a'] }, 'yes'],
    [{ 'Fn::Equals': [true, 'true'] }, 'yes'],
    [{ 'Fn::Equals': ['a', 'A'] }, 'no'],
    [{ 'Fn::Not': [{ 'Fn::Equals': ['a', 'a'] }] }, 'no'],
    [{ 'Fn::And': [{ 'Fn::Equals': [1, '1'] }, { Condition: 'True' }] }, 'yes'],
    [{ 'Fn::Or': [{ 'Fn::Equals': [1, 2] }, { Condition: 'True' }] }, 'yes'],
    [{ 'Fn::And': [{ 'Fn::Equals': [1, 2] }, { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] }] }, 'no'],
    [{ 'Fn::Equals': [{ 'Fn::Select': [0, ['a']] }, { 'Fn::Join': ['', ['a']] }] }, 'yes'],
  ])('%j', (condition, value) => {
    expect(cases({ C: condition, True: { 'Fn::Equals': [1, 1] } })).toEqual([{ reads: value, where: [] }]);
  });

  test('one that depends on the deployment has both values', () => {
    expect(cases({ C: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } })).toEqual([
      { reads: 'yes', where: ['condition C is true'] },
      { reads: 'no', where: ['condition C is false'] },
    ]);
  });

  test('a negation names the condition as written', () => {
    expect(cases({ C: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] }] } })).toEqual([
      { reads: 'no', where: ['condition C is false'] },
      { reads: 'yes', where: ['condition C is true'] },
    ]);
  });

  test('operands are named', () => {
    const region = (name: string) => ({ 'Fn::Equals': [{ Ref: 'AWS::Region' }, name] });
    expect(cases({ C: { 'Fn::Or': [region('a'), region('b')] } })).toEqual([
      { reads: 'yes', where: ['operand 1 of condition C is true'] },
      { reads: 'yes', where: ['operand 1 of condition C is false', 'operand 2 of condition C is true'] },
      { reads: 'no', where: ['operand 1 of condition C is false', 'operand 2 of condition C is false'] },
    ]);
  });

  test('an undefined one has both values', () => expect(cases({}).map((c) => c.reads)).toEqual(['yes', 'no']));
  test('one named like an inherited method is undefined', () => expect(cases({}, 'constructor').map((c) => c.reads)).toEqual(['yes', 'no']));

  test('one comparison has one value, in either order of operands', () => {
    const conditions = {
      A: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] },
      B: { 'Fn::Equals': ['x', { Ref: 'AWS::Region' }] },
      C: { 'Fn::Not': [{ Condition: 'A' }] },
    };
    expect(scenarios(['A', 'B', 'C'].map(raw), { Conditions: conditions }).map((c) => c.reads)).toEqual([
      ['yes', 'yes', 'no'],
      ['no', 'no', 'yes'],
    ]);
  });

  test.each([
    ['first', (value: string) => ({ 'Fn::Equals': [{ Ref: 'Env' }, value] })],
    ['second', (value: string) => ({ 'Fn::Equals': [value, { Ref: 'Env' }] })],
  ])('conditions on one parameter, as %s operand, are mutually exclusive', (_, is) => {
    const sections = { Parameters: { Env: { Type: 'String' } }, Conditions: { Dev: is('dev'), Prod: is('prod') } };
    expect(scenarios([raw('Dev'), raw('Prod')], sections)).toEqual([
      { reads: ['yes', 'no'], where: ['parameter Env is "dev"'] },
      { reads: ['no', 'yes'], where: ['parameter Env is "prod"'] },
      { reads: ['no', 'no'], where: ['parameter Env has another value'] },
    ]);
  });

  test.each([
    [{ 'Fn::Equals': [{ Ref: 'P' }, 'a', 'b'] }], [{ 'Fn::Equals': { length: 2 } }], [{ 'Fn::Equals': null }], [{ 'Fn::And': [{ Ref: 'P' }, 'a'] }], [null],
    [{ 'Fn::Equals': [{ Ref: 'P' }, null] }], [{ 'Fn::Equals': [{ Ref: 'P' }, { Ref: 'P' }] }], [{ 'Fn::Equals': [{ Ref: 'Q' }, 'a'] }], [{ 'Fn::Equals': ['P', 'a'] }],
  ])('%j compares the parameter P with no value', (condition) => {
    const Parameters = { P: { Type: 'String' } };
    expect(scenarios({ Ref: 'P' }, { Parameters, Conditions: { C: condition } }).map((c) => c.where)).toEqual([['parameter P has any value']]);
  });

  test.each([
    ['itself', { C: { Condition: 'C' } }],
    ['itself, negated', { C: { 'Fn::Not': [{ Condition: 'C' }] } }],
    ['each other', { C: { 'Fn::And': [{ Condition: 'D' }, { Condition: 'D' }] }, D: { 'Fn::Or': [{ Condition: 'C' }, { Condition: 'C' }] } }],
    ['itself through Fn::If', { C: { 'Fn::Equals': [{ 'Fn::If': ['C', 'a', 'b'] }, 'a'] } }],
  ])('conditions that refer to %s have both values', (_, conditions) => {
    expect(new Set(cases(conditions).map((c) => c.reads))).toEqual(new Set(['yes', 'no']));
  });

  test('a chain that doubles at each step is evaluated once per condition', () => {
    const conditions = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`C${i}`, { 'Fn::And': [{ Condition: `C${i + 1}` }, { Condition: `C${i + 1}` }] }]),
    );
    expect(cases(conditions, 'C0').map((c) => c.reads)).toEqual(['yes', 'no']);
  });

  test('a chain of thousands terminates', () => {
    const conditions = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`C${i}`, { Condition: `C${i + 1}` }]));
    expect(cases(conditions, 'C0').map((c) => c.reads)).toEqual(['yes', 'no']);
  });

  test.each([
    [{ 'Fn::And': [] }], [{ 'Fn::Or': [] }], [{ 'Fn::Not': [] }], [{ 'Fn::Not': 'x' }], [{ 'Fn::Equals': [1] }], [{ 'Fn::Equals': [1, 1, 1] }],
    [{ 'Fn::And': 'x' }], [{ Condition: {} }], [{ 'Fn::Maybe': [] }], [{}], [null], ['x'], [[]], [{ 'Fn::Equals': [1, 1], 'Other': 1 }],
  ])('%j is invalid and has both values', (condition) => {
    expect(cases({ C: condition })).toEqual([
      { reads: 'yes', where: ['condition C is true'] },
      { reads: 'no', where: ['condition C is false'] },
    ]);
  });

  test.each<[string, object, number]>([
    ['undefined', {}, 4],
    ['invalid in different ways', { A: { 'Fn::Maybe': 1 }, B: { 'Fn::Maybe': 2 } }, 4],
    ['invalid in the same way', { A: { 'Fn::Maybe': 1 }, B: { 'Fn::Maybe': 1 } }, 2],
    ['about different values', { A: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] }, B: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'y'] } }, 4],
  ])('two conditions that are %s', (_, conditions, count) => {
    expect(scenarios(['A', 'B'].map(raw), { Conditions: conditions })).toHaveLength(count);
  });
});
