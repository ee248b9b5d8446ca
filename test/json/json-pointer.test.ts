import * as fc from 'fast-check';
import { keyOfStep, keysOfPointer, keysOfReference, pointerOf, pointerStep, valueAt } from '../../lib/json/json-pointer';

/** Any text, with many characters that have a meaning in a pointer or a URI. */
const key = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('~', '0', '1', '/', '%', '2', 'F', '#', 'a', 'ß', '') }));
const keys = fc.array(key, { maxLength: 4 });

test('a step is parsed back to its key and contains no slash', () => {
  fc.assert(
    fc.property(key, (each) => {
      expect(keyOfStep(pointerStep(each))).toBe(each);
      expect(pointerStep(each)).not.toContain('/');
    }),
  );
});

test('a pointer is parsed back to its keys', () => {
  fc.assert(fc.property(keys, (path) => expect(keysOfPointer(pointerOf(path))).toEqual(path)));
});

test('a reference is parsed back to its keys, with or without percent-encoding', () => {
  fc.assert(
    fc.property(keys, (path) => {
      // The empty key of a document can't be referred to: validators interpret #/ as the document.
      fc.pre(path.length !== 1 || path[0] !== '');
      const encoded = path.map((each) => `/${encodeURIComponent(pointerStep(each))}`).join('');
      expect(keysOfReference(`#${encoded}`)).toEqual(path);
      if (!path.some((each) => each.includes('%'))) expect(keysOfReference(`#${pointerOf(path)}`)).toEqual(path);
    }),
  );
});

test('a value is found by its keys', () => {
  fc.assert(
    fc.property(keys, fc.jsonValue(), (path, value) => {
      const document = path.reduceRight<unknown>((inner, each) => Object.fromEntries([[each, inner]]), value);
      expect(valueAt(document, path)).toBe(value);
    }),
  );
});

test.each([
  ['', []],
  ['/', ['']],
  ['/a~1b/~01/0', ['a/b', '~1', '0']],
  ['/a%25b', ['a%25b']],
])('the keys of %j', (pointer, path) => {
  expect(keysOfPointer(pointer)).toEqual(path);
  expect(pointerOf(path)).toBe(pointer);
});

test('an index becomes a step', () => expect(pointerOf(['a', 0])).toBe('/a/0'));

test.each([
  ['#', []],
  ['#/', []],
  ['#/definitions/a~1b', ['definitions', 'a/b']],
  ['#/a%25b/%7E1', ['a%b', '/']],
  ['#/a%zz/%', ['a%zz', '%']],
  ['#a', undefined],
  ['/a', undefined],
  ['other.json#/a', undefined],
])('the keys of the reference %j', (reference, path) => expect(keysOfReference(reference)).toEqual(path));

test.each([
  ['a missing property', { a: 1 }, ['b']],
  ['inherited properties', {}, ['constructor', 'name']],
  ['the prototype', {}, ['__proto__']],
  ['a character of a text', { a: 'text' }, ['a', '0']],
  ['a property of null', { a: null }, ['a', 'b']],
  ['a member of a list that ends before', [1], ['1']],
])('nothing is found for %s', (_, document, path) => expect(valueAt(document, path)).toBeUndefined());
