/**
 * Generates values for a JSON Schema, as arbitraries of fast-check: values that the schema accepts, accepted values at its limits, and values that it
 * rejects for a single reason.
 *
 * ```ts
 * const values = new SchemaValues({ type: 'integer', minimum: 1 });
 * fc.assert(fc.property(values.valid!, (value) => isGood(value)));
 * fc.assert(fc.property(values.invalid!, ({ value, keyword }) => isRejected(value)));
 * ```
 *
 * The module depends neither on the CDK nor on Lambda. ajv has validated each value against the schema, including values from shrinking.
 */
import { ValidateFunction } from 'ajv';
import * as fc from 'fast-check';
import { Assertion, assertionsOf, violationsOf } from './assertions';
import { ATTACK_TEXTS } from './attacks';
import { deepened } from './deepened';
import { adding, breaking, once, partAt, reaching, replaced } from './mutations';
import { Draft, SchemaDocument, SchemaProblem } from './schema-document';
import { Dictionary, ValidValues } from './valid-values';
import { canonical } from '../../json/canonical-json';
import { isObject } from '../../json/json-object';
import { pointerOf } from '../../json/json-pointer';

export type { Draft, SchemaProblem } from './schema-document';
export type { Dictionary } from './valid-values';

/** Options for generating values. */
export interface SchemaValuesOptions {
  /** The version of JSON Schema if `$schema` does not name it. @default '2020-12' */
  readonly draft?: Draft;
  /** The schemas that references lead to, by URI. @default - references stay in the schema */
  readonly documents?: { readonly [uri: string]: unknown };
  /** Whether `format` rejects values. @default true */
  readonly checkFormats?: boolean;
  /** Texts and numbers to use where the schema allows them, in addition to known attacks. @default - none */
  readonly dictionary?: Dictionary;
}

/** A value that is invalid for a single reason. */
export interface InvalidValue {
  readonly value: unknown;
  /** The keyword that rejects the value. Undefined if several do, because no value violates only one. */
  readonly keyword?: string;
  /** The schema with the keyword, as a JSON pointer: `#/properties/id`. */
  readonly schemaPointer?: string;
  /** The place in the value, as a JSON pointer. */
  readonly pointer?: string;
}

/** The maximum number of changes that are tried on one value. */
const MAX_TRIES = 400;
/** The number of valid values that are changed to find out which values a schema can have. */
const PROBES = 40;

/** Generates values for one schema. */
export class SchemaValues {
  /** Values that the schema accepts. Undefined if no accepted value was found. */
  public readonly valid?: fc.Arbitrary<unknown>;
  /** Accepted values at the limits of the schema: longest texts, smallest numbers, attack texts. Undefined if `valid` is. */
  public readonly boundary?: fc.Arbitrary<unknown>;
  /** Accepted values with unusually deep nesting. Undefined if the schema is not recursive. */
  public readonly deep?: fc.Arbitrary<unknown>;
  /** Values that the schema rejects. Undefined if no rejected value was found. */
  public readonly invalid?: fc.Arbitrary<InvalidValue>;
  /** Limitations: what could not be generated, or not exactly. */
  public readonly problems: readonly SchemaProblem[];
  private readonly document: SchemaDocument;
  private readonly validate?: ValidateFunction;
  private readonly dictionary: Dictionary;

  constructor(schema: unknown, options: SchemaValuesOptions = {}) {
    const problems: SchemaProblem[] = [];
    this.problems = problems;
    this.dictionary = options.dictionary ?? { texts: [], numbers: [] };
    // Inside of this class, the root is never `true`; the empty schema means the same.
    const root = schema === true ? {} : schema;
    try {
      this.document = new SchemaDocument(root, options.documents ?? {}, options.draft ?? '2020-12', options.checkFormats ?? true);
      this.validate = this.document.compile();
    } catch (e) {
      this.document = new SchemaDocument({}, {}, '2020-12', false);
      problems.push({ pointer: '#', message: `ajv can’t compile the schema: ${(e as Error).message}` });
      return;
    }
    const values = new ValidValues(this.document, this.dictionary);
    const made = values.of([this.document.root]);
    this.valid = made && this.onlyValid(made);
    problems.push(...values.problems);
    if (!this.valid) problems.push({ pointer: '#', message: 'no value was found that the schema accepts; it may accept none' });
    this.boundary = this.valid && this.atLimits(this.valid);
    this.deep = this.valid && this.nested(this.valid);
    this.invalid = this.rejected();
    if (!this.invalid) problems.push({ pointer: '#', message: 'no value was found that the schema rejects; it may accept all' });
  }

  /** Checks whether the schema accepts a value. */
  public accepts(value: unknown): boolean {
    return this.verdict(value) === true;
  }

  /** Checks whether the schema rejects a value. */
  public rejects(value: unknown): boolean {
    return this.verdict(value) === false;
  }

  /**
   * Validates a value. Returns undefined if ajv throws: its comparison of objects throws on some values, such as two `{ "toString": 1 }` under
   * `uniqueItems`.
   */
  private verdict(value: unknown): boolean | undefined {
    try {
      return this.validate?.(value) as boolean | undefined;
    } catch {
      return undefined;
    }
  }

  private onlyValid(made: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> | undefined {
    const drawn = fc.sample(made, { numRuns: PROBES, seed: 3 });
    const good = drawn.filter((value) => this.accepts(value));
    if (good.length >= PROBES / 10) return made.filter((value) => this.accepts(value));
    const more = fc.sample(made, { numRuns: PROBES * 40, seed: 4 }).filter((value) => this.accepts(value));
    const kept = [...new Map([...good, ...more].map((value) => [canonical(value), value])).values()];
    return kept.length > 0 ? fc.constantFrom(...kept) : undefined;
  }

  private atLimits(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
    return fc.tuple(valid, fc.nat(), fc.nat())
      .map(([value, site, which]) => this.moved(value, site, which) ?? value)
      .filter((value) => this.accepts(value));
  }

  /** Returns the value with one part moved to a limit. Undefined if no part can be moved. */
  private moved(value: unknown, site: number, which: number): unknown {
    const sites = assertionsOf(value, this.document).filter(({ holds }) => holds);
    for (let turn = 0; turn < Math.min(sites.length, 12); turn += 1) {
      const assertion = sites[(site + turn) % sites.length];
      const parts = reaching(assertion, partAt(value, assertion.path), this.dictionary);
      for (let next = 0; next < Math.min(parts.length, 12); next += 1) {
        const moved = replaced(value, assertion.path, parts[(which + next) % parts.length]);
        if (this.accepts(moved)) return moved;
      }
    }
    return undefined;
  }

  /** Returns values with deeper nesting. A part of a recursive value is repeatedly replaced by the value that contains it. */
  private nested(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> | undefined {
    const grown = (value: unknown, site: number, depth: number) => deepened(value, site, depth, (changed) => this.accepts(changed));
    const isRecursive = fc.sample(valid, { numRuns: PROBES, seed: 10 }).some((value, index) => grown(value, index, 8) !== undefined);
    if (!isRecursive) return undefined;
    const made = fc.tuple(valid, fc.nat(1000), fc.constantFrom(8, 12, 20, 40, 100)).map(([value, site, depth]) => grown(value, site, depth));
    return made.filter((value) => value !== undefined);
  }

  private rejected(): fc.Arbitrary<InvalidValue> | undefined {
    if (!this.valid) return this.rejectedAsTheyAre();
    const probes = fc.sample(this.valid, { numRuns: PROBES, seed: 5 });
    const changed = probes.filter((value, index) => this.broken(value, index * 7, index) !== undefined).length;
    if (changed === 0) return this.rejectedAsTheyAre();
    const made = fc.tuple(this.valid, fc.nat(10_000), fc.nat(10_000)).map(([value, site, which]) => this.broken(value, site, which));
    return made.filter((value): value is InvalidValue => value !== undefined);
  }

  /** Returns the value with one part changed so that exactly one keyword rejects it. */
  private broken(value: unknown, site: number, which: number): InvalidValue | undefined {
    const sites = sitesOf(assertionsOf(value, this.document).filter(({ holds }) => holds));
    let tries = 0;
    for (let turn = 0; turn < sites.length; turn += 1) {
      const { assertion, path } = sites[(site + turn) % sites.length];
      const part = partAt(value, path);
      const parts = once(assertion ? breaking(assertion, part) : adding(part));
      for (let next = 0; next < parts.length; next += 1) {
        if ((tries += 1) > MAX_TRIES) return undefined;
        const changed = replaced(value, path, parts[(which + next) % parts.length]);
        if (!this.rejects(changed)) continue;
        const violations = violationsOf(changed, this.document);
        if (violations.length === 1) return this.violation(changed, violations[0]);
      }
    }
    return undefined;
  }

  /** Returns rejected values from a list that does not depend on the schema, and from valid values with additions. */
  private rejectedAsTheyAre(): fc.Arbitrary<InvalidValue> | undefined {
    const tried: unknown[] = [null, true, 0, 1, 1.5, -1, '', 'x', [], {}, [1, 1], [null, null], { a: 1 }, { foo: 'x' }, { foo: 1, bar: null }, ...ATTACK_TEXTS];
    const drawn = fc.sample(fc.jsonValue(), { numRuns: 200, seed: 6 });
    const made = this.valid ? fc.sample(this.valid, { numRuns: PROBES, seed: 7 }).flatMap((value) => adding(value)) : [];
    const rejected = once([...tried, ...made, ...drawn].filter((value) => this.rejects(value)));
    if (rejected.length === 0) return undefined;
    const described = rejected.map((value): InvalidValue => {
      const violations = violationsOf(value, this.document);
      return violations.length === 1 ? this.violation(value, violations[0]) : { value };
    });
    const single = described.filter(({ keyword }) => keyword !== undefined);
    return fc.constantFrom(...(single.length > 0 ? single : described));
  }

  private violation(value: unknown, { keyword, node, path }: Assertion): InvalidValue {
    const inner = partAtOrUndefined(value, path.slice(0, -1));
    // A property with the schema `false` is one that the schema around it does not allow.
    const named = keyword === 'false schema' ? (Array.isArray(inner) ? 'items' : 'additionalProperties') : keyword;
    return { value, keyword: named, schemaPointer: this.document.shown(node), pointer: pointerOf(path) };
  }
}

/** Returns the places at which a value can be changed: each assertion, and each place where properties or elements can be added. */
function sitesOf(assertions: readonly Assertion[]): { readonly assertion?: Assertion; readonly path: Assertion['path'] }[] {
  const places = new Map<string, Assertion['path']>();
  for (const { path } of assertions) places.set(pointerOf(path), path);
  return [...assertions.map((assertion) => ({ assertion, path: assertion.path })), ...[...places.values()].map((path) => ({ path }))];
}

function partAtOrUndefined(value: unknown, path: Assertion['path']): unknown {
  return path.reduce<any>((at, key) => (isObject(at) || Array.isArray(at) ? (at as any)[key] : undefined), value);
}
