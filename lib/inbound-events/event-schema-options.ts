import { Size } from 'aws-cdk-lib';
import { ApiParameter } from './api-parameter';

/**
 * What happens to an event or record that does not match its schema.
 */
export enum InvalidEventAction {
  /**
   * The event or record is sent to the quarantine queue together with the reason, and counts as processed. Other records go to the handler. If the
   * queue can't accept it (the limit of Amazon SQS is 1 MiB), the event or record fails.
   */
  QUARANTINE = 'quarantine',

  /**
   * Records of SQS, Kinesis and DynamoDB are reported as failed (partial batch response). The service delivers them again, and finally sends them to
   * its own dead-letter queue or destination. In streams and in message groups of FIFO queues, later records wait for such a record. For all other
   * sources, the invocation fails.
   */
  FAIL = 'fail',
}

/**
 * Format of a payload.
 */
export enum EventPayload {
  /** JSON (RFC 8259). The schema applies to the value. */
  JSON = 'json',

  /** Plain text. The schema applies to a string. */
  TEXT = 'text',
}

/** The envelope that another service added to the payload of a queue message. */
export enum QueueEnvelope {
  /** No envelope; also for topics with raw message delivery. */
  NONE = 'none',

  /** A notification of SNS. The schema applies to its message. */
  SNS = 'sns',

  /** An event of EventBridge. The schema applies to its detail. */
  EVENT_BRIDGE = 'eventBridge',
}

/**
 * Options of schemas for asynchronous events.
 */
export interface EventSchemaOptions {
  /**
   * What happens to events that do not match.
   *
   * @default InvalidEventAction.QUARANTINE
   */
  readonly onInvalid?: InvalidEventAction;
}

/**
 * Options of a schema for messages.
 */
export interface MessageSchemaOptions extends EventSchemaOptions {
  /**
   * Format of the messages.
   *
   * @default EventPayload.JSON
   */
  readonly payload?: EventPayload;
}

/**
 * Options of a schema for messages of a queue.
 */
export interface QueueSchemaOptions extends MessageSchemaOptions {
  /**
   * The envelope of the payload. A message with another envelope, or without it, is invalid.
   *
   * @default QueueEnvelope.NONE
   */
  readonly envelope?: QueueEnvelope;
}

/**
 * A schema for events of EventBridge.
 */
export interface BusEventSchemaProps extends EventSchemaOptions {
  /**
   * The `source` of the events.
   */
  readonly source: string;

  /**
   * The `detail-type` of the events.
   */
  readonly detailType: string;

  /**
   * JSON Schema of `detail`, as an object, or a `RequestModel`.
   */
  readonly detail: any;
}

/**
 * Bodies that are validated only by type and size: files, archives, text that is not JSON.
 */
export interface UploadProps {
  /** The media type without parameters, such as `image/png`. `image/*` matches all image types. */
  readonly contentType: string;

  /**
   * The maximum size of the body.
   */
  readonly maxSize: Size;
}

/**
 * A schema for HTTP requests. It rejects bodies, path parameters and query string parameters that it does not declare. Headers
 * that it does not declare are allowed.
 */
export interface HttpEventSchemaProps {
  /**
   * The route of the schema: verb and path as in the API, such as `POST /orders/{id}`. `ANY` matches every verb. `$default` is the route of an HTTP
   * API with that name.
   *
   * A request whose route has no schema is rejected.
   *
   * @default - all requests
   */
  readonly route?: string;

  /**
   * JSON Schema of a JSON body, as an object, or a `RequestModel`.
   *
   * @default - no body
   */
  readonly body?: any;

  /**
   * JSON Schema of bodies that are forms (`application/x-www-form-urlencoded`), as an object, or a `RequestModel`. It applies to an object with the
   * names of the form. A name that is repeated, or written as `tags[]`, is an array. `address[city]` is a property of an object. Texts are converted
   * to the numbers, booleans and arrays of the schema. The handler gets the original form.
   *
   * @default - no forms
   */
  readonly form?: any;

  /**
   * Bodies of other types. With these, or with a form, a request is validated by its `Content-Type`, and rejected if its type is not declared.
   *
   * @default - none
   */
  readonly uploads?: UploadProps[];

  /**
   * The path parameters by name.
   *
   * @default - none
   */
  readonly pathParameters?: { [name: string]: ApiParameter };

  /**
   * The query string parameters by name. Each may occur once, unless it is a list.
   *
   * @default - none
   */
  readonly queryParameters?: { [name: string]: ApiParameter };

  /**
   * Headers by name, case-insensitive.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: ApiParameter };

  /**
   * Cookies by name, case-sensitive, each with its value as sent: neither unquoted nor unescaped. Other cookies are allowed.
   *
   * @default - none
   */
  readonly cookies?: { [name: string]: ApiParameter };
}
