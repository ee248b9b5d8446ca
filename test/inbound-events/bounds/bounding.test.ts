import Ajv04 from 'ajv-draft-04';
import { RequestModel } from '../../../lib/inbound-events/request-model';
import { applyOperation, PatchOperation } from '../../../lib/json/json-patch';

const document = (schemas: object, version = '3.0.3') => ({ openapi: version, info: { title: 'T', version: '1' }, paths: {}, components: { schemas } });

const bounded = (schemas: object, version?: string, bound = {}) => RequestModel.fromOpenApi(document(schemas, version), '#/components/schemas/Root', { bound });

const accepts = (model: RequestModel, value: unknown) => new Ajv04({ strict: false, logger: false }).validate(model.schema, value);

const text = { type: 'string' };
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

test.each<[string, object, unknown[], unknown[]]>([
  ['texts', { Root: text }, ['', 'x'.repeat(8190)], ['x'.repeat(8191)]],
  ['texts of a format', { Root: { type: 'string', format: 'uuid' } }, ['01234567-89ab-cdef-0123-456789abcdef'], ['x'.repeat(36), 'x'.repeat(37)]],
  ['a text that has to be longer than a body', { Root: { type: 'string', minLength: 9000 } }, ['x'.repeat(9000)], ['x'.repeat(9001)]],
  ['numbers', { Root: { type: 'number', minimum: 0 } }, [0, 2 ** 53 - 1], [-1, 2 ** 60]],
  ['int32', { Root: { type: 'integer', format: 'int32' } }, [2 ** 31 - 1], [2 ** 31]],
  ['int64', { Root: { type: 'integer', format: 'int64', minimum: 1 } }, [2 ** 53 - 1], [0, 2 ** 60]],
  ['arrays', { Root: { type: 'array', items: { type: 'boolean' } } }, [Array(4095).fill(true)], [Array(4096).fill(true)]],
  ['arrays of anything', { Root: { type: 'array' } }, [[1, 'a', null, { b: [true] }]], ['x']],
  ['objects', { Root: { type: 'object', properties: { a: text } } }, [{}, { a: 'x' }], [{ b: 1 }]],
  ['objects without a type', { Root: { properties: { a: text } } }, [{ a: 'x' }], ['x', { b: 1 }]],
  ['maps', { Root: { type: 'object', additionalProperties: text } }, [{ b: 'x' }], [{ b: 1 }]],
  ['objects of anything', { Root: { type: 'object' } }, [{ b: [1, { c: null }] }, nested(5)], [[], nested(7)]],
  ['open on purpose', { Root: { type: 'object', properties: { a: text }, additionalProperties: true } }, [{ a: 'x', b: { c: 1 } }], [{ a: 1 }]],
  ['anything', { Root: {} }, [null, 1, 'a', [{}]], [nested(9)]],
  ['extensions', { Root: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: 'object', properties: { b: text } }] }, Base: { type: 'object', properties: { a: text } } }, [{ a: 'x', b: 'y' }], [{ c: 1 }]],
  [
    'a base that others extend, and that is used for itself',
    { Root: { type: 'object', properties: { one: { $ref: '#/components/schemas/Base' }, two: { allOf: [{ $ref: '#/components/schemas/Base' }, { properties: { b: text } }] } } }, Base: { type: 'object', properties: { a: text } } },
    [{ one: { a: 'x' }, two: { a: 'x', b: 'y' } }],
    [{ one: { b: 'y' } }, { two: { c: 1 } }],
  ],
  [
    'alternatives beside properties',
    { Root: { type: 'object', properties: { kind: text }, oneOf: [{ required: ['a'], properties: { a: text } }, { required: ['b'], properties: { b: text } }] } },
    [{ kind: 'x', a: 'x' }, { b: 'x' }],
    [{ kind: 'x', a: 'x', c: 1 }, {}],
  ],
  ['trees', { Root: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Root' } } } } }, [{ children: [{ children: [{ children: [{ children: [{}] }] }] }] }], [{ children: [{ children: [{ children: [{ children: [{ children: [{ children: [{}] }] }] }] }] }] }]],
  [
    'schemas that refer to each other',
    { Root: { type: 'object', properties: { b: { $ref: '#/components/schemas/B' } } }, B: { type: 'object', properties: { c: { $ref: '#/components/schemas/C' } } }, C: { type: 'object', properties: { root: { $ref: '#/components/schemas/Root' } } } },
    [{ b: { c: { root: { b: { c: {} } } } } }],
    [{ b: { c: { c: {} } } }],
  ],
  ['read-only properties', { Root: { type: 'object', required: ['id', 'a'], properties: { id: { type: 'string', readOnly: true }, a: text } } }, [{ a: 'x' }], [{ id: 'x', a: 'x' }]],
  ['a base with a discriminator', { Root: { type: 'object', required: ['kind'], properties: { kind: text }, discriminator: { propertyName: 'kind' } } }, [{ kind: 'cat', lives: 9 }], [{ lives: 9 }]],
  ['alternatives with a discriminator', { Root: { oneOf: [{ $ref: '#/components/schemas/Cat' }], discriminator: { propertyName: 'kind' } }, Cat: { type: 'object', properties: { kind: text } } }, [{ kind: 'cat' }], [{ lives: 9 }]],
  ['nullable without effect', { Root: { nullable: true, enum: ['a'] } }, ['a'], [null]],
  ['nullable with a type', { Root: { type: 'string', nullable: true } }, [null, 'a'], [1]],
  ['nullable beside a reference', { Root: { type: 'object', properties: { a: { $ref: '#/components/schemas/A', nullable: true } } }, A: text }, [{ a: 'x' }], [{ a: null }]],
  ['unknown keywords, and an enumeration with a duplicate', { Root: { type: 'object', properties: { a: { type: 'string', required: true, enum: ['x', 'x'], collectionFormat: 'csv' } } } }, [{ a: 'x' }], [{ a: 'y' }]],
])('%s', (_, schemas, valid, invalid) => {
  const model = bounded(schemas);
  for (const value of valid) expect([value, accepts(model, value)]).toEqual([value, true]);
  for (const value of invalid) expect([value, accepts(model, value)]).toEqual([value, false]);
  // The patched document needs no bounds, and accepts the same.
  const patched = document(structuredClone(schemas));
  for (const operation of model.patch as PatchOperation[]) applyOperation(patched, operation);
  expect(RequestModel.fromOpenApi(patched, '#/components/schemas/Root').schema).toEqual(model.schema);
});

test('limits follow from the maximal size of the body, or are given one by one', () => {
  const schemas = { Root: { type: 'object', properties: { a: text, b: { type: 'array', items: { type: 'integer' } } } } };
  expect(bounded(schemas, undefined, { maxBytes: 100 }).patch).toEqual(expect.arrayContaining([
    { op: 'add', path: '/components/schemas/Root/properties/a/maxLength', value: 98 },
    { op: 'add', path: '/components/schemas/Root/properties/b/maxItems', value: 49 },
  ]));
  expect(bounded(schemas, undefined, { maxLength: 7, maxItems: 3, maximum: 9 }).patch).toEqual(expect.arrayContaining([
    { op: 'add', path: '/components/schemas/Root/properties/a/maxLength', value: 7 },
    { op: 'add', path: '/components/schemas/Root/properties/b/maxItems', value: 3 },
    { op: 'add', path: '/components/schemas/Root/properties/b/items/maximum', value: 9 },
  ]));
});

test('a strict schema gets no patch, and the given document is not changed', () => {
  const schemas = { Root: { type: 'object', properties: { a: text } } };
  const before = structuredClone(schemas);
  bounded(schemas);
  expect(schemas).toEqual(before);
  expect(bounded({ Root: { type: 'boolean' } }).patch).toEqual([]);
});

test.each([
  [{ maxLength: 0 }, 'RequestModel.fromOpenApi(\'#/components/schemas/Root\'): bound.maxLength is 0; a whole number above 0 is expected'],
  [{ maxBytes: 1.5 }, 'bound.maxBytes is 1.5'],
])('%j is rejected', (bound, message) => {
  expect(() => bounded({ Root: text }, undefined, bound)).toThrow(message);
});

test('booleans as schemas and null as a type are supported in OpenAPI 3.1', () => {
  const model = bounded({ Root: { type: 'object', properties: { a: true, b: { type: ['string', 'null'] } } } }, '3.1.0');
  expect([{ a: [1, null], b: null }, { c: 1 }].map((value) => accepts(model, value))).toEqual([true, false]);
});

test('JSON Schema is supported, too', () => {
  const model = RequestModel.fromSchema({ type: 'object', properties: { a: { $ref: '#/definitions/a' } }, definitions: { a: {} } }, { bound: {} });
  expect([{ a: { b: [1] } }, { b: 1 }].map((value) => accepts(model, value))).toEqual([true, false]);
});
