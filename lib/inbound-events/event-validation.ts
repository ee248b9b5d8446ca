import { AspectPriority, Aspects, Lazy, Stack, Stage, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EventSchema } from './event-schema';
import { HttpEventSchemaProps, InvalidEventAction } from './event-schema-options';
import { runsAtEdge } from '../functions';
import { ConstructState } from '../functions/construct-state';
import { finalQueue } from '../notifications';
import { fittedText, LIMITS } from '../quotas';
import { ContractCheck, SourceContract } from './events/contract';
import { eventMetric } from './events/event-metrics';
import { PartialBatch } from './events/partial-batch';
import { pythonProblems } from './events/python-contract';
import { ValidatorLanguage, validatorLayer } from './events/validator-layer';
import { responseCheck } from './response-check';
import {
  EVENT_SCHEMAS_METADATA, HANDLER_VARIABLE, NotedParameter, NotedRequest, NotedSchema, QUARANTINE_VARIABLE, REQUEST_SCHEMAS_METADATA,
  REQUEST_VALIDATOR_HANDLERS, VALIDATOR_HANDLERS,
} from './template/validated-function';

/**
 * How the events of a function are validated.
 */
export interface EventValidationProps {
  /**
   * The function.
   */
  readonly handler: lambda.Function;

  /**
   * What its events have to be: one schema for each source; of `eventBridge` one for each source and detail type, and of HTTP sources one for each
   * route. Events of other sources fail.
   */
  readonly schemas: EventSchema[];

  /**
   * JSON Schema of what the handler answers, as an object, or a `RequestModel`; for HTTP the body of successful answers. An answer that does not match is held
   * back: HTTP clients get status 500, and other invocations fail. It can't hold for streamed responses.
   *
   * @default - answers are not validated
   */
  readonly response?: any;

  /**
   * The queue for invalid events and records, each in a message of its own: `{ schemaVersion, time, functionName, source, id, reason: { field, rule }, record }`. An
   * invocation that is repeated may bring a record there twice: `id` tells.
   *
   * @default - a queue that is made where a schema needs one: encrypted by SQS, for TLS alone, which keeps messages for 14 days
   */
  readonly quarantine?: sqs.IQueue;

  /**
   * How many events and records may be rejected in five minutes before the alarm goes off.
   *
   * @default 10
   */
  readonly surgeThreshold?: number;

  /**
   * What the alarm does when it goes off.
   *
   * @default - nothing; it shows in CloudWatch
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether only requests to endpoints are validated, which are added later, and other events reach the handler as they are.
   *
   * @internal
   */
  readonly _isOpen?: boolean;
}

/** What became of the requests to an endpoint. */
interface AddedEndpoint {
  /** Whether they are held against what the endpoint says. */
  readonly isValidated: boolean;
  /** Why they can't be. */
  readonly obstacles: readonly string[];
}

/** Runtimes that the validator runs on. */
const SUPPORTED: { readonly [language in ValidatorLanguage]: RegExp } = { node: /^nodejs(20|22|24|26)\.x$/, python: /^python3\.(12|13|14)$/ };

const ANOTHER_COPY = 'another copy of cdk-sec3: have the app install one only';

/** What validates each function. */
const validations = new ConstructState<lambda.CfnFunction, EventValidation>('event-validation');

const ONE_EACH = ['sqs', 'kinesis', 'dynamoDbStream', 'sns', 's3', 'direct'];
const HTTP = ['restApi', 'httpApi', 'functionUrl'];
const BATCHES = ['sqs', 'kinesis', 'dynamoDbStream'];

/**
 * Holds every event of a function against a schema before its handler sees it, whatever it comes from, with no change to the function's code: a Lambda
 * layer has the compiled schemas, and the function's handler becomes that of the layer, which calls the function's own. CommonJS and ES modules, promises and
 * callbacks and streamed responses work as before, with the runtime guard or without it.
 *
 * What is invalid is counted in the metrics `Accepted`, `Rejected` (with dimensions `source` and `reason`) and `RejectedResponses` of namespace
 * `Sec3/EventValidation`, and logged with field and rule; values never are.
 *
 * Event source mappings of the function that it can find in the app get `ReportBatchItemFailures`.
 *
 * Endpoints of a `SecureRestApi` that the function is behind add schemas of their own (`validateInFunction`).
 *
 * It works for Node.js 20 and later and Python 3.12 and later, and takes one of the five layers of a function. The function's role may send to the quarantine.
 *
 * Serves SEC 3, inbound-events/data-correctness and runtime-protection/interception.
 *
 * @see https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html
 */
export class EventValidation extends Construct {
  /**
   * How many events and records of a function were valid; by default the sum over five minutes.
   *
   * @param fn the function
   * @param options changes to the metric; `dimensionsMap: { source: 'sqs' }` counts one source alone
   */
  public static metricAccepted(fn: lambda.IFunction, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return eventMetric('Accepted', fn.functionName, options);
  }

  /**
   * How many events and records of a function were invalid; by default the sum over five minutes.
   *
   * @param fn the function
   * @param options changes to the metric; `dimensionsMap: { source: 'sqs', reason: 'required' }` counts one rule alone
   */
  public static metricRejected(fn: lambda.IFunction, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return eventMetric('Rejected', fn.functionName, options);
  }

  /**
   * How many answers of a function were held back; by default the sum over five minutes.
   *
   * @param fn the function
   * @param options changes to the metric
   */
  public static metricRejectedResponses(fn: lambda.IFunction, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return eventMetric('RejectedResponses', fn.functionName, options);
  }

  /**
   * What validates a function.
   *
   * @internal
   */
  public static _of(fn: lambda.Function): EventValidation | undefined {
    return validations.of(fn.node.defaultChild as lambda.CfnFunction);
  }

  /**
   * Has a function's validator hold requests to an endpoint of a REST API against what the endpoint says, unless a schema of the function is for that route. Where
   * the function has no validator, it gets one that lets other events pass. Each route is added once.
   *
   * @returns what became of that
   * @internal
   */
  public static _addEndpoint(fn: lambda.Function, props: HttpEventSchemaProps): AddedEndpoint {
    let schema: EventSchema;
    try {
      schema = EventSchema._endpoint(props);
    } catch (e) {
      return { isValidated: false, obstacles: [(e as Error).message] };
    }
    const known = EventValidation._of(fn);
    if (known && !(known instanceof EventValidation)) return { isValidated: false, obstacles: [`${fn.node.path} is validated by ${ANOTHER_COPY}`] };
    const problems = known ? [] : functionProblems(fn, fn.node.defaultChild as lambda.CfnFunction);
    problems.push(...languageProblems(fn, schema._contract));
    if (problems.length > 0) return { isValidated: false, obstacles: problems };
    return (known ?? new EventValidation(fn, 'EventValidation', { handler: fn, schemas: [], _isOpen: true })).addEndpoint(schema._contract as SourceContract);
  }

  /** The layer with the validator and the schemas, which is made at synthesis; functions of a stack with the same schemas share it. */
  public readonly layer: lambda.ILayerVersion;

  /** The queue for what is invalid; none where no schema asks for one. */
  public readonly quarantine?: sqs.IQueue;

  /** The alarm that goes off when more is rejected than usual. */
  public readonly surgeAlarm: cloudwatch.Alarm;

  private readonly sources: readonly SourceContract[];
  private readonly endpoints: SourceContract[] = [];
  private made?: lambda.LayerVersion;

  /**
   * @param scope where it is made, most often a stack
   * @param id its id in the scope
   * @param props the function, and the schemas of its events
   * @throws Error with all reasons why the function can't be validated: neither Node.js 20 nor Python 3.12 or later, a container image, a schema that means something else in the function's language, Lambda@Edge, a sixth layer, two schemas for
   * the same events, a function that is validated already
   */
  constructor(scope: Construct, id: string, props: EventValidationProps) {
    super(scope, id);
    const { handler: fn, schemas, surgeThreshold = 10, _isOpen: isOpen = false } = props;
    const sources = schemas.map(({ _contract }) => _contract as SourceContract);
    const resource = fn.node.defaultChild as lambda.CfnFunction;
    const response = props.response === undefined ? undefined : responseCheck(props.response);
    this.refuse([
      ...functionProblems(fn, resource), ...(isOpen ? [] : schemaProblems(sources)), ...copyProblems(schemas), ...thresholdProblems(surgeThreshold),
      ...languageProblems(fn, [sources, response]),
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
    if (!isOpen) resource.addMetadata(EVENT_SCHEMAS_METADATA, sources.flatMap(noted));
    const requests = sources.flatMap(notedRequest);
    if (requests.length > 0) resource.addMetadata(REQUEST_SCHEMAS_METADATA, requests);
    this.node.addValidation({ validate: () => [...lateProblems(fn, resource, handler), ...this.layerProblems()] });

    if (sources.some(({ onInvalid }) => onInvalid === InvalidEventAction.QUARANTINE)) {
      this.quarantine = props.quarantine ?? finalQueue(this, 'Quarantine', 'Invalid events end here until somebody looks at them; nothing is meant to move them on');
      this.quarantine.grantSendMessages(fn);
      fn.addEnvironment(QUARANTINE_VARIABLE, this.quarantine.queueUrl);
    }
    if (sources.some(({ source }) => BATCHES.includes(source))) {
      Aspects.of(Stage.of(fn) ?? Stack.of(fn)).add(new PartialBatch(resource), { priority: AspectPriority.MUTATING });
    }
    this.surgeAlarm = this.alarm(fn, surgeThreshold, props.alarmActions ?? []);
  }

  /** Aspects make the layer, which those see that were there before. */
  private layerProblems(): string[] {
    return this.made ? [] : [`the layer of ${this.node.path} was not made: an aspect made the EventValidation, and has to do so below the function, or before synthesis`];
  }

  private addEndpoint(endpoint: SourceContract): AddedEndpoint {
    const { source, route } = endpoint;
    const isReplaced = this.sources.some((own) => own.source === source && [undefined, route].includes(own.route as string | undefined));
    if (isReplaced) return { isValidated: false, obstacles: [] };
    if (this.made) return { isValidated: false, obstacles: [`the schemas of ${this.node.path} are written already, which synthesis does`] };
    this.endpoints.push(endpoint);
    return { isValidated: true, obstacles: [] };
  }

  private alarm(fn: lambda.Function, threshold: number, actions: readonly cloudwatch.IAlarmAction[]): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, 'Surge', {
      metric: EventValidation.metricRejected(fn),
      alarmDescription: fittedText('AWS::CloudWatch::Alarm.AlarmDescription', `Many events of ${fn.node.path} are invalid: somebody may be trying what gets through, or a sender has changed`),
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(...actions);
    return alarm;
  }

  private refuse(problems: readonly string[]): void {
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
  if (Object.values(VALIDATOR_HANDLERS).includes(handler)) problems.push(`the function ${path} is validated already: give all schemas in one place`);
  if (Object.values(REQUEST_VALIDATOR_HANDLERS).includes(handler)) {
    problems.push(`the function ${path} has a validator for its endpoints already: add those after this, or give schemas by eventSchemas of the function`);
  }
  if (!languageOf(fn)) {
    problems.push(`the function ${path} has runtime ${fn.runtime.name}, and nodejs20.x or later, or python3.12 or later, is expected: validate in its code`);
  }
  if (runsAtEdge(fn.role)) problems.push(`the function ${path} runs at the edge, where Lambda supports neither layers nor environment variables`);
  const layers: unknown = fn.stack.resolve(resource.layers) ?? [];
  if (!Array.isArray(layers)) problems.push(`the function ${path} has a list of layers that is known only at deployment: list them one by one`);
  else if (layers.length >= LIMITS.layersOfFunction) problems.push(`the function ${path} has ${layers.length} layers, and Lambda takes ${LIMITS.layersOfFunction} with that of the validator: remove one`);
  return problems;
}

function languageOf({ runtime }: lambda.Function): ValidatorLanguage | undefined {
  if (runtime.isVariable && runtime.family === lambda.RuntimeFamily.NODEJS) return 'node';
  return (['node', 'python'] as const).find((language) => SUPPORTED[language].test(runtime.name));
}

/** What the language of the function can't do of a contract. */
function languageProblems(fn: lambda.Function, contract: unknown): string[] {
  if (languageOf(fn) !== 'python') return [];
  return pythonProblems(contract).map(({ pointer, message }) => `#${pointer}: ${message}`);
}

/** Copies may be of different versions, which write schemas in different ways: the validator would be told nothing that it knows. */
function copyProblems(schemas: readonly EventSchema[]): string[] {
  return schemas.flatMap((schema, index) => (schema instanceof EventSchema ? [] : [`schemas[${index}] is of ${ANOTHER_COPY}`]));
}

function schemaProblems(sources: readonly SourceContract[]): string[] {
  if (sources.length === 0) return ['schemas is empty: give one for each source'];
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

/** The schema of a source, where one schema is all that its events are held against. */
function noted({ source, check, ...setting }: SourceContract): NotedSchema[] {
  if (!(check instanceof ContractCheck)) return [];
  const { eventSource, detailType, payload, envelope } = setting as Partial<NotedSchema>;
  return [{ source, eventSource, detailType, payload, envelope, schema: JSON.stringify(check.schema) }];
}

/** What a source of HTTP requests declares. */
interface DeclaredRequest {
  readonly route?: string;
  readonly body?: ContractCheck;
  readonly path: DeclaredParameters;
  readonly query: DeclaredParameters;
  readonly headers: DeclaredParameters;
}

interface DeclaredParameters {
  readonly [name: string]: { readonly check: ContractCheck; readonly required: boolean };
}

/** What a source lets pass of HTTP requests; nothing of other sources. */
function notedRequest({ source, ...declared }: SourceContract): NotedRequest[] {
  if (!HTTP.includes(source)) return [];
  const { route, body, path, query, headers } = declared as unknown as DeclaredRequest;
  const parametersIn = (place: string, named: DeclaredParameters) =>
    Object.entries(named).map(([name, { check, required }]): NotedParameter => ({ name, place, required, schema: JSON.stringify(check.schema) }));
  const parameters = [...parametersIn('path', path), ...parametersIn('querystring', query), ...parametersIn('header', headers)];
  return [{ source, route, body: body && JSON.stringify(body.schema), parameters }];
}

/** What came up since. */
function lateProblems(fn: lambda.Function, resource: lambda.CfnFunction, handler: string): string[] {
  return resource.handler === handler ? [] : [`the function ${fn.node.path} got the handler ${resource.handler}, by which its events are not validated`];
}
