import isMultipleOf from '../../lib/json/multiple-of';

test.each([
  [4.35, 0.01, true], [19.99, 0.01, true], [0.3, 0.1, true], [0.35, 0.1, false], [9007199254740991, 1e-7, true],
  [1e308, 0.123456789, false], [1.1e-300, 1e-301, true],
  [-1.5, 0.5, true], [0, 0.1, true], [7, 2, false], [1e21, 10, true], [Infinity, 0.5, false], [1e-7, 1e-8, true],
])('%d is a multiple of %d: %s', (value, divisor, expected) => {
  expect(isMultipleOf(value, divisor)).toBe(expected);
});
