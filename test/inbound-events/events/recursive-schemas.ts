/** Schemas that apply several times to the same part of a value, by the keyword of their name. */
export const RECURSIVE_SCHEMAS: { readonly [name: string]: object } = {
  oneOf: {
    oneOf: [
      { type: 'string', maxLength: 3 }, { required: ['a'], properties: { a: { $ref: '#' }, b: { type: 'integer' } } },
      { required: ['a'], properties: { a: { $ref: '#' }, b: { type: 'boolean' } } },
    ],
  },
  anyOf: {
    $ref: '#/$defs/e',
    $defs: {
      e: { anyOf: [{ properties: { a: { $ref: '#/$defs/f' } }, required: ['b'] }, { $ref: '#/$defs/f' }] },
      f: { properties: { a: { $ref: '#/$defs/e' } }, not: { const: 7 } },
    },
  },
  allOf: { allOf: [{ properties: { a: { $ref: '#' } } }, { patternProperties: { '^a': { $ref: '#' } } }] },
  not: { not: { not: { properties: { a: { $ref: '#' } } } }, properties: { a: { $ref: '#' } } },
  if: { if: { properties: { a: { $ref: '#' } } }, then: { properties: { a: { $ref: '#' } } } },
  contains: { type: ['array', 'object'], items: { $ref: '#' }, contains: { $ref: '#' } },
  dependentSchemas: { dependentSchemas: { a: { properties: { a: { $ref: '#' } } } }, properties: { a: { $ref: '#' } } },
  unevaluatedProperties: { anyOf: [{ properties: { a: { $ref: '#' } } }, { properties: { a: { $ref: '#' }, b: true } }], unevaluatedProperties: false },
};

/** Returns a value for one of them, nested to this depth. */
export function nested(name: string, depth: number, seen = (value: object) => value): object {
  let value = seen({});
  for (let level = 0; level < depth; level += 1) value = seen(name === 'contains' ? [value] : { a: value });
  return value;
}
