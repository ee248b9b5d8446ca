/**
 * The validator's configuration, which `schemas.mjs` of the function's layer exports. Constructs write it at synthesis (lib/inbound-events/events),
 * so its validators are already compiled.
 */

/** A validator that ajv compiled ahead of time. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ValidatorError[] | null;
}

/** An error of ajv. Only parameters from the schema are used, never parameters from the value. */
export interface ValidatorError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params?: { readonly missingProperty?: string; readonly format?: string };
}

/** Normalization steps, in the order in which they apply. */
export type NormalizationStep = 'trim' | 'nfc' | 'lowercase' | 'coerce' | 'default';

/** The normalization of a value and its parts. References are indexes of plans in the same list. */
export interface NormalizationPlan {
  readonly steps?: readonly NormalizationStep[];
  /** The types to which a text is coerced. */
  readonly types?: readonly ('integer' | 'number' | 'boolean' | 'null' | 'array')[];
  readonly default?: unknown;
  readonly properties?: { readonly [name: string]: number };
  readonly patternProperties?: { readonly [pattern: string]: number };
  readonly additionalProperties?: number;
  readonly prefixItems?: readonly number[];
  readonly items?: number;
  /** Further plans for the same value. */
  readonly also?: readonly number[];
}

/** Paths of sensitive values inside a value. References are indexes of plans in the same list. */
export interface SensitivityPlan {
  /** Whether the whole value is sensitive. @default - not by this plan */
  readonly all?: true;
  readonly properties?: { readonly [name: string]: number };
  readonly patternProperties?: { readonly [pattern: string]: number };
  /** The plan of properties whose names are not listed here and match no pattern. */
  readonly otherProperties?: { readonly names: readonly string[]; readonly patterns: readonly string[]; readonly plan: number };
  /** The plan of property names. */
  readonly propertyNames?: number;
  /** The plans of items by index; null if an item has none. */
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
  /** Normalization plans; the first is for the whole value. @default - values are not changed */
  readonly normalization?: readonly NormalizationPlan[];
  /** Sensitivity plans; the first is for the whole value. @default - nothing is sensitive */
  readonly sensitivity?: readonly SensitivityPlan[];
  /**
   * Returns the number of properties in a valid value, at all levels, or -1 for forbidden content. `inspect` counts the properties of any value.
   *
   * @default - none, because the schema does not determine the number
   */
  readonly count?: (value: any, inspect: (value: unknown, depth: number) => number) => number;
}

/** Handling of invalid events and records. */
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

/** A parameter of a request: a text that can represent a number or a boolean, or a list of these. */
export interface Parameter {
  readonly check: Check;
  readonly required: boolean;
  /** The separator of the values in a list. Empty if the name is repeated. @default - a single value */
  readonly separator?: string;
}

/** A body that is validated only by type and size. */
export interface Upload {
  /** The content type in lower case. The subtype can be `*`. */
  readonly contentType: string;
  readonly maxBytes: number;
}

export type Parameters = { readonly [name: string]: Parameter };

export interface HttpSource {
  readonly source: 'restApi' | 'httpApi' | 'functionUrl';
  /** The verb and path, such as `POST /orders/{id}`. @default - every request */
  readonly route?: string;
  /** The check of JSON bodies. @default - none */
  readonly body?: Check;
  /** The check of `application/x-www-form-urlencoded` bodies. @default - none */
  readonly form?: Check;
  /** Bodies of other types. @default - none */
  readonly uploads?: readonly Upload[];
  readonly path: Parameters;
  readonly query: Parameters;
  readonly headers: Parameters;
  readonly cookies: Parameters;
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
  /** The check of the handler's response. For HTTP, it applies to the body. @default - not validated */
  readonly response?: Check;
}

/** Checks whether a schema of the contract marks any value as sensitive. */
export function knowsSensitive({ sources, response }: Contract): boolean {
  const checks = (source: Source): (Check | undefined)[] =>
    'check' in source ? [source.check] : [source.body, source.form, ...[source.path, source.query, source.headers, source.cookies].flatMap((parameters) => Object.values(parameters).map(({ check }) => check))];
  return [response, ...sources.flatMap(checks)].some((check) => check?.sensitivity !== undefined);
}
