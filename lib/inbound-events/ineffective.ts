import { fullFormats } from 'ajv-formats/dist/formats';
import { didYouMean } from '../json/closest';

type Schema = { readonly [keyword: string]: unknown };

const NUMBERS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];

/** The keywords that only apply to values of one type. */
const KEYWORDS: { readonly [type: string]: readonly string[] } = {
  string: ['minLength', 'maxLength', 'pattern'],
  number: NUMBERS,
  integer: NUMBERS,
  array: ['items', 'additionalItems', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains', 'minContains', 'maxContains'],
  object: [
    'properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames', 'minProperties', 'maxProperties', 'dependencies', 'dependentRequired',
    'dependentSchemas', 'unevaluatedProperties',
  ],
};

/** Formats in use that no validator of the library checks: of JSON Schema, of its earlier drafts, and of OpenAPI. */
const UNCHECKED_FORMATS = [
  'idn-email', 'idn-hostname', 'iri', 'iri-reference', 'ip-address', 'host-name', 'utc-millisec', 'color', 'phone', 'style', 'char', 'decimal', 'int8', 'int16', 'uint8', 'uint16',
  'uint32', 'uint64', 'base64url', 'time-local', 'date-time-local', 'http-date', 'media-range', 'sf-string', 'uid',
];

const FORMATS = [...Object.keys(fullFormats), ...UNCHECKED_FORMATS];

/** Keywords of a schema that apply to no value of its type, and a format that is misspelled: mistakes, since they restrict nothing. */
export function ineffectiveKeywords(schema: Schema): string[] {
  return [...misplaced(schema), ...misspelledFormat(schema)];
}

function misplaced(schema: Schema): string[] {
  const types = [schema.type ?? []].flat() as unknown[];
  if (types.length === 0) return [];
  const applying = types.flatMap((type) => (typeof type === 'string' && Object.hasOwn(KEYWORDS, type) ? KEYWORDS[type] : []));
  const others = new Set(Object.values(KEYWORDS).flat().filter((keyword) => Object.hasOwn(schema, keyword) && !applying.includes(keyword)));
  return [...others].map((keyword) => `${keyword} has no effect on type ${types.join(' or ')}: remove it, or correct the type`);
}

function misspelledFormat({ format }: Schema): string[] {
  if (typeof format !== 'string' || FORMATS.includes(format)) return [];
  const closest = didYouMean(format, FORMATS);
  return closest === '' ? [] : [`the format ${JSON.stringify(format)} is not known${closest}`];
}
