/** An operation that a client can call, as rules read it, regardless of how a template declares it. */
import type { SchemaNode } from './schema-node';
import type { Property, Resource } from '../../gate';

/** An operation that a client can call. Each reader throws `Undetermined` if the template leaves it open. */
export interface Operation {
  /** The location of outcomes. */
  readonly at: Property;
  /** The verb in upper case. `ANY` means all verbs. */
  verb(): string;
  /** The path, with parameters in braces: `/orders/{id}`. */
  path(): string;
  /** Whether API Gateway itself responds, so that no part of the request reaches a backend. */
  isMock(): boolean;
  /** The integration for accepted requests. */
  integration(): Integration;
  /** The request validator of the operation. */
  validator(): Validator | undefined;
  /** The models with which bodies are validated, one for each content type. */
  bodyModels(): readonly BodyModel[];
  parameters(): readonly Parameter[];
  /** The content types whose bodies the API treats as binary. */
  binaryMediaTypes(): readonly string[];
  authorization(): Authorization;
  /** The API of the operation. Undefined if it is not part of the workload. */
  api(): Resource | undefined;
  /** The resource policy of the API. Undefined if the API is not part of the workload. */
  resourcePolicy(): Property | undefined;
}

/** The backend of an operation, and the mappings of requests and responses. */
export interface Integration {
  /** The function, server or service that the integration calls. */
  readonly uri: Property;
  /** The mapping templates of requests, by content type. */
  readonly requestTemplates: Property;
  /** Handling of requests whose content type has no template. */
  readonly passthroughBehavior: Property;
  /** The parts of a request that a cached response is for: `method.request.header.Authorization`. */
  readonly cacheKeyParameters: Property;
  /** The type in upper case: `AWS_PROXY`, `AWS`, `HTTP_PROXY`, `HTTP` or `MOCK`. Undefined if there is none. */
  type(): string | undefined;
  /** The templates that create responses, by content type, for each kind of response. */
  responseTemplates(): readonly Property[];
  /** The headers of responses, for each kind of response. */
  responseParameters(): readonly Property[];
}

/** The checks of API Gateway before it passes a request on. */
export interface Validator {
  /** The name in messages, as in the template. */
  readonly name: string;
  checksBody(): boolean;
  checksParameters(): boolean;
  /** Whether the validator belongs to the API of the operation. */
  isOfSameApi(): boolean;
}

/** The model for one content type. */
export interface BodyModel {
  readonly contentType: string;
  model(): Model;
}

/** The schema of a body. */
export interface Model {
  /** The name in messages, as in the template. */
  readonly name: string;
  /** The schema. Undefined for the models `Empty` and `Error`, which every API has and which reject almost nothing. */
  readonly schema?: SchemaNode;
}

/** A declared parameter of the request. */
export interface Parameter {
  readonly name: string;
  /** The place: `path`, `querystring` or `header`. */
  readonly place: string;
  readonly required: boolean;
}

/** The authorization of an operation itself. */
export interface Authorization {
  /** `incomplete` means that an authorization is required, but can't work as configured. */
  readonly kind: 'authorized' | 'incomplete' | 'none';
  /** The setting in the template, for messages. */
  readonly detail: string;
  readonly apiKeyRequired: boolean;
}

/** Returns the names of the parameters in a path. `/orders/{id}/{rest+}` has `id` and `rest`. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{([^{}+]+)\+?\}/g)].map(([, name]) => name);
}

/** Types of integrations that answer preflight requests themselves, or whose code does. Others call a service. */
const ANSWERS_PREFLIGHT = ['MOCK', 'AWS_PROXY', 'HTTP_PROXY'];

/** Checks whether an operation of a REST API answers preflight requests, which browsers send without credentials. */
export function isPreflight(operation: Operation): boolean {
  return operation.verb() === 'OPTIONS' && ANSWERS_PREFLIGHT.includes(operation.integration().type() ?? '');
}
