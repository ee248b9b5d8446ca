import { Limits } from './schema-bounds';
import { isObject } from '../../json/json-object';
import { PatchOperation, withParents } from '../../json/json-patch';
import { keysOfPointer, pointerStep, valueAt } from '../../json/json-pointer';
import type { Dialect } from '../draft-04';

/** Schemas for any value of limited size and depth, for use in a document. */
export class AnyValue {
  private name?: string;

  /** @param schemas the pointer to the named schemas */
  constructor(
    private readonly document: unknown,
    private readonly schemas: string,
    private readonly dialect: Dialect,
    private readonly limits: Limits,
  ) {}

  public get reference(): { readonly $ref: string } {
    return { $ref: `#${this.schemas}/${this.level(1)}` };
  }

  /** Operations that add the schemas to the document at their first use. */
  public additions(): PatchOperation[] {
    if (this.name !== undefined) return [];
    const taken = valueAt(this.document, keysOfPointer(this.schemas));
    this.name = ['AnyValue', 'AnyBoundedValue'].find((name) => !(isObject(taken) && Object.hasOwn(taken, name))) ?? 'AnyBoundedValueOfAnyKind';
    const levels = Array.from({ length: this.limits.maxDepth }, (_, index) => index + 1).reverse();
    return [
      ...withParents(this.document, keysOfPointer(this.schemas)),
      ...levels.map((level): PatchOperation => ({ op: 'add', path: `${this.schemas}/${pointerStep(this.level(level))}`, value: this.schema(level) })),
    ];
  }

  private level(level: number): string {
    return `${this.name}${level === 1 ? '' : level}`;
  }

  private schema(level: number): object {
    const { maxLength, maximum, maxItems, maxProperties, maxDepth } = this.limits;
    const isNullable = this.dialect === 'openapi-3.0';
    const inner = { $ref: `#${this.schemas}/${this.level(level + 1)}` };
    return {
      anyOf: [
        { type: 'string', maxLength, ...(isNullable && { nullable: true }) },
        { type: 'number', minimum: -maximum, maximum },
        { type: 'boolean' },
        ...(isNullable ? [] : [{ type: 'null' }]),
        ...(level === maxDepth ? [] : [{ type: 'array', maxItems, items: inner }, { type: 'object', maxProperties, additionalProperties: inner }]),
      ],
    };
  }
}
