/** Reads from a function's template whether the event validator runs before its handler. */
import type { Property, Resource } from '../../gate';

/** The folder of the validator for Node.js in its layer. */
export const VALIDATOR_FOLDER = 'sec3-event-validator';

/** The package of the validator for Python, which Lambda finds in the folder `python` of a layer. */
export const VALIDATOR_PACKAGE = 'sec3_event_validator';

/** The handlers of validated functions, which load the function's own handler. */
export const VALIDATOR_HANDLERS = { node: `/opt/${VALIDATOR_FOLDER}/handler.handler`, python: `${VALIDATOR_PACKAGE}.handler.handler` };

/** Handlers that validate only requests to endpoints of an API. All other events pass unchanged. */
export const REQUEST_VALIDATOR_HANDLERS = { node: `/opt/${VALIDATOR_FOLDER}/handler.requests`, python: `${VALIDATOR_PACKAGE}.handler.requests` };

/** The environment variable with the name of the function's own handler. */
export const HANDLER_VARIABLE = 'SEC3_EVENT_HANDLER';

/** The environment variable with the URL of the queue for invalid events. */
export const QUARANTINE_VARIABLE = 'SEC3_EVENT_QUARANTINE';

/** The key in a function's `Metadata` with the schemas of its validator, for event generators. */
export const EVENT_SCHEMAS_METADATA = 'cdk-sec3:event-schemas';

/** Metadata about the schema of one source. */
export interface RecordedSchema {
  readonly source: string;
  /** The source and detail type, for events of EventBridge. */
  readonly eventSource?: string;
  readonly detailType?: string;
  /** The format of the messages. JSON if absent. */
  readonly payload?: string;
  /** The envelope of queue messages. None if absent. */
  readonly envelope?: string;
  /** The JSON Schema of the payload, as a text, because CloudFormation would interpret a property named `Ref`. */
  readonly schema: string;
}

/** The key in a method's `Metadata` with the parameters that its function's validator accepts, for request generators. */
export const ENDPOINT_PARAMETERS_METADATA = 'cdk-sec3:endpoint-parameters';

/** The key in a method's `Metadata` with the parameters, such as `path.id`, that its function does not validate because of `validateInFunction: false`. */
export const UNVALIDATED_PARAMETERS_METADATA = 'cdk-sec3:unvalidated-parameters';

/**
 * The key in a method's `Metadata` with the JSON Schema of its body, as a text, if it marks sensitive values. Models of API Gateway have no marks.
 */
export const ENDPOINT_BODY_METADATA = 'cdk-sec3:endpoint-body';

/** The key in a method's `Metadata` with the forms and uploads that its function's validator accepts, for request generators. */
export const ENDPOINT_OTHER_BODIES_METADATA = 'cdk-sec3:endpoint-other-bodies';

/** Metadata about bodies that are not JSON. */
export interface RecordedBodies {
  /** The JSON Schema of forms (`application/x-www-form-urlencoded`), as a text. Absent if forms are rejected. */
  readonly form?: string;
  readonly uploads?: readonly RecordedUpload[];
}

/** Metadata about bodies that are validated by type and size. */
export interface RecordedUpload {
  /** The content type without parameters, in lower case: `image/png` or `image/*`. */
  readonly contentType: string;
  readonly maxBytes: number;
}

/** Metadata about a parameter of an endpoint. */
export interface RecordedParameter {
  readonly name: string;
  /** The place as in `RequestParameters`: `path`, `querystring` or `header`; or `cookie`. */
  readonly place: string;
  readonly required: boolean;
  /** The JSON Schema of one value, as a text. */
  readonly schema: string;
}

/** The key in a function's `Metadata` with the HTTP requests that its validator accepts, for request generators. */
export const REQUEST_SCHEMAS_METADATA = 'cdk-sec3:request-schemas';

/** Metadata about the requests of a route. */
export interface RecordedRequest extends RecordedBodies {
  /** The source: `restApi`, `httpApi` or `functionUrl`. */
  readonly source: string;
  /** The verb and path, with parameters in braces. Absent for all requests. */
  readonly route?: string;
  /** The JSON Schema of the body, as a text. Absent if requests have no body. */
  readonly body?: string;
  readonly parameters: readonly RecordedParameter[];
}

/** Checks whether the validator runs before the handler and rejects every event without a schema. */
export function isValidated(fn: Resource): boolean {
  return Object.values(VALIDATOR_HANDLERS).includes(fn.get('Handler').string() ?? '');
}

/** Checks whether a property names a function, including one outside of the check. @throws Undetermined if this can't be known */
export function isFunctionAt(at: Property): boolean {
  if (!['lambda', 'any'].includes(at.arnOf ?? 'any')) return false;
  return at.references().some(({ resource }) => resource.type.startsWith('AWS::Lambda::')) || /:lambda:/.test(at.string() ?? '');
}

/** Returns the function that a property names, directly or by a version or alias. Undefined if it is not part of the check. */
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

/** Does the same as {@link functionAt}. @throws Undetermined if the function is not part of the check */
export function knownFunctionAt(at: Property): Resource {
  const fn = functionAt(at);
  if (!fn) throw at.undetermined(`the function ${at.written() ?? ''} is not part of this check`);
  return fn;
}
