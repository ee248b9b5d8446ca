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

test('the parameters of rules, each once, in the order of the rules', () => {
  expect(parametersOf([{}, { parameters: [words] }, { parameters: [size, words] }])).toEqual([words, size]);
});

describe('values that make no sense', () => {
  test.each([1, 0, -3])('%p is a value', (value) => expect(valueProblems(size, value)).toEqual([]));
  test.each([0.5, NaN, Infinity, '1', null, undefined, [1], {}])('%p is none', (value) =>
    expect(valueProblems(size, value)).toEqual([{ value, expected: 'a whole number of bytes' }]),
  );

  test('elements are named', () => {
    expect(valueProblems(words, ['ok', '', 'fine', 3])).toEqual([
      { index: 1, value: '', expected: 'a word' },
      { index: 3, value: 3, expected: 'a word' },
    ]);
  });

  test.each(['ok', 3, null, { 0: 'ok', length: 1 }])('%p is no list', (value) => expect(valueProblems(words, value)).toEqual([{ value, expected: 'a list' }]));
});

describe('settings', () => {
  test('a value that was given, and defaults', () => {
    const settings = new Settings({ maxSize: 0 });
    expect([settings.of(size), settings.of(words)]).toEqual([0, ['a']]);
  });

  test('names that all objects have are no values', () => {
    expect(new Settings().of({ ...size, name: 'constructor' })).toBe(10);
  });

  test('the day, in UTC', () => {
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
