/**
 * Values for a JSON Schema, as arbitraries of fast-check: what the schema accepts, what lies at its limits, and what it rejects for one reason alone.
 *
 * ```ts
 * const values = new SchemaValues({ type: 'integer', minimum: 1 });
 * fc.assert(fc.property(values.valid!, (value) => isGood(value)));
 * fc.assert(fc.property(values.invalid!, ({ value, keyword }) => isRejected(value)));
 * ```
 *
 * The module knows neither the CDK nor Lambda. Each value has been validated against the schema by ajv, those that come from shrinking as well.
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

/** How values are made. */
export interface SchemaValuesOptions {
  /** The version of JSON Schema, where `$schema` does not say. @default '2020-12' */
  readonly draft?: Draft;
  /** Schemas that references lead to, by URI. @default - references stay in the schema */
  readonly documents?: { readonly [uri: string]: unknown };
  /** Whether `format` rejects anything. @default true */
  readonly checkFormats?: boolean;
  /** Texts and numbers to put where the schema allows them, besides the attacks that are known. @default - none */
  readonly dictionary?: Dictionary;
}

/** A value that is invalid for one reason. */
export interface InvalidValue {
  readonly value: unknown;
  /** The keyword that rejects it; undefined where several do, because no value breaks one alone. */
  readonly keyword?: string;
  /** The schema that has the keyword, as a JSON pointer: `#/properties/id`. */
  readonly schemaPointer?: string;
  /** Where in the value, as a JSON pointer. */
  readonly pointer?: string;
}

/** Most ways to change one value that are tried. */
const MAX_TRIES = 400;
/** How many valid values are changed, to find out what can be made of a schema. */
const PROBES = 40;

/** Values for one schema. */
export class SchemaValues {
  /** What the schema accepts; undefined where nothing was found that it accepts. */
  public readonly valid?: fc.Arbitrary<unknown>;
  /** What it accepts at its limits: longest texts, smallest numbers, texts of attackers. Undefined as `valid` is. */
  public readonly boundary?: fc.Arbitrary<unknown>;
  /** What it accepts, and which is nested as deep as programs seldom expect; undefined where the schema does not refer to itself. */
  public readonly deep?: fc.Arbitrary<unknown>;
  /** What it rejects; undefined where nothing was found that it rejects. */
  public readonly invalid?: fc.Arbitrary<InvalidValue>;
  /** What could not be done, or not as exactly as the rest. */
  public readonly problems: readonly SchemaProblem[];
  private readonly document: SchemaDocument;
  private readonly validate?: ValidateFunction;
  private readonly dictionary: Dictionary;

  constructor(schema: unknown, options: SchemaValuesOptions = {}) {
    const problems: SchemaProblem[] = [];
    this.problems = problems;
    this.dictionary = options.dictionary ?? { texts: [], numbers: [] };
    // The root is never `true` inside: what it means is the empty schema.
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

  /** Whether the schema accepts a value. */
  public accepts(value: unknown): boolean {
    return this.verdict(value) === true;
  }

  /** Whether the schema rejects a value. */
  public rejects(value: unknown): boolean {
    return this.verdict(value) === false;
  }

  /** Undefined where ajv can't say: its comparison of objects throws on some, such as `{ "toString": 1 }` twice under `uniqueItems`. */
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

  /** The value with one part moved to a limit; undefined where no part can be. */
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

  /** Values in which a part stands for itself inside of itself, again and again. */
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

  /** The value with one part changed so that one keyword rejects it. */
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

  /** What is rejected among values that have nothing to do with the schema. */
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
    // A property that is rejected as a whole is one that the schema around it does not know.
    const named = keyword === 'false schema' ? (Array.isArray(inner) ? 'items' : 'additionalProperties') : keyword;
    return { value, keyword: named, schemaPointer: this.document.shown(node), pointer: pointerOf(path) };
  }
}

/** Where a value can be changed: at each assertion, and at each object and list for what may be added. */
function sitesOf(assertions: readonly Assertion[]): { readonly assertion?: Assertion; readonly path: Assertion['path'] }[] {
  const places = new Map<string, Assertion['path']>();
  for (const { path } of assertions) places.set(pointerOf(path), path);
  return [...assertions.map((assertion) => ({ assertion, path: assertion.path })), ...[...places.values()].map((path) => ({ path }))];
}

function partAtOrUndefined(value: unknown, path: Assertion['path']): unknown {
  return path.reduce<any>((at, key) => (isObject(at) || Array.isArray(at) ? (at as any)[key] : undefined), value);
}
