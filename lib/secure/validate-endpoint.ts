import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SecureFunction } from './secure-function';
import { SecureNodejsFunction } from './secure-nodejs-function';
import { ConstructState } from '../functions/construct-state';
import { HttpEventSchemaProps } from '../inbound-events/event-schema-options';
import { EventValidation } from '../inbound-events/event-validation';
import { sensitivityOf } from '../inbound-events/events/sensitivity';

/** An endpoint, as the function behind it gets to know it. */
export interface ValidatedEndpoint extends HttpEventSchemaProps {
  readonly route: string;
  readonly handler: lambda.IFunction;
  /** Whether requests to it are validated where that can be done. */
  readonly isWanted: boolean;
}

/** What became of that. */
export interface EndpointValidation {
  /** Whether requests are held against what the endpoint says, rather than against a schema of the function or nothing. */
  readonly isValidated: boolean;
  /** Why the endpoint can't be. */
  readonly problem?: string;
  /** Why requests are not validated. */
  readonly obstacles: readonly string[];
}

/** What a function was told of the requests of a route, and what became of it. */
interface Told extends EndpointValidation {
  /** What the endpoint says; undefined where validation is not wanted. */
  readonly text?: string;
}

/** For each function, by route. Of which API a request is, it can't tell. */
const told = new ConstructState<lambda.Function, Map<string, Told>>('endpoint-requests');

/** Has a function hold the requests to an endpoint against what the endpoint says, before its handler gets them. */
export function validateEndpoint(endpoint: ValidatedEndpoint): EndpointValidation {
  const validation = tell(endpoint);
  const reason = endpoint.isWanted ? validation.obstacles.join('; ') : 'validateInFunction is false';
  const sensitive = reason === '' ? [] : sensitiveParts(endpoint);
  if (validation.problem !== undefined || sensitive.length === 0) return validation;
  return { ...validation, problem: `nothing in the function keeps what is sensitive out of its logs (${sensitive.join(', ')}): ${reason}` };
}

function tell({ handler, isWanted, ...props }: ValidatedEndpoint): EndpointValidation {
  const fn = functionOf(handler);
  if (!(fn instanceof lambda.Function) || !isValidatable(fn)) {
    return { isValidated: false, obstacles: isWanted ? [`${handler.node.path} is not a SecureFunction or SecureNodejsFunction of this app, and has no EventValidation`] : [] };
  }
  const { route } = props;
  const routes = told.of(fn) ?? new Map<string, Told>();
  told.set(fn, routes);
  const text = isWanted ? textOf(props) : undefined;
  const known = routes.get(route);
  if (known === undefined) {
    const made = { text, ...(isWanted ? EventValidation._addEndpoint(fn, props) : { isValidated: false, obstacles: [] }) };
    routes.set(route, made);
    return made;
  }
  if (text === known.text) return known;
  if (text === undefined && !known.isValidated) return { isValidated: false, obstacles: [] };
  return { isValidated: false, problem: `the function ${fn.node.path} gets ${route} from another API, which says something else of it or of validateInFunction: give it a function of its own`, obstacles: [] };
}

/** Where an endpoint has values that are marked as sensitive. */
function sensitiveParts({ body, form, pathParameters, queryParameters, headers }: HttpEventSchemaProps): string[] {
  const parameters = Object.entries({ pathParameters, queryParameters, headers }).flatMap(([place, named]) =>
    Object.entries(named ?? {}).map(([name, { schema }]): [string, unknown] => [`${place}.${name}`, schema]),
  );
  return [['body', body?._markedSchema] as const, ['form', form?._markedSchema] as const, ...parameters].filter(([, schema]) => sensitivityOf(schema).plans !== undefined).map(([part]) => part);
}

/** The function of a version or alias. */
function functionOf(handler: lambda.IFunction): lambda.IFunction {
  return handler instanceof lambda.Version || handler instanceof lambda.Alias ? functionOf(handler.lambda) : handler;
}

function isValidatable(fn: lambda.Function): boolean {
  return fn instanceof SecureFunction || fn instanceof SecureNodejsFunction || EventValidation._of(fn) !== undefined;
}

function textOf({ body, form, uploads, pathParameters, queryParameters, headers }: HttpEventSchemaProps): string {
  const files = uploads?.map(({ contentType, maxSize }) => [contentType, maxSize.toBytes()]);
  const parameters = [pathParameters, queryParameters, headers].map((named) =>
    Object.entries(named ?? {}).map(([name, { schema, required, separator }]) => [name, schema, required, separator]).sort(),
  );
  return JSON.stringify([body?._markedSchema, form?._markedSchema, files, ...parameters]);
}
