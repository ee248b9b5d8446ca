import { longestPrefix } from './longest-prefix';

/** Where a part of a resource is written, where that is another place than its own. */
export interface Place {
  /** In the resource as it is deployed: `Properties.Code`. */
  readonly location: string;
  /** In the template as it is written: `Properties.CodeUri`. */
  readonly written: string;
  /** The resource that it is written in. @default - that of the origin */
  readonly logicalId?: string;
}

/** A place of a template as it is written. */
export interface WrittenPlace {
  readonly logicalId: string;
  /** Relative to the resource; what stands in `Globals` begins with that. */
  readonly location: string;
}

/** What is known of where a resource is written. */
export interface OriginProps {
  /** The resource that the user wrote. */
  readonly logicalId: string;
  /** Its type as written: `AWS::Serverless::Function`. */
  readonly type: string;
  /** How the resource is called among those that are made for the one that is written, whatever hash its logical id has. */
  readonly name: string;
  /** Parts that are written elsewhere. @default - none */
  readonly places?: readonly Place[];
  /** What to do about a resource that nothing in the template writes, after the fix of a finding. @default - nothing more */
  readonly hint?: string;
  /** Parts of the resource as written that stand in `Globals`, by location. @default - none */
  readonly inherited?: ReadonlyMap<string, string>;
}

/** Where a resource that a macro of AWS makes is written. */
export class Origin {
  public readonly logicalId: string;
  public readonly type: string;
  public readonly hint?: string;
  private readonly name: string;
  private readonly places: ReadonlyMap<string, Place>;
  private readonly inherited: ReadonlyMap<string, string>;

  constructor(props: OriginProps) {
    this.logicalId = props.logicalId;
    this.type = props.type;
    this.hint = props.hint;
    this.name = props.name;
    this.places = new Map(props.places?.map((place) => [place.location, place]));
    this.inherited = props.inherited ?? new Map();
  }

  /** The resource within its template: `Function`, `Function/FunctionRole`. */
  public get path(): string {
    return this.name === this.logicalId ? this.logicalId : `${this.logicalId}/${this.name}`;
  }

  /** Where a part of the resource that is deployed is written. */
  public written(location: string): WrittenPlace {
    const place = longestPrefix(location, (prefix) => this.places.get(prefix));
    const logicalId = place?.found.logicalId ?? this.logicalId;
    const written = place ? `${place.found.written}${place.rest}` : location;
    if (logicalId !== this.logicalId) return { logicalId, location: written };
    const inherited = longestPrefix(written, (prefix) => this.inherited.get(prefix));
    return { logicalId, location: inherited ? `${inherited.found}${inherited.rest}` : written };
  }
}
