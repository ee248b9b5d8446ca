import { Token } from 'aws-cdk-lib';
import { mappedSchema, MappedValue } from './mapped-schema';
import { BODY, DYNAMODB, mappingProgram, Notation, PLAIN, property, set, setEscaped } from './mapping-program';
import { shown } from '../quotas';

/**
 * What the template for an Amazon SQS queue needs to know beside the schema.
 */
export interface SqsMappingProps {
  /**
   * Property of the body that becomes the message group id of a FIFO queue.
   *
   * A required property at the top of the schema, of type string and with a `maxLength` of at most 128.
   *
   * @default - none; the queue is no FIFO queue
   */
  readonly messageGroupIdProperty?: string;

  /**
   * Property of the body that becomes the deduplication id of a FIFO queue.
   *
   * A required property at the top of the schema, of type string and with a `maxLength` of at most 128.
   *
   * @default - none; the queue deduplicates by content, or is no FIFO queue
   */
  readonly deduplicationIdProperty?: string;
}

/**
 * What the template for an Amazon SNS topic needs to know beside the schema.
 */
export interface SnsMappingProps {
  /**
   * ARN of the topic.
   */
  readonly topicArn: string;

  /**
   * Property of the body that becomes the message group id of a FIFO topic.
   *
   * A required property at the top of the schema, of type string and with a `maxLength` of at most 128.
   *
   * @default - none; the topic is no FIFO topic
   */
  readonly messageGroupIdProperty?: string;

  /**
   * Property of the body that becomes the deduplication id of a FIFO topic.
   *
   * A required property at the top of the schema, of type string and with a `maxLength` of at most 128.
   *
   * @default - none; the topic deduplicates by content, or is no FIFO topic
   */
  readonly deduplicationIdProperty?: string;
}

/**
 * What the template for an AWS Step Functions state machine needs to know beside the schema.
 */
export interface StepFunctionsMappingProps {
  /**
   * ARN of the state machine.
   */
  readonly stateMachineArn: string;
}

/**
 * What the template for an Amazon EventBridge event bus needs to know beside the schema.
 */
export interface EventBridgeMappingProps {
  /**
   * Source of the events, such as `com.example.orders`; at most 256 characters. `aws.` is reserved.
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
 * What the template for an Amazon DynamoDB table needs to know beside the schema.
 */
export interface DynamoDbMappingProps {
  /**
   * Name of the table.
   */
  readonly tableName: string;

  /**
   * Property that is the partition key. A required property at the top of the schema, of type string, integer or number.
   */
  readonly partitionKey: string;

  /**
   * Property that is the sort key. A required property at the top of the schema, of type string, integer or number.
   *
   * @default - the table has none
   */
  readonly sortKey?: string;

  /**
   * Whether an item with the same key is replaced. Callers choose the key, so that this lets each of them write over
   * what others have written.
   *
   * @default false - DynamoDB refuses the request with status 400 (ConditionalCheckFailedException)
   */
  readonly overwrite?: boolean;
}

/** What {@link MappingTemplate} is made of. */
interface Target {
  readonly factory: string;
  readonly notation?: Notation;
  readonly contentType: string;
  readonly headers?: { [name: string]: string };
  /** Whether the service takes JSON objects only. */
  readonly objectOnly?: boolean;
  readonly texts?: readonly FixedText[];
  readonly keys?: readonly KeyProperty[];
  readonly output: () => string;
}

/** Text of the caller that becomes part of a template. */
interface FixedText {
  readonly prop: string;
  readonly value: string;
  readonly pattern: RegExp;
  readonly expected: string;
}

/** A property of the body that the service reads. */
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
 * A VTL template for the request of a non-proxy integration: it passes on what a schema declares, and nothing else.
 *
 * - Properties that the schema doesn't declare are left out, at each level.
 * - Strings are escaped, so that no value can end its quotes or add a parameter; numbers and booleans are written only
 *   where they are such.
 * - Types, required properties, `minLength`, `maxLength` (characters), `minItems` and `maxItems` are checked again, after
 *   API Gateway's validator and whether there is one or not. A body that fails is refused as a whole: in its place goes a
 *   text that the service answers with status 400, because a request template can't answer by itself. Map the status
 *   pattern `4\d{2}` to a response of the method.
 * - Patterns, formats, ranges and enumerations are left to the validator: attach the model to the method, too. An
 *   integer has to be written as one: `1.0` is refused.
 *
 * Give {@link requestTemplates} and {@link requestParameters} to an `AwsIntegration` with
 * `passthroughBehavior: PassthroughBehavior.NEVER`, or bodies of another Content-Type pass by the template.
 *
 * Serves SEC 3, "Validate inbound events".
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
 */
export class MappingTemplate {
  /**
   * For an AWS Lambda function, whose event is the body's declared part.
   *
   * @param schema JSON Schema draft-04 of the body
   * @throws Error with a JSON pointer for each part of the schema that a template can't carry
   */
  public static lambda(schema: any): MappingTemplate {
    return new MappingTemplate(schema, { factory: 'lambda', contentType: JSON_TYPE, output: () => set('out', BODY) });
  }

  /**
   * For an Amazon SQS queue (`SendMessage`), whose message is the JSON text of the body's declared part. The integration's
   * path names the account and the queue.
   *
   * @param schema JSON Schema draft-04 of the body
   * @param props which properties group and deduplicate messages
   * @throws Error with a JSON pointer for each part of the schema that a template can't carry, and for each wrong prop
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
   */
  public static sqs(schema: any, props: SqsMappingProps = {}): MappingTemplate {
    return MappingTemplate.query(schema, 'sqs', 'Action=SendMessage&Version=2012-11-05', 'MessageBody', props);
  }

  /**
   * For an Amazon SNS topic (`Publish`), whose message is the JSON text of the body's declared part.
   *
   * @param schema JSON Schema draft-04 of the body
   * @param props the topic, and which properties group and deduplicate messages
   * @throws Error with a JSON pointer for each part of the schema that a template can't carry, and for each wrong prop
   * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
   */
  public static sns(schema: any, props: SnsMappingProps): MappingTemplate {
    const start = `Action=Publish&Version=2010-03-31&TopicArn=$util.urlEncode('${props.topicArn}')`;
    return MappingTemplate.query(schema, 'sns', start, 'Message', props, [arn('topicArn', props.topicArn)]);
  }

  /**
   * For an AWS Step Functions state machine (`StartExecution` or `StartSyncExecution`), whose input is the body's declared part.
   *
   * @param schema JSON Schema draft-04 of the body
   * @param props the state machine
   * @throws Error with a JSON pointer for each part of the schema that a template can't carry, and for each wrong prop
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
   * For an Amazon EventBridge event bus (`PutEvents`), with the body's declared part as the detail of one event.
   *
   * EventBridge answers with status 200 where it could not take the event; `FailedEntryCount` in the response says so.
   *
   * @param schema JSON Schema draft-04 of the body, which has to be an object
   * @param props the bus, and what its events are called
   * @throws Error with a JSON pointer for each part of the schema that a template can't carry, and for each wrong prop
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
   * For an Amazon DynamoDB table (`PutItem`), with each property at the top of the body as an attribute of the item.
   *
   * @param schema JSON Schema draft-04 of the body, which has to be an object
   * @param props the table, and which properties are the key
   * @throws Error with a JSON pointer for each part of the schema that a template can't carry, and for each wrong prop
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

  /** For a service that takes parameters of a form. */
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
   * Content type of what the template writes.
   */
  public readonly contentType: string;

  /**
   * Headers that the integration request needs, by name.
   */
  public readonly headers: { [name: string]: string };

  /**
   * The template by the Content-Type of the request, `application/json`: for `requestTemplates` of an integration.
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
      throw failure(target, [`#: the template has ${bytes} bytes, but API Gateway takes ${MAX_TEMPLATE_BYTES} (300 KB); declare less in one schema`]);
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
  if (objectOnly && !isObject) return [`#: ${factory} takes objects only; make it of type object`];
  return keys.flatMap(({ prop, name, types, maxLength }) => {
    if (name === undefined) return [];
    const found = isObject ? body.properties.find((candidate) => candidate.name === name) : undefined;
    if (!found) return [`${prop}: '${name}' is not a property at the top of the schema; declare it there`];
    if (!found.required) return [`${prop}: '${name}' may be absent; list it in required`];
    if ([...found.value.types].some((type) => !types.includes(type))) return [`${prop}: '${name}' has to be of type ${types.join(' or ')}`];
    return found.value.maxLength > maxLength ? [`${prop}: '${name}' may be longer than ${maxLength}; give it a maxLength of that or less`] : [];
  });
}

function problemOfText({ prop, value, pattern, expected }: FixedText): string[] {
  if (Token.isUnresolved(value) || (typeof value === 'string' && pattern.test(value))) return [];
  return [`${prop}: ${expected} is expected, not ${shown(value)}`];
}
