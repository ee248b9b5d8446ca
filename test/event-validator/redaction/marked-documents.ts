import fc from 'fast-check';

export const MARK = { 'x-sensitive': true };

/** Sensitive parts of a value under a schema: texts with the names of their properties; `root` is the value itself. */
export const MARKED: readonly (readonly [what: string, schema: object, value: unknown, found: readonly string[]])[] = [
  ['the value itself', MARK, 'a', ['root=a']],
  ['all that is in it', { properties: { a: MARK } }, { a: { b: [1, { c: true }, null], d: 'x' }, e: 'y' }, ['b=1', 'c=true', 'd=x']],
  ['items', { items: MARK }, ['a', 'b'], ['root=a', 'root=b']],
  ['items by place', { prefixItems: [{}, MARK] }, ['a', 'b', 'c'], ['root=b']],
  ['further items', { prefixItems: [{}], items: MARK }, ['a', 'b', 'c'], ['root=b', 'root=c']],
  ['items of draft-07', { $schema: 'http://json-schema.org/draft-07/schema#', items: [{}, MARK], additionalItems: MARK }, ['a', 'b', 'c'], ['root=b', 'root=c']],
  ['items after those that have schemas', { prefixItems: [{}], items: MARK }, ['a', 'b'], ['root=b']],
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
  ['a schema in itself, by an alternative', { anyOf: [{ properties: { b: { $ref: '#' } } }], properties: { a: MARK } }, { b: { a: 'a' } }, ['a=a']],
  ['what is inherited is no property', { properties: { toString: MARK, a: MARK } }, { a: 'a' }, ['a=a']],
];

/** A document, a schema that marks some of its texts, and these texts; none is a part of another. */
export type MarkedDocument = readonly [value: unknown, schema: object, sensitive: readonly string[]];

export const DOCUMENT = fc.letrec<{ document: MarkedDocument }>((tie) => ({
  document: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(fc.uuid(), fc.boolean()).map(([text, isMarked]): MarkedDocument => [text, isMarked ? MARK : {}, isMarked ? [text] : []]),
    fc.dictionary(fc.string().filter((name) => name !== '__proto__'), tie('document')).map((entries): MarkedDocument => [
      Object.fromEntries(Object.entries(entries).map(([name, [value]]) => [name, value])),
      { properties: Object.fromEntries(Object.entries(entries).map(([name, [, schema]]) => [name, schema])) },
      Object.values(entries).flatMap(([, , sensitive]) => sensitive),
    ]),
    fc.array(tie('document'), { minLength: 1, maxLength: 4 }).map((items): MarkedDocument => [
      items.map(([value]) => value), { prefixItems: items.map(([, schema]) => schema) }, items.flatMap(([, , sensitive]) => sensitive),
    ]),
  ),
})).document;
