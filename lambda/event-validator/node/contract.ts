/**
 * The validator's configuration, exported by `schemas.mjs` of the function's layer. Constructs write it at synthesis (lib/inbound-events/events), so
 * its validators are compiled already.
 */

/** A validator that ajv compiled ahead of time. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ValidatorError[] | null;
}

/** An error of ajv. Only parameters from the schema are used, never those from the value. */
export interface ValidatorError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params?: { readonly missingProperty?: string; readonly format?: string };
}

/** Normalization steps, in their order. */
export type NormalizationStep = 'trim' | 'nfc' | 'lowercase' | 'coerce' | 'default';

/** The normalization of a value and its parts. References are indexes of plans in the same list. */
export interface NormalizationPlan {
  readonly steps?: readonly NormalizationStep[];
  /** Types to which a text is coerced. */
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

/** Paths of sensitive values inside a value. References are indexes of plans in the same list. */
export interface SensitivityPlan {
  /** Whether the whole value is sensitive. @default - not by this plan */
  readonly all?: true;
  readonly properties?: { readonly [name: string]: number };
  readonly patternProperties?: { readonly [pattern: string]: number };
  /** The plan of properties with other names than these, which match none of the patterns. */
  readonly otherProperties?: { readonly names: readonly string[]; readonly patterns: readonly string[]; readonly plan: number };
  /** The plan of property names. */
  readonly propertyNames?: number;
  /** By index; null if there is none. */
  readonly prefixItems?: readonly (number | null)[];
  readonly otherItems?: { readonly from: number; readonly plan: number };
  /** The plan of each item, in addition to the others. */
  readonly anyItem?: number;
  /** Further plans for the same value. */
  readonly also?: readonly number[];
}

/** A compiled schema with its plans. */
export interface Check {
  readonly validate: Validator;
  /** The first is for the whole value. @default - values are not changed */
  readonly normalization?: readonly NormalizationPlan[];
  /** The first is for the whole value. @default - nothing is sensitive */
  readonly sensitivity?: readonly SensitivityPlan[];
  /**
   * The number of properties in a valid value, at all levels; -1 for forbidden content. `inspect` counts for any value.
   *
   * @default - the schema does not determine it
   */
  readonly count?: (value: any, inspect: (value: unknown, depth: number) => number) => number;
}

/** What happens to events and records that are invalid. */
export type OnInvalid = 'quarantine' | 'fail';

/** Format of a payload. */
export type Payload = 'json' | 'text';

/** The envelope of the payload in a queue message. */
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

/** A parameter of a request: a text that may represent a number or a boolean, or a list of these. */
export interface Parameter {
  readonly check: Check;
  readonly required: boolean;
  /** The separator of the values in a list; empty if the name is repeated. @default - one value */
  readonly separator?: string;
}

/** A body that is validated only by type and size. */
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
  /** Whether events without a matching source are passed to the handler unchanged. @default - they are rejected */
  readonly isOpen?: boolean;
  /** The handler's response; for HTTP, its body. @default - not validated */
  readonly response?: Check;
}

/** Whether a schema of the contract marks something as sensitive. */
export function knowsSensitive({ sources, response }: Contract): boolean {
  const checks = (source: Source): (Check | undefined)[] =>
    'check' in source ? [source.check] : [source.body, source.form, ...[source.path, source.query, source.headers].flatMap((parameters) => Object.values(parameters).map(({ check }) => check))];
  return [response, ...sources.flatMap(checks)].some((check) => check?.sensitivity !== undefined);
}
