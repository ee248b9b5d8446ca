import * as fc from 'fast-check';
import { readForm } from '../../../lambda/event-validator/node/form';
import { formOf, uploadsOf } from '../../../lib/fuzz/targets/other-bodies';

test('the validator reads a form as its original value, as texts', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 8 });
  const scalar = fc.oneof(text, fc.integer(), fc.boolean());
  const name = fc.constantFrom('a', 'b c', 'ü', '&=', '%41');
  const nested = fc.dictionary(name, scalar, { minKeys: 1, noNullPrototype: true });
  const value = fc.dictionary(name, fc.oneof(scalar, fc.array(scalar, { minLength: 2, maxLength: 3 }), nested), { noNullPrototype: true });
  const asText = (part: unknown): unknown =>
    Array.isArray(part) ? part.map(asText) : typeof part === 'object' ? Object.fromEntries(Object.entries(part as object).map(([key, inner]) => [key, asText(inner)])) : String(part);
  fc.assert(fc.property(value, (given) => expect(readForm(formOf(given)!)).toEqual(asText(given))), { seed: 7 });
});

test.each([null, [], 'a', { a: null }, { a: [] }, { a: {} }, { a: ['x'] }, { a: [{ b: 1 }] }, { '': 1 }, { 'a[b]': 1 }])('%j can’t be a form', (value) => {
  expect(formOf(value)).toBeUndefined();
});

test('uploads are of the declared types and sizes, and some are too large', () => {
  const drawn = fc.sample(uploadsOf([{ contentType: 'image/*', maxBytes: 100 }, { contentType: 'multipart/form-data', maxBytes: 5000 }], ['avatar']), { numRuns: 300, seed: 1 });
  expect([...new Set(drawn.map(({ contentType }) => contentType))].sort()).toEqual(['image/png', 'multipart/form-data; boundary=sec3fuzzboundary']);
  for (const { contentType, content, excess } of drawn) expect(content.length > (contentType === 'image/png' ? 100 : 5000)).toBe(excess !== undefined);
  expect(drawn.some(({ excess }) => excess !== undefined)).toBe(true);
  expect(drawn.some(({ content }) => content.includes('name="avatar"; filename="a.png"'))).toBe(true);
});
