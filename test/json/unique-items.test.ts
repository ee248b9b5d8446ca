import areUnique from '../../lib/json/unique-items';

test.each<[unknown[], boolean]>([
  [[], true], [[1, '1', true, null, [1], { a: 1 }], true], [[{ a: 1, b: [2] }, { b: [2], a: 1 }], false], [[[1, 2], [2, 1]], true], [['a', 'a'], false], [[0, -0], false],
])('%j: %s', (values, expected) => {
  expect(areUnique(values)).toBe(expected);
});
