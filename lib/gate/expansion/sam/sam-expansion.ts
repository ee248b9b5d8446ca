import { SamResource } from './sam-resource';
import { isIntrinsic, mapOf, refOf } from './values';
import type { JsonObject } from '../../../json/json-object';
import type { LocalFiles } from '../../templates/local-files';
import type { ResourceBody, TemplateBody } from '../../templates/template';
import { own } from '../../values/intrinsics';
import type { Gap } from '../expansion';
import { Origin, type Place } from '../origin';

/** A resource that the expansion creates. */
export interface Made {
  readonly type: string;
  readonly properties: JsonObject;
  /** Attributes beside `Type` and `Properties`. @default - those that all resources for a source share */
  readonly attributes?: JsonObject;
  /** The sources of its parts. @default - in the properties of the same name */
  readonly places?: readonly Place[];
  /** Its name among the resources for its source, if its logical id has a hash. @default - the logical id */
  readonly name?: string;
  /** Same as {@link Origin.hint}. @default - none */
  readonly hint?: string;
  /** Same as {@link Origin.remedy}. @default - none */
  readonly remedy?: string;
}

/** The output of all parts of a template's expansion. */
export class SamExpansion {
  public readonly origins = new Map<string, Origin>();
  public readonly gaps: Gap[] = [];
  /** Logical ids that SAM replaces: `Layer` by `Layer1a2b3c4d5e`, `Fn.Version` by `FnVersion1a2b3c4d5e`. */
  public readonly renamed = new Map<string, string>();
  /** Conditions that the expansion adds. */
  public readonly conditions = new Map<string, unknown>();
  private readonly made = new Map<string, ResourceBody>();
  /** The sources of parts that are added to resources of the template. */
  private readonly added = new Map<string, readonly Place[]>();

  constructor(
    /** The template as written. */
    public readonly template: TemplateBody,
    public readonly files: LocalFiles,
  ) {}

  public add(of: SamResource, logicalId: string, { type, properties, attributes = of.shared, places, name = logicalId, hint, remedy }: Made): void {
    this.made.set(logicalId, { Type: type, Properties: properties, ...attributes });
    const origin = { logicalId: of.logicalId, type: of.type, name, places, inherited: of.inherited, template: this.template };
    this.origins.set(logicalId, new Origin({ ...origin, hint, remedy }));
  }

  /** Returns the created resource with a logical id, or the one in the template. */
  public resource(logicalId: string): ResourceBody | undefined {
    return this.made.get(logicalId) ?? own(this.template.Resources, logicalId);
  }

  /** Replaces the body of a resource in the template, such as a bucket that notifies a function. Places are the sources of what is new. */
  public replace(logicalId: string, body: ResourceBody, places: readonly Place[]): void {
    this.made.set(logicalId, body);
    const added = [...(this.added.get(logicalId) ?? []), ...places];
    this.added.set(logicalId, added);
    this.origins.set(logicalId, new Origin({ logicalId, type: body.Type, name: logicalId, places: added, template: this.template }));
  }

  /** Records an unknown part of a resource. */
  public gap(of: SamResource, location: string, reason: string, hidesResources = false): void {
    this.gaps.push({ location: `Resources.${of.logicalId}.${location}`, reason, logicalId: of.logicalId, hidesResources });
  }

  /** Records keys of a map that the expansion does not support. */
  public rejectUnknown(of: SamResource, location: string, map: JsonObject, known: readonly string[], what: string): void {
    for (const key of Object.keys(map)) {
      if (known.includes(key)) continue;
      const reason = key.startsWith('Fn::') ? `${key} in ${what} is evaluated at deployment` : `${what} has a property ${key} that the expansion of SAM does not read`;
      this.gap(of, `${location}.${key}`, reason);
    }
  }

  /** Returns the map at a property. Other values are recorded. */
  public mapAt(of: SamResource, location: string, value: unknown): JsonObject {
    const map = mapOf(value);
    if (map) return map;
    if (value !== undefined && value !== null) {
      this.gap(of, location, isIntrinsic(value) ? 'its content is known only at deployment' : `a map is expected, found ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}`);
    }
    return {};
  }

  /** Returns a value in which references to parameters are replaced by their defaults, if they have any. SAM uses these to decide what to create. */
  public withDefaults(value: unknown): unknown {
    const parameter = refOf(value);
    if (parameter !== undefined) return own(own(this.template.Parameters, parameter), 'Default') ?? value;
    if (Array.isArray(value)) return value.map((item) => this.withDefaults(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.withDefaults(inner)]));
  }

  /** Returns all resources: the created ones, instead of their sources, and those in the template. */
  public resources(): { [logicalId: string]: ResourceBody } {
    const makers = new Map<string, string[]>();
    for (const [logicalId, origin] of this.origins) {
      const made = makers.get(origin.logicalId);
      if (made) made.push(logicalId);
      else makers.set(origin.logicalId, [logicalId]);
    }
    const resources = new Map<string, ResourceBody>();
    for (const [logicalId, body] of Object.entries(this.template.Resources ?? {})) {
      const made = makers.get(logicalId);
      if (made) for (const id of made) resources.set(id, this.made.get(id)!);
      else resources.set(logicalId, this.made.get(logicalId) ?? body);
    }
    for (const [logicalId, body] of this.made) if (!resources.has(logicalId)) resources.set(logicalId, body);
    return Object.fromEntries(resources);
  }
}
