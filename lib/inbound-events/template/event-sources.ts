/** Event sources that the fuzzer and its rule support: sources of mappings, and targets of rules that get the event itself. */
import { Property, Resource } from '../../gate';

/** Sources of mappings, by type of resource or by ARN. */
const SOURCES = [['sqs', /SQS|:sqs:/], ['kinesis', /Kinesis|:kinesis:/], ['dynamodb', /DynamoDB|:dynamodb:/]] as const;

/** Where the events of a mapping come from. */
export interface MappingSource {
  /** Undefined for sources that the fuzzer does not support. */
  readonly kind?: (typeof SOURCES)[number][0];
  /** The resource, if it is part of the check. */
  readonly origin?: Resource;
  /** Its type, or its ARN if it is not part of the check; empty if unknown. */
  readonly type: string;
}

/** Where the events of an `AWS::Lambda::EventSourceMapping` come from. */
export function mappingSource(mapping: Resource): MappingSource {
  const source = mapping.get('EventSourceArn');
  const origin = source.references()[0]?.resource;
  const type = origin?.type ?? source.string() ?? '';
  return { kind: SOURCES.find(([, pattern]) => pattern.test(type))?.[0], origin, type };
}

/** The property that makes a target of an `AWS::Events::Rule` get something other than the event; undefined if it gets the event. */
export function madeByRule(target: Property): string | undefined {
  return ['Input', 'InputPath', 'InputTransformer'].find((name) => target.at(name).exists);
}

/**
 * Whether only AWS services send such events and write their content: no other sender can use their names. Events of partners contain texts of
 * others, and those of Amazon S3 the keys of objects.
 */
export function isOfAwsOnly(sources: Property): boolean {
  const allowed = sources.items().map((source) => (source.isObject() ? source.at('prefix').string() : source.string()) ?? '');
  return allowed.length > 0 && allowed.every((source) => /^aws\.(?!partner\b|s3$)/.test(source));
}
