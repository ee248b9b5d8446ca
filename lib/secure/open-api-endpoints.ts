import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ApiAuthorization } from './api-authorization';
import type { ApiEndpointProps } from './api-endpoint';
import { ApiParameter } from '../inbound-events/api-parameter';
import { Bounding } from '../inbound-events/bounds/bounding';
import { limitsOf } from '../inbound-events/bounds/schema-bounds';
import { Dialect } from '../inbound-events/draft-04';
import { Loosening } from '../inbound-events/loosening';
import { Problem } from '../inbound-events/plain-json';
import { problemSummary } from '../inbound-events/problem-summary';
import { RequestModel, RequestModelOptions } from '../inbound-events/request-model';
import { SchemaProblems } from '../inbound-events/schema-problems';
import { isObject } from '../json/json-object';
import { PatchOperation } from '../json/json-patch';
import { keysOfReference, pointerOf, pointerStep, valueAt } from '../json/json-pointer';

/** An endpoint that an OpenAPI document describes. */
export interface DescribedEndpoint {
  readonly route: string;
  readonly props: ApiEndpointProps;
}

/** What an OpenAPI document describes. */
export interface DescribedApi {
  readonly endpoints: readonly DescribedEndpoint[];
  /** What was changed in the document to bound it. */
  readonly patch: readonly PatchOperation[];
}

/** What an OpenAPI document leaves to the app. */
export interface OpenApiBindings {
  readonly handlers: { readonly [operation: string]: lambda.IFunction };
  readonly authorizations?: { readonly [scheme: string]: ApiAuthorization };
  readonly hasDefaultAuthorization: boolean;
  readonly models?: RequestModelOptions;
}

interface Node {
  readonly [key: string]: any;
}

const VERBS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace'];

/** JSON media types (RFC 6839): the only ones whose bodies API Gateway can hold against a model. */
const JSON_MEDIA = /^application\/([\w.-]+\+)?json(;|$)/;

/** Parameters that describe no part of the request that an endpoint reads: OpenAPI says they are to be ignored. */
const IGNORED_HEADERS = ['accept', 'content-type', 'authorization'];

/** Everything in a document that can't be made safe. */
export class DocumentProblems extends Error {
  constructor(
    public readonly problems: readonly Problem[],
    isComplete = false,
  ) {
    super(`${problems.length} problem${problems.length === 1 ? '' : 's'} with the document:\n${problemSummary(problems, 'models.', isComplete)}`);
  }
}

/**
 * The endpoints of an OpenAPI 3.0 or 3.1 document.
 *
 * @throws DocumentProblems
 */
export function endpointsOf(document: any, bindings: OpenApiBindings): DescribedApi {
  const [, version] = (isNode(document) && /^(3\.[01])(\.|$)/.exec(String(document.openapi))) || [];
  if (version === undefined) {
    const found = isNode(document) ? JSON.stringify(document.openapi ?? document.swagger) : typeof document;
    throw new Error(`the document is not OpenAPI 3.0 or 3.1: openapi is ${found}`);
  }
  const reader = new DocumentReader(document, `openapi-${version}` as Dialect, bindings);
  const endpoints = Object.entries(isNode(document.paths) ? document.paths : {}).flatMap(([path, item]) =>
    isNode(item) ? VERBS.filter((verb) => isNode(item[verb])).map((verb) => reader.endpoint(path, item, verb)) : [],
  );
  const problems = [...reader.problems()];
  if (endpoints.length === 0) problems.push({ pointer: '/paths', message: 'the document has no operations' });
  const unused = Object.keys(bindings.handlers).filter((name) => !reader.usedHandlers.has(name));
  problems.push(...unused.map((name) => ({ pointer: '', operation: `handlers.${name}`, message: 'belongs to no operation' })));
  if (problems.length > 0) throw new DocumentProblems(problems, bindings.models?.allProblems);
  return { endpoints, patch: reader.patch };
}

class DocumentReader {
  public readonly usedHandlers = new Set<string>();
  private readonly found = new Map<string, Problem>();
  private readonly models = new Map<string, RequestModel | undefined>();
  private readonly document: Node;
  private readonly bounding?: Bounding;
  private readonly loosening: Loosening;

  constructor(
    document: Node,
    private readonly dialect: Dialect,
    private readonly bindings: OpenApiBindings,
  ) {
    const { bound, loosen = [] } = bindings.models ?? {};
    this.bounding = bound && new Bounding(document, dialect, limitsOf(bound), () => false);
    this.document = (this.bounding?.document as Node | undefined) ?? document;
    this.loosening = new Loosening(this.document, loosen);
  }

  public get patch(): readonly PatchOperation[] {
    return this.bounding?.patch ?? [];
  }

  /** What is wrong, each once, however many operations it is about. */
  public problems(): readonly Problem[] {
    return [...this.found.values(), ...this.loosening.problems()];
  }

  private add(problem: Problem): void {
    this.found.set(JSON.stringify(problem), problem);
  }

  public endpoint(path: string, item: Node, verb: string): DescribedEndpoint {
    const operation: Node = item[verb];
    const route = `${verb.toUpperCase()} ${path}`;
    const at = `#/paths/${pointerStep(path)}/${verb}`;
    const problem = (message: string) => this.add({ pointer: at.slice(1), operation: route, message });
    const parameters = [...listOf(item.parameters, at.slice(0, at.lastIndexOf('/'))), ...listOf(operation.parameters, at)].map((entry) =>
      this.resolve(entry.value, entry.pointer),
    );
    return {
      route,
      props: {
        handler: this.handler(route, operation, problem),
        body: this.body(operation, at, problem),
        pathParameters: this.parameters(parameters, 'path', problem),
        queryParameters: this.parameters(parameters, 'query', problem),
        headers: this.parameters(parameters, 'header', problem),
        authorization: this.authorization(operation, problem),
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

  private body(operation: Node, at: string, problem: (text: string) => void): RequestModel | undefined {
    if (!isNode(operation.requestBody)) return undefined;
    const { value, pointer } = this.resolve(operation.requestBody, `${at}/requestBody`);
    const content: Node = isNode(value?.content) ? value.content : {};
    const types = Object.keys(content);
    const other = types.filter((type) => !JSON_MEDIA.test(type));
    if (other.length > 0) problem(`the body may be ${other.join(', ')}, which API Gateway can't validate; only JSON can be`);
    const schemas = types.filter((type) => JSON_MEDIA.test(type)).map((type) => `${pointer}/content/${pointerStep(type)}/schema`);
    const distinct = new Set(schemas.map((schema) => JSON.stringify(this.at(schema))));
    if (distinct.size > 1) problem('the body has another schema for each content type; one for all is expected');
    if (schemas.length === 0) {
      if (other.length === 0) problem('the body has no schema');
      return undefined;
    }
    return this.model(this.bounding ? schemas[0] : this.resolve(this.at(schemas[0]), schemas[0]).pointer);
  }

  private model(reference: string): RequestModel | undefined {
    const pointer = pointerOf(keysOfReference(reference) ?? []);
    if (this.models.has(pointer)) return this.models.get(pointer);
    this.models.set(pointer, undefined);
    try {
      this.bounding?.bound(pointer);
      this.models.set(pointer, RequestModel._ofDocument(this.document, pointer, this.dialect, this.loosening));
    } catch (e) {
      if (!(e instanceof SchemaProblems)) throw e;
      for (const problem of e.problems) this.add(problem);
    }
    return this.models.get(pointer);
  }

  private parameters(all: readonly Located[], place: string, problem: (text: string) => void): { [name: string]: ApiParameter } | undefined {
    const found: { [name: string]: ApiParameter } = {};
    for (const { value, pointer } of all) {
      if (!isNode(value)) {
        if (place === 'path') problem(`${pointer} describes no parameter`);
      } else if (value.in === place && !(place === 'header' && IGNORED_HEADERS.includes(String(value.name).toLowerCase()))) {
        const parameter = this.parameter(value, pointer, problem);
        if (parameter) found[value.name] = parameter;
      }
    }
    return Object.keys(found).length > 0 ? found : undefined;
  }

  private parameter({ name, required, schema }: Node, pointer: string, problem: (text: string) => void): ApiParameter | undefined {
    if (!isNode(schema)) {
      problem(`parameter ${name} has no schema`);
      return undefined;
    }
    const model = this.model(`${pointer}/schema`);
    if (!model) return undefined;
    try {
      const parameter = ApiParameter.fromModel(model);
      return required === true ? parameter : parameter.optional();
    } catch (e) {
      problem(`parameter ${name}: ${(e as Error).message}`);
      return undefined;
    }
  }

  private authorization(operation: Node, problem: (text: string) => void): ApiAuthorization | undefined {
    const requirements: unknown = operation.security ?? this.document.security;
    const schemes = Array.isArray(requirements) ? requirements.flatMap((requirement) => (isNode(requirement) ? [Object.keys(requirement)] : [])) : [];
    if (schemes.length > 1 || (schemes[0]?.length ?? 0) > 1) {
      problem('security asks for several schemes; API Gateway takes one for each operation');
      return undefined;
    }
    const [scheme] = schemes[0] ?? [];
    if (scheme !== undefined) {
      const known = this.bindings.authorizations?.[scheme];
      if (!known) problem(`security asks for ${scheme}, and authorizations has nothing for it`);
      return known;
    }
    if (operation.security !== undefined) {
      problem('security is empty, so everybody may call it; leave it away and give an authorization to the API, or name a scheme');
    } else if (!this.bindings.hasDefaultAuthorization) {
      problem('it has no security, and the API has no authorization');
    }
    return undefined;
  }

  private at(pointer: string): unknown {
    return valueAt(this.document, keysOfReference(pointer) ?? []);
  }

  private resolve(value: unknown, pointer: string): Located {
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

interface Located {
  readonly value: Node | undefined;
  readonly pointer: string;
}

function listOf(parameters: unknown, at: string): { value: unknown; pointer: string }[] {
  return Array.isArray(parameters) ? parameters.map((value, index) => ({ value, pointer: `${at}/parameters/${index}` })) : [];
}

function isNode(value: unknown): value is Node {
  return isObject(value);
}
