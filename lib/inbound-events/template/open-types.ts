/**
 * Finds the JSON types of which a schema accepts every value, in all notations: `{}`, `true`, `{ type: 'object' }`, `{ not: false }`, an `anyOf` with
 * an empty branch, a `$ref` to an empty definition. Models and event schemas share this check.
 *
 * Limits on the number of properties or elements do not restrict their content, so they do not count as restrictions.
 */
import { isObject } from '../../json/json-object';

/** The types that can carry content. Numbers, booleans and null are checked by their type alone. */
export const CONTENT_TYPES = ['object', 'array', 'string'] as const;
export type ContentType = (typeof CONTENT_TYPES)[number];

const TYPES = [...CONTENT_TYPES, 'number', 'boolean', 'null'] as const;
type Type = (typeof TYPES)[number];

/** Share of a type's values that a schema accepts. */
type Share = 'all' | 'some' | 'none';

type Keyword = (value: any, schema: { readonly [keyword: string]: any }, judge: OpenTypes) => Share;

/** Resolves the `$ref` of a schema; undefined if its target is unknown. */
export type Follow = (schema: object) => unknown;

/** Sample texts; a restricting pattern rejects at least one. They have no line breaks, because `^.*$` only excludes these. */
const UNLIKELY = ['', ' ', '\0', '"\'<>&;|$`\\{}[]()', '../../etc/passwd', '-1e9', 'Ω😀', 'a'.repeat(300)];

const when = (isOpen: boolean): Share => (isOpen ? 'all' : 'some');
const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const named = (value: unknown): unknown[] => (isObject(value) ? Object.values(value) : []);
const inner = (select: (value: any) => unknown[]): Keyword => (value, _, judge) => when(select(value).every((each) => judge.acceptsAnything(each)));
const restricts: Keyword = () => 'some';

/** The keywords that restrict values of one type. */
const OF_TYPE: { readonly [type in Type]: { readonly [keyword: string]: Keyword } } = {
  object: {
    required: (value) => when(isEmpty(value)),
    properties: inner(named),
    patternProperties: inner(named),
    additionalProperties: inner(asList),
    unevaluatedProperties: inner(asList),
    propertyNames: (value, _, judge) => judge.share(value, 'string'),
    dependentRequired: (value) => when(named(value).every(isEmpty)),
    dependentSchemas: (value, _, judge) => together(named(value).map((each) => judge.share(each, 'object'))),
    dependencies: (value, _, judge) => together(named(value).map((each) => (Array.isArray(each) ? when(isEmpty(each)) : judge.share(each, 'object')))),
  },
  array: {
    items: inner(asList),
    prefixItems: inner(asList),
    additionalItems: (value, { items }, judge) => when(!Array.isArray(items) || judge.acceptsAnything(value)),
    unevaluatedItems: inner(asList),
    contains: (_, { minContains, maxContains }) => when(minContains === 0 && maxContains === undefined),
  },
  string: { maxLength: restricts, format: restricts, pattern: (value) => when(acceptsAnyText(value)) },
  number: { minimum: restricts, maximum: restricts, exclusiveMinimum: restricts, exclusiveMaximum: restricts, multipleOf: restricts },
  boolean: {},
  null: {},
};

/** The keywords that restrict values of every type. */
const OF_ANY: { readonly [keyword: string]: (value: any, schema: { readonly [keyword: string]: any }, judge: OpenTypes, type: Type) => Share } = {
  type: (value, _, __, type) => shareOfTypes(asList(value), type),
  enum: (value, _, __, type) => shareOfValues(asList(value), type),
  const: (value, _, __, type) => shareOfValues([value], type),
  not: (value, _, judge, type) => ({ all: 'none', none: 'all', some: 'some' } as const)[judge.share(value, type)],
  allOf: (value, _, judge, type) => together(judge.shares(value, type)),
  anyOf: (value, _, judge, type) => either(judge.shares(value, type)),
  oneOf: (value, _, judge, type) => onlyOne(judge.shares(value, type)),
  if: (value, { then: yes = true, else: no = true }, judge, type) => judge.shareOfCondition(judge.share(value, type), yes, no, type),
};

/** `any object or any text`; `anything` for all types. */
export function everyValueOf(types: readonly ContentType[]): string {
  if (types.length === CONTENT_TYPES.length) return 'anything';
  return types.map((type) => ({ object: 'any object', array: 'any list', string: 'any text' })[type]).join(' or ');
}

/** Judges the schemas of a document. */
export class OpenTypes {
  private readonly known = new Map<object, Map<Type, Share>>();

  /** @param siblings whether keywords beside a `$ref` apply; API Gateway ignores them */
  constructor(
    private readonly follow: Follow,
    private readonly siblings: boolean,
  ) {}

  /** Returns the types of which the schema accepts every value. */
  public of(schema: unknown): ContentType[] {
    return CONTENT_TYPES.filter((type) => this.share(schema, type) === 'all');
  }

  public acceptsAnything(schema: unknown): boolean {
    return TYPES.every((type) => this.share(schema, type) === 'all');
  }

  /** Returns the values of a type that each of some schemas accepts. */
  public shares(schemas: unknown, type: Type): Share[] {
    return asList(schemas).map((each) => this.share(each, type));
  }

  public share(schema: unknown, type: Type): Share {
    if (typeof schema === 'boolean') return schema ? 'all' : 'none';
    if (!isObject(schema)) return 'some';
    const known = this.known.get(schema) ?? new Map<Type, Share>();
    this.known.set(schema, known);
    const before = known.get(type);
    if (before) return before;
    // Recursion alone is not a restriction.
    known.set(type, 'all');
    const share = this.shareOfKeywords(schema, type);
    known.set(type, share);
    return share;
  }

  private shareOfKeywords(schema: { readonly [keyword: string]: any }, type: Type): Share {
    const shares = '$ref' in schema ? [this.shareOfTarget(schema, type)] : [];
    if (shares.length > 0 && !this.siblings) return shares[0];
    for (const keyword of Object.keys(schema)) {
      if (Object.hasOwn(OF_ANY, keyword)) shares.push(OF_ANY[keyword](schema[keyword], schema, this, type));
      else if (Object.hasOwn(OF_TYPE[type], keyword)) shares.push(OF_TYPE[type][keyword](schema[keyword], schema, this));
    }
    return together(shares);
  }

  private shareOfTarget(schema: object, type: Type): Share {
    const target = this.follow(schema);
    return target === undefined ? 'some' : this.share(target, type);
  }

  /** Returns the values that a condition with two branches accepts. */
  public shareOfCondition(condition: Share, yes: unknown, no: unknown, type: Type): Share {
    if (condition !== 'some') return this.share(condition === 'all' ? yes : no, type);
    const [then, otherwise] = [this.share(yes, type), this.share(no, type)];
    return then === otherwise ? then : 'some';
  }
}

function together(shares: readonly Share[]): Share {
  if (shares.includes('none')) return 'none';
  return when(!shares.includes('some'));
}

function either(shares: readonly Share[]): Share {
  if (shares.includes('all')) return 'all';
  return shares.every((share) => share === 'none') ? 'none' : 'some';
}

function onlyOne(shares: readonly Share[]): Share {
  const [all, some] = (['all', 'some'] as const).map((kind) => shares.filter((share) => share === kind).length);
  if (all > 1 || all + some === 0) return 'none';
  return when(all === 1 && some === 0);
}

function shareOfTypes(listed: readonly unknown[], type: Type): Share {
  if (listed.includes(type)) return 'all';
  return type === 'number' && listed.includes('integer') ? 'some' : 'none';
}

function shareOfValues(values: readonly unknown[], type: Type): Share {
  const own = new Set(values.filter((value) => typeOf(value) === type));
  if (own.size === 0) return 'none';
  return when(type === 'null' || (type === 'boolean' && own.size === 2));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function acceptsAnyText(pattern: unknown): boolean {
  // A lookaround may exclude texts that are not among the samples.
  if (typeof pattern !== 'string' || /\(\?<?[=!]/.test(pattern)) return false;
  try {
    const expression = new RegExp(pattern, 'u');
    return UNLIKELY.every((text) => expression.test(text));
  } catch {
    return false;
  }
}
