import type { Origin } from './origin';
import type { LocalSource } from '../templates/local-files';
import type { TemplateBody } from '../templates/template';

/** A part of a template that is unknown after the expansion of AWS macros. */
export interface Gap {
  /** `Resources.Api.Properties.DefinitionUri`. */
  readonly location: string;
  readonly reason: string;
  /** The resource concerned. @default - the template */
  readonly logicalId?: string;
  /** Whether resources are missing that nothing else creates, so that they are unknown. @default false */
  readonly hidesResources?: boolean;
}

/** A template with its AWS macros expanded. */
export interface Expansion {
  readonly body: TemplateBody;
  /** The locations of the sources of generated resources, by logical id. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** The locations of the sources of resources and outputs of loops: `Resources.OrdersFunction` in `Resources.Fn::ForEach::Functions[2].${Name}Function`. */
  readonly loops: ReadonlyMap<string, string>;
  readonly gaps: readonly Gap[];
  /** The content of files that the template includes, by location. */
  readonly sources: ReadonlyMap<string, LocalSource>;
  /** Locations of keys that occur more than once in an object. */
  readonly repeatedKeys: readonly string[];
}
