import { createHash } from 'crypto';
import { Stack, Token, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Bounding } from './bounds/bounding';
import { limitsOf, SchemaBounds } from './bounds/schema-bounds';
import { contradictions } from './contradictions';
import { Converted, Dialect, Draft04, toDraft04 } from './draft-04';
import { SENSITIVE } from './events/sensitivity';
import { ineffectiveKeywords } from './ineffective';
import { Exemption, Loosening } from './loosening';
import { plainJsonProblems, Problem, withoutUndefined, withoutUndefinedNotes } from './plain-json';
import { readDocument } from './read-document';
import { SchemaException } from './schema-exception';
import { SchemaProblems } from './schema-problems';
import { depthProblems, everySchema, patternProblems, strictnessProblems } from './schema-review';
import { qualify } from '../gate';
import { isObject, sortedEntries } from '../json/json-object';
import { keysOfReference, pointerOf, valueAt } from '../json/json-pointer';
import { isGap, STRICTNESS_RULE } from './template/schema-strictness';

/**
 * Options of a request model.
 */
export interface RequestModelOptions {
  /**
   * The places where the schema may be looser than a request model should be.
   *
   * Each exception has a reason, which is used to acknowledge the gate's findings about it.
   *
   * @default - none; the schema leaves nothing open
   */
  readonly loosen?: SchemaException[];

  /**
   * Limits for everything that the document leaves open. Texts, numbers, arrays and nesting get the maximum that a request can have. Properties that
   * are not named are rejected. Keywords without effect are removed. {@link RequestModel.patch} lists the changes.
   *
   * @default - open parts are an error
   */
  readonly bound?: SchemaBounds;

  /**
   * Whether an error lists each problem. Otherwise, many problems are summarized by cause.
   *
   * @default false
   */
  readonly allProblems?: boolean;

  /**
   * The description of the model in API Gateway.
   *
   * @default - no description
   */
  readonly description?: string;
}

const DRAFT_04 = 'http://json-schema.org/draft-04/schema#';

/** "The maximum size of the model is 400 KB": CreateModel in the API Gateway API Reference. */
const MAX_BYTES = 400_000;

/** Origin of a schema. */
interface Origin {
  /** The call, as named in errors. */
  readonly call: string;
  readonly document: unknown;
  /** JSON pointer of the schema in the document, without `#`. */
  readonly pointer: string;
  readonly dialect: Dialect;
}

/**
 * The schema of a request body, with which API Gateway validates requests. It is checked when it is created (SEC 3, inbound events: request
 * validation).
 *
 * The schema is written in JSON Schema draft-04 to 2020-12 or in OpenAPI 3.0 or 3.1. It is converted to draft-04, the version that API Gateway
 * supports. Keywords with an equivalent are rewritten; others are an error. Everything that the schema leaves open is an error as well: unknown
 * properties, unbounded strings, numbers, arrays and nesting, and patterns that can take unlimited time.
 *
 * A schema can refer to another model: use the `RequestModel` instead of a schema, or instead of the text of a `$ref`. Both become models of the API,
 * and one refers to the other.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export class RequestModel {
  /**
   * A model of a JSON Schema.
   *
   * @param schema the schema, as an object
   * @param options where the schema may be loose
   * @throws Error with all problems, by JSON pointer
   */
  public static fromSchema(schema: any, options: RequestModelOptions = {}): RequestModel {
    return new RequestModel({ call: 'RequestModel.fromSchema', document: schema, pointer: '', dialect: 'unknown' }, options);
  }

  /**
   * A model of a JSON Schema in a file.
   *
   * @param path path of the file, JSON or YAML, relative to the working directory
   * @param options where the schema may be loose
   * @throws Error if the file can't be read, with line and column if it is neither JSON nor YAML; and with all problems of the
   * schema, by JSON pointer
   */
  public static fromFile(path: string, options: RequestModelOptions = {}): RequestModel {
    return new RequestModel({ call: `RequestModel.fromFile('${path}')`, document: readDocument(path), pointer: '', dialect: 'unknown' }, options);
  }

  /**
   * A model of a schema in an OpenAPI document, with all schemas that it refers to.
   *
   * @param document the document, version 3.0 or 3.1, as an object
   * @param pointer JSON pointer (RFC 6901) of the schema: `#/components/schemas/Order`
   * @param options where the schema may be loose; pointers refer to the document
   * @throws Error if the document is not OpenAPI 3.0 or 3.1, if the pointer has no target, and with all problems of the
   * schema, by JSON pointer
   */
  public static fromOpenApi(document: any, pointer: string, options: RequestModelOptions = {}): RequestModel {
    const call = `RequestModel.fromOpenApi('${pointer}')`;
    const steps = keysOfReference(pointer);
    const [, version] = (isObject(document) && typeof document.openapi === 'string' && /^(3\.[01])(\.|$)/.exec(document.openapi)) || [];
    if (Token.isUnresolved(document)) throw new Error(`${call}: the document is a token, whose value is known only at deployment`);
    if (version === undefined) {
      const found = isObject(document) ? JSON.stringify(document.openapi ?? document.swagger) : typeof document;
      throw new Error(`${call}: expected a document whose openapi is 3.0.x or 3.1.x, found ${found}`);
    }
    if (!steps) throw new Error(`${call}: '${pointer}' is not a JSON pointer in the document; write one such as #/components/schemas/Order`);
    if (valueAt(document, steps) === undefined) throw new Error(`${call}: nothing is there in the document`);
    return new RequestModel({ call, document, pointer: pointerOf(steps), dialect: `openapi-${version}` as Dialect }, options);
  }

  /**
   * A model that shares the exceptions of its document with others.
   *
   * @throws SchemaProblems
   * @internal
   */
  public static _ofDocument(document: any, pointer: string, dialect: Dialect, loosening: Loosening): RequestModel {
    return new RequestModel({ call: 'RequestModel.fromOpenApi', document, pointer, dialect }, {}, loosening);
  }

  /**
   * The schema with which requests are validated: JSON Schema draft-04, self-contained and frozen. The models that it refers to are in its
   * `definitions`.
   */
  public readonly schema: any;

  /**
   * The changes of the conversion to draft-04, one sentence each, by JSON pointer.
   */
  public readonly conversions: string[];

  /**
   * The changes that `bound` made to the document, as a JSON Patch (RFC 6902): a list of operations. A document with these changes
   * needs no `bound`.
   */
  public readonly patch: any[];

  /**
   * The schema in draft-04, with models as references, and with marks for sensitive values.
   *
   * @internal
   */
  public readonly _draft: any;

  /**
   * {@link schema} with marks of sensitive values, which API Gateway does not get.
   *
   * @internal
   */
  public readonly _markedSchema: any;

  private readonly description?: string;
  private readonly exemptions: readonly Exemption[];
  private readonly bound = new WeakMap<apigateway.IRestApi, apigateway.Model>();

  private constructor(origin: Origin, options: RequestModelOptions, loosening?: Loosening) {
    const isModel = (value: unknown) => value instanceof RequestModel;
    // A document with many models is cleaned once, by its reader.
    const clean = origin.dialect === 'unknown' ? withoutUndefinedNotes : withoutUndefined;
    const given: Origin = loosening ? origin : { ...origin, document: clean(origin.document) };
    const bounding = options.bound && boundingOf(given, options.bound, isModel);
    const read = bounding ? { ...given, document: bounding.document } : given;
    const converted = toDraft04(read.document, { ...read, isModel });
    const found = [...converted.problems, ...(converted.readable ? review(converted, read.dialect === 'unknown') : [])];
    const exceptions = loosening ?? new Loosening(read.document, converted.readable ? (options.loosen ?? []) : []);
    const { problems, exemptions } = exceptions.exempt(found);
    if (!loosening) problems.push(...exceptions.problems());
    if (problems.length > 0) throw new SchemaProblems(origin.call, problems, options.allProblems);
    this._draft = { $schema: DRAFT_04, ...rendered(converted.schema, (reference) => reference, true) };
    this.schema = frozen(selfContained(this._draft, false));
    this._markedSchema = frozen(selfContained(this._draft, true));
    this.conversions = [...converted.conversions];
    this.patch = bounding ? [...bounding.patch] : [];
    this.description = options.description;
    this.exemptions = exemptions;
  }

  /**
   * Returns the API's model of this schema. The first call creates it, together with the models that it refers to.
   *
   * CloudFormation generates the name of the model, so that it can be replaced. Deployments that the
   * API creates itself include a changed model; those of `SpecRestApi` and of imported APIs do not.
   *
   * @param api the API of the methods; each API has its own model
   * @returns the model, for `requestModels`; its `node.defaultChild` is the `CfnModel`
   */
  public bind(api: apigateway.IRestApi): apigateway.Model {
    const known = this.bound.get(api) ?? (api.node.tryFindChild(this.id) as apigateway.Model | undefined);
    const model = known ?? this.modelFor(api);
    this.bound.set(api, model);
    return model;
  }

  /** Identifies the model in an API. Models with the same content share a resource. */
  private get id(): string {
    const { title } = this._draft;
    const content = JSON.stringify([this.schema, this.description, this.exemptions]);
    const name = typeof title === 'string' ? title.replace(/[^A-Za-z0-9]/g, '').slice(0, 40) : 'Request';
    return `${name}Model${createHash('sha256').update(content).digest('hex').slice(0, 8)}`;
  }

  private modelFor(api: apigateway.IRestApi): apigateway.Model {
    const schema = rendered(this._draft, (reference) =>
      reference instanceof RequestModel ? addressOf(api.restApiId, reference.bind(api).modelId) : reference,
    );
    const model = new apigateway.Model(api, this.id, { restApi: api, description: this.description, schema });
    const resource = model.node.defaultChild as apigateway.CfnModel;
    // Model would rename keys inside of values, so the schema is set directly. CloudFormation rejects null, except in a text.
    if (holdsNull(schema)) resource.addPropertyOverride('Schema', Stack.of(api).toJsonString(schema));
    else resource.schema = schema;
    for (const [looseness, exemptions] of byLooseness(this.exemptions)) {
      if (!isGap(looseness)) continue;
      const reason = [...new Set(exemptions.map(({ pointer, reason: why }) => `${pointer === undefined ? '' : `#${pointer}: `}${why}`))].join('; ');
      Validations.of(model).acknowledge({ id: qualify(STRICTNESS_RULE, looseness), reason });
    }
    return model;
  }
}

/**
 * Returns what the draft-04 schema leaves open, by pointers in the document.
 *
 * @param isOwn whether the author of the app wrote the schema, so that keywords without effect are mistakes; documents of APIs often have some
 */
function review(converted: Converted, isOwn: boolean): Problem[] {
  const { schema } = converted;
  const others = new Map(modelsIn(schema).map((model, index): [RequestModel, string] => [model, `Other${index}`]));
  const template = (draft: Draft04) =>
    rendered(draft, (reference) => (reference instanceof RequestModel ? addressOf('${Api}', `\${${others.get(reference)}}`) : reference));
  const own = template(schema);
  const bytes = Buffer.byteLength(JSON.stringify(own));
  const depth = depthProblems(schema);
  const problems = [
    ...(bytes > MAX_BYTES ? [{ pointer: '', message: `the schema takes ${bytes} bytes; API Gateway takes at most 400 KB a model` }] : []),
    ...patternProblems(schema),
    ...everySchema(schema).flatMap(({ pointer, node }) =>
      [...contradictions(node), ...(isOwn ? ineffectiveKeywords(node) : [])].map((message) => ({ pointer, message })),
    ),
    ...depth,
    // A schema with endless recursion can't be reviewed further.
    ...(depth.some(({ looseness }) => looseness === undefined)
      ? []
      : strictnessProblems(own, new Map([...others].map(([model, logicalId]) => [logicalId, template(model._draft)])))),
  ];
  return problems.map((problem) => ({ ...problem, pointer: converted.sourceOf(problem.pointer) }));
}

function boundingOf({ call, document, pointer, dialect }: Origin, bounds: SchemaBounds, isModel: (value: unknown) => boolean): Bounding | undefined {
  // The conversion reports values that are not plain JSON.
  if (plainJsonProblems(document, '', isModel).length > 0) return undefined;
  try {
    const bounding = new Bounding(document, dialect, limitsOf(bounds), isModel);
    bounding.bound(pointer);
    return bounding;
  } catch (e) {
    throw new Error(`${call}: ${(e as Error).message}`);
  }
}

/** Returns a copy of a schema with other references. Marks for sensitive values are kept only for functions. */
function rendered(root: Draft04, reference: (written: unknown) => unknown, isMarked = false): Draft04 {
  const schemas = new Set<unknown>(everySchema(root).map(({ node }) => node));
  const copy = (value: unknown): any => {
    if (Array.isArray(value)) return value.map(copy);
    if (!isObject(value)) return value;
    const isSchema = schemas.has(value);
    const entries = sortedEntries(value).filter(([key]) => isMarked || !isSchema || key !== SENSITIVE);
    return Object.fromEntries(entries.map(([key, inner]) => [key, isSchema && key === '$ref' ? reference(inner) : copy(inner)]));
  };
  return copy(root);
}

/** Returns the schema with all models that it refers to in its definitions. */
function selfContained(draft: Draft04, isMarked: boolean): Draft04 {
  const names = new Map<RequestModel, string>();
  for (const model of modelsIn(draft)) {
    const taken = new Set([...Object.keys(draft.definitions ?? {}), ...names.values()]);
    let index = 1;
    while (taken.has(`model${index}`)) index += 1;
    names.set(model, `model${index}`);
  }
  const at = (base: string) => (reference: unknown) =>
    reference instanceof RequestModel ? `#/definitions/${names.get(reference)}` : base + String(reference).slice(1);
  const others = [...names].map(([model, name]) => {
    const { $schema: _, ...schema } = rendered(model._draft, at(`#/definitions/${name}`), isMarked);
    return [name, schema];
  });
  const own = rendered(draft, at('#'), isMarked);
  return others.length === 0 ? own : { ...own, definitions: { ...own.definitions, ...Object.fromEntries(others) } };
}

/** The models that a schema refers to, directly or not. */
function modelsIn(draft: Draft04): RequestModel[] {
  const found = new Set<RequestModel>();
  const add = (schema: Draft04) => {
    for (const { node } of everySchema(schema)) {
      if (!(node.$ref instanceof RequestModel) || found.has(node.$ref)) continue;
      found.add(node.$ref);
      add(node.$ref._draft);
    }
  };
  add(draft);
  return [...found];
}

function addressOf(restApiId: string, modelId: string): string {
  return `https://apigateway.amazonaws.com/restapis/${restApiId}/models/${modelId}`;
}

function byLooseness(exemptions: readonly Exemption[]): Map<string, Exemption[]> {
  const groups = new Map<string, Exemption[]>();
  for (const exemption of exemptions) groups.set(exemption.looseness, [...(groups.get(exemption.looseness) ?? []), exemption]);
  return groups;
}

function holdsNull(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.values(value).some(holdsNull));
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
