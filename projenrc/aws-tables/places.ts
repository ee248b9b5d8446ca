import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, ResourceProperties, SpecDatabase } from '@aws-cdk/service-spec-types';

/** A property of a CloudFormation type, at any depth. */
export interface Place {
  readonly type: string;
  /** The keys from the properties of the resource down. `*` is each item of a list, `{}` each value of a map. */
  readonly path: string;
  /** The last named key. */
  readonly name: string;
  /** The types of the property: `string`, `json`, `[string]`, `{string}`, `(Name,Value)`. A union has several. */
  readonly shapes: readonly string[];
  readonly documentation: string;
  /** The types that the property refers to. */
  readonly refersTo: readonly string[];
  /** Whether the specification marks the property as a policy of the resource. */
  readonly isResourcePolicy: boolean;
}

/** The data from which the CDK is generated. SAM types are omitted, because they are expanded before a rule reads them. */
export class Specification {
  public readonly places: readonly Place[];
  private readonly database: SpecDatabase = loadAwsServiceSpecSync();

  constructor() {
    const places = this.database
      .all('resource')
      .filter(({ cloudFormationType }) => !cloudFormationType.startsWith('AWS::Serverless::'))
      .flatMap(({ cloudFormationType, properties }) => [...this.placesOf(cloudFormationType, properties, [], [])]);
    this.places = [...new Map(places.map((place) => [`${place.type} ${place.path}`, place])).values()];
  }

  private *placesOf(type: string, properties: ResourceProperties, above: readonly string[], within: readonly string[]): Generator<Place> {
    for (const [name, property] of Object.entries(properties)) {
      const path = [...above, name];
      yield {
        type,
        path: path.join('.'),
        name,
        shapes: this.shapesOf(property.type),
        documentation: property.documentation ?? '',
        refersTo: (property.relationshipRefs ?? []).map(({ cloudFormationType }) => cloudFormationType),
        isResourcePolicy: property.scrutinizable === 'InlineResourcePolicy',
      };
      yield* this.placesIn(type, property.type, path, within);
    }
  }

  private *placesIn(type: string, inside: PropertyType, path: readonly string[], within: readonly string[]): Generator<Place> {
    switch (inside.type) {
      case 'array':
        return yield* this.placesIn(type, inside.element, [...path, '*'], within);
      case 'map':
        return yield* this.placesIn(type, inside.element, [...path, '{}'], within);
      case 'union':
        for (const one of inside.types) yield* this.placesIn(type, one, path, within);
        return;
      case 'ref': {
        const { $ref: id } = inside.reference;
        // A recursive type is expanded once.
        if (!within.includes(id)) yield* this.placesOf(type, this.database.get('typeDefinition', id).properties, path, [...within, id]);
      }
    }
  }

  private shapesOf(type: PropertyType): string[] {
    switch (type.type) {
      case 'array':
        return this.shapesOf(type.element).map((shape) => `[${shape}]`);
      case 'map':
        return this.shapesOf(type.element).map((shape) => `{${shape}}`);
      case 'union':
        return type.types.flatMap((one) => this.shapesOf(one));
      case 'ref':
        return [`(${Object.keys(this.database.get('typeDefinition', type.reference.$ref).properties).join(',')})`];
      default:
        return [type.type];
    }
  }
}
