import { Token } from 'aws-cdk-lib';
import { ApiParameter } from './api-parameter';
import {
  BusEventSchemaProps, EventPayload, EventSchemaOptions, HttpEventSchemaProps, InvalidEventAction, MessageSchemaOptions, QueueEnvelope,
  QueueSchemaOptions, UploadProps,
} from './event-schema-options';
import { SourceContract } from './events/contract';
import { schemaOfTexts } from './events/text-schema';
import { Problem } from './plain-json';
import { RequestModel } from './request-model';
import { SchemaCompiler } from './schema-compiler';
import { sortedEntries } from '../json/json-object';
import { shown } from '../quotas';

/**
 * What events of one source have to be. `EventValidation` holds each event against it before the function's handler gets it; `eventSchemas` of secure
 * functions does the same (SEC 3, inbound events: data correctness).
 *
 * Schemas are written in JSON Schema 2020-12, or in draft-07 or draft-04 where `$schema` says so; a `RequestModel` is one as well. Formats are checked
 * (`ajv-formats`). They are compiled at synthesis: functions neither carry a compiler nor wait for one. What Python can't do of a schema is an error where a function in Python gets
 * it: `unevaluatedProperties`, `$dynamicRef`, references other than by JSON pointer, patterns that its regular expressions have no equivalent for (`\p`, lookbehind, references to groups).
 *
 * Values are brought into one form before validation by the keyword `x-normalize` of a schema: a list of `trim` (white space around a
 * text), `nfc` (Unicode normalization form C), `lowercase`, `coerce` (a text that stands for a value of the schema's type becomes that value, and a list of one where that is an array) and
 * `default` (a missing property gets the schema's `default`). The handler gets the normal form.
 *
 * What a schema marks by the keyword `x-sensitive: true` is kept out of the function's logs, with all that is in it: wherever the value stands in a line, and however it is escaped
 * there, `[redacted]` takes its place, from before the handler gets the event. That holds for the console, `logging`, `print`, stdout and stderr, and for what the runtime writes about errors;
 * for events as they came, for what the handler gets, for what is refused, and for answers from when the handler gave them. The mark counts in each part of a schema, whether the part holds for
 * a value or not; for `propertyNames` it is the names. Texts below 4 characters, numbers and texts of digits below 6, and truth values are found only right behind the name of their property
 * (as in `"pin":123`). Not found are values that the function has changed (upper case, a hash, a part of a text of up to 64 characters), texts that are written in pieces, and what native code and other
 * processes write. What the caller gets stays as it is, errors included.
 *
 * Whatever the schema, these are refused: what is not JSON, or not UTF-8; a property that stands twice in one object; `__proto__`, and `constructor` with a
 * `prototype` in it; nesting of more than 100 levels; whole numbers beyond 2^53 - 1; lone surrogates. Lambda parses events itself before the validator sees them,
 * which is why doubled properties of `direct` and `eventBridge` events can't be told: of those, the last one counts, for the validator and the handler alike.
 */
export class EventSchema {
  /**
   * Messages of an SQS queue: the body of each.
   *
   * @param schema JSON Schema, as an object, or a `RequestModel`
   * @param options how messages are written, and what happens to invalid ones
   * @throws Error with all that is wrong with the schema, by JSON pointer
   */
  public static sqs(schema: any, options: QueueSchemaOptions = {}): EventSchema {
    const { payload = EventPayload.JSON, envelope = QueueEnvelope.NONE, onInvalid = InvalidEventAction.QUARANTINE } = options;
    const compiler = new SchemaCompiler('EventSchema.sqs');
    return schemaOf(compiler, { source: 'sqs', payload, envelope, onInvalid, check: compiler.check(schema) });
  }

  /**
   * Messages of an SNS topic that invokes the function itself: the message of each.
   *
   * @param schema JSON Schema, as an object, or a `RequestModel`
   * @param options how messages are written, and what happens to invalid ones
   * @throws Error with all that is wrong with the schema, by JSON pointer
   */
  public static sns(schema: any, options: MessageSchemaOptions = {}): EventSchema {
    const { payload = EventPayload.JSON, onInvalid = InvalidEventAction.QUARANTINE } = options;
    const compiler = new SchemaCompiler('EventSchema.sns');
    return schemaOf(compiler, { source: 'sns', payload, onInvalid, check: compiler.check(schema) });
  }

  /**
   * Events of EventBridge with one source and detail type: the detail of each. A function may have several such schemas; an event that none of
   * them is for fails.
   *
   * @param props which events, and the schema of their detail
   * @throws Error with all that is wrong with the schema, by JSON pointer
   */
  public static eventBridge(props: BusEventSchemaProps): EventSchema {
    const { source, detailType, onInvalid = InvalidEventAction.QUARANTINE } = props;
    const compiler = new SchemaCompiler('EventSchema.eventBridge');
    for (const [name, value] of Object.entries({ source, detailType })) {
      if (Token.isUnresolved(value) || value === '') compiler.problems.push({ pointer: '', message: `${name} is ${value === '' ? 'empty' : 'known only at deployment'}` });
    }
    return schemaOf(compiler, { source: 'eventBridge', eventSource: source, detailType, onInvalid, check: compiler.check(props.detail) });
  }

  /**
   * Notifications of S3: for each object `{ eventName, bucket, key, size }`, where `key` is the key itself, and not as the event writes it. There is no `size` of
   * objects that were removed.
   *
   * @param schema JSON Schema of such an object, as an object
   * @param options what happens to notifications about other objects
   * @throws Error with all that is wrong with the schema, by JSON pointer
   */
  public static s3(schema: any, options: EventSchemaOptions = {}): EventSchema {
    const compiler = new SchemaCompiler('EventSchema.s3', 'the handler gets the notification as S3 wrote it');
    return schemaOf(compiler, { source: 's3', onInvalid: options.onInvalid ?? InvalidEventAction.QUARANTINE, check: compiler.check(schema) });
  }

  /**
   * Records of a Kinesis stream: the data of each, decoded, and decompressed where it is gzip.
   *
   * @param schema JSON Schema, as an object, or a `RequestModel`
   * @param options how records are written, and what happens to invalid ones
   * @throws Error with all that is wrong with the schema, by JSON pointer
   */
  public static kinesis(schema: any, options: MessageSchemaOptions = {}): EventSchema {
    const { payload = EventPayload.JSON, onInvalid = InvalidEventAction.QUARANTINE } = options;
    const compiler = new SchemaCompiler('EventSchema.kinesis');
    return schemaOf(compiler, { source: 'kinesis', payload, onInvalid, check: compiler.check(schema) });
  }

  /**
   * Changes of a DynamoDB table: the new image of each item as plain JSON, where sets are arrays and binary values texts in base64. The stream has to have new
   * images. Removals pass.
   *
   * @param schema JSON Schema of an item, as an object
   * @param options what happens to changes that do not match
   * @throws Error with all that is wrong with the schema, by JSON pointer
   */
  public static dynamoDbStream(schema: any, options: EventSchemaOptions = {}): EventSchema {
    const compiler = new SchemaCompiler('EventSchema.dynamoDbStream', 'the handler gets the item as DynamoDB wrote it');
    return schemaOf(compiler, { source: 'dynamoDbStream', onInvalid: options.onInvalid ?? InvalidEventAction.QUARANTINE, check: compiler.check(schema) });
  }

  /**
   * Requests that a REST API of API Gateway passes on (proxy integration). Invalid ones are answered with status 400 and
   * `{ "message": "Invalid request", "field": "/body/quantity", "rule": "maximum" }`; values are never in it.
   *
   * @param props what requests may hold
   * @throws Error with all that is wrong with it
   */
  public static restApi(props: HttpEventSchemaProps): EventSchema {
    return httpSchema('restApi', props);
  }

  /**
   * Requests that an HTTP API of API Gateway passes on, in payload format 1.0 or 2.0. Invalid ones are answered as those of `restApi`.
   *
   * @param props what requests may hold
   * @throws Error with all that is wrong with it
   */
  public static httpApi(props: HttpEventSchemaProps): EventSchema {
    return httpSchema('httpApi', props);
  }

  /**
   * Requests to the function's URL. Invalid ones are answered as those of `restApi`, streaming functions included.
   *
   * @param props what requests may hold
   * @throws Error with all that is wrong with it
   */
  public static functionUrl(props: HttpEventSchemaProps): EventSchema {
    return httpSchema('functionUrl', props);
  }

  /**
   * Events of invocations by name, and of all sources that the function has no other schema for. Invalid ones fail with an error that names field and rule.
   *
   * @param schema JSON Schema of the event, as an object, or a `RequestModel`
   * @throws Error with all that is wrong with the schema, by JSON pointer
   */
  public static direct(schema: any): EventSchema {
    const compiler = new SchemaCompiler('EventSchema.direct');
    return schemaOf(compiler, { source: 'direct', check: compiler.check(schema) });
  }

  /**
   * Requests to an endpoint of a REST API. Keywords and formats that it does not know it overlooks, as API Gateway does.
   *
   * @internal
   */
  public static _endpoint(props: HttpEventSchemaProps): EventSchema {
    return httpSchema('restApi', props, false);
  }

  /**
   * @internal
   */
  public static _of(contract: any): EventSchema {
    return new EventSchema(contract);
  }

  /**
   * What the validator is told.
   *
   * @internal
   */
  public readonly _contract: any;

  private constructor(contract: any) {
    this._contract = contract;
  }
}

function httpSchema(source: 'restApi' | 'httpApi' | 'functionUrl', props: HttpEventSchemaProps, strict = true): EventSchema {
  const compiler = new SchemaCompiler(`EventSchema.${source}`, undefined, strict);
  const { route, body, form, uploads } = props;
  compiler.problems.push(...uploadProblems(uploads));
  if (route !== undefined && !isRoute(route, source)) {
    compiler.problems.push({ pointer: '', message: `the route ${shown(route)} is not a verb and a path, such as "POST /orders/{id}"` });
  }
  const parameters = (given: { [name: string]: ApiParameter } = {}, nameOf = (name: string) => name) =>
    Object.fromEntries(
      sortedEntries(given).map(([name, { schema, required, separator }]) => [
        nameOf(name),
        { check: compiler.check(schemaOfTexts(schema)), required, separator },
      ]),
    );
  return schemaOf(compiler, {
    source,
    route,
    body: body === undefined ? undefined : compiler.check(body),
    form: form === undefined ? undefined : compiler.check(schemaOfTexts(form instanceof RequestModel ? form._markedSchema : form)),
    uploads: uploads?.map(({ contentType, maxSize }) => ({ contentType: contentType.toLowerCase(), maxBytes: maxSize.toBytes() })),
    path: parameters(props.pathParameters),
    query: parameters(props.queryParameters),
    headers: parameters(props.headers, (name) => name.toLowerCase()),
  });
}

function isRoute(route: string, source: string): boolean {
  return (source === 'httpApi' && route === '$default') || (!Token.isUnresolved(route) && /^[A-Z]+ \/\S*$/.test(route));
}

const MEDIA_TYPE = /^[a-z0-9][\w.+-]*\/(\*|[a-z0-9][\w.+-]*)$/i;

function uploadProblems(uploads: readonly UploadProps[] = []): Problem[] {
  return uploads.flatMap(({ contentType }) =>
    MEDIA_TYPE.test(contentType) ? [] : [{ pointer: '', message: `uploads: ${shown(contentType)} is no media type without parameters, such as image/png or image/*` }]);
}

function schemaOf(compiler: SchemaCompiler, contract: SourceContract): EventSchema {
  compiler.refuse();
  return EventSchema._of(contract);
}
