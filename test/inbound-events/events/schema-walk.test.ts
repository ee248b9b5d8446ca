import { referencesIn, referredTo } from '../../../lib/inbound-events/events/schema-walk';

const schema = { $defs: { 'a/b': { type: 'string' }, '%': { type: 'number' } } };

test.each([
  ['#', schema],
  // Same as in ajv.
  ['#/', schema],
  ['#/$defs/a~1b', schema.$defs['a/b']],
  ['#/%24defs/%25', schema.$defs['%']],
  ['#/$defs/c', undefined],
  ['#/constructor', undefined],
  ['#/$defs/a~1b/type/length', undefined],
])('%s', (reference, target) => {
  expect(referredTo(schema, reference)).toBe(target);
  expect(referencesIn(schema)(reference)).toBe(target);
});

test('no reference is followed in a schema with another base', () => {
  const bases = { $defs: { a: { $id: 'other' } } };
  expect(referencesIn(bases)('#/$defs/a')).toBeUndefined();
});
