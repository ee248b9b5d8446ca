import { Token } from 'aws-cdk-lib';
import { ApiParameter } from './api-parameter';
import {
  BusEventSchemaProps, EventPayload, EventSchemaOptions, HttpEventSchemaProps, InvalidEventAction, MessageSchemaOptions, QueueEnvelope,
  QueueSchemaOptions, UploadProps,
} from './event-schema-options';
import { SourceContract } from './events/contract';
import { schemaOfTexts } from './events/text-schema';
import { parameterNameProblems, twice } from './parameter-names';
import { Problem } from './plain-json';
import { RequestModel } from './request-model';
import { SchemaCompiler } from './schema-compiler';
import { NO_UPLOADS } from './schema-problems';
import { sortedEntries } from '../json/json-object';
import { amountOf, shown, wholeNumber } from '../quotas';

/**
 * A schema for events of one source. `EventValidation` validates each event before the function's handler runs. The property `eventSchemas` of secure
 * functions does the same (SEC 3, inbound events: data correctness).
 *
 * Schemas are written in JSON Schema 2020-12, or in draft-07 or draft-04 if `$schema` says so. A `RequestModel` is allowed as well. Formats are
 * checked (`ajv-formats`). Schemas are compiled at synthesis: functions contain no compiler. For a function in Python, features that Python can't
 * support are an error: `unevaluatedProperties`, references other than JSON pointers, and patterns without an equivalent in Python (`\p`, lookbehind,
 * references to groups). In both languages, `$dynamicRef`, `$recursiveRef` and `unevaluatedItems` are errors.
 *
 * The keyword `x-normalize` of a schema normalizes values before validation. It is a list of steps: `trim` removes white space around a text, `nfc`
 * applies Unicode normalization form C, `lowercase` converts to lower case, `coerce` converts a text to the schema's type (and to an array of one
 * value if the type is array), and `default` sets a missing property to the schema's `default`. The handler gets the normalized event.
 *
 * Values marked with the keyword `x-sensitive: true` in a schema, including their content, are kept out of the function's logs. `[redacted]` replaces them
 * anywhere in a line, also escaped as in JSON, `util.inspect`, `repr` and URLs, from before the handler gets the event. This applies to the console, `logging`, `print`, stdout
 * and stderr, and to errors that the runtime writes. It applies to the original event, to the event that the handler gets, to rejected events, and to
 * responses after the handler returned them. The mark applies in every part of a schema, whether that part applies to a value or not. For
 * `propertyNames`, it applies to the names. Texts below 4 characters, numbers, digit texts below 6 characters, and booleans are only found directly
 * after the name of their property (as in `"pin":123`). Not found are values that the function changed (upper case, a hash, a part of a text of up to
 * 64 characters), texts written in pieces, and output of native code and other processes. Responses to the caller, including errors, are not changed.
 *
 * Regardless of the schema, these are rejected: content that is not JSON, or not UTF-8; a duplicate property in an object; `__proto__`, and
 * `constructor` with a `prototype` in it; more than 100 levels of nesting; whole numbers beyond 2^53 - 1; lone surrogates. Lambda parses events
 * before the validator gets them, so duplicate properties of `direct` and `eventBridge` events can't be detected. The last one counts, both for the
 * validator and for the handler.
 */
export class EventSchema {
  /**
   * Messages of an SQS queue. The schema applies to the body of each message.
   *
   * @param schema JSON Schema, as an object, or a `RequestModel`
   * @param options format of messages, and what happens to invalid ones
   * @throws Error with all problems of the schema, by JSON pointer
   */
  public static sqs(schema: any, options: QueueSchemaOptions = {}): EventSchema {
    const { payload = EventPayload.JSON, envelope = QueueEnvelope.NONE, onInvalid = InvalidEventAction.QUARANTINE } = options;
    const compiler = new SchemaCompiler('EventSchema.sqs');
    return schemaOf(compiler, { source: 'sqs', payload, envelope, onInvalid, check: compiler.check(schema) });
  }

  /**
   * Messages of an SNS topic that invokes the function directly. The schema applies to each message.
   *
   * @param schema JSON Schema, as an object, or a `RequestModel`
   * @param options format of messages, and what happens to invalid ones
   * @throws Error with all problems of the schema, by JSON pointer
   */
  public static sns(schema: any, options: MessageSchemaOptions = {}): EventSchema {
    const { payload = EventPayload.JSON, onInvalid = InvalidEventAction.QUARANTINE } = options;
    const compiler = new SchemaCompiler('EventSchema.sns');
    return schemaOf(compiler, { source: 'sns', payload, onInvalid, check: compiler.check(schema) });
  }

  /**
   * Events of EventBridge with one source and detail type. The schema applies to the detail. A function can have several such schemas. An event that
   * matches none of their sources and types fails.
   *
   * @param props source and type of the events, and the schema of their detail
   * @throws Error with all problems of the schema, by JSON pointer
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
   * Notifications of S3. The schema applies to one value for each object, `{ eventName, bucket, key, size }`, where `key` is the decoded
   * key. Removed objects have no `size`.
   *
   * @param schema JSON Schema of such an object, as an object
   * @param options what happens to notifications about other objects
   * @throws Error with all problems of the schema, by JSON pointer
   */
  public static s3(schema: any, options: EventSchemaOptions = {}): EventSchema {
    const compiler = new SchemaCompiler('EventSchema.s3', 'the handler gets the notification as S3 wrote it');
    return schemaOf(compiler, { source: 's3', onInvalid: options.onInvalid ?? InvalidEventAction.QUARANTINE, check: compiler.check(schema) });
  }

  /**
   * Records of a Kinesis stream. The schema applies to the data of each record, decoded, and decompressed if it is gzip.
   *
   * @param schema JSON Schema, as an object, or a `RequestModel`
   * @param options format of records, and what happens to invalid ones
   * @throws Error with all problems of the schema, by JSON pointer
   */
  public static kinesis(schema: any, options: MessageSchemaOptions = {}): EventSchema {
    const { payload = EventPayload.JSON, onInvalid = InvalidEventAction.QUARANTINE } = options;
    const compiler = new SchemaCompiler('EventSchema.kinesis');
    return schemaOf(compiler, { source: 'kinesis', payload, onInvalid, check: compiler.check(schema) });
  }

  /**
   * Changes of a DynamoDB table. The schema applies to the new image of each item as plain JSON. Sets are arrays, and binary values are base64 texts.
   * The stream must contain new images. Removals are not validated.
   *
   * @param schema JSON Schema of an item, as an object
   * @param options what happens to changes that do not match
   * @throws Error with all problems of the schema, by JSON pointer
   */
  public static dynamoDbStream(schema: any, options: EventSchemaOptions = {}): EventSchema {
    const compiler = new SchemaCompiler('EventSchema.dynamoDbStream', 'the handler gets the item as DynamoDB wrote it');
    return schemaOf(compiler, { source: 'dynamoDbStream', onInvalid: options.onInvalid ?? InvalidEventAction.QUARANTINE, check: compiler.check(schema) });
  }

  /**
   * Requests from a REST API of API Gateway (proxy integration). Invalid requests get status 400 and
   * `{ "message": "Invalid request", "field": "/body/quantity", "rule": "maximum" }`, without values.
   *
   * @param props schemas of the parts of a request
   * @throws Error with all problems
   */
  public static restApi(props: HttpEventSchemaProps): EventSchema {
    return httpSchema('restApi', props);
  }

  /**
   * Requests from an HTTP API of API Gateway, in payload format 1.0 or 2.0. Invalid requests get the same response as with
   * `restApi`.
   *
   * @param props schemas of the parts of a request
   * @throws Error with all problems
   */
  public static httpApi(props: HttpEventSchemaProps): EventSchema {
    return httpSchema('httpApi', props);
  }

  /**
   * Requests to the function URL. Invalid requests get the same response as with `restApi`, also from streaming functions.
   *
   * @param props schemas of the parts of a request
   * @throws Error with all problems
   */
  public static functionUrl(props: HttpEventSchemaProps): EventSchema {
    return httpSchema('functionUrl', props);
  }

  /**
   * Events of direct invocations, and of all sources without another schema of the function. Invalid events fail with an error that
   * names field and rule.
   *
   * @param schema JSON Schema of the event, as an object, or a `RequestModel`
   * @throws Error with all problems of the schema, by JSON pointer
   */
  public static direct(schema: any): EventSchema {
    const compiler = new SchemaCompiler('EventSchema.direct');
    return schemaOf(compiler, { source: 'direct', check: compiler.check(schema) });
  }

  /**
   * Requests to an endpoint of a REST API. Ignores unknown keywords and formats, as API Gateway does.
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
   * The contract of the validator for these events.
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
  compiler.problems.push(...uploadProblems(uploads), ...parameterNameProblems(props).map((message) => ({ pointer: '', message })));
  if (route !== undefined && !isRoute(route, source)) {
    compiler.problems.push({ pointer: '', message: `the route ${shown(route)} is not a verb and a path, such as "POST /orders/{id}"` });
  }
  const parameters = (place: 'pathParameters' | 'queryParameters' | 'headers' | 'cookies', nameOf = (name: string) => name) =>
    Object.fromEntries(
      sortedEntries<ApiParameter>(props[place] ?? {}).map(([name, { schema, required, separator }]) => [
        nameOf(name),
        { check: compiler.check(schemaOfTexts(schema), `${place}.${name}`), required, separator },
      ]),
    );
  return schemaOf(compiler, {
    source,
    route,
    body: body === undefined ? undefined : compiler.check(body, 'body'),
    form: form === undefined ? undefined : compiler.check(schemaOfTexts(form instanceof RequestModel ? form._markedSchema : form), 'form'),
    uploads: uploads?.map(({ contentType, maxSize }) => ({ contentType: contentType.toLowerCase(), maxBytes: amountOf(maxSize, 'bytes') })),
    path: parameters('pathParameters'),
    query: parameters('queryParameters'),
    headers: parameters('headers', (name) => name.toLowerCase()),
    cookies: parameters('cookies'),
  });
}

function isRoute(route: string, source: string): boolean {
  return (source === 'httpApi' && route === '$default') || (!Token.isUnresolved(route) && /^[A-Z]+ \/\S*$/.test(route));
}

const MEDIA_TYPE = /^[a-z0-9][\w.+-]*\/(\*|[a-z0-9][\w.+-]*)$/i;

function uploadProblems(uploads?: readonly UploadProps[]): Problem[] {
  if (uploads === undefined) return [];
  if (uploads.length === 0) return [{ pointer: '', message: NO_UPLOADS }];
  const again = twice('uploads', 'type', uploads.map(({ contentType }) => contentType)).map((message) => ({ pointer: '', message }));
  return again.concat(uploads.flatMap(({ contentType, maxSize }, index) => {
    const problems: string[] = [];
    if (!MEDIA_TYPE.test(contentType)) problems.push(`uploads: ${shown(contentType)} is not a media type without parameters, such as image/png or image/*`);
    wholeNumber(`uploads[${index}].maxSize`, maxSize, 'bytes', problems, { least: 1 });
    return problems.map((message) => ({ pointer: '', message }));
  }));
}

function schemaOf(compiler: SchemaCompiler, contract: SourceContract): EventSchema {
  compiler.reject();
  return EventSchema._of(contract);
}
