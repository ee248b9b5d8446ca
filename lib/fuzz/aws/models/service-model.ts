/** What a service of AWS answers, as its model says: that of an SDK which is on this machine, since none is bundled. */

/** The form of a value. What structures refer to is read when it is asked for: models are large, and refer to themselves. */
export type Shape =
  /** A union has exactly one of its members. */
  | { readonly kind: 'structure'; readonly members: () => { readonly [name: string]: Member }; readonly isUnion?: boolean }
  | { readonly kind: 'list' | 'map'; readonly element: () => Member }
  | { readonly kind: 'text'; readonly values?: readonly string[] }
  | { readonly kind: 'integer' | 'number' | 'boolean' | 'time' | 'bytes' | 'document' };

/** A part of a structure, a list or a map. */
export interface Member {
  readonly shape: Shape;
  /** Where it is in a response. @default 'body' */
  readonly place?: 'header' | 'headers' | 'status' | 'payload';
  /** What it is called there. @default - as the member is */
  readonly wireName?: string;
  /** Of lists and maps in XML: whether elements stand without one around them. */
  readonly isFlat?: boolean;
}

/** One operation. */
export interface Operation {
  readonly name: string;
  /** Of those that are identified by verb and path. */
  readonly http?: { readonly method: string; readonly path: string };
  readonly output?: Shape;
  /** The errors that it may answer with; those of the whole service where the model does not say. */
  readonly errors: readonly string[];
}

/** Operations by name. */
export type ServiceModel = ReadonlyMap<string, Operation>;
