/**
 * Converts schemas of later drafts of JSON Schema and of OpenAPI to draft-04, the draft that API Gateway validates with.
 *
 * Each keyword is kept, rewritten to accept the same values, removed because it validates nothing according to
 * its specification, or rejected.
 */
import { canonical } from '../json/canonical-json';
import { isObject } from '../json/json-object';
import { keysOfPointer, keysOfReference, pointerOf, pointerStep, valueAt } from '../json/json-pointer';
import { SENSITIVE } from './events/sensitivity';
import { plainJsonProblems, Problem } from './plain-json';
import { SchemaLooseness } from './schema-exception';
import { IGNORED_FORMATS } from './template/ignored-formats';
import { unicodePattern } from './unicode-pattern';

/** The dialect of the document, if it makes a difference. */
export type Dialect = 'up-to-draft-07' | 'from-2019-09' | 'openapi-3.0' | 'openapi-3.1' | 'unknown';

/** A schema under construction. A `$ref` in it is a text, or the model that it refers to. */
export interface Draft04 {
  [keyword: string]: any;
}

/** Result of a conversion. */
export interface Converted {
  readonly schema: Draft04;
  /** Whether the input is a schema, even an invalid one. Otherwise, its looseness can't be reviewed. */
  readonly readable: boolean;
  readonly problems: readonly Problem[];
  /** The changes that the conversion made, one sentence each. */
  readonly conversions: readonly string[];
  /** Returns the pointer in the source for a pointer in the result. */
  sourceOf(pointer: string): string;
}

/** Input of a conversion. */
export interface ConversionOptions {
  /** The dialect of the document, if its `$schema` does not set it. */
  readonly dialect: Dialect;
  /** Location of the schema in the document, as a JSON pointer without `#`. */
  readonly pointer: string;
  /** Whether a value is another model. Models are referenced and not converted. */
  isModel(value: unknown): boolean;
}

/** Returns a schema that accepts nothing, so it leaves nothing open. */
const NOTHING = (): Draft04 => ({ type: 'null', not: {} });

const DIALECTS: readonly [RegExp, Dialect][] = [
  [/^https?:\/\/json-schema\.org\/draft-0([467])\/schema#?$/, 'up-to-draft-07'],
  [/^https:\/\/json-schema\.org\/draft\/20(19-09|20-12)\/schema#?$/, 'from-2019-09'],
  [/^https:\/\/spec\.openapis\.org\/oas\/3\.1\/dialect\/base$/, 'openapi-3.1'],
];

/** Dialects in which keywords beside a `$ref` apply. */
const SIBLINGS_HOLD: ReadonlySet<Dialect> = new Set(['from-2019-09', 'openapi-3.1']);

const TYPES: ReadonlySet<unknown> = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);

/** Keywords that validate nothing, by the specifications that have them. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  '$comment', 'contentEncoding', 'contentMediaType', 'contentSchema', 'default', 'deprecated', 'example', 'examples', 'externalDocs', 'writeOnly', 'xml',
]);

/** Keywords that can be beside a `$ref` without an effect. */
const BESIDE_REFERENCE: ReadonlySet<string> = new Set(['$ref', '$schema', '$id', 'id', '$defs', 'definitions', 'description', 'title']);

/** Keywords without an equivalent, and what to write instead. */
const REJECTED: { readonly [keyword: string]: string } = {
  $anchor: 'refer to schemas by JSON pointer',
  $dynamicAnchor: 'refer to schemas by JSON pointer',
  $dynamicRef: 'write a $ref',
  $recursiveAnchor: 'refer to schemas by JSON pointer',
  $recursiveRef: 'write a $ref',
  $vocabulary: 'write draft-04',
  contains: 'describe all elements with items',
  else: 'write the cases as anyOf',
  if: 'write the cases as anyOf',
  maxContains: 'describe all elements with items',
  minContains: 'describe all elements with items',
  propertyNames: 'write patternProperties and additionalProperties: false',
  then: 'write the cases as anyOf',
  unevaluatedItems: 'write additionalItems: false or maxItems',
};

/** Keywords that change the meaning of unevaluatedProperties compared with additionalProperties. */
const APPLICATORS = ['$ref', 'additionalProperties', 'allOf', 'anyOf', 'dependentSchemas', 'if', 'not', 'oneOf'];

/** Keywords of which at least one is needed to limit the type of a value. */
const LIMITS: ReadonlySet<string> = new Set(['type', 'enum']);

type Check = (value: any) => string | undefined;

const count: Check = (value) => (Number.isSafeInteger(value) && value >= 0 ? undefined : 'expected a whole number that is not negative');
const number: Check = (value) => (typeof value === 'number' ? undefined : 'expected a number');
const text: Check = (value) => (typeof value === 'string' ? undefined : 'expected a text');
const truth: Check = (value) => (typeof value === 'boolean' ? undefined : 'expected true or false');

/** Keywords that are kept, with the values that draft-04 allows. */
const KEPT: { readonly [keyword: string]: Check } = {
  description: (value) =>
    text(value) ?? (value.includes('*/') ? 'API Gateway does not take "*/" in a description: it would end a comment in generated code' : undefined),
  enum: (value) => {
    if (!Array.isArray(value) || value.length === 0) return 'expected a list of at least one value';
    const all = value.map(canonical);
    const twice = all.filter((item, index) => all.indexOf(item) < index);
    return twice.length === 0 ? undefined : `the value ${twice[0]} is there twice; API Gateway rejects the model`;
  },
  format: text,
  maxItems: count,
  maxLength: count,
  maxProperties: count,
  maximum: number,
  minItems: count,
  minLength: count,
  minProperties: count,
  minimum: number,
  multipleOf: (value) => (typeof value === 'number' && value > 0 ? undefined : 'expected a number above 0'),
  pattern: text,
  title: text,
  type: (value) => {
    const types: unknown[] = Array.isArray(value) ? value : [value];
    const unknown = types.filter((type) => !TYPES.has(type));
    if (types.length === 0) return 'expected at least one type';
    if (unknown.length > 0) return `${JSON.stringify(unknown[0])} is not a type of JSON Schema`;
    return new Set(types).size < types.length ? 'a type is there twice' : undefined;
  },
  uniqueItems: truth,
};

/** Limits that every text of a format satisfies by its specification, and that API Gateway does not check completely. */
const LIMITED_FORMATS: { readonly [format: string]: Draft04 } = {
  // RFC 9562
  uuid: { pattern: '^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$' },
  // RFC 5321, with erratum 1690
  email: { maxLength: 254 },
  // RFC 1035
  hostname: { maxLength: 253 },
  // RFC 3339
  date: { pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
};

const INT32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };

/** The maximum number of schemas in a model. A model within API Gateway's limit of 400 KB has fewer. */
const MAX_SCHEMAS = 50_000;

/** Converts the schema at a pointer of a document, with all schemas that it refers to. */
export function toDraft04(document: unknown, options: ConversionOptions): Converted {
  return new Conversion(document, options).run();
}

class Conversion implements Converted, Access {
  public schema: Draft04 = {};
  public readable = false;
  public readonly problems: Problem[] = [];
  public readonly conversions: string[] = [];
  /** The pointers in the result of schemas in the source. */
  private readonly places = new Map<string, string>();
  /** The pointers in the source of schemas in the result. */
  private readonly origins = new Map<string, string>();
  private readonly pending: { readonly schema: Draft04; readonly steps: readonly string[]; readonly at: string; readonly written: string }[] = [];
  private schemas = 0;
  /** The dialect that the root schema declares. */
  private declared?: Dialect;

  constructor(
    private readonly document: unknown,
    private readonly options: ConversionOptions,
  ) {}

  public run(): Converted {
    const { pointer } = this.options;
    const source = valueAt(this.document, keysOfPointer(pointer));
    const problems = plainJsonProblems(source, pointer, this.options.isModel);
    if (problems.length > 0) {
      this.problems.push(...problems);
    } else if (!isObject(source) || this.options.isModel(source)) {
      this.problem(pointer, `expected a schema, which is an object; found ${described(source)}`);
    } else {
      this.readable = true;
      this.schema = this.convert(source, pointer, '');
      for (let next = this.pending.shift(); next; next = this.pending.shift()) this.resolve(next);
    }
    return this;
  }

  public origin(target: string, source: string): void {
    this.origins.set(target, source);
  }

  public sourceOf(pointer: string): string {
    for (let end = pointer.length; end >= 0; end = pointer.lastIndexOf('/', end - 1)) {
      const origin = this.origins.get(pointer.slice(0, end));
      if (origin !== undefined) return origin + pointer.slice(end);
      if (end === 0) break;
    }
    return pointer;
  }

  public problem(pointer: string, message: string, looseness?: SchemaLooseness): void {
    this.problems.push({ pointer, message, looseness });
  }

  public converted(pointer: string, what: string): void {
    this.conversions.push(`#${pointer}: ${what}`);
  }

  public convert(value: unknown, source: string, target: string): Draft04 {
    if (this.options.isModel(value)) return { $ref: value };
    this.places.set(source, target);
    this.origin(target, source);
    this.schemas += 1;
    if (this.schemas > MAX_SCHEMAS) {
      if (this.schemas === MAX_SCHEMAS + 1) this.problem(source, `more than ${MAX_SCHEMAS} schemas`);
      return {};
    }
    if (typeof value === 'boolean') {
      this.converted(source, `${value} became a schema that accepts ${value ? 'everything' : 'nothing'}`);
      return value ? {} : NOTHING();
    }
    if (!isObject(value)) {
      this.problem(source, `expected a schema, which is an object; found ${described(value)}`);
      return {};
    }
    return new SchemaConversion(this, value, source, target, this.dialectOf(value)).run();
  }

  private dialectOf(schema: { readonly [keyword: string]: unknown }): Dialect {
    const written = schema.$schema;
    const fallback = this.declared ?? this.options.dialect;
    if (typeof written !== 'string') return fallback;
    const known = DIALECTS.find(([name]) => name.test(written))?.[1];
    if (known && this.schemas === 1) this.declared = known;
    return known ?? fallback;
  }

  public refer(schema: Draft04, written: unknown, at: string): void {
    if (this.options.isModel(written)) {
      schema.$ref = written;
      return;
    }
    const steps = typeof written === 'string' ? keysOfReference(written) : undefined;
    if (steps) {
      this.pending.push({ schema, steps, at, written: written as string });
      return;
    }
    schema.$ref = '#/unresolved';
    this.problem(
      at,
      typeof written === 'string'
        ? `the $ref ${written} leads out of the document; refer to a JSON pointer in it, or put a RequestModel there`
        : 'expected a text or a RequestModel as $ref',
    );
  }

  /** Points a `$ref` to its target in the result. A target outside of the schema is copied into `definitions`. */
  private resolve({ schema, steps, at, written }: Conversion['pending'][number]): void {
    const source = pointerOf(steps);
    let target = this.places.get(source);
    if (target === undefined) {
      const value = valueAt(this.document, steps);
      const problems = value === undefined ? [] : plainJsonProblems(value, source, this.options.isModel);
      this.problems.push(...problems);
      if (value === undefined) this.problem(at, `nothing is where the $ref ${written} leads to`);
      if (value === undefined || problems.length > 0) {
        schema.$ref = '#/unresolved';
        return;
      }
      const definitions = (this.schema.definitions ??= {});
      const name = freeName(definitions, steps[steps.length - 1] ?? 'root');
      target = `/definitions/${pointerStep(name)}`;
      definitions[name] = this.convert(value, source, target);
    }
    schema.$ref = `#${target}`;
  }
}

/** The part of the conversion that all schemas share. */
interface Access {
  convert(value: unknown, source: string, target: string): Draft04;
  problem(pointer: string, message: string, looseness?: SchemaLooseness): void;
  converted(pointer: string, what: string): void;
  refer(schema: Draft04, written: unknown, at: string): void;
  /** Records that a schema of the result corresponds to one of the source. */
  origin(target: string, source: string): void;
}

/** The conversion of one schema. */
class SchemaConversion {
  private readonly out: Draft04 = {};
  /** Additional constraints, each as a separate schema. */
  private readonly also: Draft04[] = [];

  constructor(
    private readonly all: Access,
    private readonly schema: { readonly [keyword: string]: unknown },
    private readonly source: string,
    private readonly target: string,
    private readonly dialect: Dialect,
  ) {}

  public run(): Draft04 {
    const { schema } = this;
    this.sensitive();
    if (this.has('$ref') && !this.referencePart()) {
      this.reference();
      for (const keyword of ['definitions', '$defs']) if (this.has(keyword)) this.keyword(keyword);
      return this.out;
    }
    for (const keyword of Object.keys(schema)) if (keyword !== '$ref') this.keyword(keyword);
    this.bounds('minimum', 'exclusiveMinimum', 1);
    this.bounds('maximum', 'exclusiveMaximum', -1);
    this.format();
    this.nullable();
    this.constant();
    this.dependencies();
    if (this.also.length > 0) {
      const parts: Draft04[] = (this.out.allOf ??= []);
      for (const part of this.also) {
        this.all.origin(`${this.target}/allOf/${parts.length}`, this.source);
        parts.push(part);
      }
    }
    return this.out;
  }

  private has(keyword: string): boolean {
    return Object.hasOwn(this.schema, keyword);
  }

  private at(keyword: string): string {
    return `${this.source}/${pointerStep(keyword)}`;
  }

  private problem(keyword: string, message: string): void {
    this.all.problem(this.at(keyword), message);
  }

  private converted(keyword: string, what: string): void {
    this.all.converted(this.at(keyword), what);
  }

  /** Keeps the mark for sensitive values, also beside a `$ref`, because functions use it. */
  private sensitive(): void {
    if (!this.has(SENSITIVE)) return;
    const value = this.schema[SENSITIVE];
    if (value === true) this.out[SENSITIVE] = true;
    else this.problem(SENSITIVE, `is ${JSON.stringify(value)}; write true, or leave it out`);
  }

  /** In draft-04, a `$ref` replaces the keywords beside it. If those apply as well, the `$ref` becomes a part of `allOf`. */
  private referencePart(): boolean {
    if (this.besideReference().length === 0 || !SIBLINGS_HOLD.has(this.dialect)) return false;
    const part: Draft04 = {};
    this.also.push(part);
    this.all.refer(part, this.schema.$ref, this.at('$ref'));
    this.converted('$ref', 'became a part of allOf, since draft-04 ignores the keywords beside a $ref');
    return true;
  }

  private reference(): void {
    for (const keyword of this.besideReference()) {
      this.problem(keyword, 'is ignored beside a $ref in this version of JSON Schema; write both as parts of allOf');
    }
    this.all.refer(this.out, this.schema.$ref, this.at('$ref'));
    for (const keyword of Object.keys(this.schema)) if (isAnnotation(keyword)) this.converted(keyword, 'is left out; it validates nothing');
  }

  private besideReference(): string[] {
    return Object.keys(this.schema).filter((key) => !BESIDE_REFERENCE.has(key) && !isAnnotation(key));
  }

  private keyword(keyword: string): void {
    const value = this.schema[keyword];
    const own = <T>(table: { readonly [key: string]: T }) => (Object.hasOwn(table, keyword) ? table[keyword] : undefined);
    const check = own(KEPT);
    const handler = own(HANDLERS);
    const instead = own(REJECTED);
    if (check) {
      const problem = check(value);
      if (problem !== undefined) this.problem(keyword, problem);
      // A type or an enum with a mistake still limits the values.
      if (problem === undefined || (LIMITS.has(keyword) && isTexts(value))) this.out[keyword] = value;
      if (keyword === 'pattern' && problem === undefined) this.out.pattern = this.pattern(value as string);
    } else if (handler) {
      handler.call(this, keyword, value);
    } else if (isAnnotation(keyword)) {
      this.converted(keyword, 'is left out; it validates nothing');
    } else {
      this.problem(keyword, instead === undefined ? 'is not a keyword of JSON Schema draft-04' : `has no equivalent in draft-04; ${instead}`);
    }
  }

  private pattern(pattern: string): string {
    const plain = unicodePattern(pattern);
    if (plain !== pattern) this.converted('pattern', 'lost backslashes before characters that need none');
    return plain;
  }

  public schemaMap(keyword: string, value: unknown, into: string = keyword): void {
    if (!isObject(value)) {
      this.problem(keyword, `expected an object of schemas; found ${described(value)}`);
      return;
    }
    const map = (this.out[into] ??= {});
    if (into !== keyword) this.converted(keyword, `became ${into}`);
    for (const [name, inner] of Object.entries(value)) {
      const free = freeName(map, name);
      map[free] = {};
      map[free] = this.all.convert(inner, `${this.at(keyword)}/${pointerStep(name)}`, `${this.target}/${into}/${pointerStep(free)}`);
    }
  }

  public schemaList(keyword: string, value: unknown, into: string = keyword): void {
    if (!Array.isArray(value) || value.length === 0) {
      this.problem(keyword, `expected a list of schemas; found ${described(value)}`);
      return;
    }
    this.out[into] = value.map((inner, index) => this.all.convert(inner, `${this.at(keyword)}/${index}`, `${this.target}/${into}/${index}`));
  }

  public schemaIn(keyword: string, value: unknown, into: string = keyword): void {
    this.out[into] = this.all.convert(value, this.at(keyword), `${this.target}/${into}`);
  }

  /** Converts a schema, or a boolean where draft-04 allows one. */
  public schemaOrTruth(keyword: string, value: unknown, into: string = keyword): void {
    if (typeof value === 'boolean') this.out[into] = value;
    else this.schemaIn(keyword, value, into);
  }

  public items(keyword: string, value: unknown): void {
    if (this.has('prefixItems')) this.schemaOrTruth(keyword, value, 'additionalItems');
    else if (Array.isArray(value)) this.schemaList(keyword, value);
    else this.schemaIn(keyword, value);
  }

  public prefixItems(keyword: string, value: unknown): void {
    this.schemaList(keyword, value, 'items');
    this.converted(keyword, 'became a list of items');
  }

  public required(keyword: string, value: unknown): void {
    if (!isNames(value)) this.problem(keyword, 'expected a list of names, each once');
    else if (value.length > 0) this.out.required = value;
    else this.converted(keyword, 'is left out; it lists nothing');
  }

  public unevaluatedProperties(keyword: string, value: unknown): void {
    const beside = APPLICATORS.filter((other) => this.has(other));
    if (beside.length > 0) {
      this.problem(keyword, `has no equivalent in draft-04 beside ${beside.join(', ')}; list all names and write additionalProperties: false`);
      return;
    }
    this.schemaOrTruth(keyword, value, 'additionalProperties');
    this.converted(keyword, 'became additionalProperties');
  }

  public identifier(keyword: string, value: unknown): void {
    if (this.source !== '' || typeof value !== 'string') {
      this.problem(keyword, 'changes what references mean; refer to schemas by JSON pointer');
    } else {
      this.converted(keyword, 'is left out; references are JSON pointers in the document');
    }
  }

  public draft(keyword: string, value: unknown): void {
    const known = typeof value === 'string' && DIALECTS.some(([name]) => name.test(value));
    if (!known) this.problem(keyword, `${JSON.stringify(value)} is not a version of JSON Schema that can be converted to draft-04`);
    else if (!/draft-04/.test(value)) this.converted(keyword, 'became draft-04');
  }

  /** Handles keywords for OpenAPI tools that distinguish requests from responses, or alternatives from each other. */
  public ignored(keyword: string, value: unknown): void {
    const harmless = value === false || (keyword === 'discriminator' && (this.has('oneOf') || this.has('anyOf')));
    if (harmless) {
      this.converted(keyword, 'is left out; it validates nothing');
      return;
    }
    const instead = keyword === 'readOnly' ? 'leave the property out of the schema of requests' : 'list the alternatives as oneOf';
    this.all.problem(this.source, `${keyword}: API Gateway ignores it; ${instead}`, SchemaLooseness.IGNORED_KEYWORD);
    this.converted(keyword, 'is left out; API Gateway ignores it');
  }

  public later(): void {
    // Checked when all keywords are known.
  }

  /**
   * API Gateway ignores exclusiveMinimum and exclusiveMaximum in both forms. For integers, the next whole number is equivalent. For other numbers,
   * the value of the bound itself is excluded.
   */
  private bounds(inclusive: 'minimum' | 'maximum', exclusive: 'exclusiveMinimum' | 'exclusiveMaximum', step: 1 | -1): void {
    if (!this.has(exclusive)) return;
    const value = this.schema[exclusive];
    const bound: unknown = typeof value === 'boolean' ? this.out[inclusive] : value;
    if (value === false) {
      this.converted(exclusive, 'is left out; false is what holds without it');
    } else if (typeof bound !== 'number') {
      this.problem(exclusive, value === true ? `says nothing without ${inclusive}` : 'expected a number, or true beside the bound');
    } else if (value !== true && typeof this.out[inclusive] === 'number' && (this.out[inclusive] - bound) * step > 0) {
      this.converted(exclusive, `is left out; ${inclusive} says more`);
    } else if (this.onlyIntegers() && Math.abs(bound) < 2 ** 52) {
      this.out[inclusive] = step === 1 ? Math.floor(bound) + 1 : Math.ceil(bound) - 1;
      this.converted(exclusive, `became ${inclusive} ${this.out[inclusive]}`);
    } else {
      this.out[inclusive] = bound;
      this.also.push({ not: { enum: [bound] } });
      this.converted(exclusive, `became ${inclusive} ${bound}, with ${bound} itself excluded`);
    }
  }

  private onlyIntegers(): boolean {
    const types: unknown[] = [this.out.type].flat();
    return types.includes('integer') && !types.includes('number');
  }

  private format(): void {
    const { format } = this.out;
    const isOpen = this.out.maxLength === undefined && this.out.pattern === undefined;
    const limit = Object.hasOwn(LIMITED_FORMATS, format) && isOpen ? LIMITED_FORMATS[format] : undefined;
    if (limit) {
      Object.assign(this.out, limit);
      this.converted('format', `got ${Object.entries(limit).map(([keyword, value]) => `${keyword} ${value}`).join(' and ')}, which every ${format} satisfies`);
    }
    if (!IGNORED_FORMATS.has(format)) return;
    if (format === 'int32' && this.onlyIntegers()) {
      delete this.out.format;
      this.out.minimum = Math.max(INT32.minimum, this.out.minimum ?? INT32.minimum);
      this.out.maximum = Math.min(INT32.maximum, this.out.maximum ?? INT32.maximum);
      this.converted('format', `became minimum ${this.out.minimum} and maximum ${this.out.maximum}`);
    } else if (this.out.minimum === undefined || this.out.maximum === undefined) {
      delete this.out.format;
      this.all.problem(
        this.source,
        `format ${format}: API Gateway ignores it; write minimum and maximum in its place`,
        SchemaLooseness.IGNORED_KEYWORD,
      );
      this.converted('format', 'is left out; API Gateway ignores it');
    }
  }

  private nullable(): void {
    if (!this.has('nullable')) return;
    const { nullable } = this.schema;
    const { type, enum: values } = this.out;
    if (nullable === false) {
      this.converted('nullable', 'is left out; false is what holds without it');
    } else if (nullable !== true) {
      this.problem('nullable', 'expected true or false');
    } else if (this.dialect === 'openapi-3.1') {
      this.problem('nullable', 'OpenAPI 3.1 has no such keyword; add null to the type');
    } else if (type === undefined) {
      this.problem('nullable', 'says nothing without a type in the same schema; write an alternative of type null in anyOf');
    } else if (values !== undefined && !values.includes(null)) {
      this.problem('nullable', 'says nothing while the enum does not list null; add it there');
    } else {
      this.out.type = [...new Set([type, 'null'].flat())];
      this.converted('nullable', 'became the type null beside the others');
    }
  }

  private constant(): void {
    if (!this.has('const')) return;
    const value = { enum: [this.schema.const] };
    if (this.out.enum === undefined) Object.assign(this.out, value);
    else this.also.push(value);
    this.converted('const', 'became an enum of one value');
  }

  /** `dependencies` of draft-04, and its successors in later drafts. */
  private dependencies(): void {
    for (const keyword of ['dependencies', 'dependentRequired', 'dependentSchemas']) {
      if (!this.has(keyword)) continue;
      const value = this.schema[keyword];
      if (!isObject(value)) {
        this.problem(keyword, `expected an object; found ${described(value)}`);
        continue;
      }
      const dependencies: Draft04 = {};
      const place = this.out.dependencies === undefined ? `${this.target}/dependencies` : `${this.target}/allOf/${this.alsoIndex()}/dependencies`;
      for (const [name, inner] of Object.entries(value)) {
        const step = pointerStep(name);
        if (!Array.isArray(inner) && keyword !== 'dependentRequired') {
          dependencies[name] = this.all.convert(inner, `${this.at(keyword)}/${step}`, `${place}/${step}`);
        } else if (!isNames(inner) || keyword === 'dependentSchemas') {
          this.all.problem(`${this.at(keyword)}/${step}`, 'expected a list of names, each once');
        } else if (inner.length > 0) {
          dependencies[name] = inner;
        }
      }
      if (this.out.dependencies === undefined) this.out.dependencies = dependencies;
      else this.also.push({ dependencies });
      if (keyword !== 'dependencies') this.converted(keyword, 'became dependencies');
    }
  }

  /** Returns the index of the next additional part in allOf. */
  private alsoIndex(): number {
    return (this.out.allOf?.length ?? 0) + this.also.length;
  }
}

type Handler = (this: SchemaConversion, keyword: string, value: unknown) => void;

const { schemaMap, schemaList, schemaIn, schemaOrTruth, items, prefixItems, required, unevaluatedProperties, identifier, draft, ignored, later } =
  SchemaConversion.prototype;

/** Keywords that contain schemas, or that are rewritten. */
const HANDLERS: { readonly [keyword: string]: Handler } = {
  $defs(keyword, value) {
    this.schemaMap(keyword, value, 'definitions');
  },
  $id: identifier,
  $schema: draft,
  additionalItems: schemaOrTruth,
  additionalProperties: schemaOrTruth,
  allOf: schemaList,
  anyOf: schemaList,
  const: later,
  definitions: schemaMap,
  dependencies: later,
  dependentRequired: later,
  dependentSchemas: later,
  discriminator: ignored,
  exclusiveMaximum: later,
  exclusiveMinimum: later,
  id: identifier,
  items,
  not: schemaIn,
  nullable: later,
  oneOf: schemaList,
  patternProperties: schemaMap,
  prefixItems,
  properties: schemaMap,
  readOnly: ignored,
  required,
  unevaluatedProperties,
};

/** Checks whether a version of JSON Schema or OpenAPI has the keyword, with or without an equivalent in draft-04. */
export function isKnownKeyword(keyword: string): boolean {
  return keyword === '$ref' || isAnnotation(keyword) || [KEPT, HANDLERS, REJECTED].some((table) => Object.hasOwn(table, keyword));
}

function isAnnotation(keyword: string): boolean {
  return ANNOTATIONS.has(keyword) || keyword.startsWith('x-');
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string') && new Set(value).size === value.length;
}

function freeName(map: object, name: string): string {
  let free = name;
  for (let index = 2; Object.hasOwn(map, free); index += 1) free = `${name}${index}`;
  return free;
}

function described(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
