import * as fc from 'fast-check';
import { contentDigest, contradictionsIn, differencesOf, differencesText, Files, filesFrom, filesFromText, filesText, hashOf, mergedFiles } from '../../../lib/dependencies/content/files';

const files: fc.Arbitrary<Files> = fc.dictionary(fc.stringMatching(/^[\w ./-]{1,12}$/), fc.constantFrom('a', 'b').map(hashOf), { maxKeys: 6 }).map((one) => filesFrom(Object.entries(one)));

test('random files are unchanged by writing and reading, and have the same digest in any order', () => {
  fc.assert(fc.property(files, (one) => {
    expect(filesFromText(filesText(one))).toEqual(one);
    expect(contentDigest(filesFrom(Object.entries(one).reverse()))).toBe(contentDigest(one));
  }));
});

test('other files, other names and other contents have other digests', () => {
  fc.assert(fc.property(files, files, (one, other) => expect(contentDigest(one) === contentDigest(other)).toBe(filesText(one) === filesText(other))));
});

test('files that ship may be a subset of the expected ones, but nothing else', () => {
  fc.assert(fc.property(files, files, (shipped, expected) => {
    const wrong = Object.keys(shipped).filter((path) => shipped[path] !== expected[path]);
    expect(differencesOf(shipped, expected).map(({ path }) => path)).toEqual(wrong.sort());
  }));
});

test('a file with two different contents is never the expected one', () => {
  const [one, other] = [filesFrom([['a', hashOf('1')], ['b', hashOf('1')]]), filesFrom([['a', hashOf('2')], ['b', hashOf('1')]])];
  const merged = mergedFiles(one, other)!;
  expect(contradictionsIn(merged)).toEqual(['a']);
  for (const expected of [one, other]) expect(differencesOf(merged, expected)).toEqual([{ path: 'a', kind: 'changed' }]);
  expect(mergedFiles(merged, one)).toEqual(merged);
});

test('names of object properties are allowed as file names', () => {
  const one = filesFromText(`${hashOf('x')} __proto__\n${hashOf('x')} constructor`);
  expect(differencesOf(one, filesFrom([]))).toEqual([{ path: '__proto__', kind: 'added' }, { path: 'constructor', kind: 'added' }]);
});

test('only some of many differences are named', () => {
  const many = filesFrom(Array.from({ length: 7 }, (_, index) => [`f${index}`, hashOf('x')] as const));
  expect(differencesText(differencesOf(many, filesFrom([])))).toBe('f0 (added), f1 (added), f2 (added), f3 (added), f4 (added) and 2 more');
});
