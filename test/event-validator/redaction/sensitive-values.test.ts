import fc from 'fast-check';
import { SensitivityPlan } from '../../../lambda/event-validator/node/contract';
import { sensitiveValues } from '../../../lambda/event-validator/node/redaction/sensitive-values';
import { CompiledSchema, compileSchema } from '../../../lib/inbound-events/events/compile-schema';

const MARK = { 'x-sensitive': true };

function found(schema: object, value: unknown): string[] {
  const { sensitivity } = compileSchema(schema) as CompiledSchema;
  const values: string[] = [];
  sensitiveValues(value, sensitivity as readonly SensitivityPlan[], 'root', (text, name) => values.push(`${name}=${text}`));
  return values.sort();
}

test.each([
  ['the value itself', MARK, 'a', ['root=a']],
  ['all that is in it', { properties: { a: MARK } }, { a: { b: [1, { c: true }, null], d: 'x' }, e: 'y' }, ['b=1', 'c=true', 'd=x']],
  ['items', { items: MARK }, ['a', 'b'], ['root=a', 'root=b']],
  ['items by place', { prefixItems: [{}, MARK] }, ['a', 'b', 'c'], ['root=b']],
  ['further items', { prefixItems: [{}], items: MARK }, ['a', 'b', 'c'], ['root=b', 'root=c']],
  ['items of draft-07', { $schema: 'http://json-schema.org/draft-07/schema#', items: [{}, MARK], additionalItems: MARK }, ['a', 'b', 'c'], ['root=b', 'root=c']],
  ['items that none tells', { prefixItems: [{}], unevaluatedItems: MARK }, ['a', 'b'], ['root=b']],
  ['items that are contained', { contains: MARK }, ['a'], ['root=a']],
  ['properties by pattern', { patternProperties: { '^x': MARK } }, { xa: 'a', ya: 'b' }, ['xa=a']],
  ['other properties', { properties: { a: {} }, patternProperties: { '^x': {} }, additionalProperties: MARK }, { a: 'a', xa: 'b', c: 'c' }, ['c=c']],
  ['properties that none tells', { properties: { a: {} }, unevaluatedProperties: MARK }, { a: 'a', b: 'b' }, ['b=b']],
  ['names', { propertyNames: MARK }, { 'ann@example.com': 1 }, ['=ann@example.com']],
  ['a reference', { properties: { a: { $ref: '#/$defs/b' } }, $defs: { b: MARK } }, { a: 'a' }, ['a=a']],
  ['a mark beside a reference', { properties: { a: { $ref: '#/$defs/b', ...MARK } }, $defs: { b: { type: 'string' } } }, { a: 'a' }, ['a=a']],
  ['allOf', { allOf: [{ properties: { a: MARK } }, { properties: { b: MARK } }] }, { a: 'a', b: 'b', c: 'c' }, ['a=a', 'b=b']],
  ['anyOf and oneOf, whichever holds', { anyOf: [{ oneOf: [{ type: 'null', properties: { a: MARK } }] }] }, { a: 'a', b: 'b' }, ['a=a']],
  ['if, then, else and not', { if: { properties: { a: MARK } }, then: { properties: { b: MARK } }, else: { properties: { c: MARK } }, not: { properties: { d: MARK } } },
    { a: 'a', b: 'b', c: 'c', d: 'd', e: 'e' }, ['a=a', 'b=b', 'c=c', 'd=d']],
  ['schemas that depend on a property', { dependentSchemas: { a: { properties: { b: MARK } } } }, { a: 'a', b: 'b' }, ['b=b']],
  ['a schema in itself', { properties: { key: MARK, next: { $ref: '#' } } }, { key: 'a', next: { key: 'b', next: { other: 'c' } } }, ['key=a', 'key=b']],
  ['a schema that leads back to itself', { anyOf: [{ $ref: '#' }], properties: { a: MARK } }, { a: 'a' }, ['a=a']],
  ['what is inherited is no property', { properties: { toString: MARK, a: MARK } }, { a: 'a' }, ['a=a']],
])('%s', (_, schema, value, expected) => {
  expect(found(schema, value)).toEqual(expected);
});

test('each value is looked at once, however many schemas are for it', () => {
  const next = { $ref: '#/$defs/node' };
  const node = { anyOf: [{ properties: { next } }, { properties: { next } }, { properties: { key: MARK, next } }] };
  const value = Array.from({ length: 90 }).reduce<object>((inner) => ({ key: 'k', next: inner }), {});
  expect(found({ ...next, $defs: { node } }, value)).toHaveLength(90);
});

/** A document, the schema that marks every other property, and the texts in these. */
const DOCUMENT = fc.letrec<{ document: [value: unknown, schema: object, sensitive: string[]] }>((tie) => ({
  document: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(fc.uuid(), fc.boolean()).map(([text, isMarked]): [unknown, object, string[]] => [text, isMarked ? MARK : {}, isMarked ? [text] : []]),
    fc.dictionary(fc.string(), tie('document') as fc.Arbitrary<[unknown, object, string[]]>).map((entries): [unknown, object, string[]] => [
      Object.fromEntries(Object.entries(entries).map(([name, [value]]) => [name, value])),
      { properties: Object.fromEntries(Object.entries(entries).map(([name, [, schema]]) => [name, schema])) },
      Object.values(entries).flatMap(([, , sensitive]) => sensitive),
    ]),
    fc.array(tie('document') as fc.Arbitrary<[unknown, object, string[]]>, { minLength: 1, maxLength: 4 }).map((items): [unknown, object, string[]] => [
      items.map(([value]) => value), { prefixItems: items.map(([, schema]) => schema) }, items.flatMap(([, , sensitive]) => sensitive),
    ]),
  ),
})).document;

test('what is marked is found, and nothing else', () => {
  fc.assert(
    fc.property(DOCUMENT, ([value, schema, sensitive]) => {
      fc.pre(!JSON.stringify(schema).includes('__proto__'));
      const { sensitivity } = compileSchema(schema) as CompiledSchema;
      const values: string[] = [];
      if (sensitivity) sensitiveValues(value, sensitivity as readonly SensitivityPlan[], '', (text) => values.push(text));
      expect(values.sort()).toEqual([...sensitive].sort());
    }),
  );
});
