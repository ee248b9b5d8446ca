/** Finds what a draft-04 schema leaves open: the gate's own review of strictness, and additional checks. */
import { isSafePattern } from 'redos-detector';
import type { Draft04 } from './draft-04';
import { MAX_NESTING, Problem } from './plain-json';
import { SchemaLooseness } from './schema-exception';
import { isUnicodePattern } from './unicode-pattern';
import { StackTemplate, Workload } from '../gate';
import { keysOfPointer, pointerStep, valueAt } from '../json/json-pointer';
import { ModelSchema } from './template/schema-documents';
import { Gap, OpenPlace, StrictnessReview } from './template/schema-strictness';

const MODEL = 'AWS::ApiGateway::Model';

/** Fix of each gap. */
const CLOSED_BY: { readonly [gap in Gap]: string } = {
  'any-type': 'values of any type are accepted; write a type or an enum',
  'unknown-properties': 'unknown properties are accepted; write additionalProperties: false',
  'unbounded-properties': 'any number of properties is accepted; write maxProperties',
  'unbounded-string': 'strings of any length are accepted; write maxLength, an enum or a pattern of bounded length',
  'unbounded-number': 'numbers of any size are accepted; write minimum and maximum',
  'unbounded-array': 'arrays of any length are accepted; write maxItems',
  'any-items': 'array elements of any kind are accepted; write items',
};

/**
 * Limits for the analysis of a pattern. The number of steps limits it, not the time, so that every computer gets the same result. A pattern that
 * needs more steps is rejected like a slow one.
 */
const PATTERN_SEARCH = { maxScore: 200, maxSteps: 5000, timeout: Infinity };

/** A schema and its location. */
export interface Place {
  readonly pointer: string;
  readonly node: Draft04;
}

/** A schema inside another one. */
interface Inner {
  readonly steps: string;
  readonly schema: Draft04;
  /** Whether the schema applies to a part of the value, and not to the value itself. */
  readonly descends: boolean;
}

/**
 * Returns the gaps that the gate would find in a model.
 *
 * @param template the schema as it is in the template
 * @param others the models that it refers to, directly or indirectly, by logical id
 */
export function strictnessProblems(template: unknown, others: ReadonlyMap<string, unknown>): Problem[] {
  const review = reviewOf(template, others);
  return [
    ...review.gaps().flatMap(({ byKind }) =>
      [...byKind].flatMap(([gap, pointers]) => [...pointers].map((shown) => ({ pointer: shown.slice(1), message: CLOSED_BY[gap], looseness: gap }))),
    ),
    ...review.outcomes().map(({ message }) => ({ pointer: '', message })),
  ];
}

/** Returns the gaps individually, each with the other constraints on the value. Models that the schema refers to are left out. */
export function openPlaces(schema: Draft04): readonly OpenPlace[] {
  return reviewOf(schema, new Map()).openPlaces();
}

function reviewOf(template: unknown, others: ReadonlyMap<string, unknown>): StrictnessReview {
  const model = (schema: unknown) => ({ Type: MODEL, Properties: { RestApiId: { Ref: 'Api' }, Schema: schema } });
  const Resources = {
    Api: { Type: 'AWS::ApiGateway::RestApi' },
    Model: model(template),
    ...Object.fromEntries([...others].map(([logicalId, schema]) => [logicalId, model(schema)])),
  };
  const workload = new Workload([new StackTemplate({ file: 'schema', body: { Resources } })]);
  const resource = workload.resources(MODEL).find(({ logicalId }) => logicalId === 'Model')!;
  const review = new StrictnessReview((home) => home.at.resource === resource);
  review.add(ModelSchema.rootOf(resource, workload));
  return review;
}

/** Finds invalid patterns, and patterns that can take unlimited time. */
export function patternProblems(schema: Draft04): Problem[] {
  return everySchema(schema).flatMap(({ pointer, node }) => {
    const patterns = [...(node.pattern === undefined ? [] : [node.pattern as string]), ...Object.keys(node.patternProperties ?? {})];
    return patterns.flatMap((pattern): Problem[] => {
      if (!compiles(pattern)) return [{ pointer, message: `the pattern ${pattern} is not a regular expression` }];
      const message = patternProblem(pattern);
      return message === undefined ? [] : [{ pointer, message, looseness: SchemaLooseness.BACKTRACKING_PATTERN }];
    });
  });
}

/** Finds references that lead back to themselves, and schemas that are nested too deeply through references. */
export function depthProblems(schema: Draft04): Problem[] {
  const endless = new Descent(schema, true).problems(everySchema(schema));
  // A schema with endless recursion does not describe values, so their depth does not matter.
  return endless.length > 0 ? endless : new Descent(schema, false).problems([{ pointer: '', node: schema }]);
}

/** A traversal of a schema along its references. */
class Descent {
  private readonly open = new Map<Draft04, number>();
  private readonly done = new Set<Draft04>();
  private readonly found: Problem[] = [];

  /** @param inPlace whether to visit only schemas for the value itself; a cycle among these never ends */
  constructor(
    private readonly root: Draft04,
    private readonly inPlace: boolean,
  ) {}

  public problems(starts: readonly Place[]): Problem[] {
    for (const { pointer, node } of starts) this.visit(pointer, node);
    return this.found;
  }

  private visit(pointer: string, schema: Draft04): void {
    if (this.done.has(schema)) return;
    if (this.open.size > MAX_NESTING) {
      this.found.push({ pointer, message: `values may be nested more than ${MAX_NESTING} levels deep` });
      return;
    }
    this.open.set(schema, this.open.size);
    for (const { steps, schema: inner, descends } of innerSchemas(schema)) {
      if (!(this.inPlace && descends)) this.visit(pointer + steps, inner);
    }
    this.follow(pointer, schema);
    this.open.delete(schema);
    this.done.add(schema);
  }

  private follow(pointer: string, schema: Draft04): void {
    const target = targetOf(schema, this.root);
    if (!target) return;
    if (!this.open.has(target.schema)) {
      this.visit(target.pointer, target.schema);
    } else if (this.inPlace) {
      this.found.push({ pointer, message: 'the $ref leads back to itself, without end' });
    } else {
      this.found.push({
        pointer,
        message: 'the $ref leads back to a schema around it, so that values may be nested without end; write out the levels that are needed',
        looseness: SchemaLooseness.UNBOUNDED_DEPTH,
      });
    }
  }
}

function targetOf(schema: Draft04, root: Draft04): { pointer: string; schema: Draft04 } | undefined {
  if (typeof schema.$ref !== 'string') return undefined;
  const pointer = schema.$ref.slice(1);
  const target = valueAt(root, keysOfPointer(pointer));
  return target === undefined ? undefined : { pointer, schema: target as Draft04 };
}

/** Returns a schema and all its subschemas. */
export function everySchema(root: Draft04): Place[] {
  const all: Place[] = [{ pointer: '', node: root }];
  for (let index = 0; index < all.length; index += 1) {
    const { pointer, node } = all[index];
    for (const { steps, schema } of [...innerSchemas(node), ...byName(node, 'definitions', false)]) all.push({ pointer: pointer + steps, node: schema });
  }
  return all;
}

function innerSchemas(schema: Draft04): Inner[] {
  const single = (keyword: string, descends: boolean) =>
    typeof schema[keyword] === 'object' && !Array.isArray(schema[keyword]) ? [{ steps: `/${keyword}`, schema: schema[keyword], descends }] : [];
  const list = (keyword: string, descends: boolean) =>
    Array.isArray(schema[keyword]) ? schema[keyword].map((inner: Draft04, index: number) => ({ steps: `/${keyword}/${index}`, schema: inner, descends })) : [];
  return [
    ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => list(keyword, false)),
    ...single('not', false),
    ...byName(schema, 'dependencies', false),
    ...byName(schema, 'properties', true),
    ...byName(schema, 'patternProperties', true),
    ...single('additionalProperties', true),
    ...single('items', true),
    ...list('items', true),
    ...single('additionalItems', true),
  ];
}

function byName(schema: Draft04, keyword: string, descends: boolean): Inner[] {
  return Object.entries<Draft04>(schema[keyword] ?? {})
    .filter(([, inner]) => !Array.isArray(inner))
    .map(([name, inner]) => ({ steps: `/${keyword}/${pointerStep(name)}`, schema: inner, descends }));
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

/** The problems of patterns. They are cached, because documents repeat patterns, and the analysis of one can take up to a second. */
const examined = new Map<string, string | undefined>();

/** Returns the problem of a valid regular expression, if it has one. */
export function patternProblem(pattern: string): string | undefined {
  if (!examined.has(pattern)) examined.set(pattern, examine(pattern));
  return examined.get(pattern);
}

/** The name of a group, outside of brackets. */
const GROUP_NAME = /\\.|\[(?:\\.|[^\]\\])*\]|\(\?<(?![=!])[^>]*>/gs;

function examine(pattern: string): string | undefined {
  // The name of a group does not affect the time.
  const unnamed = pattern.replace(GROUP_NAME, (part) => (part.startsWith('(?<') ? '(' : part));
  try {
    return isSafePattern(unnamed, { ...PATTERN_SEARCH, unicode: isUnicodePattern(unnamed) }).safe
      ? undefined
      : `the pattern ${pattern} backtracks without end for some texts; let no two parts of it match the same text in a row, and bound repetitions, as in {1,64} for +`;
  } catch (e) {
    return `the pattern ${pattern} can't be examined for backtracking (${(e as Error).message.split('\n')[0]}); write it without that, or as an enum`;
  }
}
