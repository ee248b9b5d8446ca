/**
 * What the constructs tell the validator: `schemas.mjs` of the function's layer exports it. The constructs write it at synthesis
 * (lib/inbound-events/events), which is why it has validators that are compiled already.
 */

/** A validator that ajv compiled ahead of time. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ValidatorError[] | null;
}

/** What ajv says of a value; of its parameters only what the schema holds is used, never what the value holds. */
export interface ValidatorError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params?: { readonly missingProperty?: string; readonly format?: string };
}

/** Steps that make values of one form, in the order in which they are taken. */
export type NormalizationStep = 'trim' | 'nfc' | 'lowercase' | 'coerce' | 'default';

/** What is normalized of a value, and of what is in it. References are numbers of plans in the same list. */
export interface NormalizationPlan {
  readonly steps?: readonly NormalizationStep[];
  /** What a text is coerced to. */
  readonly types?: readonly ('integer' | 'number' | 'boolean' | 'null' | 'array')[];
  readonly default?: unknown;
  readonly properties?: { readonly [name: string]: number };
  readonly patternProperties?: { readonly [pattern: string]: number };
  readonly additionalProperties?: number;
  readonly prefixItems?: readonly number[];
  readonly items?: number;
  /** Plans for the same value. */
  readonly also?: readonly number[];
}

/** Where sensitive values are inside of a value. References are numbers of plans in the same list. */
export interface SensitivityPlan {
  /** Whether the value is sensitive, with all that is in it. @default - not by this plan */
  readonly all?: true;
  readonly properties?: { readonly [name: string]: number };
  readonly patternProperties?: { readonly [pattern: string]: number };
  /** The plan of properties whose names are not among these, and match none of the patterns. */
  readonly otherProperties?: { readonly names: readonly string[]; readonly patterns: readonly string[]; readonly plan: number };
  /** The plan of names themselves. */
  readonly propertyNames?: number;
  /** By place; null where there is none. */
  readonly prefixItems?: readonly (number | null)[];
  readonly otherItems?: { readonly from: number; readonly plan: number };
  /** The plan of each item, besides the others. */
  readonly anyItem?: number;
  /** All further plans for the same value. */
  readonly also?: readonly number[];
}

/** A schema as the validator has it. */
export interface Check {
  readonly validate: Validator;
  /** The first is that of the value as a whole. @default - values stay as they are */
  readonly normalization?: readonly NormalizationPlan[];
  /** The first is that of the value as a whole. @default - nothing is sensitive */
  readonly sensitivity?: readonly SensitivityPlan[];
  /**
   * How many properties a valid value has, with all that is in it; -1 where it holds what no value may. `inspect` does so for any value.
   *
   * @default - the schema does not tell
   */
  readonly count?: (value: any, inspect: (value: unknown, depth: number) => number) => number;
}

/** What happens to events and records that are invalid. */
export type OnInvalid = 'quarantine' | 'fail';

/** How a payload is written. */
export type Payload = 'json' | 'text';

/** What is around the payload, inside of the message of a queue. */
export type Envelope = 'none' | 'sns' | 'eventBridge';

export interface QueueSource {
  readonly source: 'sqs';
  readonly payload: Payload;
  readonly envelope: Envelope;
  readonly check: Check;
  readonly onInvalid: OnInvalid;
}

export interface KinesisSource {
  readonly source: 'kinesis';
  readonly payload: Payload;
  readonly check: Check;
  readonly onInvalid: OnInvalid;
}

export interface DynamoDbSource {
  readonly source: 'dynamoDbStream';
  readonly check: Check;
  readonly onInvalid: OnInvalid;
}

export interface TopicSource {
  readonly source: 'sns';
  readonly payload: Payload;
  readonly check: Check;
  readonly onInvalid: OnInvalid;
}

export interface BucketSource {
  readonly source: 's3';
  readonly check: Check;
  readonly onInvalid: OnInvalid;
}

export interface BusSource {
  readonly source: 'eventBridge';
  readonly eventSource: string;
  readonly detailType: string;
  readonly check: Check;
  readonly onInvalid: OnInvalid;
}

/** A parameter of a request, which is a text that may stand for a number or a boolean, or a list of such. */
export interface Parameter {
  readonly check: Check;
  readonly required: boolean;
  /** What is between the values of a list; the empty text for one whose name is repeated. @default - one value */
  readonly separator?: string;
}

/** A body of which only the type and the size are known. */
export interface Upload {
  /** In lower case; the subtype may be `*`. */
  readonly contentType: string;
  readonly maxBytes: number;
}

export type Parameters = { readonly [name: string]: Parameter };

export interface HttpSource {
  readonly source: 'restApi' | 'httpApi' | 'functionUrl';
  /** Verb and path, such as `POST /orders/{id}`. @default - every request */
  readonly route?: string;
  /** Bodies that are JSON. @default - none */
  readonly body?: Check;
  /** Bodies that are `application/x-www-form-urlencoded`. @default - none */
  readonly form?: Check;
  /** Other bodies. @default - none */
  readonly uploads?: readonly Upload[];
  readonly path: Parameters;
  readonly query: Parameters;
  readonly headers: Parameters;
}

export interface DirectSource {
  readonly source: 'direct';
  readonly check: Check;
}

export type Source = QueueSource | KinesisSource | DynamoDbSource | TopicSource | BucketSource | BusSource | HttpSource | DirectSource;

export interface Contract {
  readonly version: 1;
  readonly sources: readonly Source[];
  /** Whether events that no source is for reach the handler as they are. @default - they are rejected */
  readonly isOpen?: boolean;
  /** What the handler answers; of an answer to HTTP, its body. @default - not validated */
  readonly response?: Check;
}

/** Whether a schema of the contract marks something as sensitive. */
export function knowsSensitive({ sources, response }: Contract): boolean {
  const checks = (source: Source): (Check | undefined)[] =>
    'check' in source ? [source.check] : [source.body, source.form, ...[source.path, source.query, source.headers].flatMap((parameters) => Object.values(parameters).map(({ check }) => check))];
  return [response, ...sources.flatMap(checks)].some((check) => check?.sensitivity !== undefined);
}
