/**
 * What of a JSON Schema (draft-04) a mapping template can carry: which properties there are, of which types, and how long
 * they may be. What the schema says beyond that (patterns, ranges, enumerations) is for API Gateway's validator to check.
 */
import { Token } from 'aws-cdk-lib';
import { isObject } from '../json/json-object';
import { keysOfReference, pointerStep } from '../json/json-pointer';

/** The types of JSON that VTL can tell apart; `number` includes `integer`. */
export type MappedType = 'string' | 'object' | 'array' | 'boolean' | 'integer' | 'number' | 'null';

/** A value that is passed on. */
export interface MappedValue {
  readonly types: ReadonlySet<MappedType>;
  /** In code points; of strings. */
  readonly minLength: number;
  readonly maxLength: number;
  /** Of objects. */
  readonly properties: readonly MappedProperty[];
  /** Of arrays. */
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

/** What a schema comes to: the value, or why it can't be mapped, each with a JSON pointer. */
export type MappedSchema =
  | { readonly value: MappedValue; readonly problems: readonly [] }
  | { readonly value?: undefined; readonly problems: readonly string[] };

/** API Gateway's quota: iterations of one `#foreach`. */
const MAX_ITEMS = 1000;

/** More values than any template of 300 KB can hold; where references double from level to level, this is the end. */
const MAX_VALUES = 2000;

/** Deeper than any model is, and than the stack of anything that reads it allows for. */
const MAX_DEPTH = 50;

const TYPES: ReadonlySet<string> = new Set<MappedType>(['string', 'object', 'array', 'boolean', 'integer', 'number', 'null']);

/** Longest texts of formats that bound them. RFC 3339 leaves the fraction of a second open; nobody needs 40 digits of it. */
const FORMAT_LENGTHS: ReadonlyMap<string, number> = new Map([['date-time', 64], ['ipv4', 15], ['ipv6', 45]]);

/** Constructs that the projection of a value would depend on. */
const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ['allOf', 'write the merged schema'],
  ['anyOf', 'write one schema, or an endpoint for each'],
  ['oneOf', 'write one schema, or an endpoint for each'],
  ['patternProperties', 'declare each name in properties'],
]);

/** Keywords that change nothing about what is passed on: read here, checked by API Gateway, or mere description. */
const KNOWN: ReadonlySet<string> = new Set([
  '$schema', 'additionalItems', 'additionalProperties', 'default', 'definitions', 'dependencies', 'description', 'enum', 'exclusiveMaximum',
  'exclusiveMinimum', 'format', 'id', 'items', 'maxItems', 'maxLength', 'maxProperties', 'maximum', 'minItems', 'minLength', 'minProperties',
  'minimum', 'multipleOf', 'not', 'pattern', 'properties', 'required', 'title', 'type', 'uniqueItems',
]);

/** Names that mean the same in JSON, in VTL and in JSONPath. */
const NAME = /^[A-Za-z0-9_ .:@/+-]+$/;

/** Reads what a schema lets through. */
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
    if (Token.isUnresolved(schema)) return this.refuse(pointer, 'the schema is known only at deployment; write it in the code');
    if (!isObject(schema)) return this.refuse(pointer, `an object is expected, not ${JSON.stringify(schema)}`);
    if (above.includes(schema)) return this.refuse(pointer, 'the schema contains itself; a template can only follow so many levels, write them out');
    if (above.length > MAX_DEPTH) return this.refuse(pointer, `more than ${MAX_DEPTH} levels`);
    this.values += 1;
    if (this.values > MAX_VALUES) {
      return this.values === MAX_VALUES + 1 ? this.refuse(pointer, `more than ${MAX_VALUES} values, with all references followed`) : undefined;
    }
    const inside = [...above, schema];
    return schema.$ref === undefined ? this.readValue(schema, pointer, inside) : this.readReference(schema.$ref, pointer, inside);
  }

  private readReference(reference: any, pointer: string, above: readonly any[]): MappedValue | undefined {
    const steps = typeof reference === 'string' && !Token.isUnresolved(reference) ? keysOfReference(reference) : undefined;
    if (!steps) return this.refuse(`${pointer}/$ref`, 'only references within the schema (#/definitions/...) can be followed; copy the schema in');
    let target = this.document;
    for (const step of steps) target = isOwn(target, step) ? target[step] : undefined;
    if (target === undefined) return this.refuse(`${pointer}/$ref`, `nothing is at ${reference}`);
    return this.read(target, reference, above);
  }

  private readValue(schema: any, pointer: string, above: readonly any[]): MappedValue | undefined {
    const before = this.problems.length;
    for (const keyword of Object.keys(schema)) {
      const advice = UNSUPPORTED.get(keyword);
      if (advice) this.refuse(`${pointer}/${keyword}`, `a template can't tell what to pass on; ${advice}`);
      else if (!KNOWN.has(keyword)) this.refuse(`${pointer}/${pointerStep(keyword)}`, 'not a keyword of draft-04');
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
      this.refuse(type === undefined ? pointer : `${pointer}/type`, 'say which type it has: string, number, integer, boolean, object, array or null');
      return new Set();
    }
    return new Set(listed);
  }

  private maxLength(schema: any, pointer: string): number {
    const longest = Array.isArray(schema.enum)
      ? Math.max(0, ...schema.enum.map((value: any) => (typeof value === 'string' ? [...value].length : 0)))
      : FORMAT_LENGTHS.get(schema.format);
    const length = this.bound(schema, 'maxLength', pointer) ?? longest;
    if (length === undefined) this.refuse(pointer, 'strings need maxLength, which the template checks again');
    return length ?? 0;
  }

  private maxItems(schema: any, pointer: string): number {
    const length = this.bound(schema, 'maxItems', pointer);
    if (length !== undefined && length <= MAX_ITEMS) return length;
    this.refuse(pointer, `arrays need maxItems of at most ${MAX_ITEMS}, which is as often as API Gateway runs a #foreach`);
    return 0;
  }

  private bound(schema: any, keyword: string, pointer: string): number | undefined {
    const bound = schema[keyword];
    if (bound === undefined || (Number.isSafeInteger(bound) && bound >= 0)) return bound;
    this.refuse(`${pointer}/${keyword}`, `a whole number from 0 is expected, not ${JSON.stringify(bound)}`);
    return 0;
  }

  private items(schema: any, pointer: string, above: readonly any[]): MappedValue | undefined {
    if (isObject(schema.items)) return this.read(schema.items, `${pointer}/items`, above);
    return this.refuse(`${pointer}/items`, 'one schema for all elements is expected; what else an array holds can\'t be passed on');
  }

  private properties(schema: any, pointer: string, above: readonly any[]): MappedProperty[] {
    const { additionalProperties: additional, required = [] } = schema;
    if (additional !== undefined && typeof additional !== 'boolean') {
      this.refuse(`${pointer}/additionalProperties`, 'only declared properties are passed on; declare each name in properties');
    }
    if (schema.properties === undefined && additional !== false) {
      this.refuse(pointer, 'no properties are declared, so nothing of the object would be passed on');
    }
    const properties = schema.properties ?? {};
    if (!isObject(properties)) return this.refuse(`${pointer}/properties`, 'an object is expected') ?? [];
    if (!Array.isArray(required)) return this.refuse(`${pointer}/required`, 'a list of names is expected') ?? [];
    required.forEach((name, index) => {
      if (!isOwn(properties, name)) this.refuse(`${pointer}/required/${index}`, `${JSON.stringify(name)} is not declared in properties`);
    });
    return Object.entries(properties).flatMap(([name, inner]) => {
      const at = `${pointer}/properties/${pointerStep(name)}`;
      if (!NAME.test(name)) this.refuse(at, 'names may hold ASCII letters, digits, spaces and any of _.:@/+- only');
      const value = this.read(inner, at, above);
      return value ? [{ name, required: required.includes(name), value }] : [];
    });
  }

  private refuse(pointer: string, reason: string): undefined {
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
