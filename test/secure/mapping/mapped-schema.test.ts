import { Lazy } from 'aws-cdk-lib';
import { mappedSchema } from '../../../lib/secure/mapping/mapped-schema';

const problems = (schema: any) => mappedSchema(schema).problems;
const text = { type: 'string', maxLength: 9 };
const object = (properties: any, more: object = {}) => ({ type: 'object', properties, ...more });

test('reads a schema', () => {
  const { value, problems: none } = mappedSchema(object({ a: { type: ['integer', 'null'], minimum: 0 } }, { required: ['a'], title: 'T' }));
  const scalar = { minLength: 0, maxLength: 0, properties: [], items: undefined, minItems: 0, maxItems: 0 };
  expect(none).toEqual([]);
  expect(value).toEqual({
    ...scalar,
    types: new Set(['object']),
    properties: [{ name: 'a', required: true, value: { ...scalar, types: new Set(['integer', 'null']) } }],
  });
});

test.each<[string, any, string]>([
  ['no schema', undefined, '#: an object is expected, not undefined'],
  ['a list', [], '#: an object is expected, not []'],
  ['a token', Lazy.any({ produce: () => ({}) }), '#: the schema is known only at deployment'],
  ['a token inside', object({ a: Lazy.any({ produce: () => ({}) }) }), '#/properties/a: the schema is known only at deployment'],
  ['no type', {}, '#: one type is expected'],
  ['an unknown type', object({ a: { type: 'text' } }), '#/properties/a/type: one type is expected'],
  ['an enumeration of lists', { enum: [[]] }, '#: one type is expected'],
  ['allOf', object({ a: { ...text, allOf: [] } }), '#/properties/a/allOf: a template can\'t determine'],
  ['anyOf', { ...text, anyOf: [] }, '#/anyOf: '],
  ['oneOf', { ...text, oneOf: [] }, '#/oneOf: '],
  ['patternProperties', object({}, { patternProperties: {} }), '#/patternProperties: '],
  ['additional properties with a schema', object({}, { additionalProperties: text }), '#/additionalProperties: only declared'],
  ['a keyword of another draft', { ...text, const: 'x' }, '#/const: not a keyword of draft-04'],
  ['unbounded strings', object({ 'a/b': { type: 'string' } }), '#/properties/a~1b: strings need maxLength'],
  ['strings bounded by a pattern only', { type: 'string', pattern: '^a$' }, '#: strings need maxLength'],
  ['unbounded arrays', { type: 'array', items: text }, '#: arrays need maxItems of at most 1000'],
  ['too long arrays', { type: 'array', items: text, maxItems: 1001 }, '#: arrays need maxItems of at most 1000'],
  ['arrays of anything', { type: 'array', maxItems: 1 }, '#/items: one schema'],
  ['tuples', { type: 'array', maxItems: 1, items: [text] }, '#/items: one schema'],
  ['a bound that is not a number', { type: 'string', maxLength: '9' }, '#/maxLength: a whole number from 0 is expected, not "9"'],
  ['a bound below zero', { ...text, minLength: -1 }, '#/minLength: a whole number'],
  ['objects of anything', { type: 'object' }, '#: no properties are declared'],
  ['properties that are not an object', object(5), '#/properties: an object is expected'],
  ['required that is not a list', object({}, { required: 'a' }), '#/required: a list of names'],
  ['required that is not declared', object({ a: text }, { required: ['a', 'toString'] }), '#/required/1: "toString" is not declared'],
  ['a name with a quote', object({ 'a\'b': text }), '#/properties/a\'b: names may contain'],
  ['a name with VTL', object({ $a: text }), '#/properties/$a: names may contain'],
  ['an empty name', object({ '': text }), '#/properties/: names may contain'],
  ['a remote reference', { $ref: 'https://example.com/x' }, '#/$ref: only references within'],
  ['a reference that is not a text', { $ref: 1 }, '#/$ref: only references within'],
  ['a reference to a missing schema', { $ref: '#/definitions/toString' }, '#/$ref: there is no value at #/definitions/toString'],
  ['a reference to itself', { $ref: '#' }, '#: the schema contains itself'],
  ['a tree', object({ a: { $ref: '#' } }), '#: the schema contains itself'],
])('%s', (_, schema, problem) => {
  expect(problems(schema)).toEqual([expect.stringContaining(problem)]);
});

test('reports each problem', () => {
  expect(problems(object({ a: { type: 'string' }, b: object({ c: {} }) })).map((problem) => problem.split(':')[0]))
    .toEqual(['#/properties/a', '#/properties/b/properties/c']);
});

test('rejects 500 levels', () => {
  let schema: any = text;
  for (let level = 0; level < 500; level++) schema = object({ a: schema });
  expect(problems(schema)).toEqual([expect.stringMatching(/^#(\/properties\/a){51}: more than 50 levels$/)]);
});

test('terminates for references that double at each level', () => {
  const definitions: any = { d0: text };
  for (let level = 1; level < 40; level++) definitions[`d${level}`] = object({ a: { $ref: `#/definitions/d${level - 1}` }, b: { $ref: `#/definitions/d${level - 1}` } });
  expect(problems({ definitions, $ref: '#/definitions/d39' })).toContainEqual(expect.stringContaining('more than 2000 values'));
});
