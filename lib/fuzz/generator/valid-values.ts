/** Generates values that a schema accepts. */
import * as fc from 'fast-check';
import { ATTACK_NAMES, ATTACK_NUMBERS, ATTACK_VALUES } from './attacks';
import { Conjunction, conjunctionOf, JsonType, listOf, partsOf, schemasOfItem, schemasOfProperty, tupleLength, TYPES, typesOf } from './conjunction';
import { SchemaDocument, SchemaNode, SchemaObject, SchemaProblem } from './schema-document';
import { expression, matches, texts } from './texts';
import { canonical } from '../../json/canonical-json';
import { isObject } from '../../json/json-object';

/** Texts and numbers from outside of the schema that are worth trying. */
export interface Dictionary {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  /** Factor of their usual frequency. @default 1 */
  readonly weight?: number;
}

type Made = fc.Arbitrary<any> | undefined;
type Check = (value: unknown) => boolean;

const ABSENT = Symbol('absent');

/** The maximum number of combinations of choices that are used, and of picks that are tried to find them. */
const MAX_BRANCHES = 48;
const MAX_TRIES = 400;
/** The number of values that are drawn to measure how many are valid. */
const DRAWS = 40;
/** The number of values that are drawn if few are valid. The valid ones are kept. */
const MANY_DRAWS = 1500;
/** The usual number of elements or properties if the schema does not limit it. */
const USUAL_COUNT = 4;

/** Common values for schemas that nothing else satisfies. */
const COMMON: readonly unknown[] = [
  null, true, false, 0, 1, -1, 2, 1.5, 12, 100, '', 'a', 'foo', 'bar', 'abc', '12', [], [null], [1], [1, 2], ['foo'], [[]], {}, { a: 1 }, { foo: 1 }, { foo: 'bar' },
  { foo: 1, bar: 2 }, { bar: 2 }, [{}], [{ foo: 1 }],
];

/** The types to which keywords apply. A schema without `type` most likely means these. */
const ABOUT: readonly [JsonType, readonly string[]][] = [
  ['object', ['properties', 'required', 'additionalProperties', 'patternProperties', 'minProperties', 'maxProperties', 'dependencies', 'dependentRequired', 'dependentSchemas', 'propertyNames', 'unevaluatedProperties']],
  ['array', ['items', 'prefixItems', 'additionalItems', 'minItems', 'maxItems', 'uniqueItems', 'contains', 'unevaluatedItems']],
  ['string', ['minLength', 'maxLength', 'pattern', 'format']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
  ['integer', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
];

/** The arbitraries that were found for the choices of a schema, and the number of tried picks. */
interface Search {
  readonly found: fc.Arbitrary<unknown>[];
  tries: number;
}

/** Generates arbitraries for the schemas of a document. */
export class ValidValues {
  public readonly problems: SchemaProblem[] = [];
  private readonly made = new Map<string, Made>();
  private readonly mined: readonly unknown[];
  private readonly maxDepth: number;

  constructor(
    private readonly document: SchemaDocument,
    private readonly dictionary: Dictionary,
  ) {
    this.mined = mine(document.root.schema);
    // A level of a value is two levels of its schema: the keyword and the name.
    this.maxDepth = Math.min(40, Math.ceil(depthOf(document.root.schema) / 2) + 4);
  }

  /** Returns values that satisfy all the schemas. Undefined if none are found. */
  public of(nodes: readonly SchemaNode[], depth = 0): Made {
    const key = `${this.keyOf(nodes)} ${depth}`;
    if (!this.made.has(key)) {
      this.made.set(key, undefined);
      this.made.set(key, this.make(nodes, depth));
    }
    return this.made.get(key);
  }

  /** Returns a key for schemas, independent of their order. */
  private keyOf(nodes: readonly SchemaNode[]): string {
    return nodes.map((node) => this.document.idOf(node)).sort((a, b) => a - b).join();
  }

  private make(nodes: readonly SchemaNode[], depth: number): Made {
    if (depth > this.maxDepth) return undefined;
    const all = this.spread(nodes.flatMap(partsOf));
    if (!all) return undefined;
    const check = all.inexact || all.choices.length > 0 ? this.document.validator(nodes.flatMap(partsOf)) : undefined;
    if (all.choices.length === 0) return this.held(this.flat(all.nodes, depth), check, nodes);
    const search: Search = { found: [], tries: 0 };
    this.explore(all, depth, search, new Set(all.choices.map((choice) => this.keyOf(choice))));
    const [first, ...others] = search.found;
    return this.held(others.length === 0 ? first : fc.oneof(first, ...others), check, nodes);
  }

  /**
   * Picks one schema of each choice, and adds the arbitrary for each combination.
   *
   * @param met keys of the choices that were met so far: a pick can add choices, and a recursive schema adds the same ones again
   */
  private explore({ nodes, choices: [choice, ...others] }: Conjunction, depth: number, search: Search, met: ReadonlySet<string>): void {
    if (!choice) {
      const made = this.flat(nodes, depth);
      if (made) search.found.push(made);
      return;
    }
    for (const picked of choice) {
      if (search.found.length >= MAX_BRANCHES || search.tries >= MAX_TRIES) return;
      search.tries += 1;
      const inner = this.spread(partsOf(picked));
      if (!inner) continue;
      const known = new Set(nodes.map((node) => this.document.idOf(node)));
      const together = [...nodes, ...inner.nodes.filter((node) => !known.has(this.document.idOf(node)))];
      const fresh = inner.choices.filter((one) => !met.has(this.keyOf(one)));
      const left = [...others, ...fresh];
      // A contradiction remains for every choice.
      if (left.length > 1 && !this.flat(together, depth)) continue;
      this.explore({ nodes: together, choices: left, inexact: true }, depth, search, new Set([...met, ...fresh.map((one) => this.keyOf(one))]));
    }
  }

  private spread(nodes: readonly SchemaNode[]): Conjunction | undefined {
    return conjunctionOf(nodes, this.document, (node, reference) => {
      const message = `the $ref ${reference} leads nowhere that is known`;
      if (!this.problems.some((problem) => problem.message === message)) this.problems.push({ pointer: this.document.shown(node), message });
    });
  }

  /** Keeps the valid values of an arbitrary. If few are valid, returns a list of the valid ones that were found. */
  private held(made: Made, check: Check | undefined, nodes: readonly SchemaNode[]): Made {
    if (!check) return made;
    const drawn = made ? draw(made, DRAWS) : [];
    const valid = drawn.filter(check);
    if (made && valid.length >= DRAWS / 8) return valid.length === drawn.length ? made : made.filter(check);
    const more = made ? draw(made, MANY_DRAWS).filter(check) : [];
    const tried = [...this.mined, ...COMMON, ...this.dictionary.texts, ...ATTACK_NUMBERS].filter(check);
    const distinct = [...new Map([...more, ...tried].map((value) => [canonical(value), value])).values()];
    const kept = distinct.sort((a, b) => canonical(a).length - canonical(b).length);
    if (kept.length > 0) {
      this.problems.push({ pointer: this.document.shown(nodes[0]), message: `the search found few values, so ${kept.length} are used unchanged` });
      return fc.constantFrom(...kept.slice(0, 200));
    }
    return undefined;
  }

  /** Returns values of all types that schemas without choices allow. */
  private flat(nodes: readonly SchemaNode[], depth: number): Made {
    const listed = listedValues(nodes);
    if (listed) {
      const check = this.document.validator(nodes) ?? (() => true);
      const allowed = listed.filter(check);
      return allowed.length > 0 ? fc.constantFrom(...allowed) : undefined;
    }
    const allowed = TYPES.filter((type) => nodes.every((node) => typesOf(node)?.has(type) ?? true));
    // Numbers include integers.
    const types = allowed.filter((type) => !(type === 'integer' && allowed.includes('number')));
    const has = (keyword: string) => nodes.some(({ schema }) => keyword in (schema as SchemaObject));
    const about = new Set(ABOUT.filter(([, keywords]) => keywords.some(has)).map(([type]) => type));
    const made = types.flatMap((type) => {
      const arbitrary = this.ofType(type, nodes, depth);
      return arbitrary ? [{ arbitrary, weight: about.has(type) ? 6 : 1 }] : [];
    });
    if (made.length === 0) return undefined;
    return made.length === 1 ? made[0].arbitrary : fc.oneof(...made.sort((a, b) => b.weight - a.weight));
  }

  private ofType(type: JsonType, nodes: readonly SchemaNode[], depth: number): Made {
    switch (type) {
      case 'null':
        return fc.constant(null);
      case 'boolean':
        return fc.boolean();
      case 'integer':
      case 'number':
        return this.numbers(nodes, type === 'integer');
      case 'string':
        return this.strings(nodes);
      case 'array':
        return this.arrays(nodes, depth);
      default:
        return this.objects(nodes, depth);
    }
  }

  private numbers(nodes: readonly SchemaNode[], whole: boolean): Made {
    const { low, high, isIn } = numberLimits(nodes);
    const steps = nodes.flatMap(({ schema }) => numbersOf((schema as SchemaObject).multipleOf)).filter((step) => step > 0);
    const made: { arbitrary: fc.Arbitrary<number>; weight: number }[] = [];
    const step = steps.reduce((a, b) => commonMultiple(a, b), whole && steps.length > 0 ? 1 : 0);
    if (steps.length > 0) {
      const [from, to] = [Math.ceil(Math.max(low, -1e15) / step), Math.floor(Math.min(high, 1e15) / step)].map((value) => clamp(value));
      if (from <= to) made.push({ arbitrary: around(from, to).map((k) => round(k * step, step)), weight: 4 });
    } else {
      const [from, to] = [clamp(Math.ceil(low)), clamp(Math.floor(high))];
      if (from <= to) made.push({ arbitrary: around(from, to), weight: 4 });
      const range = { min: Math.max(low, -1e308), max: Math.min(high, 1e308), noNaN: true, noDefaultInfinity: true };
      if (!whole && low < high) made.push({ arbitrary: fc.double(range).map((value) => value + 0), weight: 2 });
    }
    const isKind = (value: number) => Number.isFinite(value) && (!whole || Number.isInteger(value));
    const fits = (value: number) => isKind(value) && isIn(value) && steps.every((by) => isMultiple(value, by));
    const { numbers, weight = 1 } = this.dictionary;
    const beside = numbers.flatMap((value) => [value - 1, value + 1]);
    for (const [given, often] of [[numbers, weight], [beside, weight], [[low, high, low + 1, high - 1, ...ATTACK_NUMBERS], 1]] as const) {
      const fitting = [...new Set(given)].filter(fits);
      if (fitting.length > 0) made.push({ arbitrary: fc.constantFrom(...fitting), weight: 2 * often });
    }
    if (made.length === 0) return undefined;
    return this.onlyThose(fc.oneof(...made), fits);
  }

  private strings(nodes: readonly SchemaNode[]): Made {
    const of = (keyword: string) => nodes.flatMap(({ schema }) => [(schema as SchemaObject)[keyword] ?? []].flat());
    const formats = of('format').map(String);
    const patterns = of('pattern').map(String);
    const limits = {
      minLength: Math.max(0, ...of('minLength').filter(Number.isFinite)),
      maxLength: Math.min(Infinity, ...of('maxLength').filter(Number.isFinite)),
      patterns,
      formats,
    };
    if (limits.minLength > limits.maxLength) return undefined;
    const own = [...this.dictionary.texts, ...this.mined.filter((value): value is string => typeof value === 'string')];
    // If formats are not checked, other texts are valid, too.
    const isFree = formats.length > 0 && patterns.length === 0 && !this.document.checkFormats;
    const { weight } = this.dictionary;
    const made = [...texts(limits, own, weight), ...(isFree ? texts({ ...limits, formats: [] }, own, weight) : [])];
    const keywords = ['minLength', 'maxLength', 'pattern', ...(this.document.checkFormats ? ['format'] : [])];
    const only = nodes.map(({ schema }) => Object.fromEntries(Object.entries(schema).filter(([keyword]) => keywords.includes(keyword))));
    const check = only.some((schema) => Object.keys(schema).length > 0) ? this.document.validator(only.map((schema) => ({ schema, base: '' }))) : undefined;
    const held = made.flatMap(({ arbitrary, weight: often }) => {
      const kept = check ? this.onlyThose(arbitrary, check) : arbitrary;
      return kept ? [{ arbitrary: kept, weight: often }] : [];
    });
    if (held.length === 0) {
      for (const pattern of limits.patterns) {
        const reason = expression(pattern) ? 'no text was found that it matches, with the other limits' : 'is not a regular expression';
        this.problems.push({ pointer: this.document.shown(nodes[0]), message: `the pattern ${pattern}: ${reason}` });
      }
      return undefined;
    }
    return fc.oneof(...held);
  }

  private arrays(nodes: readonly SchemaNode[], depth: number): Made {
    const of = (keyword: string) => nodes.flatMap(({ schema }) => numbersOf((schema as SchemaObject)[keyword]));
    const contained = nodes.flatMap((node) => ((node.schema as SchemaObject).contains === undefined ? [] : [{
      node: this.document.child(node, 'contains'), min: (node.schema as SchemaObject).minContains ?? 1,
    }])).filter(({ min }) => min > 0);
    const needed = contained.reduce((sum, { min }) => sum + min, 0);
    const min = Math.max(0, needed, ...of('minItems'));
    let max = Math.min(Infinity, ...of('maxItems'));
    const prefix: fc.Arbitrary<unknown>[] = [];
    const length = tupleLength(nodes);
    for (let index = 0; index < length && index < max; index += 1) {
      const element = this.of(schemasOfItem(nodes, index, this.document), depth + 1);
      if (!element) max = Math.min(max, index);
      else prefix.push(element);
    }
    const rest = max > length ? this.of(schemasOfItem(nodes, length, this.document), depth + 1) : undefined;
    if (!rest) max = Math.min(max, prefix.length);
    if (min > max) return undefined;
    if (max === 0) return fc.constant([]);
    const unique = nodes.some(({ schema }) => (schema as SchemaObject).uniqueItems === true);
    const wanted = Math.min(max, Math.max(min, length) + (depth > 3 ? 1 : USUAL_COUNT));
    const restMin = Math.max(0, min - prefix.length);
    const restMax = Math.max(restMin, wanted - prefix.length);
    const tail = !rest ? fc.constant([]) : unique
      ? distinctValues(rest, restMin, restMax)
      : fc.array(rest, { minLength: restMin, maxLength: restMax });
    if (!tail) return undefined;
    const heads = contained.flatMap(({ node, min: times }) => {
      const element = this.of([...schemasOfItem(nodes, length, this.document), node], depth + 1);
      return Array.from({ length: times }, () => element);
    });
    if (heads.some((head) => head === undefined)) return undefined;
    const contents = fc.tuple(fc.tuple(...prefix), tail, fc.tuple(...(heads as fc.Arbitrary<unknown>[])), fc.nat(prefix.length));
    const made = contents.map(([first, others, must, shorter]) => {
      const whole = [...first, ...must, ...others];
      const distinct = unique ? [...new Map(whole.map((value) => [canonical(value), value])).values()] : whole;
      const cut = others.length === 0 && must.length === 0 ? Math.max(min, distinct.length - shorter) : Math.min(distinct.length, max);
      return distinct.slice(0, cut);
    });
    return min === 0 ? made : this.onlyThose(made, (value) => value.length >= min);
  }

  private objects(nodes: readonly SchemaNode[], depth: number): Made {
    const of = (keyword: string) => nodes.flatMap(({ schema }) => numbersOf((schema as SchemaObject)[keyword]));
    const min = Math.max(0, ...of('minProperties'));
    const max = Math.min(Infinity, ...of('maxProperties'));
    const needs = nodes.flatMap(({ schema }) => dependenciesOf(schema as SchemaObject));
    const required = closure(nodes.flatMap(({ schema }) => listOf((schema as SchemaObject).required).map(String)), needs);
    const declared = nodes.flatMap(({ schema }) => keysOf((schema as SchemaObject).properties));
    const named = new Set([...required, ...needs.flatMap(([name, others]) => [name, ...others]), ...declared]);
    const model = new Map<string, fc.Arbitrary<unknown>>();
    for (const name of named) {
      const made = this.of(schemasOfProperty(nodes, name, this.document), depth + 1);
      if (made) model.set(name, made);
      else if (required.has(name)) return undefined;
    }
    const extra = new Map<string, fc.Arbitrary<unknown>>();
    for (const name of this.otherNames(nodes, named, Math.max(0, Math.min(min, 500) - model.size))) {
      if (this.namesReject(nodes, name)) continue;
      const made = this.of(schemasOfProperty(nodes, name, this.document), depth + 1);
      if (made) extra.set(name, ATTACK_NAMES.includes(name) ? this.withAttacks(nodes, name, made) : made);
    }
    if (min > max || required.size > max || model.size + extra.size < min) return undefined;
    const optional = [...model.keys()].filter((name) => !required.has(name));
    const order = [...required, ...optional, ...extra.keys()];
    const lean = depth >= this.maxDepth - 3;
    const isNeeded = (index: number) => index < min;
    const parts = order.map((name, index) => {
      const made = model.get(name) ?? extra.get(name)!;
      if (required.has(name) || isNeeded(index)) return made;
      if (lean) return fc.constant(ABSENT);
      const [without, present] = model.has(name) ? [1, 2] : [10, 1];
      return fc.oneof({ withCrossShrink: true }, { arbitrary: fc.constant(ABSENT), weight: without }, { arbitrary: made, weight: present });
    });
    const made = fc.tuple(...parts).map((values) => {
      const present = new Map<string, unknown>();
      order.forEach((name, index) => {
        if (values[index] !== ABSENT && (present.size < max || required.has(name))) present.set(name, values[index]);
      });
      for (const [name, others] of needs) if (present.has(name) && !others.every((other) => present.has(other))) present.delete(name);
      return Object.fromEntries(present);
    });
    const isCounted = (value: object) => Object.keys(value).length >= min && Object.keys(value).length <= max;
    return min === 0 && max === Infinity ? made : this.onlyThose(made, isCounted);
  }

  /** Returns names that the schema does not list: names that match its patterns, then any. */
  private otherNames(nodes: readonly SchemaNode[], named: ReadonlySet<string>, atLeast: number): string[] {
    const patterns = nodes.flatMap(({ schema }) => keysOf((schema as SchemaObject).patternProperties));
    const ofPatterns = patterns.flatMap((pattern) => {
      const limits = { minLength: 0, maxLength: 64, patterns: [pattern], formats: [] };
      const drawn = texts(limits, this.dictionary.texts).flatMap(({ arbitrary }) => draw(arbitrary, 3 + atLeast));
      return [...new Set(drawn.map(String))].filter((text) => matches(pattern, text)).slice(0, 3 + atLeast);
    });
    const ofNames = nodes.flatMap((node) => {
      if ((node.schema as SchemaObject).propertyNames === undefined) return [];
      const names = this.of([this.document.child(node, 'propertyNames'), { schema: { type: 'string' }, base: node.base }]);
      return names ? draw(names, 20 + atLeast).map(String) : [];
    });
    const plain = ['extra', ...ATTACK_NAMES, ...this.dictionary.texts.filter((text) => /^[\w-]{1,20}$/.test(text)).slice(0, 8)];
    const counted = Array.from({ length: atLeast }, (_, index) => `extra${index}`);
    return [...new Set([...ofPatterns, ...ofNames, ...counted, ...plain])].filter((name) => !named.has(name));
  }

  private namesReject(nodes: readonly SchemaNode[], name: string): boolean {
    return nodes.some((node) => {
      if ((node.schema as SchemaObject).propertyNames === undefined) return false;
      return this.document.validator([this.document.child(node, 'propertyNames')])?.(name) === false;
    });
  }

  private withAttacks(nodes: readonly SchemaNode[], name: string, made: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
    const schemas = schemasOfProperty(nodes, name, this.document);
    const check = schemas.length === 0 ? () => true : this.document.validator(schemas);
    const allowed = check ? ATTACK_VALUES.filter(check) : [];
    return allowed.length > 0 ? fc.oneof(fc.constantFrom(...allowed), made) : made;
  }

  /** Filters an arbitrary to valid values; undefined if sampling finds none, since such a filter would never end. */
  private onlyThose<T>(made: fc.Arbitrary<T>, check: (value: T) => boolean): fc.Arbitrary<T> | undefined {
    const drawn = draw(made, DRAWS);
    const good = drawn.filter(check).length;
    if (good >= DRAWS / 8) return made.filter(check);
    const kept = [...new Set([...drawn, ...draw(made, MANY_DRAWS)].filter(check))];
    return kept.length > 0 ? fc.constantFrom(...kept) : undefined;
  }
}

/** Draws values, the same ones each time. */
function draw<T>(made: fc.Arbitrary<T>, count: number): T[] {
  return fc.sample(made, { numRuns: count, seed: 20 });
}

/** Returns lists of distinct values; undefined if no list of the minimum length is found, for which fast-check would search forever. */
function distinctValues<T>(made: fc.Arbitrary<T>, minLength: number, maxLength: number): fc.Arbitrary<T[]> | undefined {
  const limits = { maxLength, selector: canonical };
  const isFound = minLength === 0 || draw(fc.uniqueArray(made, { ...limits, size: 'max' }), MAX_TRIES).some(({ length }) => length >= minLength);
  return isFound ? fc.uniqueArray(made, { ...limits, minLength }) : undefined;
}

/** Returns the values of `enum` or `const` if one of the schemas lists them. */
function listedValues(nodes: readonly SchemaNode[]): readonly unknown[] | undefined {
  for (const { schema } of nodes) {
    const { enum: listed, const: only } = schema as SchemaObject;
    if (only !== undefined) return [only];
    if (Array.isArray(listed)) return listed;
  }
  return undefined;
}

/** Returns the limits of numbers, for the keywords of all drafts. */
export function numberLimits(nodes: readonly SchemaNode[]) {
  let [low, high] = [-Infinity, Infinity];
  const checks: ((value: number) => boolean)[] = [];
  for (const { schema } of nodes) {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema as SchemaObject;
    for (const value of numbersOf(minimum)) {
      low = Math.max(low, value);
      checks.push(exclusiveMinimum === true ? (given) => given > value : (given) => given >= value);
    }
    for (const value of numbersOf(maximum)) {
      high = Math.min(high, value);
      checks.push(exclusiveMaximum === true ? (given) => given < value : (given) => given <= value);
    }
    for (const value of numbersOf(exclusiveMinimum)) {
      low = Math.max(low, value);
      checks.push((given) => given > value);
    }
    for (const value of numbersOf(exclusiveMaximum)) {
      high = Math.min(high, value);
      checks.push((given) => given < value);
    }
  }
  return { low, high, isIn: (value: number) => checks.every((check) => check(value)) };
}

/** Returns numbers in a range. Most are small or near a limit. */
function around(from: number, to: number): fc.Arbitrary<number> {
  const near = Math.min(Math.max(from, -1000), Math.max(from, to - 1000));
  return fc.oneof(fc.integer({ min: from, max: to }), fc.integer({ min: near, max: Math.min(to, near + 2000) }));
}

function clamp(value: number): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value));
}

/** Checks whether ajv accepts a number as a multiple. */
export function isMultiple(value: number, step: number): boolean {
  return Number.isInteger(value / step);
}

/** Removes the rounding error of binary fractions. */
function round(value: number, step: number): number {
  const digits = /\.(\d+)$/.exec(String(step))?.[1].length ?? 0;
  return Number(value.toFixed(Math.min(digits, 20))) + 0;
}

function commonMultiple(a: number, b: number): number {
  if (a === 0) return b;
  const scale = 10 ** Math.max(...[a, b].map((value) => /\.(\d+)$/.exec(String(value))?.[1].length ?? 0));
  const [x, y] = [Math.round(a * scale), Math.round(b * scale)];
  const divisor = (p: number, q: number): number => (q === 0 ? p : divisor(q, p % q));
  return Number.isSafeInteger(x * y) && x > 0 && y > 0 ? ((x / divisor(x, y)) * y) / scale : Math.max(a, b);
}

function numbersOf(value: unknown): number[] {
  return typeof value === 'number' && Number.isFinite(value) ? [value] : [];
}

function keysOf(value: unknown): string[] {
  return isObject(value) ? Object.keys(value) : [];
}

/** Returns the properties that each property requires. */
function dependenciesOf(schema: SchemaObject): [name: string, others: string[]][] {
  return ['dependencies', 'dependentRequired'].flatMap((keyword) =>
    Object.entries(isObject(schema[keyword]) ? schema[keyword] : {}).flatMap(([name, others]): [string, string[]][] => {
      if (typeof others === 'string') return [[name, [others]]];
      return Array.isArray(others) ? [[name, others.map(String)]] : [];
    }),
  );
}

function closure(names: readonly string[], needs: readonly [string, string[]][]): Set<string> {
  const all = new Set(names);
  for (let size = -1; size !== all.size;) {
    size = all.size;
    for (const [name, others] of needs) if (all.has(name)) for (const other of others) all.add(other);
  }
  return all;
}

/** Collects the values that the schema itself contains. */
function mine(schema: unknown): unknown[] {
  const found = new Map<string, unknown>();
  const walk = (value: unknown): void => {
    if (found.size > 500) return;
    if (Array.isArray(value)) return value.forEach(walk);
    if (!isObject(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      const values = ['const', 'default', 'example'].includes(key) ? [inner] : ['enum', 'examples'].includes(key) ? listOf(inner) : [];
      for (const one of values) found.set(canonical(one), one);
      walk(inner);
    }
  };
  walk(schema);
  return [...found.values()];
}

/** Returns the nesting depth of the schemas in a document, without following references. */
function depthOf(schema: unknown): number {
  if (typeof schema !== 'object' || schema === null) return 0;
  return 1 + Math.max(0, ...Object.values(schema).map(depthOf));
}
