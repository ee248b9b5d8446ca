/** The entry points of an application: API endpoints, function URLs and event sources, as templates declare them. */
import { busEvents, eventSchema } from './event-schemas';
import { FuzzFunction, readFunction } from './functions';
import { Upstream, upstreamsOf } from './upstream';
import { constructPathOf, Property, Resource, Undetermined, Workload } from '../../gate';
import { toDraft04 } from '../../inbound-events/draft-04';
import { bucketNotifications, NOTIFYING_TYPES } from '../../inbound-events/template/bucket-notifications';
import { madeByRule, mappingSource } from '../../inbound-events/template/event-sources';
import { MappedIntegration, mappedIntegration, readsRequest } from '../../inbound-events/template/mapping/integration';
import { withStandIns } from '../../inbound-events/template/mapping/stand-ins';
import { modelNamed } from '../../inbound-events/template/models';
import type { Operation } from '../../inbound-events/template/operation';
import { recordedRequests } from '../../inbound-events/template/recorded-events';
import { eachOperation, OPERATION_TYPES } from '../../inbound-events/template/rest-api';
import {
  ENDPOINT_BODY_METADATA, ENDPOINT_OTHER_BODIES_METADATA, ENDPOINT_PARAMETERS_METADATA, functionAt, RecordedBodies, RecordedParameter, RecordedUpload,
} from '../../inbound-events/template/validated-function';
import { keysOfReference, pointerOf } from '../../json/json-pointer';

/**
 * The kind of events. `mapped` and `service` are REST methods with a non-proxy integration: `mapped` with a function behind it, `service` without.
 */
export type EntryPointKind = 'rest' | 'mapped' | 'service' | 'http' | 'url' | 'sqs' | 'sns' | 'kinesis' | 'dynamodb' | 's3' | 'eventbridge';

/** A parameter that an endpoint declares. */
export interface EntryPointParameter {
  readonly name: string;
  readonly place: string;
  readonly required: boolean;
  /** The JSON Schema of a value, if the function's validator has one. */
  readonly schema?: unknown;
}

/** A key attribute of a table, and its type: `S`, `N` or `B`. */
export interface TableKey {
  readonly name: string;
  readonly type: string;
}

/** An entry point of a function, or of a service behind an API. */
export interface EntryPoint {
  readonly kind: EntryPointKind;
  /** The verb and path, such as `POST /orders`, or the construct path of the event source. */
  readonly name: string;
  /** The construct path of the resource that declares it: a method, a route, an API with a document, a URL or an event source. */
  readonly declaredBy: string;
  /** Undefined if a service is behind the entry point. */
  readonly fn?: FuzzFunction;
  /** The integration, for the kinds `mapped` and `service`. */
  readonly integration?: MappedIntegration;
  readonly method?: string;
  readonly resource?: string;
  /** The schema of the body or the message, as far as a model or an event schema describes it. */
  readonly schema?: unknown;
  /** The schema of forms, if the function's validator has one. */
  readonly form?: unknown;
  /** Bodies that the function's validator accepts by type and size. */
  readonly uploads?: readonly RecordedUpload[];
  /** Whether the gateway or the validator before the function enforces the model. */
  readonly checksBody: boolean;
  readonly checksParameters: boolean;
  /** The content types with a model. `$default` means all others. */
  readonly contentTypes: readonly string[];
  readonly binaryTypes: readonly string[];
  readonly parameters: readonly EntryPointParameter[];
  /** Whether the function's validator rejects undeclared parameters and invalid values, and checks bodies completely, including formats. */
  readonly rejectsParameters: boolean;
  /** The format of messages: `json`, or `text` whose schema describes a string. @default 'json' */
  readonly payload?: string;
  /** The envelope of messages in a queue: `none`, `sns` or `eventBridge`. @default 'none' */
  readonly envelope?: string;
  /** The services that send to a queue. Messages have their envelope unless a schema defines another one. @default - unknown */
  readonly upstreams?: readonly Upstream[];
  /** The payload version of an HTTP API that uses the format of REST APIs. */
  readonly version?: '1.0';
  /** The source of EventBridge events. */
  readonly source?: string;
  readonly detailType?: string;
  /** The key attributes and the view of a DynamoDB stream. */
  readonly keys?: readonly TableKey[];
  readonly view?: string;
  /** The names of bucket events, such as `ObjectCreated:Put`, and the prefix and suffix of keys. */
  readonly eventNames?: readonly string[];
  readonly prefix?: string;
  readonly suffix?: string;
  /** Facts that can't be determined, and tests that are not run. */
  readonly notes: readonly string[];
}

/** Returns the construct path of the function behind an entry point, or of the method if there is no function. */
export function placeOf({ fn, integration }: EntryPoint): string {
  return fn?.path ?? integration!.path;
}

/** The entry points of a cloud assembly. */
export interface EntryPoints {
  readonly entryPoints: readonly EntryPoint[];
  /** Entry points that can't be fuzzed, with one sentence for each. */
  readonly skipped: readonly string[];
}

const MODEL_ADDRESS = /^https:\/\/apigateway\.amazonaws\.com\/restapis\/[^/]+\/models\/([^/]+)$/;

/**
 * Finds the entry points of a workload.
 *
 * @param scratch a folder for code that is written in templates
 */
export function readEntryPoints(workload: Workload, scratch: string): EntryPoints {
  const { results: [{ result, choices }], complete } = workload.scenarios.explore(() => new Reader(workload, scratch).run(), 1);
  if (complete) return result;
  return { ...result, skipped: [...result.skipped, `what there is in other cases than this one: ${choices.map(({ assumption }) => assumption).join(', ')}`] };
}

class Reader {
  private readonly entryPoints: EntryPoint[] = [];
  private readonly skipped: string[] = [];
  private readonly functions = new Map<Resource, FuzzFunction>();

  constructor(
    private readonly workload: Workload,
    private readonly scratch: string,
  ) {}

  public run(): EntryPoints {
    for (const resource of this.workload.resources(...OPERATION_TYPES)) this.operations(resource);
    for (const route of this.workload.resources('AWS::ApiGatewayV2::Route')) this.guarded(route, () => this.route(route));
    for (const url of this.workload.resources('AWS::Lambda::Url')) this.guarded(url, () => this.url(url));
    for (const mapping of this.workload.resources('AWS::Lambda::EventSourceMapping')) this.guarded(mapping, () => this.mapping(mapping));
    for (const subscription of this.workload.resources('AWS::SNS::Subscription')) this.guarded(subscription, () => this.subscription(subscription));
    for (const bucket of this.workload.resources(...NOTIFYING_TYPES)) this.guarded(bucket, () => this.bucket(bucket));
    for (const rule of this.workload.resources('AWS::Events::Rule')) this.guarded(rule, () => this.rule(rule));
    return { entryPoints: this.entryPoints, skipped: [...new Set(this.skipped)] };
  }

  private guarded(resource: Resource, read: () => void): void {
    try {
      read();
    } catch (e) {
      if (!(e instanceof Undetermined)) throw e;
      this.skipped.push(`${resource.path}: ${e.reason}`);
    }
  }

  private operations(resource: Resource): void {
    const outcomes = eachOperation(resource, this.workload, (operation) => {
      this.operation(operation, resource);
      return [];
    });
    for (const outcome of outcomes) this.skipped.push(`${resource.path}: ${outcome.message}`);
  }

  private operation(operation: Operation, resource: Resource): void {
    const type = operation.integration().type();
    const uri = [operation.at.at('Integration', 'Uri'), operation.at.at('x-amazon-apigateway-integration', 'uri')].find((place) => place.exists);
    const target = uri && functionAt(uri);
    const written = operation.verb();
    const name = `${written} ${operation.path()}`;
    if (!target && !['AWS', 'HTTP', 'MOCK'].includes(type ?? '')) {
      this.skipped.push(`${name}: its backend is not a function of this cloud assembly`);
      return;
    }
    const problems: string[] = [];
    const integration = type === 'AWS_PROXY' ? undefined : mappedIntegration(operation, target !== undefined, this.stageVariables(resource), problems);
    if (problems.length > 0) {
      this.skipped.push(`${name}: its mapping can’t be run as API Gateway does: ${[...new Set(problems)].join('; ')}`);
      return;
    }
    // Answers to preflight requests are the same for everyone.
    if (type === 'MOCK' && !readsRequest(integration!)) return;
    const notes: string[] = [];
    const validator = operation.validator();
    const models = operation.bodyModels();
    const schemas = models.flatMap(({ contentType, model }) => {
      const { schema } = model();
      return schema ? [{ contentType, schema: this.schemaOf(schema.value, resource, notes) }] : [];
    });
    const json = schemas.find(({ contentType }) => contentType === 'application/json') ?? schemas[0];
    const binary = attemptList(() => operation.binaryMediaTypes());
    const recorded = recordedParameters(operation.at);
    const method = written === 'ANY' ? 'POST' : written;
    const resourcePath = operation.path();
    this.add(resource, {
      kind: !integration ? 'rest' : target ? 'mapped' : 'service',
      name,
      ...(target && { fn: this.functionOf(target) }),
      ...(integration && { integration }),
      method,
      resource: resourcePath,
      schema: recordedBody(operation.at) ?? json?.schema,
      checksBody: validator?.checksBody() === true && json !== undefined,
      checksParameters: validator?.checksParameters() === true,
      contentTypes: schemas.map(({ contentType }) => contentType),
      binaryTypes: binary,
      parameters: recorded ?? withPathParameters(operation.parameters(), resourcePath),
      rejectsParameters: recorded !== undefined,
      ...otherBodies(operation.at.resource.attribute('Metadata').at(ENDPOINT_OTHER_BODIES_METADATA).json() as RecordedBodies | undefined),
      notes,
      ...(target && !integration && ownSchema(target, 'restApi', `${method} ${resourcePath}`)),
    });
  }

  /** Returns the stage variables of an API. */
  private stageVariables(method: Resource): { readonly [name: string]: string } {
    const api = method.type === 'AWS::ApiGateway::Method' ? method.get('RestApiId').reference()?.resource : method;
    const stages = this.workload.resources('AWS::ApiGateway::Stage').filter((stage) => stage.get('RestApiId').references()[0]?.resource === api);
    return Object.fromEntries(stages.flatMap((stage) => stage.get('Variables').entries().map(([name, value]) => [name, withStandIns(value) ?? ''])));
  }

  /** Returns the schema as one document, which includes the models that it references. */
  private schemaOf(place: Property, resource: Resource, notes: string[]): unknown {
    const api = resource.type === 'AWS::ApiGateway::Method' ? resource.get('RestApiId') : undefined;
    if (!api) return this.schemaOfDocument(place, resource, notes);
    const definitions: { [name: string]: unknown } = {};
    const bundled = (text: any, home: string): any => {
      if (Array.isArray(text)) return text.map((item) => bundled(item, home));
      if (typeof text !== 'object' || text === null) return text;
      return Object.fromEntries(Object.entries(text).map(([key, value]) => {
        if (key !== '$ref' || typeof value !== 'string') return [key, bundled(value, home)];
        const [, name] = MODEL_ADDRESS.exec(value) ?? [];
        if (name === undefined) return [key, home === '' || !value.startsWith('#') ? value : `#/definitions/${home}${value.slice(1)}`];
        const label = name.replace(/[^A-Za-z0-9]/g, '');
        if (!(label in definitions)) {
          definitions[label] = {};
          const model = modelNamed(place, api, this.workload, name);
          if (model && model !== 'built-in') definitions[label] = bundled(parsed(model.get('Schema').json()), label);
        }
        return [key, `#/definitions/${label}`];
      }));
    };
    const root = bundled(parsed(place.json()), '') as { readonly definitions?: object };
    return { ...root, definitions: { ...root.definitions, ...definitions } };
  }

  private schemaOfDocument(place: Property, resource: Resource, notes: string[]): unknown {
    const document = parsed(resource.get('Body').json());
    const reference = place.at('$ref').string();
    const keys = reference === undefined ? undefined : keysOfReference(reference);
    const version = String(document.openapi ?? '');
    const dialect = version.startsWith('3.1') ? 'openapi-3.1' : 'openapi-3.0';
    const inline = keys ? document : { ...document, sec3: parsed(place.json()) };
    const pointer = keys ? pointerOf(keys) : '/sec3';
    const { schema, problems, readable } = toDraft04(inline, { dialect, pointer, isModel: () => false });
    for (const problem of problems) if (!problem.looseness) notes.push(`#${problem.pointer}: ${problem.message}`);
    return readable ? schema : undefined;
  }

  private route(route: Resource): void {
    const key = route.get('RouteKey').string() ?? '';
    const integration = route.get('Target').references().map(({ resource }) => resource).find(({ type }) => type === 'AWS::ApiGatewayV2::Integration');
    // Route keys of WebSocket APIs have no method.
    if (!/^([A-Z]+ \/|\$default$)/.test(key)) return void this.skipped.push(`${route.path}: routes of WebSocket APIs are not fuzzed`);
    const target = integration && functionAt(integration.get('IntegrationUri'));
    if (!target) return void this.skipped.push(`${key}: its backend is not a function of this cloud assembly`);
    const [method, resource = '$default'] = key === '$default' ? ['POST'] : key.split(' ');
    const isVersion1 = integration.get('PayloadFormatVersion').string() === '1.0';
    const verb = method === 'ANY' ? 'POST' : method;
    this.add(route, {
      ...OPEN,
      kind: isVersion1 ? 'rest' : 'http',
      ...(isVersion1 && { version: '1.0' }),
      name: key,
      fn: this.functionOf(target),
      method: verb,
      resource,
      parameters: withPathParameters([], resource),
      ...ownSchema(target, 'httpApi', key === '$default' ? key : `${verb} ${resource}`),
    });
  }

  private url(url: Resource): void {
    const target = functionAt(url.get('TargetFunctionArn'));
    if (!target) return void this.skipped.push(`${url.path}: its function is not part of this cloud assembly`);
    const fn = this.functionOf(target);
    const own = ownSchema(target, 'functionUrl');
    const isRouted = !own && recordedRequests(target).some(({ source }) => source === 'functionUrl');
    const notes = isRouted ? ['the function’s schemas are for routes, but requests of its URL have none: its validator rejects them'] : [];
    this.add(url, { ...OPEN, kind: 'url', name: `URL of ${fn.path}`, fn, method: 'POST', resource: '$default', notes, ...own });
  }

  private mapping(mapping: Resource): void {
    const target = functionAt(mapping.get('FunctionName'));
    const { kind, origin, type } = mappingSource(mapping);
    if (!target) return void this.skipped.push(`${mapping.path}: its function is not part of this cloud assembly`);
    if (!kind) return void this.skipped.push(`${mapping.path}: events of ${type || 'this source'} are not supported by the fuzzer`);
    const own = eventSchema(target, kind === 'dynamodb' ? 'dynamoDbStream' : kind);
    const table = kind === 'dynamodb' ? tableOf(origin) : {};
    const name = `${kind} ${origin ? constructPathOf(origin.path) : mapping.path}`;
    const upstreams = kind === 'sqs' && { upstreams: upstreamsOf(origin, this.workload) };
    this.add(mapping, { ...OPEN, kind, name, fn: this.functionOf(target), ...own, ...table, ...upstreams });
  }

  private subscription(subscription: Resource): void {
    if (subscription.get('Protocol').string() !== 'lambda') return;
    const target = functionAt(subscription.get('Endpoint'));
    if (!target) return void this.skipped.push(`${subscription.path}: its function is not part of this cloud assembly`);
    this.add(subscription, { ...OPEN, kind: 'sns', name: `sns ${subscription.path}`, fn: this.functionOf(target), ...eventSchema(target, 'sns') });
  }

  private bucket(resource: Resource): void {
    for (const { target, events, prefix, suffix } of bucketNotifications(resource)) {
      const found = functionAt(target);
      const bucket = resource.get('BucketName').references()[0]?.resource ?? resource;
      const name = `s3 ${constructPathOf(bucket.path)}`;
      if (!found) {
        this.skipped.push(`${name}: its function is not part of this cloud assembly`);
      } else {
        const objects = { eventNames: eventNamesOf(events), prefix, suffix };
        this.add(resource, { ...OPEN, kind: 's3', name, fn: this.functionOf(found), ...eventSchema(found, 's3'), ...objects });
      }
    }
  }

  private rule(rule: Resource): void {
    const pattern = rule.get('EventPattern');
    // A rule without a pattern runs on a schedule: no one sends events to it.
    if (!pattern.exists) return;
    for (const target of rule.get('Targets').items()) {
      const found = functionAt(target.at('Arn'));
      if (!found) continue;
      const changed = madeByRule(target);
      if (changed !== undefined) {
        this.skipped.push(`${constructPathOf(rule.path)}: what ${found.path} gets of its events is made by ${changed}`);
        continue;
      }
      const name = `eventbridge ${constructPathOf(rule.path)}`;
      const sent = busEvents(pattern, found);
      for (const { source, detailType, ...own } of sent) {
        this.add(rule, {
          ...OPEN, kind: 'eventbridge', name: sent.length === 1 ? name : `${name}: ${source} ${detailType}`, fn: this.functionOf(found), source, detailType, ...own,
        });
      }
    }
  }

  private add(declaring: Resource, entryPoint: Omit<EntryPoint, 'declaredBy'>): void {
    const { name, fn } = entryPoint;
    if (fn?.isOwn) this.skipped.push(`${name}: ${fn.path} is code of this package`);
    else if (fn?.problem) this.skipped.push(`${name}: ${fn.path} can’t be run: ${fn.problem}`);
    else this.entryPoints.push({ ...entryPoint, declaredBy: declaring.path });
  }

  private functionOf(resource: Resource): FuzzFunction {
    let known = this.functions.get(resource);
    if (!known) this.functions.set(resource, (known = readFunction(resource, this.scratch)));
    return known;
  }
}

/**
 * Returns the request schema of the function itself from the validator before it. It replaces what an API declares.
 *
 * @param route verb and path. @default - only a schema for all requests
 */
function ownSchema(
  fn: Resource, source: string, route?: string,
): Pick<EntryPoint, 'schema' | 'form' | 'uploads' | 'checksBody' | 'parameters' | 'rejectsParameters'> | undefined {
  const found = recordedRequests(fn).find((each) => each.source === source && [undefined, route, route?.replace(/^[A-Z]+ /, 'ANY ')].includes(each.route));
  if (!found) return undefined;
  const schema = found.body === undefined ? undefined : JSON.parse(found.body);
  return { schema, ...otherBodies(found), checksBody: false, parameters: found.parameters.map(readParameter), rejectsParameters: true };
}

function otherBodies({ form, uploads }: RecordedBodies = {}): Pick<EntryPoint, 'form' | 'uploads'> {
  return { ...(form !== undefined && { form: JSON.parse(form) as unknown }), ...(uploads && { uploads }) };
}

/** Returns the properties of a tableâs stream. */
function tableOf(table: Resource | undefined): Pick<EntryPoint, 'keys' | 'view'> {
  const types = new Map(table?.get('AttributeDefinitions').items().map((defined) => [defined.at('AttributeName').string(), defined.at('AttributeType').string()]));
  const keys = table?.get('KeySchema').items().flatMap((key): TableKey[] => {
    const name = key.at('AttributeName').string();
    return name === undefined ? [] : [{ name, type: types.get(name) ?? 'S' }];
  });
  const view = table?.get('StreamSpecification', 'StreamViewType').string();
  return { ...(keys && keys.length > 0 && { keys }), ...(view !== undefined && { view }) };
}

/** Returns the names of S3 events. A whole family, such as `ObjectCreated:*`, is replaced by its members. */
function eventNamesOf(events: readonly string[]): string[] {
  const families: { readonly [family: string]: readonly string[] } = {
    ObjectCreated: ['Put', 'Copy', 'CompleteMultipartUpload'], ObjectRemoved: ['Delete', 'DeleteMarkerCreated'], ObjectRestore: ['Post', 'Completed'], ObjectTagging: ['Put', 'Delete'],
  };
  return events.map((event) => event.replace(/^s3:/, '')).flatMap((event) => {
    const family = event.replace(/:\*$/, '');
    return family === event ? [event] : (families[family] ?? ['*']).map((name) => `${family}:${name}`);
  });
}

/** The properties of an entry point without any validation. */
const OPEN = { checksBody: false, checksParameters: false, rejectsParameters: false, contentTypes: [], binaryTypes: [], parameters: [], notes: [] };

/** Returns the parameters from a method's metadata. */
function recordedParameters(at: Property): EntryPointParameter[] | undefined {
  const recorded = at.resource.attribute('Metadata').at(ENDPOINT_PARAMETERS_METADATA).json() as readonly RecordedParameter[] | undefined;
  return recorded?.map(readParameter);
}

function readParameter({ schema, ...parameter }: RecordedParameter): EntryPointParameter {
  return { ...parameter, schema: JSON.parse(schema) };
}

/** Returns the model of the body, including its marks for sensitive values, if the method's metadata has it. */
function recordedBody(at: Property): unknown {
  const recorded = at.resource.attribute('Metadata').at(ENDPOINT_BODY_METADATA).string();
  return recorded === undefined ? undefined : JSON.parse(recorded);
}

function withPathParameters(parameters: readonly EntryPointParameter[], path: string): EntryPointParameter[] {
  const inPath = [...path.matchAll(/\{([^{}+]+)\+?\}/g)].map(([, name]) => ({ name, place: 'path', required: true }));
  return [...inPath, ...parameters.filter(({ place }) => place !== 'path')];
}

function attemptList(read: () => readonly string[]): readonly string[] {
  try {
    return read();
  } catch (e) {
    if (!(e instanceof Undetermined)) throw e;
    return [];
  }
}

function parsed(value: any): any {
  return typeof value === 'string' ? JSON.parse(value) : value ?? {};
}
