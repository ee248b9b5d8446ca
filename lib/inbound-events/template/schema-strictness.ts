/**
 * Finds what a schema leaves open, in JSON Schema draft-04, the version that API Gateway supports.
 *
 * Keywords of `allOf` and of the schema around it apply together, so they are read together: a limit counts wherever it is. `additionalProperties`
 * only applies to the properties beside it. A schema that extends another one must therefore be closed where all names are listed, and not in the
 * part that it extends.
 */
import { isBoundedPattern } from './bounded-pattern';
import { SchemaHome, SchemaNode } from './schema-node';
import { attempt, Outcome, Property } from '../../gate';

/** The id of the rule that finds gaps. Constructs acknowledge it if an exception permits a gap. */
export const STRICTNESS_RULE = 'ModelStrict';

/** The kinds of gaps, which are the ids of the rule's findings. */
export const GAPS = [
  'any-type', 'unknown-properties', 'unbounded-properties', 'unbounded-string', 'unbounded-number', 'unbounded-array', 'any-items',
] as const;

export type Gap = (typeof GAPS)[number];

/** Checks whether a word is the name of a gap. */
export function isGap(word: string): word is Gap {
  return GAPS.some((gap) => gap === word);
}

/** Formats of draft-04 whose texts are always short. */
const SHORT_FORMATS: ReadonlySet<string> = new Set(['date-time', 'ipv4', 'ipv6']);

/** The maximum number of combinations of schemas. No realistic document has more. */
const MAX_SCHEMAS = 10_000;

const NONE: ReadonlySet<Gap> = new Set();

/** A gap with its location, for code that closes it. */
export interface OpenPlace {
  readonly gap: Gap;
  /** The schema where it is used: the one with the `$ref`, if any. */
  readonly used: SchemaNode;
  /** The schema itself, or the one that it refers to, and the schemas of its `allOf`. */
  readonly own: readonly SchemaNode[];
  /** Other schemas for the same value. */
  readonly company: readonly SchemaNode[];
}

/** The gaps of one schema with its own place. */
export interface Gaps {
  readonly at: Property;
  /** The pointers of the schemas with a gap, by kind of gap. */
  readonly byKind: ReadonlyMap<Gap, ReadonlySet<string>>;
}

/** Reviews schemas and all schemas that they refer to. Each is reviewed once. */
export class StrictnessReview {
  private readonly found = new Map<string, { at: Property; byKind: Map<Gap, Set<string>> }>();
  private readonly reviewed = new Map<string, ReadonlySet<Gap>>();
  private readonly undetermined: Outcome[] = [];
  private readonly open: OpenPlace[] = [];

  /**
   * @param isOwn whether gaps in a schema of that home are reported here; schemas of other models have their own review
   * @param openProperties true for a schema that is only extended by others, which close it
   */
  constructor(
    private readonly isOwn: (home: SchemaHome) => boolean,
    private readonly openProperties: boolean = false,
  ) {}

  /** Reviews a schema for bodies. */
  public add(schema: SchemaNode): void {
    this.attempt(() => {
      const gaps = new Set(this.review(schema, []));
      if (this.openProperties) gaps.delete('unknown-properties');
      this.report(schema, gaps, []);
    });
  }

  /** Returns the gaps individually. */
  public openPlaces(): readonly OpenPlace[] {
    return this.open;
  }

  public gaps(): readonly Gaps[] {
    return [...this.found.values()];
  }

  /** Returns the undetermined results. */
  public outcomes(): readonly Outcome[] {
    return this.undetermined;
  }

  /** Reviews a schema together with others for the same value, and returns the gaps that remain. */
  private review(schema: SchemaNode, company: readonly SchemaNode[]): ReadonlySet<Gap> {
    const own = conjuncts(schema);
    if (company.length === 0 && own.length > 0 && !this.isOwn(own[0].home)) return NONE;
    const together = distinct([...company, ...own]);
    const key = together.map((node) => node.key).join('\n');
    const known = this.reviewed.get(key);
    if (known) return known;
    if (this.reviewed.size > MAX_SCHEMAS) throw schema.home.at.undetermined(`more than ${MAX_SCHEMAS} schemas; not all were looked at`);
    this.reviewed.set(key, NONE);
    const gaps = this.gapsOf(own, together);
    this.reviewed.set(key, gaps);
    return gaps;
  }

  private gapsOf(own: readonly SchemaNode[], together: readonly SchemaNode[]): ReadonlySet<Gap> {
    if (together.some((node) => node.has('enum'))) return NONE;
    const alternatives = own.flatMap((node) => [...node.list('oneOf'), ...node.list('anyOf')]);
    if (alternatives.length > 0) return this.gapsOfAlternatives(alternatives, together);
    for (const nodes of inner(together)) {
      this.attempt(() => {
        const [company, last] = [nodes.slice(0, -1), nodes[nodes.length - 1]];
        const merged = company.flatMap((node) => conjuncts(node));
        this.report(last, this.review(last, merged), merged);
      });
    }
    return gapsOfKeywords(together);
  }

  /** Reviews alternatives. A gap in all alternatives is reported for the schema itself, any other gap for the alternative. */
  private gapsOfAlternatives(alternatives: readonly SchemaNode[], together: readonly SchemaNode[]): ReadonlySet<Gap> {
    const reviews = alternatives.map((node) => ({ node, gaps: this.review(node, together) }));
    const common = new Set([...reviews[0].gaps].filter((gap) => reviews.every(({ gaps }) => gaps.has(gap))));
    for (const { node, gaps } of reviews) this.report(node, new Set([...gaps].filter((gap) => !common.has(gap))), together);
    return common;
  }

  private report(schema: SchemaNode, gaps: ReadonlySet<Gap>, company: readonly SchemaNode[]): void {
    if (gaps.size === 0) return;
    const own = conjuncts(schema);
    const [place] = own;
    if (!this.isOwn(place.home)) return;
    const { at } = place.home;
    const found = this.found.get(at.location) ?? { at, byKind: new Map<Gap, Set<string>>() };
    this.found.set(at.location, found);
    this.open.push(...[...gaps].map((gap) => ({ gap, used: schema, own, company })));
    for (const gap of gaps) found.byKind.set(gap, (found.byKind.get(gap) ?? new Set()).add(place.shown));
  }

  private attempt(part: () => void): void {
    this.undetermined.push(
      ...attempt(() => {
        part();
        return [];
      }),
    );
  }
}

/** Returns the schema itself, or the one that it refers to, and the schemas of its `allOf`, recursively. */
export function conjuncts(schema: SchemaNode, seen: Set<string> = new Set()): SchemaNode[] {
  if (seen.has(schema.key)) return [];
  seen.add(schema.key);
  const target = schema.target();
  // Draft-04 ignores keywords beside a $ref. Another rule reports a $ref without a known target.
  if (target) return target.kind === 'schema' ? conjuncts(target.node, seen) : [schema];
  return [schema, ...schema.list('allOf').flatMap((part) => conjuncts(part, seen))];
}

/** Returns each schema once, so that recursion ends. */
function distinct(schemas: readonly SchemaNode[]): SchemaNode[] {
  return [...new Map(schemas.map((schema) => [schema.key, schema])).values()];
}

/** Returns the schemas for the content of a value. Schemas for the same property or element are grouped. */
function inner(together: readonly SchemaNode[]): SchemaNode[][] {
  const byName = new Map<string, SchemaNode[]>();
  for (const [name, node] of together.flatMap((parent) => parent.map('properties'))) byName.set(name, [...(byName.get(name) ?? []), node]);
  const elements = together.flatMap((node) => (isTuple(node) ? [] : node.oneOrMany('items')));
  const alone = together.flatMap((node) => [
    ...node.map('patternProperties').map(([, schema]) => schema),
    ...node.oneOrMany('additionalProperties'),
    ...(isTuple(node) ? [...node.list('items'), ...node.oneOrMany('additionalItems')] : []),
  ]);
  return [...byName.values(), ...(elements.length > 0 ? [elements] : []), ...alone.map((node) => [node])];
}

function isTuple(node: SchemaNode): boolean {
  const items = node.value.at('items');
  return items.exists && !items.isObject() && items.literal() === undefined;
}

function gapsOfKeywords(together: readonly SchemaNode[]): ReadonlySet<Gap> {
  for (const node of together) {
    const target = node.target();
    if (target?.kind === 'unknown-model') throw node.value.at('$ref').undetermined('the model that it refers to is not part of this check');
    if (target?.kind === 'built-in') return new Set<Gap>(['any-type']);
    if (target) return NONE;
  }
  const types = typesOf(together);
  if (!types) return new Set<Gap>(['any-type']);
  return new Set(types.flatMap((type) => gapsOfType(type, together)));
}

/** Returns the types that a value can have. Undefined if the schemas do not limit them. */
function typesOf(together: readonly SchemaNode[]): string[] | undefined {
  const lists = together
    .map((node) => node.value.at('type'))
    .filter((type) => type.exists)
    .map((type) => type.itemsOrOne().map((item) => item.string()!));
  return lists.length === 0 ? undefined : lists[0].filter((type) => lists.every((list) => list.includes(type)));
}

function gapsOfType(type: string, together: readonly SchemaNode[]): Gap[] {
  const bounded = (keyword: string) => together.some((node) => node.value.at(keyword).number() !== undefined);
  switch (type) {
    case 'object':
      return gapOfObject(together, bounded('maxProperties'));
    case 'string':
      return bounded('maxLength') || together.some(hasShortText) ? [] : ['unbounded-string'];
    case 'integer':
    case 'number':
      return bounded('minimum') && bounded('maximum') ? [] : ['unbounded-number'];
    case 'array':
      return [...gapOfLength(together, bounded('maxItems')), ...gapOfItems(together)];
    default:
      return [];
  }
}

function gapOfObject(together: readonly SchemaNode[], boundedCount: boolean): Gap[] {
  const closed = together.filter((node) => isFalse(node, 'additionalProperties'));
  const open = closed.some((node) => !node.has('patternProperties'))
    ? undefined
    : closed.length > 0 || together.some((node) => node.oneOrMany('additionalProperties').length > 0)
      ? 'unbounded-properties'
      : 'unknown-properties';
  return open === undefined || (open === 'unbounded-properties' && boundedCount) ? [] : [open];
}

function hasShortText(node: SchemaNode): boolean {
  const [pattern, format] = [node.value.at('pattern').string(), node.value.at('format').string()];
  return (pattern !== undefined && isBoundedPattern(pattern)) || (format !== undefined && SHORT_FORMATS.has(format));
}

function gapOfLength(together: readonly SchemaNode[], bounded: boolean): Gap[] {
  return bounded || together.some((node) => isTuple(node) && isFalse(node, 'additionalItems')) ? [] : ['unbounded-array'];
}

function gapOfItems(together: readonly SchemaNode[]): Gap[] {
  const described = together.some(
    (node) =>
      node.oneOrMany('items').length > 0 &&
      (!isTuple(node) || isFalse(node, 'additionalItems') || node.oneOrMany('additionalItems').length > 0),
  );
  const empty = together.some((node) => node.value.at('maxItems').number() === 0);
  return described || empty ? [] : ['any-items'];
}

function isFalse(node: SchemaNode, keyword: string): boolean {
  const value = node.value.at(keyword);
  return value.exists && !value.isObject() && value.boolean() === false;
}
