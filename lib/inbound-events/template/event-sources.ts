/** Event sources that the fuzzer and its rule support: sources of mappings, and targets of rules that receive the event itself. */
import { Property, Resource } from '../../gate';

/** Sources of mappings, by type of resource or by ARN. */
const SOURCES = [['sqs', /SQS|:sqs:/], ['kinesis', /Kinesis|:kinesis:/], ['dynamodb', /DynamoDB|:dynamodb:/]] as const;

/** The source of the events of a mapping. */
export interface MappingSource {
  /** Undefined for sources that the fuzzer does not support. */
  readonly kind?: (typeof SOURCES)[number][0];
  /** The resource, if it is part of the check. */
  readonly origin?: Resource;
  /** The type of the resource, or its ARN if it is not part of the check. Empty if it is unknown. */
  readonly type: string;
}

/** Returns the source of the events of an `AWS::Lambda::EventSourceMapping`. */
export function mappingSource(mapping: Resource): MappingSource {
  const source = mapping.get('EventSourceArn');
  const origin = source.references()[0]?.resource;
  const type = origin?.type ?? source.string() ?? '';
  return { kind: SOURCES.find(([, pattern]) => pattern.test(type))?.[0], origin, type };
}

/** Returns the property of a rule's target that replaces the event. Undefined if the target receives the event itself. */
export function madeByRule(target: Property): string | undefined {
  return ['Input', 'InputPath', 'InputTransformer'].find((name) => target.at(name).exists);
}

/**
 * Checks whether only AWS services send such events and write their content, because no other sender can use their source names. Events of partners
 * contain texts of others, and events of Amazon S3 contain the keys of objects.
 */
export function isOfAwsOnly(sources: Property): boolean {
  const allowed = sources.items().map((source) => (source.isObject() ? source.at('prefix').string() : source.string()) ?? '');
  return allowed.length > 0 && allowed.every((source) => /^aws\.(?!partner\b|s3$)/.test(source));
}

/** The source and detail type of events of EventBridge. */
interface BusEvent {
  readonly eventSource?: string;
  readonly detailType?: string;
}

/**
 * Checks whether an EventBridge pattern may select events of a source and detail type. Conditions other than texts, prefixes and suffixes count as a
 * match.
 * @param pattern the `EventPattern` of a rule
 */
export function selectsEvent(pattern: Property, { eventSource, detailType }: BusEvent): boolean {
  return selects(pattern, 'source', eventSource) && selects(pattern, 'detail-type', detailType);
}

function selects(pattern: Property, key: string, text = ''): boolean {
  const allowed = pattern.document().at(key).items();
  return allowed.length === 0 || allowed.some((condition) => mayMatch(condition, text));
}

function mayMatch(condition: Property, text: string): boolean {
  const [exact, prefix, suffix] = [condition, condition.at('prefix'), condition.at('suffix')].map((place) => place.literal());
  if (exact !== undefined) return exact === text;
  return text.startsWith(prefix ?? '') && text.endsWith(suffix ?? '');
}
