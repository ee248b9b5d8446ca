import { Size } from 'aws-cdk-lib';
import { ApiParameter } from './api-parameter';

/**
 * What happens to an event or record that does not match its schema.
 */
export enum InvalidEventAction {
  /**
   * It goes to the quarantine queue, with the reason, and counts as done. Records beside it go on to the handler. Where the queue can't
   * take it (Amazon SQS takes 1 MiB), it fails.
   */
  QUARANTINE = 'quarantine',

  /**
   * Records of SQS, Kinesis and DynamoDB are reported as failed (partial batch response), so that the service brings them again, and at last to
   * its own dead-letter queue or destination. In streams and in the message groups of FIFO queues what follows such a record waits with it.
   * For all other sources the invocation fails.
   */
  FAIL = 'fail',
}

/**
 * How a payload is written.
 */
export enum EventPayload {
  /** JSON (RFC 8259); the schema is about the value. */
  JSON = 'json',

  /** Text as it is; the schema is about one string. */
  TEXT = 'text',
}

/**
 * What another service put around the payload of a queue's message.
 */
export enum QueueEnvelope {
  /** Nothing; topics with raw message delivery do so too. */
  NONE = 'none',

  /** A notification of SNS; the schema is about its message. */
  SNS = 'sns',

  /** An event of EventBridge; the schema is about its detail. */
  EVENT_BRIDGE = 'eventBridge',
}

/**
 * What holds for schemas of events that nobody waits for.
 */
export interface EventSchemaOptions {
  /**
   * What happens to what does not match.
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
   * How messages are written.
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
   * What is around the payload. With anything else around it, or without it, a message is invalid.
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
 * Bodies of which only type and size are validated: files, archives, text that is no JSON.
 */
export interface UploadProps {
  /**
   * The media type, such as `image/png`, without parameters; `image/*` is every type of images.
   */
  readonly contentType: string;

  /**
   * The largest body.
   */
  readonly maxSize: Size;
}

/**
 * A schema for HTTP requests. What it does not declare is refused: bodies, parameters in the path and in the query string. Headers that it does
 * not declare pass.
 */
export interface HttpEventSchemaProps {
  /**
   * The route that it is for: verb and path, as the API has it, such as `POST /orders/{id}`. `ANY` is every verb, and `$default` the route of an HTTP API that is called so.
   *
   * A request that has no schema of the function for its route is refused.
   *
   * @default - every request
   */
  readonly route?: string;

  /**
   * JSON Schema of the body, which is JSON, as an object, or a `RequestModel`.
   *
   * @default - no body
   */
  readonly body?: any;

  /**
   * JSON Schema of bodies that are forms (`application/x-www-form-urlencoded`), as an object, or a `RequestModel`. It is about an object of the form's names: one that stands several times,
   * or as `tags[]`, is an array, and `address[city]` a property of an object. Texts become the numbers, truth values and arrays that the schema asks for; the handler gets the form as it came.
   *
   * @default - no forms
   */
  readonly form?: any;

  /**
   * Other bodies. With these, or a form, a request is validated by its `Content-Type`, and one of a type that is not declared is refused.
   *
   * @default - none
   */
  readonly uploads?: UploadProps[];

  /**
   * The parameters in the path, each by its name.
   *
   * @default - none
   */
  readonly pathParameters?: { [name: string]: ApiParameter };

  /**
   * The parameters in the query string, each by its name; each at most once, unless it is a list.
   *
   * @default - none
   */
  readonly queryParameters?: { [name: string]: ApiParameter };

  /**
   * Headers, each by its name in any case.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: ApiParameter };
}
