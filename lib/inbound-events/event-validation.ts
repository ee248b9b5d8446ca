import { AspectPriority, Aspects, Lazy, Stack, Stage, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EventSchema } from './event-schema';
import { HttpEventSchemaProps, InvalidEventAction } from './event-schema-options';
import { runsAtEdge } from '../functions';
import { ConstructState } from '../functions/construct-state';
import { fifoProblems, finalQueue } from '../notifications';
import { fittedText, LIMITS } from '../quotas';
import { ContractCheck, SourceContract } from './events/contract';
import { eventMetric } from './events/event-metrics';
import { PartialBatch } from './events/partial-batch';
import { pythonProblems } from './events/python-contract';
import { UnusedSchemas } from './events/unused-schemas';
import { ValidatorLanguage, validatorLayer } from './events/validator-layer';
import { shownProblem } from './problem-summary';
import { responseCheck } from './response-check';
import {
  EVENT_SCHEMAS_METADATA, HANDLER_VARIABLE, RecordedParameter, RecordedRequest, RecordedSchema, RecordedUpload, QUARANTINE_VARIABLE,
  REQUEST_SCHEMAS_METADATA, REQUEST_VALIDATOR_HANDLERS, VALIDATOR_HANDLERS,
} from './template/validated-function';

/**
 * Properties of an `EventValidation`.
 */
export interface EventValidationProps {
  /**
   * The function.
   */
  readonly handler: lambda.Function;

  /**
   * The schemas of the function's events, one for each source. For `eventBridge`, one for each source and detail type; for HTTP sources, one for each
   * route. Events of other sources fail.
   */
  readonly schemas: EventSchema[];

  /**
   * JSON Schema of the handler's response, as an object, or a `RequestModel`. For HTTP, it applies to the body of successful responses. A response
   * that does not match is not sent: HTTP clients get status 500, and other invocations fail. Streamed responses can't be validated.
   *
   * @default - responses are not validated
   */
  readonly response?: any;

  /**
   * The queue for invalid events and records. Each is in a separate message: `{ schemaVersion, time, functionName, source, id, reason: { field, rule
   * }, record }`. A repeated invocation can send a record twice; `id` identifies it.
   *
   * @default - a queue is created if a schema needs one. SQS encrypts it, it requires TLS, and it keeps messages for 14 days
   */
  readonly quarantine?: sqs.IQueue;

  /**
   * The number of rejected events and records in five minutes above which the alarm goes off.
   *
   * @default 10
   */
  readonly surgeThreshold?: number;

  /**
   * Actions of the alarm.
   *
   * @default - none; the alarm is visible in CloudWatch
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether to validate only requests to endpoints, which are added later. Other events are passed to the handler unchanged.
   *
   * @internal
   */
  readonly _isOpen?: boolean;
}

/** Result of adding the schema of an endpoint. */
interface AddedEndpoint {
  /** Whether requests are validated against the endpoint's declarations. */
  readonly isValidated: boolean;
  /** What is wrong with the endpoint's declarations, so that the function's validator can't be made of them. */
  readonly problem?: string;
  /** Why the function can't validate requests. */
  readonly obstacles: readonly string[];
}

/** Runtimes that the validator supports. */
const SUPPORTED: { readonly [language in ValidatorLanguage]: RegExp } = { node: /^nodejs(20|22|24|26)\.x$/, python: /^python3\.(12|13|14)$/ };

const ANOTHER_COPY = 'another copy of cdk-sec3: have the app install one only';

/** The validation of each function. */
const validations = new ConstructState<lambda.CfnFunction, EventValidation>('event-validation');

const ONE_EACH = ['sqs', 'kinesis', 'dynamoDbStream', 'sns', 's3', 'direct'];
const HTTP = ['restApi', 'httpApi', 'functionUrl'];
const BATCHES = ['sqs', 'kinesis', 'dynamoDbStream'];

/**
 * Validates events before the handler of a function runs, without changes to its code. An event without a schema of its source fails. If only
 * endpoints add schemas, other events reach the handler unchanged. A Lambda layer contains
 * the compiled schemas, and a handler that calls the function's own. CommonJS and ES modules, promises, callbacks and streamed responses work as
 * before, with or without the runtime guard.
 *
 * Results are counted in the metrics `Accepted`, `Rejected` (with dimensions `source` and `reason`) and `RejectedResponses` of namespace
 * `Sec3/EventValidation`. Invalid events are logged with field and rule, without values.
 *
 * Event source mappings of the function that are found in the app get `ReportBatchItemFailures`.
 *
 * A schema of a source that nothing in the app connects to the function is a warning (`Sec3-EventSchemaUnused`).
 *
 * Endpoints of a `SecureRestApi` with this function add their own schemas (`validateInFunction`).
 *
 * Supports Node.js 20 and later and Python 3.12 and later. Uses one of the five layers of a function. The function's role may send
 * to the quarantine queue.
 *
 * Serves SEC 3, inbound-events/data-correctness and runtime-protection/interception.
 *
 * @see https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html
 */
export class EventValidation extends Construct {
  /**
   * The number of valid events and records of a function. By default, the sum over five minutes.
   *
   * @param fn the function
   * @param options changes to the metric; `dimensionsMap: { source: 'sqs' }` counts only one source
   */
  public static metricAccepted(fn: lambda.IFunction, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return eventMetric('Accepted', fn.functionName, options);
  }

  /**
   * The number of invalid events and records of a function. By default, the sum over five minutes.
   *
   * @param fn the function
   * @param options changes to the metric; `dimensionsMap: { source: 'sqs', reason: 'required' }` counts only one rule
   */
  public static metricRejected(fn: lambda.IFunction, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return eventMetric('Rejected', fn.functionName, options);
  }

  /**
   * The number of responses of a function that were rejected. By default, the sum over five minutes.
   *
   * @param fn the function
   * @param options changes to the metric
   */
  public static metricRejectedResponses(fn: lambda.IFunction, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return eventMetric('RejectedResponses', fn.functionName, options);
  }

  /**
   * The validation of a function.
   *
   * @internal
   */
  public static _of(fn: lambda.Function): EventValidation | undefined {
    return validations.of(fn.node.defaultChild as lambda.CfnFunction);
  }

  /**
   * Adds the validation of requests to an endpoint of a REST API to a function's validator, unless one of the function's schemas has that route. A
   * function without a validator gets one that passes other events on. Each route is added once.
   *
   * @returns the result
   * @internal
   */
  public static _addEndpoint(fn: lambda.Function, props: HttpEventSchemaProps): AddedEndpoint {
    const known = EventValidation._of(fn);
    if (known && !(known instanceof EventValidation)) return { isValidated: false, obstacles: [`${fn.node.path} is validated by ${ANOTHER_COPY}`] };
    const obstacles = known ? [] : functionProblems(fn, fn.node.defaultChild as lambda.CfnFunction);
    if (obstacles.length > 0 || known?.hasOwn(props.route)) return { isValidated: false, obstacles };
    let contract: SourceContract;
    try {
      contract = EventSchema._endpoint(props)._contract as SourceContract;
    } catch (e) {
      return { isValidated: false, problem: (e as Error).message, obstacles: [] };
    }
    const problems = languageProblems(fn, contract);
    if (problems.length > 0) return { isValidated: false, problem: problems.join('; '), obstacles: [] };
    return (known ?? new EventValidation(fn, 'EventValidation', { handler: fn, schemas: [], _isOpen: true })).addEndpoint(contract);
  }

  /** The layer with the validator and the schemas, created at synthesis. Functions of a stack with the same schemas share it. */
  public readonly layer: lambda.ILayerVersion;

  /** The queue for invalid events. Undefined if no schema needs one. */
  public readonly quarantine?: sqs.IQueue;

  /** The alarm for unusually many rejections. */
  public readonly surgeAlarm: cloudwatch.Alarm;

  private readonly sources: readonly SourceContract[];
  private readonly endpoints: SourceContract[] = [];
  private made?: lambda.LayerVersion;

  /**
   * @param scope the parent construct, usually a stack
   * @param id the construct id
   * @param props the function, and the schemas of its events
   * @throws Error with all reasons why the function can't be validated: a runtime other than Node.js 20 or later and Python 3.12 or later, a
   * container image, a schema with another meaning in the function's language, Lambda@Edge, a sixth layer, two schemas for the same events, a
   * function that is already validated
   */
  constructor(scope: Construct, id: string, props: EventValidationProps) {
    super(scope, id);
    const { handler: fn, schemas, surgeThreshold = 10, _isOpen: isOpen = false } = props;
    const sources = schemas.map(({ _contract }) => _contract as SourceContract);
    const resource = fn.node.defaultChild as lambda.CfnFunction;
    const response = props.response === undefined ? undefined : responseCheck(props.response);
    this.reject([
      ...functionProblems(fn, resource), ...(isOpen ? [] : schemaProblems(sources)), ...copyProblems(schemas), ...thresholdProblems(surgeThreshold),
      ...fifoProblems(props.quarantine, 'the validator delivers'), ...languageProblems(fn, [sources, response]),
    ]);
    validations.set(resource, this);
    this.sources = sources;

    const language = languageOf(fn)!;
    const layerVersionArn = Lazy.uncachedString({ produce: () => this.made?.layerVersionArn ?? 'known at synthesis' });
    this.layer = lambda.LayerVersion.fromLayerVersionArn(this, 'Layer', layerVersionArn);
    const make = () => {
      this.made ??= validatorLayer(Stack.of(fn), language, { sources: [...sources, ...this.endpoints], isOpen: isOpen || undefined, response });
    };
    Aspects.of(this).add({ visit: (node) => node === this && make() }, { priority: AspectPriority.MUTATING });
    fn.addLayers(this.layer);
    fn.addEnvironment(HANDLER_VARIABLE, resource.handler!);
    const handler = (isOpen ? REQUEST_VALIDATOR_HANDLERS : VALIDATOR_HANDLERS)[language];
    resource.handler = handler;
    if (!isOpen) resource.addMetadata(EVENT_SCHEMAS_METADATA, sources.flatMap(recorded));
    const requests = sources.flatMap(recordedRequest);
    if (requests.length > 0) resource.addMetadata(REQUEST_SCHEMAS_METADATA, requests);
    this.node.addValidation({ validate: () => [...lateProblems(fn, resource, handler), ...this.layerProblems()] });

    if (sources.some(({ onInvalid }) => onInvalid === InvalidEventAction.QUARANTINE)) {
      this.quarantine = props.quarantine ?? finalQueue(this, 'Quarantine', 'Invalid events stay here until a person inspects them');
      this.quarantine.grantSendMessages(fn);
      fn.addEnvironment(QUARANTINE_VARIABLE, this.quarantine.queueUrl);
    }
    if (sources.some(({ source }) => BATCHES.includes(source))) {
      Aspects.of(Stage.of(fn) ?? Stack.of(fn)).add(new PartialBatch(resource), { priority: AspectPriority.MUTATING });
    }
    Aspects.of(fn).add(new UnusedSchemas(resource, sources.map(({ source }) => source)), { priority: AspectPriority.READONLY });
    this.surgeAlarm = this.alarm(fn, surgeThreshold, props.alarmActions ?? []);
  }

  /** Reports if the layer was not created. Aspects create the layer, and they only visit constructs that existed before. */
  private layerProblems(): string[] {
    return this.made ? [] : [`the layer of ${this.node.path} was not created: an aspect created the EventValidation, which must be below the function, or be created before synthesis`];
  }

  /** Whether one of the function's own schemas applies to a route of a REST API. */
  private hasOwn(route: string | undefined): boolean {
    return this.sources.some((own) => own.source === 'restApi' && [undefined, route].includes(own.route as string | undefined));
  }

  private addEndpoint(endpoint: SourceContract): AddedEndpoint {
    if (this.made) return { isValidated: false, obstacles: [`the schemas of ${this.node.path} are written already, which synthesis does`] };
    this.endpoints.push(endpoint);
    return { isValidated: true, obstacles: [] };
  }

  private alarm(fn: lambda.Function, threshold: number, actions: readonly cloudwatch.IAlarmAction[]): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, 'Surge', {
      metric: EventValidation.metricRejected(fn),
      alarmDescription: fittedText('AWS::CloudWatch::Alarm.AlarmDescription', `Many events of ${fn.node.path} are invalid: a client may be probing the validation, or a sender has changed`),
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(...actions);
    return alarm;
  }

  private reject(problems: readonly string[]): void {
    if (problems.length > 0) throw new Error(`[${this.node.path}] events can't be validated: ${problems.join('; ')}`);
  }
}

function functionProblems(fn: lambda.Function, resource: lambda.CfnFunction): string[] {
  const { node: { path } } = fn;
  if (resource.packageType === 'Image' || (resource.code as lambda.CfnFunction.CodeProperty).imageUri !== undefined) {
    return [`the function ${path} is a container image, which has no layers: call a validator in its code`];
  }
  const problems: string[] = [];
  const { handler = '' } = resource;
  if (Object.values(VALIDATOR_HANDLERS).includes(handler)) problems.push(`the function ${path} is already validated: set all schemas in one place`);
  if (Object.values(REQUEST_VALIDATOR_HANDLERS).includes(handler)) {
    problems.push(`the function ${path} already has a validator for its endpoints: add the endpoints after this, or set eventSchemas of the function`);
  }
  if (!languageOf(fn)) {
    problems.push(`the function ${path} has runtime ${fn.runtime.name}, and nodejs20.x or later, or python3.12 or later, is expected: validate in its code`);
  }
  if (runsAtEdge(fn.role)) problems.push(`the function ${path} runs at the edge, where Lambda supports neither layers nor environment variables`);
  const layers: unknown = fn.stack.resolve(resource.layers) ?? [];
  if (!Array.isArray(layers)) problems.push(`the function ${path} has a list of layers that is known only at deployment: list them one by one`);
  else if (layers.length >= LIMITS.layersOfFunction) problems.push(`the function ${path} has ${layers.length} layers, and the limit of Lambda is ${LIMITS.layersOfFunction} including that of the validator: remove one`);
  return problems;
}

function languageOf({ runtime }: lambda.Function): ValidatorLanguage | undefined {
  if (runtime.isVariable && runtime.family === lambda.RuntimeFamily.NODEJS) return 'node';
  return (['node', 'python'] as const).find((language) => SUPPORTED[language].test(runtime.name));
}

/** Features of a contract that the function's language does not support. */
function languageProblems(fn: lambda.Function, contract: unknown): string[] {
  if (languageOf(fn) !== 'python') return [];
  return pythonProblems(contract).map(shownProblem);
}

/** Reports schemas of another copy of this library, which can have another version with another format. */
function copyProblems(schemas: readonly EventSchema[]): string[] {
  return schemas.flatMap((schema, index) => (schema instanceof EventSchema ? [] : [`schemas[${index}] is from ${ANOTHER_COPY}`]));
}

function schemaProblems(sources: readonly SourceContract[]): string[] {
  if (sources.length === 0) return ['schemas is empty: set one for each source'];
  const met = new Set<string>();
  return sources.flatMap(({ source, eventSource, detailType, route }) => {
    const key = ONE_EACH.includes(source) ? source : JSON.stringify([source, eventSource, detailType, route]);
    if (!met.has(key)) {
      met.add(key);
      return [];
    }
    const which = [eventSource, detailType, route].filter((each) => each !== undefined).join(' ');
    return [`schemas has two for ${source}${which && ` ${which}`}: write one with anyOf`];
  });
}

function thresholdProblems(threshold: number): string[] {
  return Token.isUnresolved(threshold) || threshold > 0 ? [] : [`surgeThreshold is ${threshold}; a number above 0 is expected`];
}

/** The schema of a source, if all its events have one schema. */
function recorded({ source, check, ...setting }: SourceContract): RecordedSchema[] {
  if (!(check instanceof ContractCheck)) return [];
  const { eventSource, detailType, payload, envelope } = setting as Partial<RecordedSchema>;
  return [{ source, eventSource, detailType, payload, envelope, schema: JSON.stringify(check.schema) }];
}

/** The declarations of an HTTP source. */
interface DeclaredRequest {
  readonly route?: string;
  readonly body?: ContractCheck;
  readonly form?: ContractCheck;
  readonly uploads?: readonly RecordedUpload[];
  readonly path: DeclaredParameters;
  readonly query: DeclaredParameters;
  readonly headers: DeclaredParameters;
  readonly cookies: DeclaredParameters;
}

interface DeclaredParameters {
  readonly [name: string]: { readonly check: ContractCheck; readonly required: boolean };
}

/** Returns the requests that an HTTP source accepts. Empty for other sources. */
function recordedRequest({ source, ...declared }: SourceContract): RecordedRequest[] {
  if (!HTTP.includes(source)) return [];
  const { route, body, form, uploads, path, query, headers, cookies } = declared as unknown as DeclaredRequest;
  const parametersIn = (place: string, named: DeclaredParameters) =>
    Object.entries(named).map(([name, { check, required }]): RecordedParameter => ({ name, place, required, schema: JSON.stringify(check.schema) }));
  const parameters = [
    ...parametersIn('path', path), ...parametersIn('querystring', query), ...parametersIn('header', headers), ...parametersIn('cookie', cookies),
  ];
  return [{ source, route, body: body && JSON.stringify(body.schema), form: form && JSON.stringify(form.schema), uploads, parameters }];
}

/** Problems that arose after construction. */
function lateProblems(fn: lambda.Function, resource: lambda.CfnFunction, handler: string): string[] {
  return resource.handler === handler ? [] : [`the function ${fn.node.path} got the handler ${resource.handler}, so its events are not validated`];
}
