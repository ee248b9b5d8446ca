import fc from 'fast-check';
import { EventVerdict, matchEvent } from '../../../lib/gate';
import { readings, workloadOf } from '../harness';

const RULE = 'AWS::Events::Rule';

/** Returns the answer for a pattern and an event, or why there is none. */
function answer(pattern: unknown, event: any, rest?: 'unknown' | 'absent'): unknown {
  const workload = workloadOf({ Parameters: { P: { Type: 'String' } }, Resources: { R: { Type: RULE, Properties: { EventPattern: pattern } } } } as any);
  return readings(workload, 'R', 'EventPattern', (at) => matchEvent(at, event, rest).answer)[0].reads;
}

describe('operators', () => {
  test.each<[operator: unknown, matching: unknown[], others: unknown[]]>([
    ['a', ['a', ['b', 'a']], ['A', 'ab', undefined, [], {}, ['b']]],
    [7, [7, [1, 7]], ['7', 8, undefined]],
    [true, [true], ['true', false]],
    [{ prefix: 'ab' }, ['ab', 'abc'], ['Ab', 'cab', 1, undefined]],
    [{ prefix: { 'equals-ignore-case': 'ab' } }, ['AB', 'aBc'], ['ca']],
    [{ suffix: '.png' }, ['a.png'], ['a.PNG', 'png']],
    [{ suffix: { 'equals-ignore-case': '.png' } }, ['a.PNG'], ['a.jpg']],
    [{ 'equals-ignore-case': 'High' }, ['HIGH', 'high'], ['highest']],
    [{ wildcard: 'a*b*c' }, ['abc', 'axxbyyc', 'abbc'], ['ac', 'abcx', 'Abc']],
    [{ wildcard: 'a*a' }, ['aa', 'aba'], ['a']],
    [{ wildcard: 'a\\*\\\\b' }, ['a*\\b'], ['axb', 'a*b']],
    [{ wildcard: 'a?b' }, ['a?b'], ['axb']],
    [{ exists: true }, ['a', '', 0, null], [undefined, [], {}]],
    [{ exists: false }, [undefined, []], ['a', null]],
    [{ numeric: ['>=', 4, '<', 7] }, [4, 6.9], [3, 7, '5']],
    [{ numeric: ['=', 4] }, [4], [5]],
    [{ numeric: ['~', 4] }, [], [4]],
    [{ numeric: ['<='] }, [], [4]],
    [{ cidr: '10.0.0.0/24' }, ['10.0.0.7'], ['10.0.1.7', 'x', '::1']],
    [{ cidr: '2001:db8::/32' }, ['2001:db8::7'], ['2001:db9::7', '10.0.0.1']],
    [{ cidr: 'nowhere' }, [], ['10.0.0.1']],
    [{ cidr: '10.0.0.0/33' }, [], ['10.0.0.1']],
    [{ 'anything-but': 'a' }, ['b', 1, ['a', 'b']], ['a', undefined]],
    [{ 'anything-but': ['a', 2] }, ['b', 1], ['a', 2]],
    [{ 'anything-but': { prefix: 'a' } }, ['b'], ['ab']],
    [{ 'anything-but': { suffix: ['a', 'b'] } }, ['c'], ['xa', 'xb']],
    [{ 'anything-but': { 'equals-ignore-case': ['low'] } }, ['high'], ['LOW']],
    [{ 'anything-but': { wildcard: 'a*c' } }, ['ab'], ['abc']],
  ])('%j', (operator, matching, others) => {
    for (const value of matching) expect(answer({ x: [operator] }, { x: value })).toBe('matches');
    for (const value of others) expect(answer({ x: [operator] }, { x: value })).toBe('no match');
  });

  test.each([{}, { fuzzy: 'a' }, { prefix: 'a', suffix: 'b' }, { Ref: 'P' }, { prefix: { Ref: 'P' } }, { 'anything-but': [{ Ref: 'P' }] }])('%j is unknown', (operator) => {
    expect(answer({ x: [operator] }, { x: 'z' })).toMatchObject({ reason: expect.any(String) });
    expect(answer({ x: [operator, 'z'] }, { x: 'z' })).toBe('matches');
    expect(answer({ x: [operator], y: ['a'] }, { x: 'z', y: 'b' })).toBe('no match');
  });
});

describe('fields', () => {
  test.each<[pattern: object, event: object, expected: EventVerdict['answer']]>([
    [{}, {}, 'matches'],
    [{ a: ['x'], b: ['y'] }, { a: 'x' }, 'may match'],
    [{ a: ['x'], b: ['y'] }, { a: 'z' }, 'no match'],
    [{ a: { b: ['x'] } }, { a: [{ b: 'y' }, { b: 'x' }] }, 'matches'],
    [{ a: { b: ['x'], c: ['y'] } }, { a: [{ b: 'x', c: 'z' }, { b: 'z', c: 'y' }] }, 'no match'],
    [{ a: { b: [{ exists: false }] } }, { a: undefined }, 'matches'],
    [{ a: { b: [{ exists: false }] } }, {}, 'may match'],
    [{ a: { b: ['x'] } }, { a: 'x' }, 'no match'],
    [{ $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: 'z', b: 'y' }, 'matches'],
    [{ $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: 'z' }, 'may match'],
    [{ $or: [{ a: ['x'] }, { b: ['y'] }], c: ['z'] }, { a: 'x', c: 'w' }, 'no match'],
    [{ d: { $or: [{ a: ['x'] }, { a: ['y'] }] } }, { d: { a: 'z' } }, 'no match'],
  ])('%j of %j', (pattern, event, expected) => {
    expect(answer(pattern, event)).toBe(expected);
  });

  test('a pattern as a text', () => {
    expect(answer('{"a": ["x"]}', { a: 'x' })).toBe('matches');
  });

  test('an unknown part does not make a pattern match that an unknown field decides', () => {
    expect(answer({ a: [{ Ref: 'P' }], b: ['x'] }, { a: 'z' })).toMatchObject({ reason: expect.any(String) });
  });
});

describe('compared with a plain matcher', () => {
  const KEYS = ['a', 'b', 'c'];
  const TEXTS = ['', 'x', 'xy', 'XY', 'yx', 'x*y', '10.0.0.1'];
  const text = fc.constantFrom(...TEXTS);
  const scalar = fc.oneof(text, fc.integer({ min: 0, max: 3 }), fc.boolean());
  const glob = fc.array(fc.constantFrom('x', 'y', '*'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
  const some = fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 2 }));
  const comparison = fc.tuple(fc.constantFrom('<', '<=', '=', '>=', '>'), fc.integer({ min: 0, max: 3 }));
  const scalars = fc.array(scalar, { minLength: 1, maxLength: 2 });
  const excepted = fc.oneof(scalar, scalars, fc.record({ prefix: some }), fc.record({ suffix: some }), fc.record({ wildcard: glob }));
  const operator = fc.oneof(
    scalar,
    fc.record({ prefix: text }),
    fc.record({ suffix: text }),
    fc.record({ 'equals-ignore-case': text }),
    fc.record({ wildcard: glob }),
    fc.record({ exists: fc.boolean() }),
    fc.record({ cidr: fc.constantFrom('10.0.0.0/8', '11.0.0.0/8') }),
    fc.record({ numeric: comparison }),
    fc.record({ 'anything-but': excepted }),
  );
  const field = fc.array(operator, { minLength: 1, maxLength: 2 });
  const pattern = fc.letrec((tie) => ({
    flat: fc.dictionary(fc.constantFrom(...KEYS), field, { maxKeys: 2 }),
    whole: fc.dictionary(fc.constantFrom(...KEYS, '$or'), fc.oneof(field, tie('flat')), { maxKeys: 3 }),
  })).whole.chain((one: any) => fc.array(fc.dictionary(fc.constantFrom(...KEYS), field, { minKeys: 1, maxKeys: 1 }), { minLength: 2, maxLength: 2 })
    .map((choices) => ('$or' in one ? { ...one, $or: choices } : one)));
  const leaf = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }));
  const flatEvent = fc.dictionary(fc.constantFrom(...KEYS), leaf, { maxKeys: 3 });
  const flatEvents = fc.array(flatEvent, { minLength: 1, maxLength: 2 });
  const event = fc.dictionary(fc.constantFrom(...KEYS), fc.oneof(leaf, flatEvent, flatEvents), { maxKeys: 3 });

  test('whole events', () => {
    fc.assert(fc.property(pattern, event, (one, other) => {
      expect(answer(one, other, 'absent')).toBe(plainly(one, other) ? 'matches' : 'no match');
    }), { numRuns: 1000 });
  });

  test('events of which a part is known: an answer holds for each completion', () => {
    fc.assert(fc.property(pattern, event, fc.array(event, { minLength: 3, maxLength: 3 }), (one, known, others) => {
      const verdict = answer(one, known);
      const completed = [{}, ...others].map((other) => plainly(one, { ...other, ...known }));
      if (verdict === 'matches') expect(completed).not.toContain(false);
      if (verdict === 'no match') expect(completed).not.toContain(true);
    }), { numRuns: 1000 });
  });

  /** Matches by expressions over the flat list of an object's values, one object of a list at a time. */
  function plainly(one: any, whole: any): boolean {
    return Object.entries<any>(one).every(([key, wanted]) => {
      if (key === '$or') return wanted.some((choice: any) => plainly(choice, whole));
      const values = [whole[key]].flat();
      if (values.length === 0) values.push(undefined);
      const isPlain = (value: unknown) => typeof value !== 'object';
      if (!Array.isArray(wanted)) return values.some((value) => plainly(wanted, isPlain(value) ? {} : value));
      return values.some((value) => wanted.some((filter) => holds(filter, isPlain(value) ? value : undefined)));
    });
  }

  function holds(filter: any, value: any): boolean {
    if (typeof filter !== 'object') return filter === value;
    const [[name, operand]] = Object.entries<any>(filter);
    const isText = typeof value === 'string';
    const oneOf = (test: (wanted: string) => boolean) => isText && [operand].flat().some(test);
    switch (name) {
      case 'prefix':
        return oneOf((wanted) => value.slice(0, wanted.length) === wanted);
      case 'suffix':
        return oneOf((wanted) => wanted === '' || value.slice(-wanted.length) === wanted);
      case 'equals-ignore-case':
        return isText && operand.toUpperCase() === value.toUpperCase();
      case 'wildcard':
        return isText && new RegExp(`^${operand.replace(/\*/g, '.*')}$`).test(value);
      case 'exists':
        return operand === (value !== undefined);
      case 'cidr':
        return isText && operand.split('.')[0] === value.split('.')[0];
      case 'numeric':
        // eslint-disable-next-line no-new-func
        return typeof value === 'number' && Boolean(new Function(`return ${value} ${operand[0] === '=' ? '===' : operand[0]} ${operand[1]}`)());
      default:
        return value !== undefined && ![operand].flat().some((one) => holds(one, value));
    }
  }
});
