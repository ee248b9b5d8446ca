import { getAttArguments, intrinsicOf, isOpenMap, own, subPieces } from '../../../lib/gate/values/intrinsics';

test.each<[object, unknown]>([
  [{ Ref: 'A' }, ['Ref', 'A']],
  [{ 'Fn::Sub': null }, ['Fn::Sub', null]],
  [{ Ref: 'A', Other: 1 }, undefined],
  [{ Condition: 'A' }, undefined],
  [{ Fn: 1 }, undefined],
  [{}, undefined],
])('intrinsicOf(%j)', (raw, expected) => {
  expect(intrinsicOf(raw)).toEqual(expected);
});

test.each([[{ 'a': 1, 'Fn::Transform': {} }, true], [{ 'Fn::ForEach::X': [] }, true], [{ a: 1 }, false], [{ Ref: 'A', a: 1 }, false]])(
  'isOpenMap(%j) is %s',
  (raw, expected) => expect(isOpenMap(raw)).toBe(expected),
);

test.each<[unknown, unknown[]]>([
  [['A', 'B'], ['A', 'B']],
  ['A.B.C', ['A', 'B.C']],
  [['A', { Ref: 'P' }], ['A', { Ref: 'P' }]],
  ['A', [undefined, undefined]],
  ['A.', [undefined, undefined]],
  ['.B', [undefined, undefined]],
  ['.B.C', [undefined, undefined]],
  ['A.B\nC', [undefined, undefined]],
  [1.5, [undefined, undefined]],
  [null, [undefined, undefined]],
  [[], [undefined, undefined]],
])('getAttArguments(%j)', (argument, expected) => expect(getAttArguments(argument)).toEqual(expected));

test('subPieces returns literal text and placeholders', () => {
  expect(subPieces('a${B}${!C}d${ E.F.G }${')).toEqual([
    'a', { name: 'B', intrinsic: { Ref: 'B' } }, '', '${C}', 'd', { name: 'E.F.G', intrinsic: { 'Fn::GetAtt': 'E.F.G' } }, '${',
  ]);
});

test('own returns entries of a map, but no inherited ones', () => {
  const map = JSON.parse('{"a": 1, "__proto__": 2}');
  expect([own(map, 'a'), own(map, '__proto__'), own(map, 'constructor'), own({} as { [key: string]: unknown }, '__proto__')]).toEqual([1, 2, undefined, undefined]);
  expect([own(undefined, 'a'), own(null, 'a'), own('text' as any, 'length')]).toEqual([undefined, undefined, undefined]);
});
