import * as fc from 'fast-check';
import { contentDigest, contradictionsIn, differencesOf, differencesText, Files, filesFrom, filesFromText, filesText, hashOf, mergedFiles } from '../../../lib/dependencies/content/files';

const files: fc.Arbitrary<Files> = fc.dictionary(fc.stringMatching(/^[\w ./-]{1,12}$/), fc.constantFrom('a', 'b').map(hashOf), { maxKeys: 6 }).map((one) => filesFrom(Object.entries(one)));

test('any files are read as they were written, and have one digest in any order', () => {
  fc.assert(fc.property(files, (one) => {
    expect(filesFromText(filesText(one))).toEqual(one);
    expect(contentDigest(filesFrom(Object.entries(one).reverse()))).toBe(contentDigest(one));
  }));
});

test('other files, other names and other contents have other digests', () => {
  fc.assert(fc.property(files, files, (one, other) => expect(contentDigest(one) === contentDigest(other)).toBe(filesText(one) === filesText(other))));
});

test('what ships may be a part of what is expected, and nothing else', () => {
  fc.assert(fc.property(files, files, (shipped, expected) => {
    const wrong = Object.keys(shipped).filter((path) => shipped[path] !== expected[path]);
    expect(differencesOf(shipped, expected).map(({ path }) => path)).toEqual(wrong.sort());
  }));
});

test('of two copies with two contents, neither is expected', () => {
  const [one, other] = [filesFrom([['a', hashOf('1')], ['b', hashOf('1')]]), filesFrom([['a', hashOf('2')], ['b', hashOf('1')]])];
  const merged = mergedFiles(one, other)!;
  expect(contradictionsIn(merged)).toEqual(['a']);
  for (const expected of [one, other]) expect(differencesOf(merged, expected)).toEqual([{ path: 'a', kind: 'changed' }]);
  expect(mergedFiles(merged, one)).toEqual(merged);
});

test('names that objects have are names as any other', () => {
  const one = filesFromText(`${hashOf('x')} __proto__\n${hashOf('x')} constructor`);
  expect(differencesOf(one, filesFrom([]))).toEqual([{ path: '__proto__', kind: 'added' }, { path: 'constructor', kind: 'added' }]);
});

test('many differences are named in part', () => {
  const many = filesFrom(Array.from({ length: 7 }, (_, index) => [`f${index}`, hashOf('x')] as const));
  expect(differencesText(differencesOf(many, filesFrom([])))).toBe('f0 (added), f1 (added), f2 (added), f3 (added), f4 (added) and 2 more');
});
