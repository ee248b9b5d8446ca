import { SamResource } from './sam-resource';
import { isIntrinsic, mapOf, refOf } from './values';
import type { JsonObject } from '../../../json/json-object';
import type { LocalFiles } from '../../templates/local-files';
import type { ResourceBody, TemplateBody } from '../../templates/template';
import { own } from '../../values/intrinsics';
import type { Gap } from '../expansion';
import { Origin, type Place } from '../origin';

/** A resource that the expansion makes. */
export interface Made {
  readonly type: string;
  readonly properties: JsonObject;
  /** Beside `Type` and `Properties`. @default - those that all that is made for a resource has */
  readonly attributes?: JsonObject;
  /** Where its parts are written. @default - in the properties of the same name */
  readonly places?: readonly Place[];
  /** How it is called among what is made for the resource, where its logical id has a hash. @default - the logical id */
  readonly name?: string;
  /** What to do about it, where no property of the resource says it. */
  readonly hint?: string;
}

/** What all parts of the expansion of a template write to. */
export class SamExpansion {
  public readonly origins = new Map<string, Origin>();
  public readonly gaps: Gap[] = [];
  /** Logical ids that SAM replaces: `Layer` by `Layer1a2b3c4d5e`, `Fn.Version` by `FnVersion1a2b3c4d5e`. */
  public readonly renamed = new Map<string, string>();
  /** Conditions that the expansion adds. */
  public readonly conditions = new Map<string, unknown>();
  private readonly made = new Map<string, ResourceBody>();

  constructor(
    /** The template as written. */
    public readonly template: TemplateBody,
    public readonly files: LocalFiles,
  ) {}

  public add(of: SamResource, logicalId: string, { type, properties, attributes = of.shared, places, name = logicalId, hint }: Made): void {
    this.made.set(logicalId, { Type: type, Properties: properties, ...attributes });
    this.origins.set(logicalId, new Origin({ logicalId: of.logicalId, type: of.type, name, places, hint, inherited: of.inherited }));
  }

  /** What has been made under a logical id, or else stands in the template. */
  public resource(logicalId: string): ResourceBody | undefined {
    return this.made.get(logicalId) ?? own(this.template.Resources, logicalId);
  }

  /** Puts another body in place of a resource that the template has, such as a bucket that notifies a function. */
  public replace(logicalId: string, body: ResourceBody): void {
    this.made.set(logicalId, body);
  }

  /** Notes what can't be known of a resource. */
  public gap(of: SamResource, location: string, reason: string, hidesResources = false): void {
    this.gaps.push({ location: `Resources.${of.logicalId}.${location}`, reason, logicalId: of.logicalId, hidesResources });
  }

  /** Notes the keys of a map that the expansion does not know. */
  public rejectUnknown(of: SamResource, location: string, map: JsonObject, known: readonly string[], what: string): void {
    for (const key of Object.keys(map)) {
      if (known.includes(key)) continue;
      const reason = key.startsWith('Fn::') ? `${key} in ${what} is evaluated at deployment` : `${what} has a property ${key} that the expansion of SAM does not read`;
      this.gap(of, `${location}.${key}`, reason);
    }
  }

  /** The map at a property. What is there and is none is recorded. */
  public mapAt(of: SamResource, location: string, value: unknown): JsonObject {
    const map = mapOf(value);
    if (map) return map;
    if (value !== undefined && value !== null) {
      this.gap(of, location, isIntrinsic(value) ? 'what it holds is known only at deployment' : `a map is expected, found ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}`);
    }
    return {};
  }

  /** A value whose references to parameters are replaced by their defaults, as far as they have one. SAM decides by it what to make. */
  public withDefaults(value: unknown): unknown {
    const parameter = refOf(value);
    if (parameter !== undefined) return own(own(this.template.Parameters, parameter), 'Default') ?? value;
    if (Array.isArray(value)) return value.map((item) => this.withDefaults(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.withDefaults(inner)]));
  }

  /** All resources: those that were made, in place of what they were made for, and those that the template has. */
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
