/** The answers of an AWS service as its model describes them. No model is bundled: it comes from an SDK on this machine. */

/** The form of a value. Members and elements are read when they are needed, because models are large and recursive. */
export type Shape =
  /** A union has exactly one of its members. */
  | { readonly kind: 'structure'; readonly members: () => { readonly [name: string]: Member }; readonly isUnion?: boolean }
  | { readonly kind: 'list' | 'map'; readonly element: () => Member }
  | { readonly kind: 'text'; readonly values?: readonly string[] }
  | { readonly kind: 'integer' | 'number' | 'boolean' | 'time' | 'bytes' | 'document' };

/** A part of a structure, a list or a map. */
export interface Member {
  readonly shape: Shape;
  /** The location in a response. @default 'body' */
  readonly place?: 'header' | 'headers' | 'status' | 'payload';
  /** The name in the response. @default - the name of the member */
  readonly wireName?: string;
  /** Whether the elements of a list or a map in XML have no element around them. */
  readonly isFlat?: boolean;
}

/** One operation of a service. */
export interface Operation {
  readonly name: string;
  /** The verb and the path, if these identify the operation. */
  readonly http?: { readonly method: string; readonly path: string };
  readonly output?: Shape;
  /** The errors of the operation, or of the whole service if the model does not list them by operation. */
  readonly errors: readonly string[];
}

/** The operations of a service, by name. */
export type ServiceModel = ReadonlyMap<string, Operation>;
