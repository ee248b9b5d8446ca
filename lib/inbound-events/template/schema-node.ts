import type { Property } from '../../gate';
import { pointerOf } from '../../json/json-pointer';

/** A schema with its own name or place: a Model resource, an entry of `components.schemas`, or an inline schema. */
export interface SchemaHome {
  /** The location of outcomes. */
  readonly at: Property;
  readonly root: SchemaNode;
  /** Resolves a `$ref` in the schema. */
  follow(reference: Property): Target;
}

/** The target of a `$ref`. */
export type Target =
  | { readonly kind: 'schema'; readonly node: SchemaNode }
  /** The model `Empty` or `Error`, which rejects almost nothing. */
  | { readonly kind: 'built-in' }
  /** A model outside of the workload. */
  | { readonly kind: 'unknown-model' }
  /** Another address, which API Gateway does not fetch. */
  | { readonly kind: 'remote' }
  /** A place in the same document that does not exist. */
  | { readonly kind: 'nowhere' };

/** A schema, or a subschema. */
export class SchemaNode {
  constructor(
    public readonly home: SchemaHome,
    /** The location in its home, as a JSON pointer: `/properties/name`. */
    public readonly pointer: string,
    public readonly value: Property,
  ) {}

  /** The pointer as messages and `$ref` show it: `#/properties/name`. */
  public get shown(): string {
    return `#${this.pointer}`;
  }

  /** The schema at the top of its home. */
  public get root(): SchemaNode {
    return this.home.root;
  }

  /** A key that identifies the schema among all schemas of the workload. */
  public get key(): string {
    const { resource, location } = this.home.at;
    return `${resource.stack.file} ${resource.path} ${location} ${this.pointer}`;
  }

  public child(...keys: (string | number)[]): SchemaNode {
    return new SchemaNode(this.home, this.pointer + pointerOf(keys), this.value.at(...keys));
  }

  /** Returns the keywords that are present. */
  public keywords(): string[] {
    return this.value.entries().map(([keyword]) => keyword);
  }

  /** Checks whether the keyword is present. */
  public has(keyword: string): boolean {
    return this.value.at(keyword).exists;
  }

  /** Returns the schemas that a keyword maps names to, such as `properties`. */
  public map(keyword: string): [string, SchemaNode][] {
    return this.value.at(keyword).entries().map(([name]) => [name, this.child(keyword, name)]);
  }

  /** Returns the schemas that a keyword lists, such as `allOf`. */
  public list(keyword: string): SchemaNode[] {
    return this.value.at(keyword).items().map((_, index) => this.child(keyword, index));
  }

  /** Returns the schemas of a keyword with one schema or a list, such as `items`. Empty for `true` and `false`. */
  public oneOrMany(keyword: string): SchemaNode[] {
    const place = this.value.at(keyword);
    if (!place.exists) return [];
    if (place.isObject()) return [this.child(keyword)];
    return place.literal() === undefined ? this.list(keyword) : [];
  }

  /** Returns the target of the `$ref`, if there is one. */
  public target(): Target | undefined {
    const reference = this.value.at('$ref');
    return reference.exists ? this.home.follow(reference) : undefined;
  }
}
