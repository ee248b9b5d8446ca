import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ConstructState } from '../../functions/construct-state';
import { HttpEventSchemaProps } from '../../inbound-events/event-schema-options';
import { EventValidation } from '../../inbound-events/event-validation';
import { sensitivityOf } from '../../inbound-events/events/sensitivity';
import { amountOf } from '../../quotas';
import { SecureFunction } from '../functions/secure-function';
import { SecureNodejsFunction } from '../functions/secure-nodejs-function';

/** An endpoint, as its function validates it. */
export interface ValidatedEndpoint extends HttpEventSchemaProps {
  readonly route: string;
  readonly handler: lambda.IFunction;
  /** Whether to validate requests if possible. */
  readonly isWanted: boolean;
}

/** Result of setting up the validation of an endpoint. */
export interface EndpointValidation {
  /** Whether the function validates requests against the endpoint's declarations, rather than its own schemas or not at all. */
  readonly isValidated: boolean;
  /** Reason why the endpoint is an error, if it is. */
  readonly problem?: string;
  /** Reasons why requests are not validated. */
  readonly obstacles: readonly string[];
}

/** The declarations registered for a route of a function, and the result. */
interface KnownEndpoint extends EndpointValidation {
  /** The endpoint's declarations as text; undefined if validation is not wanted. */
  readonly text?: string;
}

/** For each function, by route. A function can't distinguish the APIs that its requests come from. */
const endpoints = new ConstructState<lambda.Function, Map<string, KnownEndpoint>>('endpoint-requests');

/** Makes a function validate the requests of an endpoint before its handler runs. */
export function validateEndpoint(endpoint: ValidatedEndpoint): EndpointValidation {
  const validation = tell(endpoint);
  const reason = endpoint.isWanted ? validation.obstacles.join('; ') : 'validateInFunction is false';
  const sensitive = reason === '' ? [] : sensitiveParts(endpoint);
  if (validation.problem !== undefined || sensitive.length === 0) return validation;
  return { ...validation, problem: `the function does not keep sensitive values out of its logs (${sensitive.join(', ')}): ${reason}` };
}

function tell({ handler, isWanted, ...props }: ValidatedEndpoint): EndpointValidation {
  const fn = functionOf(handler);
  if (!(fn instanceof lambda.Function) || !isValidatable(fn)) {
    return { isValidated: false, obstacles: isWanted ? [`${handler.node.path} is not a SecureFunction or SecureNodejsFunction of this app, and has no EventValidation`] : [] };
  }
  const { route } = props;
  const routes = endpoints.of(fn) ?? new Map<string, KnownEndpoint>();
  endpoints.set(fn, routes);
  const text = isWanted ? textOf(props) : undefined;
  const known = routes.get(route);
  if (known === undefined) {
    const made = { text, ...(isWanted ? addedEndpoint(fn, props) : { isValidated: false, obstacles: [] }) };
    routes.set(route, made);
    return made;
  }
  if (text === known.text) return known;
  if (text === undefined && !known.isValidated) return { isValidated: false, obstacles: [] };
  return { isValidated: false, problem: `the function ${fn.node.path} already has ${route} from another API with different declarations or validateInFunction: use a separate function`, obstacles: [] };
}

function addedEndpoint(fn: lambda.Function, props: HttpEventSchemaProps): EndpointValidation {
  const added = EventValidation._addEndpoint(fn, props);
  if (added.problem === undefined) return added;
  return { ...added, problem: `the function can't validate the declared parts (set validateInFunction: false to disable this): ${added.problem}` };
}

/** Locations of values that are marked as sensitive. */
function sensitiveParts({ body, form, pathParameters, queryParameters, headers, cookies }: HttpEventSchemaProps): string[] {
  const parameters = Object.entries({ pathParameters, queryParameters, headers, cookies }).flatMap(([place, named]) =>
    Object.entries(named ?? {}).map(([name, { schema }]): [string, unknown] => [`${place}.${name}`, schema]),
  );
  return [['body', body?._markedSchema] as const, ['form', form?._markedSchema] as const, ...parameters].filter(([, schema]) => sensitivityOf(schema).plans !== undefined).map(([part]) => part);
}

/** Returns the function of a version or alias. */
function functionOf(handler: lambda.IFunction): lambda.IFunction {
  return handler instanceof lambda.Version || handler instanceof lambda.Alias ? functionOf(handler.lambda) : handler;
}

function isValidatable(fn: lambda.Function): boolean {
  return fn instanceof SecureFunction || fn instanceof SecureNodejsFunction || EventValidation._of(fn) !== undefined;
}

function textOf({ body, form, uploads, pathParameters, queryParameters, headers, cookies }: HttpEventSchemaProps): string {
  const files = uploads?.map(({ contentType, maxSize }) => [contentType, amountOf(maxSize, 'bytes')]);
  const parameters = [pathParameters, queryParameters, headers, cookies].map((named) =>
    Object.entries(named ?? {}).map(([name, { schema, required, separator }]) => [name, schema, required, separator]).sort(),
  );
  return JSON.stringify([body?._markedSchema, form?._markedSchema, files, ...parameters]);
}
