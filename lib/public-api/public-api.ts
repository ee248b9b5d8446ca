/**
 * The public classes with the parameters of their callables. The build creates this table from the jsii assembly (`projenrc/bundle/public-api.ts`).
 */
export interface PublicApi {
  readonly classes: { readonly [name: string]: PublicClass };
  /**
   * Options interfaces: those of this library by name; CDK interfaces that they extend or use by qualified name, such as
   * `aws-cdk-lib.aws_lambda.FunctionProps`.
   */
  readonly structs: { readonly [name: string]: Struct };
  /** The values of each enum: those of this library by name, those of the CDK by qualified name. */
  readonly enums: { readonly [name: string]: readonly (string | number)[] };
  /** The properties and methods that an object of a CDK interface has at least. */
  readonly members: { readonly [fqn: string]: readonly string[] };
  /** The version of aws-cdk-lib that the CDK interfaces come from. */
  readonly cdkVersion: string;
}

export interface PublicClass {
  /** The parameters of its constructor; absent if callers can't call it. */
  readonly constructs?: Fields;
  readonly statics: { readonly [name: string]: Fields };
  readonly methods: { readonly [name: string]: Fields };
}

/** An interface of options. */
export interface Struct {
  readonly fields: Fields;
  /** CDK interfaces whose options it inherits; absent if there are none. */
  readonly bases?: readonly string[];
}

/** Types of parameters or options by name, in order. Names that end with `?` are optional. */
export interface Fields {
  readonly [name: string]: Type;
}

/**
 * `any`, `string`, `number`, `boolean`; or a kind and a name. `struct ApiFirewallProps` and `enum Sec3Level` are of this library; `struct`, `class`, `interface`
 * and `value` (of an enum of the CDK) have the name that jsii gives, such as `class aws-cdk-lib.Size`. Lists and maps have the type of their elements.
 */
export type Type = string | { readonly list: Type } | { readonly map: Type };
