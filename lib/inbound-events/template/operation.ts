/** Something that a client can call: what rules over operations see of it, however a template declares it. */
import type { SchemaNode } from './schema-node';
import type { Property, Resource } from '../../gate';

/** Something that a client can call. Each reader throws `Undetermined` where the template leaves it open. */
export interface Operation {
  /** Where outcomes point to. */
  readonly at: Property;
  /** In capitals; `ANY` for all of them. */
  verb(): string;
  /** With its parameters in braces: `/orders/{id}`. */
  path(): string;
  /** Whether API Gateway itself answers, so that nothing of the request reaches a backend. */
  isMock(): boolean;
  /** What becomes of a request that is let in. */
  integration(): Integration;
  /** The validator of this very operation. */
  validator(): Validator | undefined;
  /** The models that bodies are validated with, one for each content type. */
  bodyModels(): readonly BodyModel[];
  parameters(): readonly Parameter[];
  /** The content types whose bodies the API takes as binary. */
  binaryMediaTypes(): readonly string[];
  authorization(): Authorization;
  /** Its API; undefined where that is not part of the workload. */
  api(): Resource | undefined;
  /** The resource policy of its API; undefined where the API is not part of the workload. */
  resourcePolicy(): Property | undefined;
}

/** The backend of an operation, and what API Gateway changes on the way there and back. */
export interface Integration {
  /** The function, server or service that it calls. */
  readonly uri: Property;
  /** The templates that make the backend's request, by content type. */
  readonly requestTemplates: Property;
  /** What becomes of a request of a content type that has no template. */
  readonly passthroughBehavior: Property;
  /** In capitals: `AWS_PROXY`, `AWS`, `HTTP_PROXY`, `HTTP` or `MOCK`. Undefined where there is none. */
  type(): string | undefined;
  /** The templates that make responses, by content type, for each kind of response. */
  responseTemplates(): readonly Property[];
  /** The headers of responses, for each kind of response. */
  responseParameters(): readonly Property[];
}

/** What API Gateway checks before it passes a request on. */
export interface Validator {
  /** For people: how the template names it. */
  readonly name: string;
  checksBody(): boolean;
  checksParameters(): boolean;
  /** Whether it belongs to the API of the operation. */
  isOfSameApi(): boolean;
}

/** The model for one content type. */
export interface BodyModel {
  readonly contentType: string;
  model(): Model;
}

/** What a body has to match. */
export interface Model {
  /** For people: how the template names it. */
  readonly name: string;
  /** Undefined for the models `Empty` and `Error`, which every API has from the start and which refuse next to nothing. */
  readonly schema?: SchemaNode;
}

/** A declared parameter of the request. */
export interface Parameter {
  readonly name: string;
  /** `path`, `querystring` or `header`. */
  readonly place: string;
  readonly required: boolean;
}

/** Who may call an operation, as the operation itself says it. */
export interface Authorization {
  /** `incomplete` where something is asked for that does not work as it stands. */
  readonly kind: 'authorized' | 'incomplete' | 'none';
  /** For people: what the template says. */
  readonly detail: string;
  readonly apiKeyRequired: boolean;
}

/** The names of the parameters in a path: `/orders/{id}/{rest+}` has `id` and `rest`. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{([^{}+]+)\+?\}/g)].map(([, name]) => name);
}
