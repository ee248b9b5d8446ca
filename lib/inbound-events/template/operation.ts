/** An operation that a client can call, as rules see it, however a template declares it. */
import type { SchemaNode } from './schema-node';
import type { Property, Resource } from '../../gate';

/** An operation that a client can call. Each reader throws `Undetermined` if the template leaves it open. */
export interface Operation {
  /** Location of outcomes. */
  readonly at: Property;
  /** In upper case; `ANY` for all verbs. */
  verb(): string;
  /** With its parameters in braces: `/orders/{id}`. */
  path(): string;
  /** Whether API Gateway itself responds, so that nothing of the request reaches a backend. */
  isMock(): boolean;
  /** The integration for accepted requests. */
  integration(): Integration;
  /** The request validator of the operation. */
  validator(): Validator | undefined;
  /** The models that bodies are validated with, one for each content type. */
  bodyModels(): readonly BodyModel[];
  parameters(): readonly Parameter[];
  /** The content types whose bodies the API treats as binary. */
  binaryMediaTypes(): readonly string[];
  authorization(): Authorization;
  /** Its API; undefined if that is not part of the workload. */
  api(): Resource | undefined;
  /** The resource policy of its API; undefined if the API is not part of the workload. */
  resourcePolicy(): Property | undefined;
}

/** The backend of an operation, and the mappings of requests and responses. */
export interface Integration {
  /** The function, server or service that it calls. */
  readonly uri: Property;
  /** The mapping templates of requests, by content type. */
  readonly requestTemplates: Property;
  /** How requests with a content type without a template are treated. */
  readonly passthroughBehavior: Property;
  /** In upper case: `AWS_PROXY`, `AWS`, `HTTP_PROXY`, `HTTP` or `MOCK`. Undefined if there is none. */
  type(): string | undefined;
  /** The templates that make responses, by content type, for each kind of response. */
  responseTemplates(): readonly Property[];
  /** The headers of responses, for each kind of response. */
  responseParameters(): readonly Property[];
}

/** What API Gateway validates before it passes a request on. */
export interface Validator {
  /** Name in messages, as in the template. */
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

/** The schema of a body. */
export interface Model {
  /** Name in messages, as in the template. */
  readonly name: string;
  /** Undefined for the models `Empty` and `Error`, which every API has and which reject next to nothing. */
  readonly schema?: SchemaNode;
}

/** A declared parameter of the request. */
export interface Parameter {
  readonly name: string;
  /** `path`, `querystring` or `header`. */
  readonly place: string;
  readonly required: boolean;
}

/** The authorization of an operation itself. */
export interface Authorization {
  /** `incomplete` if an authorization is required that can't work as configured. */
  readonly kind: 'authorized' | 'incomplete' | 'none';
  /** The setting in the template, for messages. */
  readonly detail: string;
  readonly apiKeyRequired: boolean;
}

/** The names of the parameters in a path: `/orders/{id}/{rest+}` has `id` and `rest`. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{([^{}+]+)\+?\}/g)].map(([, name]) => name);
}
