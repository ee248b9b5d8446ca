import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { bodiesOf, DescribedBodies } from './open-api-bodies';
import { isNode, Located, Node } from './open-api-node';
import { parametersIn } from './open-api-parameters';
import { Bounding } from '../../inbound-events/bounds/bounding';
import { limitsOf } from '../../inbound-events/bounds/schema-bounds';
import { Dialect } from '../../inbound-events/draft-04';
import { Loosening } from '../../inbound-events/loosening';
import { Problem, withoutUndefined } from '../../inbound-events/plain-json';
import { problemSummary } from '../../inbound-events/problem-summary';
import { RequestModel, RequestModelOptions } from '../../inbound-events/request-model';
import { SchemaProblems } from '../../inbound-events/schema-problems';
import { PatchOperation } from '../../json/json-patch';
import { keysOfReference, pointerOf, pointerStep, valueAt } from '../../json/json-pointer';
import { ApiAuthorization } from '../api/api-authorization';
import type { ApiEndpointProps } from '../api/api-endpoint';

/** An endpoint that an OpenAPI document describes. */
export interface DescribedEndpoint {
  readonly route: string;
  readonly props: ApiEndpointProps;
}

/** The API that an OpenAPI document describes. */
export interface DescribedApi {
  readonly endpoints: readonly DescribedEndpoint[];
  /** The changes that bound the document. */
  readonly patch: readonly PatchOperation[];
}

/** Settings of the app that an OpenAPI document does not contain. */
export interface OpenApiBindings {
  readonly handlers: { readonly [operation: string]: lambda.IFunction };
  readonly authorizations?: { readonly [scheme: string]: ApiAuthorization };
  readonly hasDefaultAuthorization: boolean;
  readonly models?: RequestModelOptions;
}

const VERBS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace'];

/** All problems in a document that prevent a validated API. */
export class DocumentProblems extends Error {
  constructor(
    public readonly problems: readonly Problem[],
    isComplete = false,
  ) {
    super(`${problems.length} problem${problems.length === 1 ? '' : 's'} with the document:\n${problemSummary(problems, 'models.', isComplete)}`);
  }
}

/**
 * Returns the endpoints of an OpenAPI 3.0 or 3.1 document.
 *
 * @throws DocumentProblems
 */
export function endpointsOf(definition: any, bindings: OpenApiBindings): DescribedApi {
  const document: any = withoutUndefined(definition);
  const [, version] = (isNode(document) && /^(3\.[01])(\.|$)/.exec(String(document.openapi))) || [];
  if (version === undefined) {
    const found = isNode(document) ? JSON.stringify(document.openapi ?? document.swagger) : typeof document;
    throw new Error(`the document is not OpenAPI 3.0 or 3.1: openapi is ${found}`);
  }
  const reader = new DocumentReader(document, `openapi-${version}` as Dialect, bindings);
  const endpoints = Object.entries(isNode(document.paths) ? document.paths : {}).flatMap(([path, item]) =>
    reader.endpointsAt(path, item),
  );
  const problems = [...reader.problems()];
  if (endpoints.length === 0) problems.push({ pointer: '/paths', message: 'the document has no operations' });
  const unused = Object.keys(bindings.handlers).filter((name) => !reader.usedHandlers.has(name));
  problems.push(...unused.map((name) => ({ pointer: '', operation: `handlers.${name}`, message: 'no operation has this name' })));
  if (problems.length > 0) throw new DocumentProblems(problems, bindings.models?.allProblems);
  return { endpoints, patch: reader.patch };
}

export class DocumentReader {
  public readonly usedHandlers = new Set<string>();
  private readonly found = new Map<string, Problem>();
  private readonly models = new Map<string, RequestModel | undefined>();
  private readonly document: Node;
  /** Maximum size, in bytes, of a body that is validated only by type and size; undefined if only the document sets it. */
  public readonly maxBytes?: number;
  private readonly bounding?: Bounding;
  private readonly loosening: Loosening;

  constructor(
    document: Node,
    private readonly dialect: Dialect,
    private readonly bindings: OpenApiBindings,
  ) {
    const { bound, loosen = [] } = bindings.models ?? {};
    this.maxBytes = bound && limitsOf(bound).maxBytes;
    this.bounding = bound && new Bounding(document, dialect, limitsOf(bound), () => false);
    this.document = (this.bounding?.document as Node | undefined) ?? document;
    this.loosening = new Loosening(this.document, loosen);
  }

  public get patch(): readonly PatchOperation[] {
    return this.bounding?.patch ?? [];
  }

  /** Returns the problems, each once, even if several operations have it. */
  public problems(): readonly Problem[] {
    return [...this.found.values(), ...this.loosening.problems()];
  }

  private add(problem: Problem): void {
    this.found.set(JSON.stringify(problem), problem);
  }

  /** Returns the endpoints of a path, which may be described elsewhere in the document. */
  public endpointsAt(path: string, given: unknown): DescribedEndpoint[] {
    const { value: item, pointer } = this.resolve(given, `#/paths/${pointerStep(path)}`);
    if (isNode(item)) return VERBS.filter((verb) => isNode(item[verb])).map((verb) => this.endpoint(path, item, verb, `${pointer}/${verb}`));
    if (isNode(given)) this.add({ pointer: `/paths/${pointerStep(path)}`, message: `the $ref ${String(given.$ref)} leads nowhere in the document` });
    return [];
  }

  private endpoint(path: string, item: Node, verb: string, at: string): DescribedEndpoint {
    const operation: Node = item[verb];
    const route = `${verb.toUpperCase()} ${path}`;
    const problem = (message: string) => this.add({ pointer: at.slice(1), operation: route, message });
    const parameters = [...listOf(item.parameters, at.slice(0, at.lastIndexOf('/'))), ...listOf(operation.parameters, at)].map((entry) =>
      this.resolve(entry.value, entry.pointer),
    );
    return {
      route,
      props: {
        handler: this.handler(route, operation, problem),
        ...this.bodies(verb, operation, at, problem),
        pathParameters: parametersIn(this, parameters, 'path', problem),
        queryParameters: parametersIn(this, parameters, 'query', problem),
        headers: parametersIn(this, parameters, 'header', problem),
        cookies: parametersIn(this, parameters, 'cookie', problem),
        authorization: this.authorization(route, operation, problem),
      },
    };
  }

  private handler(route: string, operation: Node, problem: (text: string) => void): lambda.IFunction | undefined {
    const name = [operation.operationId, route].find((key) => typeof key === 'string' && this.bindings.handlers[key]);
    if (name === undefined) {
      problem(`handlers has no function for ${operation.operationId ? `${operation.operationId} or ` : ''}${JSON.stringify(route)}`);
      return undefined;
    }
    this.usedHandlers.add(name);
    return this.bindings.handlers[name];
  }

  private bodies(verb: string, operation: Node, at: string, problem: (text: string) => void): DescribedBodies {
    if (!isNode(operation.requestBody)) return {};
    const { value, pointer } = this.resolve(operation.requestBody, `${at}/requestBody`);
    return bodiesOf(this, isNode(value?.content) ? value.content : {}, `${pointer}/content`, verb, problem);
  }

  /** Returns the model of a body. If models are bounded, a schema may be closed where it is used, but not where it is defined. */
  public bodyModel(schema: unknown, pointer: string): RequestModel | undefined {
    return this.model(this.bounding ? pointer : this.resolve(schema, pointer).pointer);
  }

  /** Returns the model of a schema; created once. */
  public model(reference: string, isText = false): RequestModel | undefined {
    const pointer = pointerOf(keysOfReference(reference) ?? []);
    if (this.models.has(pointer)) return this.models.get(pointer);
    this.models.set(pointer, undefined);
    try {
      this.bounding?.bound(pointer, isText);
      this.models.set(pointer, RequestModel._ofDocument(this.document, pointer, this.dialect, this.loosening));
    } catch (e) {
      if (!(e instanceof SchemaProblems)) throw e;
      for (const problem of e.problems) this.add(problem);
    }
    return this.models.get(pointer);
  }

  /** One of the alternatives is enough: the first one whose schemes all have the same authorization here. */
  private authorization(route: string, operation: Node, problem: (text: string) => void): ApiAuthorization | undefined {
    const { authorizations = {}, hasDefaultAuthorization } = this.bindings;
    const own = [operation.operationId, route].find((key) => typeof key === 'string' && authorizations[key] !== undefined);
    if (own !== undefined) return authorizations[own];
    const requirements: unknown = operation.security ?? this.document.security;
    const nodes = (Array.isArray(requirements) ? requirements : []).filter(isNode);
    const alternatives = nodes.filter((requirement) => Object.keys(requirement).length > 0);
    for (const requirement of alternatives) {
      const found = new Set(Object.keys(requirement).map((scheme) => authorizations[scheme]));
      const [first] = found;
      if (found.size !== 1 || !first) continue;
      const scopes = Object.values(requirement).flat().map(String);
      if (first.type === AuthorizationType.COGNITO && !requires(first, scopes)) {
        problem(`security requires the scope ${scopes.join(' and ')}, which its authorization does not; set one for the operation in authorizations`);
      }
      return first;
    }
    if (alternatives.length > 0) {
      const shown = alternatives.map((requirement) => Object.keys(requirement).join(' with ')).join(' or ');
      problem(`security requires ${shown}, and authorizations does not define it`);
    } else if (operation.security !== undefined) {
      problem('security is empty, so every client may call it; name a scheme and define it in authorizations');
    } else if (!hasDefaultAuthorization) {
      problem('it has no security, and the API has no authorization');
    }
    return undefined;
  }

  public at(pointer: string): unknown {
    return valueAt(this.document, keysOfReference(pointer) ?? []);
  }

  public resolve(value: unknown, pointer: string): Located {
    const seen = new Set<string>();
    let here: Located = { value: value as Node, pointer };
    while (isNode(here.value) && typeof here.value.$ref === 'string') {
      const target: string = here.value.$ref;
      if (seen.has(target) || !keysOfReference(target)) return { value: undefined, pointer: here.pointer };
      seen.add(target);
      here = { value: this.at(target) as Node | undefined, pointer: target };
    }
    return here;
  }
}

/** Checks whether all scopes are in each token that a user pool's authorization accepts. It accepts tokens with one of its own scopes. */
function requires({ scopes: accepted }: ApiAuthorization, scopes: readonly string[]): boolean {
  return scopes.length === 0 || (accepted.length > 0 && scopes.every((scope) => accepted.every((one) => one === scope)));
}

function listOf(parameters: unknown, at: string): { value: unknown; pointer: string }[] {
  return Array.isArray(parameters) ? parameters.map((value, index) => ({ value, pointer: `${at}/parameters/${index}` })) : [];
}
