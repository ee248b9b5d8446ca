/** How the template of a function shows that the event validator precedes its handler. */
import type { Property, Resource } from '../../gate';

/** The folder of the validator for Node.js in its layer. */
export const VALIDATOR_FOLDER = 'sec3-event-validator';

/** The package of the validator for Python, which Lambda finds in the folder `python` of a layer. */
export const VALIDATOR_PACKAGE = 'sec3_event_validator';

/** The handlers of validated functions, which load their own. */
export const VALIDATOR_HANDLERS = { node: `/opt/${VALIDATOR_FOLDER}/handler.handler`, python: `${VALIDATOR_PACKAGE}.handler.handler` };

/** Handlers that validate only requests to endpoints of an API; all other events pass through unchanged. */
export const REQUEST_VALIDATOR_HANDLERS = { node: `/opt/${VALIDATOR_FOLDER}/handler.requests`, python: `${VALIDATOR_PACKAGE}.handler.requests` };

/** The variable that names the handler of the function. */
export const HANDLER_VARIABLE = 'SEC3_EVENT_HANDLER';

/** The variable with the URL of the queue for invalid events. */
export const QUARANTINE_VARIABLE = 'SEC3_EVENT_QUARANTINE';

/** The key in a function's `Metadata` with the schemas of its validator, for event generators. */
export const EVENT_SCHEMAS_METADATA = 'cdk-sec3:event-schemas';

/** Metadata about the schema of one source. */
export interface RecordedSchema {
  readonly source: string;
  /** For events of EventBridge. */
  readonly eventSource?: string;
  readonly detailType?: string;
  /** Format of the messages; JSON if absent. */
  readonly payload?: string;
  /** Envelope of queue messages; none if absent. */
  readonly envelope?: string;
  /** JSON Schema of the payload, as a text: CloudFormation would interpret a property named `Ref`. */
  readonly schema: string;
}

/** The key in a method's `Metadata` with the parameters that its function's validator accepts, for request generators. */
export const ENDPOINT_PARAMETERS_METADATA = 'cdk-sec3:endpoint-parameters';

/**
 * The key in a method's `Metadata` with the JSON Schema of its body, as a text, if it marks sensitive values: models of API Gateway
 * have no marks.
 */
export const ENDPOINT_BODY_METADATA = 'cdk-sec3:endpoint-body';

/** The key in a method's `Metadata` with the forms and uploads that its function's validator accepts, for request generators. */
export const ENDPOINT_OTHER_BODIES_METADATA = 'cdk-sec3:endpoint-other-bodies';

/** Metadata about bodies that are no JSON. */
export interface RecordedBodies {
  /** JSON Schema of forms (`application/x-www-form-urlencoded`), as a text; absent if forms are rejected. */
  readonly form?: string;
  readonly uploads?: readonly RecordedUpload[];
}

/** Metadata about bodies that are validated by type and size. */
export interface RecordedUpload {
  /** Without parameters, in lower case: `image/png` or `image/*`. */
  readonly contentType: string;
  readonly maxBytes: number;
}

/** Metadata about a parameter of an endpoint. */
export interface RecordedParameter {
  readonly name: string;
  /** As in `RequestParameters`: `path`, `querystring` or `header`. */
  readonly place: string;
  readonly required: boolean;
  /** JSON Schema of one value, as a text. */
  readonly schema: string;
}

/** The key in a function's `Metadata` with the HTTP requests that its validator accepts, for request generators. */
export const REQUEST_SCHEMAS_METADATA = 'cdk-sec3:request-schemas';

/** Metadata about the requests of a route. */
export interface RecordedRequest extends RecordedBodies {
  /** `restApi`, `httpApi` or `functionUrl`. */
  readonly source: string;
  /** Verb and path, with parameters in braces; all requests if absent. */
  readonly route?: string;
  /** JSON Schema of the body, as a text; absent if requests have none. */
  readonly body?: string;
  readonly parameters: readonly RecordedParameter[];
}

/** Whether the validator precedes the handler and rejects every event without a schema. */
export function isValidated(fn: Resource): boolean {
  return Object.values(VALIDATOR_HANDLERS).includes(fn.get('Handler').string() ?? '');
}

/** Whether a property names a function, including one outside of the check. @throws Undetermined if that can't be known */
export function isFunctionAt(at: Property): boolean {
  return at.references().some(({ resource }) => resource.type.startsWith('AWS::Lambda::')) || /:lambda:/.test(at.string() ?? '');
}

/** The function that a property names, directly or by a version or alias; undefined if it is not part of the check. */
export function functionAt(at: Property): Resource | undefined {
  const passed = new Set<Resource>();
  const follow = (name: Property): Resource | undefined => {
    for (const { resource } of name.references()) {
      if (resource.type === 'AWS::Lambda::Function') return resource;
      // A cyclic reference has no target.
      if (!['AWS::Lambda::Alias', 'AWS::Lambda::Version'].includes(resource.type) || passed.has(resource)) continue;
      passed.add(resource);
      return follow(resource.get('FunctionName'));
    }
    return undefined;
  };
  return follow(at);
}

/** As {@link functionAt}. @throws Undetermined if the function is not part of the check */
export function knownFunctionAt(at: Property): Resource {
  const fn = functionAt(at);
  if (!fn) throw at.undetermined(`the function ${at.written() ?? ''} is not part of this check`);
  return fn;
}
