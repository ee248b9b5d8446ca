/** How the template of a function says that the event validator stands before its handler. */
import type { Property, Resource } from '../../gate';

/** The folder of the validator for Node.js in its layer. */
export const VALIDATOR_FOLDER = 'sec3-event-validator';

/** The package of the validator for Python, which Lambda finds in the folder `python` of a layer. */
export const VALIDATOR_PACKAGE = 'sec3_event_validator';

/** The handlers of validated functions, which load their own. */
export const VALIDATOR_HANDLERS = { node: `/opt/${VALIDATOR_FOLDER}/handler.handler`, python: `${VALIDATOR_PACKAGE}.handler.handler` };

/** The handlers of functions of which only the requests to endpoints of an API are held against a schema; other events reach them as they are. */
export const REQUEST_VALIDATOR_HANDLERS = { node: `/opt/${VALIDATOR_FOLDER}/handler.requests`, python: `${VALIDATOR_PACKAGE}.handler.requests` };

/** The variable that names the handler of the function. */
export const HANDLER_VARIABLE = 'SEC3_EVENT_HANDLER';

/** The variable with the URL of the queue for what is invalid. */
export const QUARANTINE_VARIABLE = 'SEC3_EVENT_QUARANTINE';

/** The key in a function's `Metadata` with the schemas that its validator has, for those who make events for it. */
export const EVENT_SCHEMAS_METADATA = 'cdk-sec3:event-schemas';

/** What is noted of the schema of one source. */
export interface NotedSchema {
  readonly source: string;
  /** Of events of EventBridge. */
  readonly eventSource?: string;
  readonly detailType?: string;
  /** How messages are written; JSON where it is absent. */
  readonly payload?: string;
  /** What messages of a queue are wrapped in; nothing where it is absent. */
  readonly envelope?: string;
  /** JSON Schema of the payload, as a text: CloudFormation would take a property called `Ref` for its own. */
  readonly schema: string;
}

/** The key in a method's `Metadata` with the parameters that its function's validator lets pass, for those who make requests. */
export const ENDPOINT_PARAMETERS_METADATA = 'cdk-sec3:endpoint-parameters';

/** The key in a method's `Metadata` with the JSON Schema of its body, as a text, where that marks something as sensitive: models of API Gateway have no marks. */
export const ENDPOINT_BODY_METADATA = 'cdk-sec3:endpoint-body';

/** What is noted of a parameter of an endpoint. */
export interface NotedParameter {
  readonly name: string;
  /** As in `RequestParameters`: `path`, `querystring` or `header`. */
  readonly place: string;
  readonly required: boolean;
  /** JSON Schema of one value, as a text. */
  readonly schema: string;
}

/** The key in a function's `Metadata` with what its validator lets pass of HTTP requests, for those who make requests for it. */
export const REQUEST_SCHEMAS_METADATA = 'cdk-sec3:request-schemas';

/** What is noted of the requests of a route. */
export interface NotedRequest {
  /** `restApi`, `httpApi` or `functionUrl`. */
  readonly source: string;
  /** Verb and path, with parameters in braces; every request where it is absent. */
  readonly route?: string;
  /** JSON Schema of the body, as a text; absent where a request has none. */
  readonly body?: string;
  readonly parameters: readonly NotedParameter[];
}

/** Whether the validator stands before the handler: no event that it has no schema for gets by. */
export function isValidated(fn: Resource): boolean {
  return Object.values(VALIDATOR_HANDLERS).includes(fn.get('Handler').string() ?? '');
}

/** Whether a property names a function, one that is no part of the check included. @throws Undetermined where that can't be known */
export function isFunctionAt(at: Property): boolean {
  return at.references().some(({ resource }) => resource.type.startsWith('AWS::Lambda::')) || /:lambda:/.test(at.string() ?? '');
}

/** The function that a property names, by itself or by a version or alias; undefined where it is no part of the check. */
export function functionAt(at: Property): Resource | undefined {
  const passed = new Set<Resource>();
  const follow = (name: Property): Resource | undefined => {
    for (const { resource } of name.references()) {
      if (resource.type === 'AWS::Lambda::Function') return resource;
      // One that stands for itself leads nowhere.
      if (!['AWS::Lambda::Alias', 'AWS::Lambda::Version'].includes(resource.type) || passed.has(resource)) continue;
      passed.add(resource);
      return follow(resource.get('FunctionName'));
    }
    return undefined;
  };
  return follow(at);
}

/** As {@link functionAt}. @throws Undetermined where the function is no part of the check */
export function knownFunctionAt(at: Property): Resource {
  const fn = functionAt(at);
  if (!fn) throw at.undetermined(`the function ${at.written() ?? ''} is not part of this check`);
  return fn;
}
