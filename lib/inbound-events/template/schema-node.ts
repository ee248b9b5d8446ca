import type { Property } from '../../gate';
import { pointerOf } from '../../json/json-pointer';

/** A schema with a name or a place of its own: a Model resource, an entry of `components.schemas`, an inline schema. */
export interface SchemaHome {
  /** Where outcomes about it point to. */
  readonly at: Property;
  readonly root: SchemaNode;
  /** Where a `$ref` in it leads to. */
  follow(reference: Property): Target;
}

/** Where a `$ref` leads to. */
export type Target =
  | { readonly kind: 'schema'; readonly node: SchemaNode }
  /** The model `Empty` or `Error`, which refuses next to nothing. */
  | { readonly kind: 'built-in' }
  /** A model that the workload does not hold. */
  | { readonly kind: 'unknown-model' }
  /** Some other address, which API Gateway does not fetch. */
  | { readonly kind: 'remote' }
  /** A place in the same document where nothing is. */
  | { readonly kind: 'nowhere' };

/** A schema, or a schema inside another one. */
export class SchemaNode {
  constructor(
    public readonly home: SchemaHome,
    /** Where in its home it stands, as a JSON pointer: `/properties/name`. */
    public readonly pointer: string,
    public readonly value: Property,
  ) {}

  /** The pointer as people and `$ref` write it: `#/properties/name`. */
  public get shown(): string {
    return `#${this.pointer}`;
  }

  /** The schema at the top of its home. */
  public get root(): SchemaNode {
    return this.home.root;
  }

  /** Tells it from every other schema of the workload. */
  public get key(): string {
    const { resource, location } = this.home.at;
    return `${resource.stack.file} ${resource.path} ${location} ${this.pointer}`;
  }

  public child(...keys: (string | number)[]): SchemaNode {
    return new SchemaNode(this.home, this.pointer + pointerOf(keys), this.value.at(...keys));
  }

  /** The keywords that are there. */
  public keywords(): string[] {
    return this.value.entries().map(([keyword]) => keyword);
  }

  /** Whether the keyword is there. */
  public has(keyword: string): boolean {
    return this.value.at(keyword).exists;
  }

  /** The schemas that a keyword maps names to: `properties`. */
  public map(keyword: string): [string, SchemaNode][] {
    return this.value.at(keyword).entries().map(([name]) => [name, this.child(keyword, name)]);
  }

  /** The schemas that a keyword lists: `allOf`. */
  public list(keyword: string): SchemaNode[] {
    return this.value.at(keyword).items().map((_, index) => this.child(keyword, index));
  }

  /** The schemas of a keyword that takes one or a list: `items`. None for `true` and `false`. */
  public oneOrMany(keyword: string): SchemaNode[] {
    const place = this.value.at(keyword);
    if (!place.exists) return [];
    if (place.isObject()) return [this.child(keyword)];
    return place.literal() === undefined ? this.list(keyword) : [];
  }

  /** Where its `$ref` leads to, if it has one. */
  public target(): Target | undefined {
    const reference = this.value.at('$ref');
    return reference.exists ? this.home.follow(reference) : undefined;
  }
}
