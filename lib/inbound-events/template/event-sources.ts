/** What the fuzzer makes events of, and the rule that asks for it: the sources of mappings, and targets of rules that get the event itself. */
import { Property, Resource } from '../../gate';

/** Sources of mappings, by type of resource or by ARN. */
const SOURCES = [['sqs', /SQS|:sqs:/], ['kinesis', /Kinesis|:kinesis:/], ['dynamodb', /DynamoDB|:dynamodb:/]] as const;

/** Where the events of a mapping come from. */
export interface MappingSource {
  /** Undefined for sources that the fuzzer makes no events of. */
  readonly kind?: (typeof SOURCES)[number][0];
  /** The resource, where it is part of the check. */
  readonly origin?: Resource;
  /** Its type or, where it is no part of the check, its ARN; empty where nothing is known. */
  readonly type: string;
}

/** Where the events of an `AWS::Lambda::EventSourceMapping` come from. */
export function mappingSource(mapping: Resource): MappingSource {
  const source = mapping.get('EventSourceArn');
  const origin = source.references()[0]?.resource;
  const type = origin?.type ?? source.string() ?? '';
  return { kind: SOURCES.find(([, pattern]) => pattern.test(type))?.[0], origin, type };
}

/** The property by which a target of an `AWS::Events::Rule` gets something else than the event; undefined where it gets the event. */
export function madeByRule(target: Property): string | undefined {
  return ['Input', 'InputPath', 'InputTransformer'].find((name) => target.at(name).exists);
}

/**
 * Whether only services of AWS send such events, and write what is in them: nobody else can use their names. Those of partners pass
 * on what others wrote, and Amazon S3 the keys of objects.
 */
export function isOfAwsOnly(sources: Property): boolean {
  const allowed = sources.items().map((source) => (source.isObject() ? source.at('prefix').string() : source.string()) ?? '');
  return allowed.length > 0 && allowed.every((source) => /^aws\.(?!partner\b|s3$)/.test(source));
}
