/** The public classes with what their callables take, as jsii knows it. The build makes it out of the jsii assembly (`projenrc/bundle/public-api.ts`). */
export interface PublicApi {
  readonly classes: { readonly [name: string]: PublicClass };
  readonly structs: { readonly [name: string]: Struct };
  /** The values of each enum. */
  readonly enums: { readonly [name: string]: readonly (string | number)[] };
}

export interface PublicClass {
  /** What its constructor takes; absent where callers can't call it. */
  readonly constructs?: Fields;
  readonly statics: { readonly [name: string]: Fields };
  readonly methods: { readonly [name: string]: Fields };
}

/** An interface of options. */
export interface Struct {
  readonly fields: Fields;
  /** Names of options that come from an interface of the CDK, of which later versions may have more; absent where there is none. */
  readonly inherited?: readonly string[];
}

/** Types of parameters in their order, or of options, by their names. A name that ends with `?` is optional. */
export interface Fields {
  readonly [name: string]: Type;
}

/**
 * `any`, `string`, `number`, `boolean`; or a kind and a name. `struct ApiFirewallProps` and `enum Sec3Level` are of this library; `class`, `interface` and
 * `value` (of an enum of the CDK) have the name that jsii gives, such as `class aws-cdk-lib.Size`. Lists and maps have the type of their elements.
 */
export type Type = string | { readonly list: Type } | { readonly map: Type };
