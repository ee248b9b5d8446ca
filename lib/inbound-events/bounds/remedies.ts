import { AnyValue } from './any-value';
import { lengthOf, Limits } from './schema-bounds';
import { isObject, JsonObject } from '../../json/json-object';
import { PatchOperation } from '../../json/json-patch';
import { keysOfPointer, pointerStep, valueAt } from '../../json/json-pointer';
import type { Gap } from '../template/schema-strictness';

/** A gap, by pointers of the document. */
export interface SourceGap {
  readonly gap: Gap;
  /** The schema where it is used: the one with the `$ref`, if any. */
  readonly used: string;
  /** The schema itself, or the one that it refers to, and the schemas of its `allOf`. The gap is reported for the first one. */
  readonly own: readonly string[];
  /** The names of properties in other schemas, or in alternatives, for the same value. */
  readonly names: readonly string[];
  /** Whether the schema must stay open because others contain it as a part. */
  readonly isShared: boolean;
}

/** Keywords that suggest the type of a value, if a schema does not set it. */
const HINTS: readonly [type: string, keywords: readonly string[]][] = [
  ['object', ['properties', 'required', 'additionalProperties', 'patternProperties', 'minProperties', 'maxProperties']],
  ['array', ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems']],
  ['string', ['pattern', 'minLength', 'maxLength', 'format']],
  ['number', ['minimum', 'maximum', 'multipleOf']],
];

/** Returns operations that close gaps. Limits are added to the schema with the gap. Objects are closed where they are used. */
export class Remedies {
  constructor(
    private readonly document: unknown,
    private readonly limits: Limits,
    private readonly any: AnyValue,
  ) {}

  public of(gap: SourceGap): PatchOperation[] {
    const [place] = gap.own;
    const node = this.at(place);
    if (node === true) return this.replaced(place);
    if (!isObject(node)) return [];
    const add = (keyword: string, value: unknown): PatchOperation => ({ op: 'add', path: `${place}/${pointerStep(keyword)}`, value });
    const { maxItems, maxProperties, maximum } = this.limits;
    switch (gap.gap) {
      case 'unbounded-string':
        return [add('maxLength', Math.max(lengthOf(node.format, this.limits), typeof node.minLength === 'number' ? node.minLength : 0))];
      case 'unbounded-number':
        return [
          ...(this.some(gap, 'minimum') ? [] : [add('minimum', -maximum)]),
          ...(this.some(gap, 'maximum') ? [] : [add('maximum', maximum)]),
        ];
      case 'unbounded-array':
        return [add('maxItems', Math.max(maxItems, typeof node.minItems === 'number' ? node.minItems : 0))];
      case 'any-items':
        return [...this.any.additions(), add('items', this.anyValue())];
      case 'unbounded-properties':
        return [add('maxProperties', maxProperties)];
      case 'any-type':
        return this.typed(gap, place, node);
      default:
        return this.closed(gap, place, node);
    }
  }

  private at(pointer: string): unknown {
    return valueAt(this.document, keysOfPointer(pointer));
  }

  private anyValue(): object {
    return this.any.reference;
  }

  private replaced(place: string): PatchOperation[] {
    const additions = this.any.additions();
    return [...additions, { op: 'replace', path: place, value: this.anyValue() }];
  }

  private nodes({ own }: SourceGap): JsonObject[] {
    return own.map((pointer) => this.at(pointer)).filter(isObject);
  }

  private some(gap: SourceGap, keyword: string): boolean {
    return this.nodes(gap).some((node) => typeof node[keyword] === 'number');
  }

  private typed(gap: SourceGap, place: string, node: JsonObject): PatchOperation[] {
    const nodes = this.nodes(gap);
    const hint = HINTS.find(([, keywords]) => nodes.some((each) => keywords.some((keyword) => each[keyword] !== undefined)));
    if (hint && node.type === undefined) return [{ op: 'add', path: `${place}/type`, value: hint[0] }];
    const additions = this.any.additions();
    if (Array.isArray(node.allOf)) return [...additions, { op: 'add', path: `${place}/allOf/-`, value: this.anyValue() }];
    return [...additions, { op: 'add', path: `${place}/allOf`, value: [this.anyValue()] }];
  }

  /** Closes an object. An object with named properties rejects all others; any other object is a map. */
  private closed(gap: SourceGap, place: string, node: JsonObject): PatchOperation[] {
    const nodes = this.nodes(gap);
    const isMap = gap.names.length === 0 || nodes.some(({ additionalProperties }) => additionalProperties === true);
    if (isMap) {
      const additions = this.any.additions();
      return [...additions, { op: 'add', path: `${place}/additionalProperties`, value: this.anyValue() }];
    }
    const open = Object.fromEntries(gap.names.map((name) => [name, {}]));
    if (gap.isShared) {
      const used = this.at(gap.used) as JsonObject;
      return [{ op: 'replace', path: gap.used, value: { allOf: [used], properties: open, additionalProperties: false } }];
    }
    const known = isObject(node.properties) ? node.properties : {};
    const missing = gap.names.filter((name) => !Object.hasOwn(known, name));
    return [
      ...(node.properties === undefined && missing.length > 0 ? [{ op: 'add' as const, path: `${place}/properties`, value: {} }] : []),
      ...missing.map((name): PatchOperation => ({ op: 'add', path: `${place}/properties/${pointerStep(name)}`, value: {} })),
      { op: 'add', path: `${place}/additionalProperties`, value: false },
    ];
  }
}
