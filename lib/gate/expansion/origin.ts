import { longestPrefix } from './longest-prefix';
import { writtenPrefix } from './written-prefix';
import type { TemplateBody } from '../templates/template';
import { own } from '../values/intrinsics';

/** The source of a part of a resource, if it is elsewhere. */
export interface Place {
  /** Location in the deployed resource: `Properties.Code`. */
  readonly location: string;
  /** Location in the template source: `Properties.CodeUri`. */
  readonly written: string;
  /** The resource of the source. @default - that of the origin */
  readonly logicalId?: string;
  /** Whether it is one of several sources that contribute equally. @default false */
  readonly isExample?: boolean;
  /**
   * The service of the resources whose ARNs the user writes there, such as `sqs`; `any` if the service is open. AWS looks up such resources, so no ARN has
   * wildcards. @default - any value
   */
  readonly arnOf?: string;
}

/** A location in the template source. */
export interface WrittenPlace {
  readonly logicalId: string;
  /** Relative to the resource; a location in `Globals` starts with that. */
  readonly location: string;
  /** See {@link Place}. */
  readonly isExample?: boolean;
}

/** The source of a resource. */
export interface OriginProps {
  /** The resource that the user wrote. */
  readonly logicalId: string;
  /** Its type as written: `AWS::Serverless::Function`. */
  readonly type: string;
  /** Its name among the resources generated for the source, without the hash of the logical id. */
  readonly name: string;
  /** Parts with another source. @default - none */
  readonly places?: readonly Place[];
  /** Fix for a generated resource that no property of the source controls; follows the fix of a finding. @default - nothing more */
  readonly hint?: string;
  /** Parts of the resource's source that are in `Globals`, by location. @default - none */
  readonly inherited?: ReadonlyMap<string, string>;
  /** Way to avoid the resource, if no one asked for it: the fix of all findings about it. @default - the user asked for it */
  readonly remedy?: string;
  /** The template as written. */
  readonly template: TemplateBody;
}

/** The source of a resource that an AWS macro generates. */
export class Origin {
  public readonly logicalId: string;
  public readonly type: string;
  public readonly hint?: string;
  public readonly remedy?: string;
  private readonly name: string;
  private readonly places: ReadonlyMap<string, Place>;
  private readonly inherited: ReadonlyMap<string, string>;
  private readonly template: TemplateBody;

  constructor(props: OriginProps) {
    this.logicalId = props.logicalId;
    this.type = props.type;
    this.hint = props.hint;
    this.remedy = props.remedy;
    this.name = props.name;
    this.places = new Map(props.places?.map((place) => [place.location, place]));
    this.inherited = props.inherited ?? new Map();
    this.template = props.template;
  }

  /** The resource within its template: `Function`, `Function/FunctionRole`. */
  public get path(): string {
    return this.name === this.logicalId ? this.logicalId : `${this.logicalId}/${this.name}`;
  }

  /** Returns the source of a part of the deployed resource, or of the closest enclosing part that the user wrote. */
  public written(location: string): WrittenPlace {
    const place = longestPrefix(location, (prefix) => this.places.get(prefix));
    const logicalId = place?.found.logicalId ?? this.logicalId;
    const moved = place ? `${place.found.written}${place.rest}` : location;
    const inherited = logicalId === this.logicalId ? longestPrefix(moved, (prefix) => this.inherited.get(prefix)) : undefined;
    const written = inherited ? `${inherited.found}${inherited.rest}` : moved;
    if (!place) return { logicalId, location: written };
    const at = this.withoutGenerated(written, logicalId, place.rest);
    return { logicalId, location: at, ...(place.found.isExample && { isExample: true }) };
  }

  /** See {@link Place}: for a part of the deployed resource. */
  public arnOf(location: string): string | undefined {
    return longestPrefix(location, (prefix) => this.places.get(prefix))?.found.arnOf;
  }

  /** Returns a location without the end of its rest that is generated, and not in the template. */
  private withoutGenerated(location: string, logicalId: string, rest: string): string {
    const source = location.startsWith('Globals.') ? this.template : own(this.template.Resources, logicalId);
    const certain = location.length - rest.length;
    return location.slice(0, Math.max(certain, writtenPrefix(source, `.${location}`).length - 1));
  }
}
