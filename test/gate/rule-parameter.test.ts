import { NumberParameter, parametersOf, Settings, TextListParameter, valueProblems } from '../../lib/gate';

const size: NumberParameter = {
  name: 'maxSize',
  description: 'Largest size.',
  type: 'number',
  unit: 'bytes',
  default: 10,
  expected: 'a whole number of bytes',
  accepts: Number.isInteger,
};

const words: TextListParameter = {
  name: 'words',
  description: 'Words that are known.',
  type: 'string[]',
  default: ['a'],
  expected: 'a word',
  accepts: (word) => /^\w+$/.test(word),
};

test('parameters of rules are listed once, in the order of the rules', () => {
  expect(parametersOf([{}, { parameters: [words] }, { parameters: [size, words] }])).toEqual([words, size]);
});

describe('invalid values', () => {
  test.each([1, 0, -3])('%p is valid', (value) => expect(valueProblems(size, value)).toEqual([]));
  test.each([0.5, NaN, Infinity, '1', null, undefined, [1], {}])('%p is invalid', (value) =>
    expect(valueProblems(size, value)).toEqual([{ value, expected: 'a whole number of bytes' }]),
  );

  test('elements of a list are named', () => {
    expect(valueProblems(words, ['ok', '', 'fine', 3])).toEqual([
      { index: 1, value: '', expected: 'a word' },
      { index: 3, value: 3, expected: 'a word' },
    ]);
  });

  test.each(['ok', 3, null, { 0: 'ok', length: 1 }])('%p is not a list', (value) => expect(valueProblems(words, value)).toEqual([{ value, expected: 'a list' }]));
});

describe('settings', () => {
  test('return a given value, or the default', () => {
    const settings = new Settings({ maxSize: 0 });
    expect([settings.of(size), settings.of(words)]).toEqual([0, ['a']]);
  });

  test('have no inherited values', () => {
    expect(new Settings().of({ ...size, name: 'constructor' })).toBe(10);
  });

  test('have the date in UTC', () => {
    const midnight = new Date('2026-06-30T23:59:59Z');
    jest.useFakeTimers({ now: midnight });
    try {
      expect(new Settings().today).toBe('2026-06-30');
    } finally {
      jest.useRealTimers();
    }
    expect(new Settings({}, '2020-01-01').today).toBe('2020-01-01');
  });
});
