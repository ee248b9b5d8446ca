import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SecureFunction } from './secure-function';
import { SecureNodejsFunction } from './secure-nodejs-function';
import { HttpEventSchemaProps } from '../inbound-events/event-schema-options';
import { EventValidation } from '../inbound-events/event-validation';

/** An endpoint, as the function behind it gets to know it. */
export interface ValidatedEndpoint extends HttpEventSchemaProps {
  readonly route: string;
  readonly handler: lambda.IFunction;
  /** Whether requests to it are validated where that can be done. */
  readonly isWanted: boolean;
}

/** What became of that. */
export interface EndpointValidation {
  readonly isValidated: boolean;
  /** Why the endpoint can't be. */
  readonly problem?: string;
  /** Why requests are not validated. */
  readonly obstacles: readonly string[];
}

/** What each function was told of the requests that it gets, by their routes. Of which API a request is, it can't tell. */
const told = new WeakMap<lambda.Function, Map<string, string>>();

/** Has a function hold the requests to an endpoint against what the endpoint says, before its handler gets them. */
export function validateEndpoint({ handler, isWanted, ...props }: ValidatedEndpoint): EndpointValidation {
  const fn = functionOf(handler);
  if (!(fn instanceof lambda.Function) || !isValidatable(fn)) {
    return { isValidated: false, obstacles: isWanted ? [`${handler.node.path} is not a SecureFunction or SecureNodejsFunction of this app, and has no EventValidation`] : [] };
  }
  const { route } = props;
  const routes = told.get(fn) ?? new Map<string, string>();
  told.set(fn, routes);
  const obstacles = isWanted && !routes.has(route) ? EventValidation._addEndpoint(fn, props) : [];
  const isValidated = isWanted && obstacles.length === 0;
  const text = isValidated ? textOf(props) : 'not validated';
  if (routes.has(route) && routes.get(route) !== text) {
    return { isValidated: false, problem: `the function ${fn.node.path} gets ${route} from another API, which says something else of it or of validateInFunction: give it a function of its own`, obstacles: [] };
  }
  routes.set(route, text);
  return { isValidated, obstacles };
}

/** The function of a version or alias. */
function functionOf(handler: lambda.IFunction): lambda.IFunction {
  return handler instanceof lambda.Version || handler instanceof lambda.Alias ? functionOf(handler.lambda) : handler;
}

function isValidatable(fn: lambda.Function): boolean {
  return fn instanceof SecureFunction || fn instanceof SecureNodejsFunction || EventValidation._of(fn) !== undefined;
}

function textOf({ body, pathParameters, queryParameters, headers }: HttpEventSchemaProps): string {
  return JSON.stringify([body?.schema, ...[pathParameters, queryParameters, headers].map((parameters) =>
    Object.entries(parameters ?? {}).map(([name, { schema, required }]) => [name, schema, required]).sort(),
  )]);
}
