import Ajv2020 from 'ajv/dist/2020';
import Ajv04 from 'ajv-draft-04';
import * as fc from 'fast-check';
import { contradictions } from '../../lib/inbound-events/contradictions';
import { Dialect, toDraft04 } from '../../lib/inbound-events/draft-04';
import { RequestModel } from '../../lib/inbound-events/request-model';
import { modelStrict } from '../../lib/inbound-events/rules/model-strict';
import { modelSupportedByApiGateway } from '../../lib/inbound-events/rules/model-supported-by-api-gateway';
import { everySchema } from '../../lib/inbound-events/schema-review';
import { check } from '../gate/harness';

const convert = (document: unknown, dialect: Dialect = 'unknown', pointer = '') => toDraft04(document, { dialect, pointer, isModel: () => false });
const problems = (document: unknown, dialect?: Dialect) => convert(document, dialect).problems.map(({ pointer, message }) => `${pointer}: ${message}`);
const D2020 = 'https://json-schema.org/draft/2020-12/schema';

describe('converted', () => {
  test.each<[string, any, any]>([
    ['const', { const: { a: 1 } }, { enum: [{ a: 1 }] }],
    ['const and enum', { const: 1, enum: [1, 2] }, { enum: [1, 2], allOf: [{ enum: [1] }] }],
    ['exclusiveMinimum of integers', { type: 'integer', exclusiveMinimum: 5 }, { type: 'integer', minimum: 6 }],
    ['a fraction as bound of integers', { type: ['integer', 'null'], exclusiveMaximum: 5.5 }, { type: ['integer', 'null'], maximum: 5 }],
    ['exclusiveMaximum', { type: 'number', exclusiveMaximum: 5 }, { type: 'number', maximum: 5, allOf: [{ not: { enum: [5] } }] }],
    ['a stricter bound', { minimum: 7, exclusiveMinimum: 5 }, { minimum: 7 }],
    ['a looser bound', { minimum: 5, exclusiveMinimum: 5 }, { minimum: 5, allOf: [{ not: { enum: [5] } }] }],
    ['draft-04 bounds', { type: 'integer', minimum: 5, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false }, { type: 'integer', minimum: 6, maximum: 9 }],
    ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    ['nullable with an enum', { type: 'string', enum: ['a', null], nullable: true }, { type: ['string', 'null'], enum: ['a', null] }],
    ['not nullable', { type: 'string', nullable: false }, { type: 'string' }],
    ['int32', { type: 'integer', format: 'int32', minimum: 0 }, { type: 'integer', minimum: 0, maximum: 2147483647 }],
    ['int64 with bounds', { type: 'integer', format: 'int64', minimum: 0, maximum: 9 }, { type: 'integer', format: 'int64', minimum: 0, maximum: 9 }],
    ['annotations', { 'default': 1, 'example': 1, 'examples': [1], '$comment': 'x', 'deprecated': true, 'writeOnly': true, 'xml': {}, 'x-any': 1, 'readOnly': false }, {}],
    ['a discriminator of alternatives', { oneOf: [{}], discriminator: { propertyName: 'a' } }, { oneOf: [{}] }],
    ['$defs', { $ref: '#/$defs/a', $defs: { a: {} }, definitions: { a: { not: {} } } }, { $ref: '#/definitions/a2', definitions: { a: { not: {} }, a2: {} } }],
    ['prefixItems', { prefixItems: [{}, true], items: false }, { items: [{}, {}], additionalItems: false }],
    ['references to moved schemas', { prefixItems: [{ $ref: '#/prefixItems/1' }, { title: 'x' }] }, { items: [{ $ref: '#/items/1' }, { title: 'x' }] }],
    ['dependentRequired', { dependentRequired: { a: ['b'], c: [] } }, { dependencies: { a: ['b'] } }],
    ['both dependents', { dependentRequired: { a: ['b'] }, dependentSchemas: { a: { minProperties: 1 } } }, {
      dependencies: { a: ['b'] }, allOf: [{ dependencies: { a: { minProperties: 1 } } }],
    }],
    ['unevaluatedProperties', { properties: {}, unevaluatedProperties: false }, { properties: {}, additionalProperties: false }],
    ['false', { properties: { a: false } }, { properties: { a: { type: 'null', not: {} } } }],
    ['an empty list of required names', { required: [] }, {}],
    ['identifiers', { $id: 'https://example.com/a', $schema: D2020 }, {}],
    ['keywords beside a $ref', { $schema: D2020, properties: { a: { $ref: '#/$defs/a', maxLength: 3 } }, $defs: { a: {} } }, {
      properties: { a: { maxLength: 3, allOf: [{ $ref: '#/definitions/a' }] } }, definitions: { a: {} },
    }],
    ['annotations beside a $ref', { items: { $ref: '#', default: 1, title: 'x' } }, { items: { $ref: '#' } }],
    ['a target that is not a schema', { properties: { a: { $ref: '#/properties/b/x-c' }, b: { 'x-c': { type: 'null' } } } }, {
      properties: { a: { $ref: '#/definitions/x-c' }, b: {} }, definitions: { 'x-c': { type: 'null' } },
    }],
    ['names as keywords', { properties: { const: {}, $ref: {}, nullable: { enum: [{ const: 1, $ref: '#/a' }] } } }, {
      properties: { const: {}, $ref: {}, nullable: { enum: [{ const: 1, $ref: '#/a' }] } },
    }],
  ])('%s', (_, document, schema) => {
    const converted = convert(document);
    expect(converted.problems).toEqual([]);
    expect(converted.schema).toEqual(schema);
    expect(new Ajv04().validateSchema(converted.schema)).toBe(true);
  });

  test('each change is reported', () => {
    expect(convert({ type: 'number', exclusiveMinimum: 5, examples: [6], $schema: D2020 }).conversions).toEqual([
      '#/examples: is left out; it validates nothing',
      '#/$schema: became draft-04',
      '#/exclusiveMinimum: became minimum 5, with 5 itself excluded',
    ]);
  });

  test('referenced schemas of an OpenAPI document are included', () => {
    const document = {
      paths: { '/a': { schema: { $ref: '#/components/schemas/A' } } },
      components: { schemas: { A: { properties: { b: { $ref: '#/components/schemas/B' }, a: { $ref: '#/components/schemas/A' } } }, B: {} } },
    };
    const converted = convert(document, 'openapi-3.0', '/paths/~1a/schema');
    expect(converted.schema).toEqual({
      $ref: '#/definitions/A',
      definitions: { A: { properties: { b: { $ref: '#/definitions/B' }, a: { $ref: '#/definitions/A' } } }, B: {} },
    });
    expect(converted.sourceOf('/definitions/A/properties/b')).toBe('/components/schemas/A/properties/b');
    expect(converted.sourceOf('/definitions/A/title')).toBe('/components/schemas/A/title');
    expect(converted.sourceOf('')).toBe('/paths/~1a/schema');
  });
});

describe('rejected', () => {
  const noEquivalent = 'has no equivalent in draft-04';
  test.each<[any, string[]]>([
    ['text', [': expected a schema, which is an object; found a string']],
    [[], [': expected a schema, which is an object; found an empty list']],
    [{ properties: { a: 1 } }, ['/properties/a: expected a schema, which is an object; found a number']],
    [{ properties: [] }, ['/properties: expected an object of schemas; found an empty list']],
    [{ maxlength: 1 }, ['/maxlength: is not a keyword of JSON Schema draft-04']],
    [{ constructor: 1 }, ['/constructor: is not a keyword of JSON Schema draft-04']],
    [{ if: {}, then: {}, else: {} }, ['if', 'then', 'else'].map((key) => `/${key}: ${noEquivalent}; write the cases as anyOf`)],
    [{ contains: {} }, [`/contains: ${noEquivalent}; describe all elements with items`]],
    [{ $schema: 'http://json-schema.org/draft-03/schema#' }, [
      '/$schema: "http://json-schema.org/draft-03/schema#" is not a version of JSON Schema that can be converted to draft-04',
    ]],
    [{ type: 'any' }, ['/type: "any" is not a type of JSON Schema']],
    [{ type: ['null', 'null'] }, ['/type: a type is there twice']],
    [{ type: [] }, ['/type: expected at least one type']],
    [{ enum: [{ a: 1, b: 2 }, { b: 2, a: 1 }] }, ['/enum: the value {"a":1,"b":2} is there twice; API Gateway rejects the model']],
    [{ enum: [] }, ['/enum: expected a list of at least one value']],
    [{ required: true }, ['/required: expected a list of names, each once']],
    [{ required: ['a', 'a'] }, ['/required: expected a list of names, each once']],
    [{ maxLength: -1, maxItems: 1.5, minimum: '1', multipleOf: 0, pattern: 1, uniqueItems: 1 }, [
      '/maxLength: expected a whole number that is not negative',
      '/maxItems: expected a whole number that is not negative',
      '/minimum: expected a number',
      '/multipleOf: expected a number above 0',
      '/pattern: expected a text',
      '/uniqueItems: expected true or false',
    ]],
    [{ description: 'a */ b' }, ['/description: API Gateway does not take "*/" in a description: it would end a comment in generated code']],
    [{ exclusiveMinimum: true }, ['/exclusiveMinimum: says nothing without minimum']],
    [{ allOf: [] }, ['/allOf: expected a list of schemas; found an empty list']],
    [{ nullable: true }, ['/nullable: says nothing without a type in the same schema; write an alternative of type null in anyOf']],
    [{ type: 'string', enum: ['a'], nullable: true }, ['/nullable: says nothing while the enum does not list null; add it there']],
    [{ unevaluatedProperties: false, allOf: [{}] }, [
      `/unevaluatedProperties: ${noEquivalent} beside allOf; list all names and write additionalProperties: false`,
    ]],
    [{ properties: { a: { $id: 'x' } } }, ['/properties/a/$id: changes what references mean; refer to schemas by JSON pointer']],
    [{ dependencies: { a: 'b' } }, ['/dependencies/a: expected a schema, which is an object; found a string']],
    [{ dependentRequired: { a: {} } }, ['/dependentRequired/a: expected a list of names, each once']],
    [{ items: { $ref: '#/definitions/x' } }, ['/items/$ref: nothing is where the $ref #/definitions/x leads to']],
    [{ items: { $ref: '#x' } }, ['/items/$ref: the $ref #x leads out of the document; refer to a JSON pointer in it, or put a RequestModel there']],
    [{ items: { $ref: 'https://example.com/a.json' } }, [
      '/items/$ref: the $ref https://example.com/a.json leads out of the document; refer to a JSON pointer in it, or put a RequestModel there',
    ]],
    [{ items: { $ref: 5 } }, ['/items/$ref: expected a text or a RequestModel as $ref']],
    [{ items: { $ref: '#', maxItems: 2 } }, [
      '/items/maxItems: is ignored beside a $ref in this version of JSON Schema; write both as parts of allOf',
    ]],
    [{ format: 'int64' }, [': format int64: API Gateway ignores it; write minimum and maximum in its place']],
    [{ readOnly: true }, [': readOnly: API Gateway ignores it; leave the property out of the schema of requests']],
    [{ discriminator: {} }, [': discriminator: API Gateway ignores it; list the alternatives as oneOf']],
  ])('%j', (document, expected) => {
    expect(problems(document)).toEqual(expected);
  });

  test('nullable in OpenAPI 3.1', () => {
    expect(problems({ type: 'string', nullable: true }, 'openapi-3.1')).toEqual(['/nullable: OpenAPI 3.1 has no such keyword; add null to the type']);
  });

  test('more schemas than API Gateway accepts', () => {
    const shared = { properties: Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`p${index}`, {}])) };
    expect(problems({ properties: Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`q${index}`, shared])) })).toHaveLength(1);
  });
});

describe('strict schemas of 2020-12', () => {
  const small = fc.integer({ min: -2, max: 4 });
  const half = fc.integer({ min: -4, max: 8 }).map((value) => value / 2);
  const name = fc.constantFrom('a', 'b', 'c');
  const annotations = fc.record({ default: small, examples: fc.constant([1]), $comment: fc.constant('x'), deprecated: fc.boolean() }, { requiredKeys: [] });
  const bounded = fc.tuple(half, half, fc.boolean(), fc.boolean(), fc.option(half, { nil: undefined })).map(([from, to, low, high, more]) => ({
    [low ? 'exclusiveMinimum' : 'minimum']: from,
    [high ? 'exclusiveMaximum' : 'maximum']: to,
    ...(low && more !== undefined && { minimum: more }),
    ...(high && more !== undefined && { maximum: more }),
  }));
  const text = fc.record(
    { maxLength: fc.nat(3), minLength: fc.nat(2), pattern: fc.constantFrom('^[ab]{0,3}$', 'a', '^x') },
    { requiredKeys: ['maxLength'] },
  );
  const { schema: strict } = fc.letrec<{ schema: any }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.tuple(fc.constantFrom<unknown>('string', ['string', 'null']), text).map(([type, rest]) => ({ type, ...rest })),
      fc.tuple(fc.constantFrom<unknown>('number', 'integer', ['integer', 'null']), bounded).map(([type, rest]) => ({ type, ...rest })),
      fc.tuple(small, annotations).map(([value, rest]) => ({ const: value, ...rest })),
      fc.uniqueArray(fc.oneof(small, name, fc.constant(null)), { minLength: 1, maxLength: 3 }).map((values) => ({ enum: values })),
      fc.constantFrom<any>({ type: 'boolean' }, { type: 'null' }, false),
      fc.constantFrom<any>({ $ref: '#/$defs/x' }, { $ref: '#/$defs/x', maxLength: 1 }, { $ref: '#/$defs/x', not: { const: 'a' } }),
      fc.tuple(tie('schema'), fc.nat(2), fc.nat(1)).map(([items, maxItems, minItems]) => ({ type: 'array', items, maxItems, minItems })),
      fc.tuple(fc.array(tie('schema'), { minLength: 1, maxLength: 2 }), fc.oneof(fc.constant(false), tie('schema'))).map(([prefixItems, items]) => ({
        type: 'array', prefixItems, items, maxItems: 3,
      })),
      fc.tuple(fc.array(tie('schema'), { minLength: 1, maxLength: 2 }), fc.constantFrom('anyOf', 'oneOf')).map(([list, keyword]) => ({ [keyword]: list })),
      fc.record(
        {
          type: fc.constant('object'),
          properties: fc.dictionary(name, tie('schema'), { maxKeys: 3 }),
          required: fc.uniqueArray(name, { maxLength: 2 }),
          dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { maxKeys: 2 }),
          dependentSchemas: fc.dictionary(name, fc.constant({ maxProperties: 1 }), { maxKeys: 1 }),
          closed: fc.constantFrom('additionalProperties', 'unevaluatedProperties'),
        },
        { requiredKeys: ['type', 'properties', 'closed'] },
      ).map(({ closed, ...rest }) => ({ ...rest, [closed === 'unevaluatedProperties' && rest.dependentSchemas ? 'additionalProperties' : closed]: false })),
    ),
  }));
  const leaf = fc.oneof(half, fc.stringMatching(/^[abx]{0,3}$/), fc.constantFrom(null, true, false));
  const { instance } = fc.letrec<{ instance: any }>((tie) => ({
    instance: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      leaf,
      fc.array(tie('instance'), { maxLength: 3 }),
      fc.dictionary(name, tie('instance'), { maxKeys: 3 }),
    ),
  }));

  test('are accepted, have the same meaning in draft-04, and cause no findings', () => {
    const verdicts = { true: 0, false: 0 };
    const definitions = { x: { type: ['string', 'null'], maxLength: 2 } };
    // Schemas that match nothing are rejected.
    const possible = strict.filter((inner) => {
      const { schema } = convert({ $schema: D2020, $defs: definitions, ...inner });
      return everySchema(schema).every(({ node }) => contradictions(node).length === 0);
    });
    fc.assert(
      fc.property(possible, fc.array(instance, { minLength: 20, maxLength: 20 }), (inner, instances) => {
        const document = { $schema: D2020, $defs: definitions, type: 'object', properties: { a: inner }, additionalProperties: false, required: ['a'] };
        const { schema } = RequestModel.fromSchema(document);
        const original = new Ajv2020({ strict: false }).compile(document);
        const converted = new Ajv04({ strict: false }).compile(schema);
        for (const a of instances) {
          const verdict = original({ a });
          verdicts[`${verdict}`] += 1;
          expect({ a, valid: converted({ a }) }).toEqual({ a, valid: verdict });
        }
        const template = { Resources: { Model: { Type: 'AWS::ApiGateway::Model', Properties: { RestApiId: 'api', Schema: schema } } } };
        expect([...check(modelStrict, template), ...check(modelSupportedByApiGateway, template)]).toEqual([]);
      }),
      { numRuns: 300 },
    );
    expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(100);
  });
});

test('any JSON is converted or rejected', () => {
  const keyword = fc.constantFrom(
    'type', 'enum', 'const', 'properties', 'items', 'allOf', '$ref', '$defs', 'required', 'nullable', 'exclusiveMinimum', 'minimum', 'prefixItems',
    'dependencies', 'dependentSchemas', 'not', 'format', 'pattern', 'additionalProperties', 'discriminator', 'readOnly', 'a',
  );
  const value = fc.constantFrom<unknown>('string', 'object', '#', '#/$defs/a', '#/properties/a', 'int32', '(', true, false, null, 0, 1.5, -1, [], ['a']);
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof({ maxDepth: 5 }, value, fc.array(tie('json'), { maxLength: 2 }), fc.dictionary(keyword, tie('json'), { maxKeys: 4 })),
  }));
  fc.assert(fc.property(json, (document) => {
    const message = /^RequestModel.fromSchema: [1-9]\d* problems? with the schema:\n- #/;
    let model: RequestModel;
    try {
      model = RequestModel.fromSchema(document);
    } catch (e) {
      expect((e as Error).message).toMatch(message);
      return;
    }
    expect(new Ajv04({ strict: false }).validateSchema(model.schema)).toBe(true);
  }), { numRuns: 2000 });
});
