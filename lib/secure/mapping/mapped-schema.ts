/**
 * The part of a JSON Schema (draft-04) that a mapping template can express: the properties, their types and their maximum
 * lengths. API Gateway's validator checks the rest: patterns, ranges, enumerations.
 */
import { Token } from 'aws-cdk-lib';
import { isObject } from '../../json/json-object';
import { keysOfReference, pointerStep } from '../../json/json-pointer';

/** The JSON types that VTL can distinguish; `number` includes `integer`. */
export type MappedType = 'string' | 'object' | 'array' | 'boolean' | 'integer' | 'number' | 'null';

/** A value that is passed on. */
export interface MappedValue {
  readonly types: ReadonlySet<MappedType>;
  /** Minimum length in code points; for strings. */
  readonly minLength: number;
  readonly maxLength: number;
  /** For objects. */
  readonly properties: readonly MappedProperty[];
  /** For arrays. */
  readonly items?: MappedValue;
  readonly minItems: number;
  readonly maxItems: number;
}

/** A property that is passed on. */
export interface MappedProperty {
  readonly name: string;
  readonly required: boolean;
  readonly value: MappedValue;
}

/** Result of reading a schema: the value, or the reasons why it can't be mapped, each with a JSON pointer. */
export type MappedSchema =
  | { readonly value: MappedValue; readonly problems: readonly [] }
  | { readonly value?: undefined; readonly problems: readonly string[] };

/** API Gateway's quota for the iterations of one `#foreach`. */
const MAX_ITEMS = 1000;

/** More values than a template of 300 KB can hold. It bounds references that double at each level. */
const MAX_VALUES = 2000;

/** Deeper than any model, and within the call stack of recursive readers. */
const MAX_DEPTH = 50;

const TYPES: ReadonlySet<string> = new Set<MappedType>(['string', 'object', 'array', 'boolean', 'integer', 'number', 'null']);

/** Maximum lengths of formats that have one. RFC 3339 does not limit the fraction of a second; 40 digits are enough. */
const FORMAT_LENGTHS: ReadonlyMap<string, number> = new Map([['date-time', 64], ['ipv4', 15], ['ipv6', 45]]);

/** Keywords that would make the projection depend on a value. */
const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ['allOf', 'write the merged schema'],
  ['anyOf', 'write one schema, or an endpoint for each'],
  ['oneOf', 'write one schema, or an endpoint for each'],
  ['patternProperties', 'declare each name in properties'],
]);

/** Keywords that do not change what is passed on: read here, checked by API Gateway, or descriptive. */
const KNOWN: ReadonlySet<string> = new Set([
  '$schema', 'additionalItems', 'additionalProperties', 'default', 'definitions', 'dependencies', 'description', 'enum', 'exclusiveMaximum',
  'exclusiveMinimum', 'format', 'id', 'items', 'maxItems', 'maxLength', 'maxProperties', 'maximum', 'minItems', 'minLength', 'minProperties',
  'minimum', 'multipleOf', 'not', 'pattern', 'properties', 'required', 'title', 'type', 'uniqueItems',
]);

/** Names that are valid and equal in JSON, VTL and JSONPath. */
const NAME = /^[A-Za-z0-9_ .:@/+-]+$/;

/** Reads the part of a schema that a mapping template can express. */
export function mappedSchema(schema: any): MappedSchema {
  const reader = new Reader(schema);
  const value = reader.read(schema, '#', []);
  return value && reader.problems.length === 0 ? { value, problems: [] } : { problems: reader.problems };
}

class Reader {
  public readonly problems: string[] = [];
  private values = 0;

  constructor(private readonly document: any) {}

  public read(schema: any, pointer: string, above: readonly any[]): MappedValue | undefined {
    if (Token.isUnresolved(schema)) return this.reject(pointer, 'the schema is known only at deployment; write it in the code');
    if (!isObject(schema)) return this.reject(pointer, `an object is expected, not ${JSON.stringify(schema)}`);
    if (above.includes(schema)) return this.reject(pointer, 'the schema contains itself; a template can\'t recurse, so write out the levels');
    if (above.length > MAX_DEPTH) return this.reject(pointer, `more than ${MAX_DEPTH} levels`);
    this.values += 1;
    if (this.values > MAX_VALUES) {
      return this.values === MAX_VALUES + 1 ? this.reject(pointer, `more than ${MAX_VALUES} values, with all references resolved`) : undefined;
    }
    const inside = [...above, schema];
    return schema.$ref === undefined ? this.readValue(schema, pointer, inside) : this.readReference(schema.$ref, pointer, inside);
  }

  private readReference(reference: any, pointer: string, above: readonly any[]): MappedValue | undefined {
    const steps = typeof reference === 'string' && !Token.isUnresolved(reference) ? keysOfReference(reference) : undefined;
    if (!steps) return this.reject(`${pointer}/$ref`, 'only references within the schema (#/definitions/...) can be resolved; copy the schema into this one');
    let target = this.document;
    for (const step of steps) target = isOwn(target, step) ? target[step] : undefined;
    if (target === undefined) return this.reject(`${pointer}/$ref`, `there is no value at ${reference}`);
    return this.read(target, reference, above);
  }

  private readValue(schema: any, pointer: string, above: readonly any[]): MappedValue | undefined {
    const before = this.problems.length;
    for (const keyword of Object.keys(schema)) {
      const advice = UNSUPPORTED.get(keyword);
      if (advice) this.reject(`${pointer}/${keyword}`, `a template can't determine what to pass on; ${advice}`);
      else if (!KNOWN.has(keyword)) this.reject(`${pointer}/${pointerStep(keyword)}`, 'not a keyword of draft-04');
    }
    const types = this.typesOf(schema, pointer);
    const value: MappedValue = {
      types,
      minLength: this.bound(schema, 'minLength', pointer) ?? 0,
      maxLength: types.has('string') ? this.maxLength(schema, pointer) : 0,
      properties: types.has('object') ? this.properties(schema, pointer, above) : [],
      items: types.has('array') ? this.items(schema, pointer, above) : undefined,
      minItems: this.bound(schema, 'minItems', pointer) ?? 0,
      maxItems: types.has('array') ? this.maxItems(schema, pointer) : 0,
    };
    return this.problems.length === before ? value : undefined;
  }

  private typesOf(schema: any, pointer: string): ReadonlySet<MappedType> {
    const { type } = schema;
    const listed: any[] = type !== undefined ? [type].flat() : Array.isArray(schema.enum) ? schema.enum.map(scalarType) : [];
    const unknown = listed.filter((name) => !TYPES.has(name));
    if (listed.length === 0 || unknown.length > 0) {
      this.reject(type === undefined ? pointer : `${pointer}/type`, 'one type is expected: string, number, integer, boolean, object, array or null');
      return new Set();
    }
    return new Set(listed);
  }

  private maxLength(schema: any, pointer: string): number {
    const longest = Array.isArray(schema.enum)
      ? Math.max(0, ...schema.enum.map((value: any) => (typeof value === 'string' ? [...value].length : 0)))
      : FORMAT_LENGTHS.get(schema.format);
    const length = this.bound(schema, 'maxLength', pointer) ?? longest;
    if (length === undefined) this.reject(pointer, 'strings need maxLength, which the template enforces');
    return length ?? 0;
  }

  private maxItems(schema: any, pointer: string): number {
    const length = this.bound(schema, 'maxItems', pointer);
    if (length !== undefined && length <= MAX_ITEMS) return length;
    this.reject(pointer, `arrays need maxItems of at most ${MAX_ITEMS}, the limit of API Gateway for a #foreach`);
    return 0;
  }

  private bound(schema: any, keyword: string, pointer: string): number | undefined {
    const bound = schema[keyword];
    if (bound === undefined || (Number.isSafeInteger(bound) && bound >= 0)) return bound;
    this.reject(`${pointer}/${keyword}`, `a whole number from 0 is expected, not ${JSON.stringify(bound)}`);
    return 0;
  }

  private items(schema: any, pointer: string, above: readonly any[]): MappedValue | undefined {
    if (isObject(schema.items)) return this.read(schema.items, `${pointer}/items`, above);
    return this.reject(`${pointer}/items`, 'one schema for all elements is expected; other elements can\'t be passed on');
  }

  private properties(schema: any, pointer: string, above: readonly any[]): MappedProperty[] {
    const { additionalProperties: additional, required = [] } = schema;
    if (additional !== undefined && typeof additional !== 'boolean') {
      this.reject(`${pointer}/additionalProperties`, 'only declared properties are passed on; declare each name in properties');
    }
    if (schema.properties === undefined && additional !== false) {
      this.reject(pointer, 'no properties are declared, so no part of the object would be passed on');
    }
    const properties = schema.properties ?? {};
    if (!isObject(properties)) return this.reject(`${pointer}/properties`, 'an object is expected') ?? [];
    if (!Array.isArray(required)) return this.reject(`${pointer}/required`, 'a list of names is expected') ?? [];
    required.forEach((name, index) => {
      if (!isOwn(properties, name)) this.reject(`${pointer}/required/${index}`, `${JSON.stringify(name)} is not declared in properties`);
    });
    return Object.entries(properties).flatMap(([name, inner]) => {
      const at = `${pointer}/properties/${pointerStep(name)}`;
      if (!NAME.test(name)) this.reject(at, 'names may contain only ASCII letters, digits, spaces and _.:@/+-');
      const value = this.read(inner, at, above);
      return value ? [{ name, required: required.includes(name), value }] : [];
    });
  }

  private reject(pointer: string, reason: string): undefined {
    this.problems.push(`${pointer}: ${reason}`);
    return undefined;
  }
}

function scalarType(value: any): MappedType | undefined {
  if (value === null) return 'null';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : undefined;
}

function isOwn(value: any, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
