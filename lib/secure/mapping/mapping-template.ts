import { Token } from 'aws-cdk-lib';
import { mappedSchema, MappedValue } from './mapped-schema';
import { BODY, DYNAMODB, mappingProgram, Notation, PLAIN, property, set, setEscaped } from './mapping-program';
import { shown } from '../../quotas';

/**
 * Properties of a template for an Amazon SQS queue.
 */
export interface SqsMappingProps {
  /**
   * Name of the body property for the message group id of a FIFO queue.
   *
   * The property must be at the top of the schema, required, and a string with a `maxLength` of at most 128.
   *
   * @default - none; the queue is not a FIFO queue
   */
  readonly messageGroupIdProperty?: string;

  /**
   * Name of the body property for the deduplication id of a FIFO queue.
   *
   * The property must be at the top of the schema, required, and a string with a `maxLength` of at most 128.
   *
   * @default - none; the queue deduplicates by content, or is not a FIFO queue
   */
  readonly deduplicationIdProperty?: string;
}

/**
 * Properties of a template for an Amazon SNS topic.
 */
export interface SnsMappingProps {
  /**
   * ARN of the topic.
   */
  readonly topicArn: string;

  /**
   * Name of the body property for the message group id of a FIFO topic.
   *
   * The property must be at the top of the schema, required, and a string with a `maxLength` of at most 128.
   *
   * @default - none; the topic is not a FIFO topic
   */
  readonly messageGroupIdProperty?: string;

  /**
   * Name of the body property for the deduplication id of a FIFO topic.
   *
   * The property must be at the top of the schema, required, and a string with a `maxLength` of at most 128.
   *
   * @default - none; the topic deduplicates by content, or is not a FIFO topic
   */
  readonly deduplicationIdProperty?: string;
}

/**
 * Properties of a template for an AWS Step Functions state machine.
 */
export interface StepFunctionsMappingProps {
  /**
   * ARN of the state machine.
   */
  readonly stateMachineArn: string;
}

/**
 * Properties of a template for an Amazon EventBridge event bus.
 */
export interface EventBridgeMappingProps {
  /**
   * Source of the events, such as `com.example.orders`; at most 256 characters, not starting with `aws.`, which is reserved.
   */
  readonly source: string;

  /**
   * Detail type of the events, such as `OrderPlaced`; at most 128 characters.
   */
  readonly detailType: string;

  /**
   * Name or ARN of the event bus.
   *
   * @default 'default'
   */
  readonly eventBusName?: string;
}

/**
 * Properties of a template for an Amazon DynamoDB table.
 */
export interface DynamoDbMappingProps {
  /**
   * Name of the table.
   */
  readonly tableName: string;

  /**
   * Name of the body property for the partition key. It must be at the top of the schema, required, of type string, integer or
   * number.
   */
  readonly partitionKey: string;

  /**
   * Name of the body property for the sort key. It must be at the top of the schema, required, of type string, integer or number.
   *
   * @default - the table has no sort key
   */
  readonly sortKey?: string;

  /**
   * Whether an existing item with the same key is replaced. Callers choose the key, so each caller could overwrite the items of
   * others.
   *
   * @default false - DynamoDB rejects the request with status 400 (ConditionalCheckFailedException)
   */
  readonly overwrite?: boolean;
}

/** The parts of a {@link MappingTemplate}. */
interface Target {
  readonly factory: string;
  readonly notation?: Notation;
  readonly contentType: string;
  readonly headers?: { [name: string]: string };
  /** Whether the service only accepts JSON objects. */
  readonly objectOnly?: boolean;
  readonly texts?: readonly FixedText[];
  readonly keys?: readonly KeyProperty[];
  readonly output: () => string;
}

/** Text from the app that becomes part of a template. */
interface FixedText {
  readonly prop: string;
  readonly value: string;
  readonly pattern: RegExp;
  readonly expected: string;
}

/** A body property that the service uses as a key or an id. */
interface KeyProperty {
  readonly prop: string;
  readonly name: string | undefined;
  readonly types: readonly string[];
  readonly maxLength: number;
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const MAX_TEMPLATE_BYTES = 300 * 1024;
const ARN = /^arn:[\w-]+:[\w-]+:[\w-]*:\d*:[\w:./+=,@-]+$/;

/**
 * A VTL template for the request of a non-proxy integration. It passes on only what a schema declares.
 *
 * - Properties that the schema does not declare are left out, at each level.
 * - Strings are escaped, so a value can't close its quotes or add a parameter. Numbers and booleans are written only
 *   if they have that type.
 * - Types, required properties, `minLength`, `maxLength` (characters), `minItems` and `maxItems` are checked in addition to
 *   API Gateway's validator, or without one. A body that fails a check is rejected as a whole. A request template can't return
 *   a response itself, so it sends a text for which the service returns status 400. Map the status pattern `4\d{2}` to a response
 *   of the method.
 * - Patterns, formats, ranges and enumerations are not checked: also attach the model to the method. An integer has to be written
 *   as one: `1.0` is rejected.
 *
 * Pass {@link requestTemplates} and {@link requestParameters} to an `AwsIntegration` with `passthroughBehavior: PassthroughBehavior.NEVER`. Otherwise
 * bodies with another Content-Type bypass the template.
 *
 * Serves SEC 3, "Validate inbound events".
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
 */
export class MappingTemplate {
  /**
   * For an AWS Lambda function. The event is the declared part of the body.
   *
   * @param schema JSON Schema draft-04 of the body
   * @throws Error with a JSON pointer for each part of the schema that a template can't express
   */
  public static lambda(schema: any): MappingTemplate {
    return new MappingTemplate(schema, { factory: 'lambda', contentType: JSON_TYPE, output: () => set('out', BODY) });
  }

  /**
   * For an Amazon SQS queue (`SendMessage`). The message is the JSON text of the declared part of the body. The path of the
   * integration contains the account and the queue.
   *
   * @param schema JSON Schema draft-04 of the body
   * @param props properties that group and deduplicate messages
   * @throws Error with a JSON pointer for each part of the schema that a template can't express, and for each invalid prop
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
   */
  public static sqs(schema: any, props: SqsMappingProps = {}): MappingTemplate {
    return MappingTemplate.query(schema, 'sqs', 'Action=SendMessage&Version=2012-11-05', 'MessageBody', props);
  }

  /**
   * For an Amazon SNS topic (`Publish`). The message is the JSON text of the declared part of the body.
   *
   * @param schema JSON Schema draft-04 of the body
   * @param props the topic, and properties that group and deduplicate messages
   * @throws Error with a JSON pointer for each part of the schema that a template can't express, and for each invalid prop
   * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
   */
  public static sns(schema: any, props: SnsMappingProps): MappingTemplate {
    const start = `Action=Publish&Version=2010-03-31&TopicArn=$util.urlEncode('${props.topicArn}')`;
    return MappingTemplate.query(schema, 'sns', start, 'Message', props, [arn('topicArn', props.topicArn)]);
  }

  /**
   * For an AWS Step Functions state machine (`StartExecution` or `StartSyncExecution`). The input is the declared part of the body.
   *
   * @param schema JSON Schema draft-04 of the body
   * @param props the state machine
   * @throws Error with a JSON pointer for each part of the schema that a template can't express, and for each invalid prop
   * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
   */
  public static stepFunctions(schema: any, props: StepFunctionsMappingProps): MappingTemplate {
    return new MappingTemplate(schema, {
      factory: 'stepFunctions',
      contentType: JSON_TYPE,
      texts: [arn('stateMachineArn', props.stateMachineArn)],
      output: () => setEscaped('e', BODY) + set('out', `{"stateMachineArn":"${props.stateMachineArn}","input":"\${e}"}`),
    });
  }

  /**
   * For an Amazon EventBridge event bus (`PutEvents`). The declared part of the body is the detail of one event.
   *
   * EventBridge returns status 200 even if it rejected the event; check `FailedEntryCount` in the response.
   *
   * @param schema JSON Schema draft-04 of the body, which has to be an object
   * @param props the bus, and source and detail type of its events
   * @throws Error with a JSON pointer for each part of the schema that a template can't express, and for each invalid prop
   * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
   */
  public static eventBridge(schema: any, props: EventBridgeMappingProps): MappingTemplate {
    const { source, detailType, eventBusName = 'default' } = props;
    const entry = `"Source":"${source}","DetailType":"${detailType}","EventBusName":"${eventBusName}","Detail":"\${e}"`;
    return new MappingTemplate(schema, {
      factory: 'eventBridge',
      contentType: 'application/x-amz-json-1.1',
      headers: { 'X-Amz-Target': 'AWSEvents.PutEvents' },
      objectOnly: true,
      texts: [
        { prop: 'source', value: source, pattern: /^(?!aws\.)[\w./ -]{1,256}$/, expected: '1 to 256 letters, digits, spaces and _ . / -, not starting with aws.' },
        { prop: 'detailType', value: detailType, pattern: /^[\w ./:,()-]{1,128}$/, expected: '1 to 128 letters, digits, spaces and any of _./:,()-' },
        { prop: 'eventBusName', value: eventBusName, pattern: /^[\w./:-]{1,1600}$/, expected: 'the name or the ARN of an event bus' },
      ],
      output: () => setEscaped('e', BODY) + set('out', `{"Entries":[{${entry}}]}`),
    });
  }

  /**
   * For an Amazon DynamoDB table (`PutItem`). Each property at the top of the body becomes an attribute of the item.
   *
   * @param schema JSON Schema draft-04 of the body, which has to be an object
   * @param props the table, and the key properties
   * @throws Error with a JSON pointer for each part of the schema that a template can't express, and for each invalid prop
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
   */
  public static dynamoDb(schema: any, props: DynamoDbMappingProps): MappingTemplate {
    const { tableName, partitionKey, sortKey, overwrite = false } = props;
    const types = ['string', 'integer', 'number'];
    const condition = `,"ConditionExpression":"attribute_not_exists(\${h}k)","ExpressionAttributeNames":{"\${h}k":"${partitionKey}"}`;
    return new MappingTemplate(schema, {
      factory: 'dynamoDb',
      notation: DYNAMODB,
      contentType: JSON_TYPE,
      objectOnly: true,
      texts: [{ prop: 'tableName', value: tableName, pattern: /^[\w.:/-]{1,1024}$/, expected: 'the name or the ARN of a table' }],
      keys: [
        { prop: 'partitionKey', name: partitionKey, types, maxLength: 2048 },
        { prop: 'sortKey', name: sortKey, types, maxLength: 1024 },
      ],
      output: () => set('out', `{"TableName":"${tableName}","Item":${BODY}${overwrite ? '' : condition}}`),
    });
  }

  /** For a service whose request is a form with parameters. */
  private static query(
    schema: any, factory: string, start: string, message: string, props: SqsMappingProps, texts: readonly FixedText[] = [],
  ): MappingTemplate {
    const key = (prop: 'messageGroupIdProperty' | 'deduplicationIdProperty') => ({ prop, name: props[prop], types: ['string'], maxLength: 128 });
    const field = (name: string, from: string | undefined) => (from === undefined ? '' : `&${name}=$util.urlEncode(${property(from)})`);
    return new MappingTemplate(schema, {
      factory,
      contentType: FORM,
      headers: { 'Content-Type': FORM },
      texts,
      keys: [key('messageGroupIdProperty'), key('deduplicationIdProperty')],
      output: () =>
        `#set($b = $util.urlEncode(${BODY}))` +
        set('out', start + field('MessageGroupId', props.messageGroupIdProperty) + field('MessageDeduplicationId', props.deduplicationIdProperty) +
          `&${message}=\${b}`),
    });
  }

  /**
   * The template.
   */
  public readonly template: string;

  /**
   * Content type of the template's output.
   */
  public readonly contentType: string;

  /**
   * Headers that the integration request needs, by name.
   */
  public readonly headers: { [name: string]: string };

  /**
   * The template for requests with Content-Type `application/json`: for `requestTemplates` of an integration.
   */
  public readonly requestTemplates: { [contentType: string]: string };

  /**
   * The headers as static values: for `requestParameters` of an integration.
   */
  public readonly requestParameters: { [parameter: string]: string };

  private constructor(schema: any, target: Target) {
    const { value, problems } = mappedSchema(schema);
    const all = [...problems, ...(value ? problemsOfBody(value, target) : []), ...(target.texts ?? []).flatMap(problemOfText)];
    if (!value || all.length > 0) throw failure(target, all);
    this.template = mappingProgram(value, target.notation ?? PLAIN, target.output());
    const bytes = Buffer.byteLength(this.template);
    if (bytes > MAX_TEMPLATE_BYTES) {
      throw failure(target, [`#: the template has ${bytes} bytes, but the limit of API Gateway is ${MAX_TEMPLATE_BYTES} (300 KB); use a smaller schema`]);
    }
    this.contentType = target.contentType;
    this.headers = { ...(target.contentType.startsWith('application/x-amz-json') && { 'Content-Type': target.contentType }), ...target.headers };
    this.requestTemplates = { [JSON_TYPE]: this.template };
    this.requestParameters = Object.fromEntries(
      Object.entries(this.headers).map(([name, header]) => [`integration.request.header.${name}`, `'${header}'`]),
    );
  }
}

function arn(prop: string, value: string): FixedText {
  return { prop, value, pattern: ARN, expected: 'an ARN' };
}

function failure(target: Target, problems: readonly string[]): Error {
  return new Error(`MappingTemplate.${target.factory}: the request can't be mapped\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}

function problemsOfBody(body: MappedValue, { factory, objectOnly, keys = [] }: Target): string[] {
  const isObject = body.types.size === 1 && body.types.has('object');
  if (objectOnly && !isObject) return [`#: ${factory} accepts only objects; use type object`];
  return keys.flatMap(({ prop, name, types, maxLength }) => {
    if (name === undefined) return [];
    const found = isObject ? body.properties.find((candidate) => candidate.name === name) : undefined;
    if (!found) return [`${prop}: '${name}' is not a property at the top of the schema; declare it there`];
    if (!found.required) return [`${prop}: '${name}' is optional; list it in required`];
    if ([...found.value.types].some((type) => !types.includes(type))) return [`${prop}: '${name}' has to be of type ${types.join(' or ')}`];
    return found.value.maxLength > maxLength ? [`${prop}: '${name}' may be longer than ${maxLength}; set its maxLength to ${maxLength} or less`] : [];
  });
}

function problemOfText({ prop, value, pattern, expected }: FixedText): string[] {
  if (Token.isUnresolved(value) || (typeof value === 'string' && pattern.test(value))) return [];
  return [`${prop}: ${expected} is expected, not ${shown(value)}`];
}
