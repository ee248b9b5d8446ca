import { AnyValue } from './any-value';
import { reachableFrom, targetOf, writtenIn } from './reachable';
import { unrolled } from './recursion';
import { Remedies, SourceGap } from './remedies';
import { repairsOf } from './repairs';
import { Limits } from './schema-bounds';
import { isObject } from '../../json/json-object';
import { applyOperation, PatchOperation } from '../../json/json-patch';
import { keysOfPointer, valueAt } from '../../json/json-pointer';
import { Converted, Dialect, toDraft04 } from '../draft-04';
import { openPlaces } from '../schema-review';
import type { SchemaNode } from '../template/schema-node';
import { conjuncts } from '../template/schema-strictness';
import type { OpenPlace } from '../template/schema-strictness';

/** The maximum number of passes. Closing a schema can reveal other open ones; usually three passes are enough. */
const MAX_ROUNDS = 20;

/** A copy of a document whose schemas are closed one after the other. Changes to shared parts are shared. */
export class Bounding {
  public readonly document: unknown;
  private readonly operations: PatchOperation[] = [];
  private readonly bounded = new Set<string>();
  private readonly remedies: Remedies;
  private readonly schemas: string;
  /** Schemas that are part of others. The others close them. */
  private readonly parts: ReadonlySet<string>;
  /** Schemas that are parts of others, which close them. */
  private readonly targets: ReadonlySet<string>;

  constructor(
    document: unknown,
    private readonly dialect: Dialect,
    private readonly limits: Limits,
    private readonly isModel: (value: unknown) => boolean,
  ) {
    this.document = copied(document, isModel);
    this.schemas = dialect.startsWith('openapi') ? '/components/schemas' : '/definitions';
    this.remedies = new Remedies(this.document, limits, new AnyValue(this.document, this.schemas, dialect, limits));
    const { parts, targets } = referencesIn(this.document);
    this.parts = parts;
    this.targets = targets;
  }

  /** The changes so far. */
  public get patch(): readonly PatchOperation[] {
    return this.operations;
  }

  /**
   * Closes the schema at a pointer, and all schemas that it refers to.
   *
   * @param isText whether values are texts, as parameters are; an unrestricted value then becomes a text
   */
  public bound(pointer: string, isText = false): void {
    if (this.bounded.has(pointer)) return;
    this.bounded.add(pointer);
    if (isText) this.apply(textual(valueAt(this.document, keysOfPointer(pointer)), pointer));
    for (const each of reachableFrom(this.document, pointer)) {
      for (const schema of writtenIn(valueAt(this.document, keysOfPointer(each)), each)) {
        // A removed schema needs no further repair.
        if (valueAt(this.document, keysOfPointer(schema.pointer)) !== schema.node) continue;
        this.apply(repairsOf(this.document, schema, this.dialect, this.limits, this.targets.has(schema.pointer)));
      }
    }
    this.apply(unrolled(this.document, pointer, this.limits.maxDepth, this.schemas));
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const operations = this.gaps(pointer).flatMap((gap) => this.remedies.of(gap));
      if (operations.length === 0) return;
      this.apply(operations);
    }
  }

  private apply(operations: readonly PatchOperation[]): void {
    const done = new Set<string>();
    for (const operation of operations) {
      // Several uses of a schema can report the same place as open.
      const key = JSON.stringify(operation);
      if (done.has(key)) continue;
      done.add(key);
      applyOperation(this.document, operation);
      this.operations.push(operation);
    }
  }

  private gaps(pointer: string): SourceGap[] {
    const converted = toDraft04(this.document, { pointer, dialect: this.dialect, isModel: this.isModel });
    if (!converted.readable) return [];
    return openPlaces(converted.schema).map((place) => this.gapOf(place, converted));
  }

  private gapOf({ gap, used, own, company }: OpenPlace, converted: Converted): SourceGap {
    const sourceOf = (node: SchemaNode) => converted.sourceOf(node.pointer);
    const [place] = own;
    const names = [...new Set([...own, ...company].flatMap((node) => namesOf(node)))];
    const isShared = company.length > 0 ? used !== place : this.parts.has(sourceOf(place));
    return { gap, used: sourceOf(used), own: own.map(sourceOf), names, isShared };
  }
}

/** Keywords that describe the values of a schema. */
const DESCRIBING = ['type', '$ref', 'enum', 'const', 'allOf', 'anyOf', 'oneOf', 'properties', 'items'];

function textual(schema: unknown, pointer: string): PatchOperation[] {
  if (schema === true) return [{ op: 'replace', path: pointer, value: { type: 'string' } }];
  if (!isObject(schema)) return [];
  if ([schema.type].flat().includes('array')) {
    return schema.items === undefined ? [{ op: 'add', path: `${pointer}/items`, value: { type: 'string' } }] : textual(schema.items, `${pointer}/items`);
  }
  const isAnything = !DESCRIBING.some((keyword) => schema[keyword] !== undefined);
  return isAnything ? [{ op: 'add', path: `${pointer}/type`, value: 'string' }] : [];
}

/** Returns the property names in a schema or its alternatives. */
function namesOf(node: SchemaNode): string[] {
  const alternatives = [...node.list('oneOf'), ...node.list('anyOf')].flatMap((each) => conjuncts(each));
  return [...node.map('properties').map(([name]) => name), ...alternatives.flatMap(namesOf)];
}

/** Returns the references of a document, and those in `allOf`. */
function referencesIn(document: unknown): { parts: Set<string>; targets: Set<string> } {
  const [parts, targets] = [new Set<string>(), new Set<string>()];
  const visit = (value: unknown, isPart: boolean) => {
    if (Array.isArray(value)) return value.forEach((inner) => visit(inner, isPart));
    if (!isObject(value)) return undefined;
    const target = targetOf(value);
    if (target !== undefined) targets.add(target);
    if (target !== undefined && isPart) parts.add(target);
    for (const [key, inner] of Object.entries(value)) visit(inner, key === 'allOf');
    return undefined;
  };
  visit(document, false);
  return { parts, targets };
}

/** Returns a deep copy; models are not copied. */
function copied(value: unknown, isModel: (value: unknown) => boolean): unknown {
  if (isModel(value)) return value;
  if (Array.isArray(value)) return value.map((inner) => copied(inner, isModel));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner, isModel)]));
}
