import { contradictions } from '../../lib/inbound-events/contradictions';
import { EventSchema } from '../../lib/inbound-events/event-schema';
import { RequestModel } from '../../lib/inbound-events/request-model';

const id = { type: 'string', maxLength: 9 };

test.each<[object, RegExp]>([
  [{ required: ['id'], additionalProperties: false }, /^requires "id", which is not in properties/],
  [{ required: ['id', 'x'], properties: { id }, additionalProperties: false }, /^requires "x"/],
  [{ required: ['id'], patternProperties: { '^x-': id }, additionalProperties: false }, /^requires "id"/],
  [{ type: 'string', minLength: 9, maxLength: 3 }, /^minLength 9 is above maxLength 3/],
  [{ type: 'integer', minimum: 9, maximum: 3 }, /^minimum 9 is above maximum 3/],
  [{ type: ['array'], minItems: 2, maxItems: 1 }, /^minItems 2/],
  [{ required: ['a', 'b'], maxProperties: 1 }, /^requires 2 properties/],
  [{ type: 'object', minProperties: 2, properties: { id }, additionalProperties: false }, /^minProperties is 2, and only 1/],
  [{ type: 'integer', enum: ['a', 'b'] }, /^no value of enum is of type integer/],
  [{ type: 'integer', enum: [1.5] }, /^no value of enum is of type integer/],
  [{ type: 'integer', const: 'x' }, /^no value of const is of type integer/],
  [{ type: ['object', 'null'], const: [] }, /^no value of const is of type object or null/],
  [{ allOf: [{ type: 'string' }, { type: 'integer' }] }, /^allOf combines the types string and integer/],
  [{ type: 'object', allOf: [{ type: ['object', 'array'] }, { allOf: [{ type: ['null', 'array'] }] }] }, /^allOf combines the types object and object or array and null or array/],
  [{ type: 'string', pattern: '^[0-9a-f]{36}$', maxLength: 10 }, /^the pattern \^\[0-9a-f\]\{36\}\$ only matches texts of 36 characters or more/],
  [{ type: 'string', pattern: '^(?:ab|abc){2}\\d+x?(?=y{9})$', maxLength: 4 }, /^the pattern .* of 5 characters/],
])('%j: no value can match', (schema, problem) => expect(contradictions(schema)).toEqual([expect.stringMatching(problem)]));

test.each([
  [{ required: ['id'], properties: { id }, additionalProperties: false }],
  [{ required: ['x-a'], patternProperties: { '^x-': id }, additionalProperties: false }],
  [{ required: ['id'] }],
  [{ type: ['object', 'null'], required: ['id'], additionalProperties: false }],
  [{ type: ['string', 'null'], minLength: 3, maxLength: 1 }],
  [{ required: ['id'], properties: { id: {} }, additionalProperties: {} }],
  [{ type: 'integer', enum: ['a', 1] }],
  [{ type: ['string', 'null'], const: null }],
  [{ enum: ['a'] }],
  [{ type: 'number', allOf: [{ type: 'integer' }, { type: ['number', 'string'] }] }],
  [{ allOf: [{ $ref: '#/x' }, { type: 'string' }] }],
  [{ type: 'string', pattern: '^\\u{1F600}\\p{L}[\\]x]\\bé*(a|)(?<b>c)\\1$', maxLength: 4 }],
  [{ type: 'string', pattern: '^[a-z]{2,4}?$', maxLength: 2 }],
  [{ minLength: 3, maxLength: 3, minimum: 1, maximum: 1 }],
])('%j: some values match', (schema) => expect(contradictions(schema)).toEqual([]));

test('models and event schemas reject contradictions at any depth', () => {
  const schema = { type: 'object', additionalProperties: false, properties: { at: { type: 'object', additionalProperties: false, required: ['id'], properties: {} } } };
  expect(() => RequestModel.fromSchema(schema)).toThrow('#/properties/at: requires "id"');
  expect(() => EventSchema.sqs(schema)).toThrow('#/properties/at: requires "id"');
});

test.each<[object, string]>([
  [{ type: 'string', maxLength: 9, maximum: 9 }, '#: maximum has no effect on type string'],
  [{ type: ['integer', 'null'], minimum: 0, maximum: 9, minLength: 1 }, '#: minLength has no effect on type integer or null'],
  [{ type: 'string', maxLength: 36, format: 'uiid' }, '#: the format "uiid" is not known; did you mean uuid?'],
  [{ type: 'string', maxLength: 36, format: 'datetime' }, 'did you mean date-time?'],
])('models and event schemas reject %j', (schema, problem) => {
  expect(() => RequestModel.fromSchema(schema)).toThrow(problem);
  expect(() => EventSchema.sqs(schema)).toThrow(problem);
});

test('keywords without effect are accepted in API documents and in endpoints', () => {
  const schema = { type: 'string', maxLength: 9, maximum: 9 };
  const model = RequestModel.fromOpenApi({ openapi: '3.0.0', components: { schemas: { A: schema } } }, '#/components/schemas/A');
  expect(() => EventSchema._endpoint({ route: 'POST /a', body: model })).not.toThrow();
});

test('undefined notes count as absent, undefined restrictions do not, and a format may limit the length of a text', () => {
  const property = (format: string) => ({ type: 'string', format, description: undefined });
  const schema = { type: 'object', additionalProperties: false, description: undefined, properties: { a: property('uuid'), b: property('email'), c: property('hostname'), d: property('date') } };
  const model = RequestModel.fromSchema(schema);
  expect(model.schema.properties).toMatchObject({ a: { pattern: /^\^\[0-9A-Fa-f\]\{8\}/.exec(model.schema.properties.a.pattern)?.input }, b: { maxLength: 254 }, c: { maxLength: 253 } });
  expect(model.conversions).toContainEqual(expect.stringMatching(/^#\/properties\/b\/format: got maxLength 254, which every email satisfies/));
  expect(() => EventSchema.sqs(schema)).not.toThrow();
  expect(() => EventSchema.sqs({ enum: [undefined] })).toThrow('JSON has no undefined');
  for (const changes of [{ required: undefined }, { properties: { ...schema.properties, e: undefined } }, { properties: { a: { ...property('uuid'), maxLength: undefined } } }]) {
    expect(() => EventSchema.sqs({ ...schema, ...changes })).toThrow('JSON has no undefined; define the value, or leave the property out');
    expect(() => RequestModel.fromSchema({ ...schema, ...changes })).toThrow('JSON has no undefined; define the value, or leave the property out');
  }
});
