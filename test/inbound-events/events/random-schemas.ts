import { fullFormats } from 'ajv-formats/dist/formats';
import fc from 'fast-check';
import { SchemaValues } from '../../../lib/fuzz/generator/schema-values';

/** Versions of JSON Schema by their `$schema`. */
export const VERSIONS = {
  4: 'http://json-schema.org/draft-04/schema#',
  7: 'http://json-schema.org/draft-07/schema#',
  2020: 'https://json-schema.org/draft/2020-12/schema',
} as const;

export type Version = keyof typeof VERSIONS;

/** A schema, and JSON texts of values: valid, invalid for one reason, and independent of the schema. */
export interface RandomCase {
  readonly version: Version;
  readonly schema: { readonly [keyword: string]: unknown };
  readonly texts: readonly string[];
}

type Schemas = fc.Arbitrary<unknown>;
type Keywords = { readonly [keyword: string]: fc.Arbitrary<unknown> };

const NAMES = ['a', 'b', 'c/d', '~', '', 'é', '😀', 'length', 'toString', '7'];
const TEXTS = [
  '', 'a', 'ab', 'abc', 'b\n', '😀', '😀😀', 'é', 'e\u0301', 'İ', 'ß', '٣', '\u0000', '\u2028', '👩‍👧', '1', 'true', 'null', '2024-02-29', '127.0.0.1', 'a@b.co',
];
const NUMBERS = [
  '0', '-0', '0.0', '-0.0', '1', '1.0', '1e0', '10e-1', '-1', '2', '2.0', '3', '1.5', '0.1', '0.30000000000000004', '0.3', '19.99', '4.35', '1e-7', '5e-324', '2147483648', '9007199254740991', '9007199254740991.0', '-9007199254740991',
  '1e15', '123456.789', '0.1000000000000000055511151231257827',
];
/** Patterns with the same meaning in every regular expression engine, and those that JavaScript interprets differently. */
const PORTABLE_PATTERNS = ['^a', '[bc]', '^[a-z]{1,2}', '😀', '^(?:a|é)+', '^[^a]', ''];
const PATTERNS = [...PORTABLE_PATTERNS, '^.$', 'b$', '^\\d', '\\s', '^[\\u{1F600}-\\u{1F64F}]', '\\bb?', '[^\\w]'];
const FORMATS = Object.keys(fullFormats).filter((format) => !['regex', 'url', 'int32', 'int64', 'float', 'double'].includes(format));
const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

const name = fc.constantFrom(...NAMES);
const scalarText = fc.oneof(
  { arbitrary: fc.constantFrom(...NUMBERS), weight: 3 }, { arbitrary: fc.constantFrom(...TEXTS).map((text) => JSON.stringify(text)), weight: 3 }, fc.constantFrom('true', 'false', 'null'),
);

/** JSON texts of values. */
const text: fc.Arbitrary<string> = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4, depthSize: 'small' }, scalarText,
    fc.array(tie('text'), { maxLength: 4 }).map((items) => `[${items.join()}]`),
    fc.array(scalarText, { maxLength: 3 }).map((items) => `[${[...items, ...items].join()}]`),
    fc.uniqueArray(fc.tuple(name, tie('text')), { maxLength: 4, selector: ([key]) => key }).map((entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join()}}`),
  ),
})).text;

const value = text.map((json) => JSON.parse(json) as unknown);
const count = fc.nat(3);
const limit = fc.constantFrom(-1, 0, 1, 1.5, 2, 3, 0.3, 9007199254740991);
const named = (inner: fc.Arbitrary<unknown>, names = name) => fc.dictionary(names, inner, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
const several = (schema: Schemas) => fc.array(schema, { minLength: 1, maxLength: 3 });

const SHARED = (schema: Schemas, pattern: fc.Arbitrary<string>): Keywords => ({
  type: fc.oneof(fc.constantFrom(...TYPES), fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 4 })),
  enum: fc.uniqueArray(value, { minLength: 1, maxLength: 4, selector: (each) => JSON.stringify(each) }),
  minimum: limit,
  maximum: limit,
  multipleOf: fc.constantFrom(1, 2, 0.5, 0.1, 0.01, 1e-7, 3),
  minLength: count,
  maxLength: count,
  pattern,
  minItems: count,
  maxItems: count,
  uniqueItems: fc.boolean(),
  minProperties: count,
  maxProperties: count,
  required: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
  properties: named(schema),
  patternProperties: named(schema, pattern),
  allOf: several(schema),
  anyOf: several(schema),
  oneOf: several(schema),
  not: schema,
});

const OWN: { readonly [version in Version]: (schema: Schemas) => Keywords } = {
  4: (schema) => ({
    exclusiveMinimum: fc.boolean(),
    exclusiveMaximum: fc.boolean(),
    items: fc.oneof(schema, several(schema)),
    additionalItems: fc.oneof(fc.boolean(), schema),
    additionalProperties: fc.oneof(fc.boolean(), schema),
    dependencies: named(fc.oneof(fc.uniqueArray(name, { minLength: 1, maxLength: 2 }), schema)),
  }),
  7: (schema) => ({
    ...SINCE_DRAFT_6(schema),
    items: fc.oneof(schema, several(schema)),
    additionalItems: schema,
    dependencies: named(fc.oneof(fc.uniqueArray(name, { maxLength: 2 }), schema)),
  }),
  2020: (schema) => ({
    ...SINCE_DRAFT_6(schema),
    prefixItems: several(schema),
    items: schema,
    minContains: count,
    maxContains: count,
    dependentRequired: named(fc.uniqueArray(name, { maxLength: 2 })),
    dependentSchemas: named(schema),
  }),
};

const SINCE_DRAFT_6 = (schema: Schemas): Keywords => ({
  const: value,
  exclusiveMinimum: limit,
  exclusiveMaximum: limit,
  contains: schema,
  propertyNames: schema,
  additionalProperties: schema,
  if: schema,
  then: schema,
  else: schema,
});

/** Keywords that another one requires beside it. */
const NEEDED: { readonly [version in Version]: { readonly [keyword: string]: string } } = {
  4: { exclusiveMinimum: 'minimum', exclusiveMaximum: 'maximum', additionalItems: 'items' },
  7: { then: 'if', else: 'if', additionalItems: 'items' },
  2020: { then: 'if', else: 'if', minContains: 'contains', maxContains: 'contains' },
};

/** Generates schemas of a version with three definitions, all of which may refer to each other and to the root. */
function schemasOf(version: Version, isPortable: boolean): fc.Arbitrary<RandomCase['schema']> {
  const definitions = version === 2020 ? '$defs' : 'definitions';
  const reference = fc.constantFrom('#', ...[0, 1, 2].map((place) => `#/${definitions}/d${place}`)).map(($ref) => ({ $ref }));
  const pattern = fc.constantFrom(...(isPortable ? PORTABLE_PATTERNS : PATTERNS));
  const { node } = fc.letrec<{ schema: unknown; node: object }>((tie) => {
    const own: Keywords = isPortable ? {} : { format: fc.constantFrom(...FORMATS) };
    return {
      schema: fc.oneof(
        { maxDepth: 3, depthSize: 'small' }, reference, { arbitrary: tie('node'), weight: 6 }, version === 4 ? fc.constant({}) : fc.boolean(),
      ),
      node: keywordsOf({ ...SHARED(tie('schema'), pattern), ...OWN[version](tie('schema')), ...own }, NEEDED[version]),
    };
  });
  return fc.tuple(node, node, node, node).map(([root, ...defined]) =>
    ({ ...root, $schema: VERSIONS[version], [definitions]: Object.fromEntries(defined.map((each, place) => [`d${place}`, each])) }));
}

/** Generates a few of the keywords. */
function keywordsOf(keywords: Keywords, needed: { readonly [keyword: string]: string }): fc.Arbitrary<object> {
  return fc.uniqueArray(fc.constantFrom(...Object.keys(keywords)), { minLength: 1, maxLength: 4 }).chain((chosen) => {
    const all = new Set([...chosen, ...chosen.flatMap((keyword) => needed[keyword] ?? [])]);
    return fc.record(Object.fromEntries([...all].map((keyword) => [keyword, keywords[keyword]])), { noNullPrototype: true });
  });
}

/** Returns a different notation of the same numbers. */
function otherwise(json: string): string {
  return json.replace(/(?<=[:,[]|^)-?\d+(?=[,\]}]|$)/g, (digits) => (digits.length % 2 === 1 ? `${digits}.0` : `${digits}e0`));
}

/**
 * Generates random schemas with values from a seed.
 * @param isPortable excludes formats, and patterns that engines of regular expressions interpret differently
 */
export function randomCases(version: Version, numRuns: number, seed: number, isPortable: boolean): RandomCase[] {
  return fc.sample(schemasOf(version, isPortable), { numRuns, seed }).map((schema, place) => {
    const values = new SchemaValues(schema);
    const drawn = (made: fc.Arbitrary<unknown> | undefined, most: number) => (made ? fc.sample(made, { numRuns: most, seed: seed + place }) : []);
    const invalid = drawn(values.invalid, 15).map((each) => (each as { value: unknown }).value);
    const near = [...drawn(values.valid, 15), ...drawn(values.boundary, 10), ...invalid].map((each) => JSON.stringify(each));
    const any = fc.sample(text, { numRuns: 20, seed: seed + place });
    return { version, schema, texts: [...new Set([...near, ...near.filter((_, i) => i % 3 === 0).map(otherwise), ...any])] };
  });
}
