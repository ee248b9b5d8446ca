import { mapOf, pick } from './values';
import type { JsonObject } from '../../../json/json-object';
import type { ResourceBody } from '../../templates/template';

/** A resource as the user wrote it, with the `Globals` of its type. */
export class SamResource {
  constructor(
    public readonly logicalId: string,
    public readonly body: ResourceBody,
    public readonly properties: JsonObject,
    /** The location in `Globals` of a part of the properties: `Properties.Timeout` to `Globals.Function.Timeout`. */
    public readonly inherited: ReadonlyMap<string, string> = new Map(),
  ) {}

  public get type(): string {
    return this.body.Type;
  }

  public get condition(): string | undefined {
    return typeof this.body.Condition === 'string' ? this.body.Condition : undefined;
  }

  /** The attributes that all created resources share. */
  public get shared(): JsonObject {
    return pick(this.body, ['Condition', 'DeletionPolicy', 'UpdateReplacePolicy']);
  }

  /** The attributes of the resource itself. */
  public get own(): JsonObject {
    return pick(this.body, ['Condition', 'DeletionPolicy', 'UpdateReplacePolicy', 'DependsOn', 'Metadata', 'CreationPolicy', 'UpdatePolicy']);
  }

  /** Returns the map that a property holds. */
  public map(property: string): JsonObject | undefined {
    return mapOf(this.properties[property]);
  }
}
