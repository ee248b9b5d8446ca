import Ajv from 'ajv';
import * as fc from 'fast-check';
import { SchemaDocument } from '../../../lib/fuzz/generator/schema-document';
import { SchemaValues } from '../../../lib/fuzz/generator/schema-values';

jest.setTimeout(120_000);

const NAMES = ['a', 'b', 'c'];

/** Schemas that refer to each other through alternatives, conditions and dependencies. */
const SCHEMAS: fc.Arbitrary<object> = fc.letrec<{ schema: object }>((tie) => {
  const reference = fc.constantFrom(...NAMES).map((name) => ({ $ref: `#/definitions/${name}` }));
  const scalar = fc.constantFrom<object>({ type: 'integer', maximum: 9 }, { type: 'string', maxLength: 3 }, { enum: ['x', 1] }, { type: 'null' });
  const inner = fc.oneof({ maxDepth: 2 }, scalar, reference, tie('schema'));
  const properties = fc.dictionary(fc.constantFrom('p', 'q', 'r'), inner, { minKeys: 1, noNullPrototype: true });
  const several = fc.array(inner, { minLength: 2, maxLength: 4 });
  return {
    schema: fc.oneof(
      fc.record({ type: fc.constant('object'), properties, required: fc.subarray(['p', 'q']), additionalProperties: fc.constant(false) }, { requiredKeys: ['type', 'properties'] }),
      fc.record({ oneOf: several }), fc.record({ anyOf: several }), fc.record({ allOf: fc.array(tie('schema'), { minLength: 2, maxLength: 3 }) }),
      fc.record({ type: fc.constant('array'), maxItems: fc.constant(3), items: inner, contains: inner }, { requiredKeys: ['type', 'items'] }),
      fc.record({ if: inner, then: inner, else: inner }),
      fc.record({ dependencies: fc.dictionary(fc.constantFrom('p', 'q'), inner, { noNullPrototype: true }), properties }),
    ),
  };
}).schema;

const documents = fc.tuple(SCHEMAS, SCHEMAS, SCHEMAS).map(([a, b, c]) => ({
  $schema: 'http://json-schema.org/draft-07/schema#', definitions: { a: { anyOf: [{ type: 'boolean' }, a] }, b, c }, $ref: '#/definitions/a',
}));

test('values of recursive alternatives are valid, with bounded work', () => {
  const looks = jest.spyOn(SchemaDocument.prototype, 'child');
  let most = 0;
  let deep = 0;
  fc.assert(fc.property(documents, (schema) => {
    let ajv: ReturnType<Ajv['compile']>;
    try {
      ajv = new Ajv({ strict: false, logger: false }).compile(schema);
    } catch {
      // A schema that only refers to itself.
      return;
    }
    looks.mockClear();
    const values = new SchemaValues(schema);
    const drawn = [values.valid, values.boundary].flatMap((made) => (made ? fc.sample(made, { numRuns: 10, seed: 1 }) : []));
    if (values.deep) deep += fc.sample(values.deep, { numRuns: 3, seed: 1 }).length;
    if (values.invalid) for (const { value } of fc.sample(values.invalid, { numRuns: 5, seed: 1 })) expect(values.accepts(value)).toBe(false);
    most = Math.max(most, looks.mock.calls.length);
    // Plain ajv takes twice as long with each level.
    for (const value of drawn) if (JSON.stringify(value).length < 200) expect(ajv(value)).toBe(true);
  }), { numRuns: 25, seed: 3, endOnFailure: true });
  expect(deep).toBeGreaterThan(0);
  // Without memory and limits, it would be millions.
  expect(most).toBeLessThan(50_000);
});
