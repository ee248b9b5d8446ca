import type { Origin } from './origin';
import type { LocalSource } from '../templates/local-files';
import type { TemplateBody } from '../templates/template';

/** Something in a template that is not known once the macros of AWS have been expanded. */
export interface Gap {
  /** `Resources.Api.Properties.DefinitionUri`. */
  readonly location: string;
  readonly reason: string;
  /** The resource that it is about. @default - the template */
  readonly logicalId?: string;
  /** Whether resources are missing that nothing else makes: nothing is known of them. @default false */
  readonly hidesResources?: boolean;
}

/** A template with the macros of AWS expanded. */
export interface Expansion {
  readonly body: TemplateBody;
  /** Where the resources are written that a macro made, by logical id. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Where resources that loops make are written, by logical id: `Resources.Fn::ForEach::Functions[2].${Name}Function`. */
  readonly loops: ReadonlyMap<string, string>;
  readonly gaps: readonly Gap[];
  /** What stands in files that the template brings in, by location. */
  readonly sources: ReadonlyMap<string, LocalSource>;
  /** Locations of keys that stand more than once in one object. */
  readonly repeatedKeys: readonly string[];
}
