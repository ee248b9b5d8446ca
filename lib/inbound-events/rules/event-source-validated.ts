import { each, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { bucketNotifications, NOTIFYING_TYPES } from '../template/bucket-notifications';
import { isOfAwsOnly, mappingSource, selectsEvent } from '../template/event-sources';
import { isOwnTableStream } from '../template/own-table';
import { ACCEPTS_ANYTHING, checkSchemas, EventsOf, NO_SCHEMA_FOR_SOURCE } from '../template/recorded-events';
import { functionAt, isFunctionAt, isValidated } from '../template/validated-function';

const KAFKA = ['AmazonManagedKafkaEventSourceConfig', 'SelfManagedKafkaEventSourceConfig'];

/** Events of queues, streams, topics, buses and buckets are validated against a schema. */
export const eventSourceValidated: Rule = {
  id: 'EventSourceValidated',
  item: 'inbound-events/data-correctness',
  severity: 'error',
  title: 'A schema validates events of queues, streams, topics, buses and buckets before a function gets them.',
  why:
    'No API Gateway is in front of these sources: all that may be written to them reaches the code. A filter selects events by the fields that it ' +
    'names, and ignores all other fields. Keys of objects in a bucket are texts of the uploader.',
  fix: {
    cdk:
      'Give the function an EventValidation with an EventSchema for the source, or eventSchemas to a secure function. Kafka: set ' +
      'schemaRegistryConfig to validate VALUE.',
    template:
      'Add the layer of the event validator with strict schemas, which EventValidation in a CDK app creates; or validate in ' +
      'the handler, and acknowledge this. Kafka: have SchemaRegistryConfig validate VALUE.',
    sam:
      'Add the layer of the event validator with strict schemas, which EventValidation in a CDK app creates; or validate in ' +
      'the handler, and acknowledge this. Kafka: set SchemaRegistryConfig of the event.',
  },
  acceptable: 'If the handler validates each event against a schema, which templates can’t show: name the schema, and the code that validates.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html',
  resourceTypes: [
    'AWS::Lambda::EventSourceMapping', 'AWS::Pipes::Pipe', 'AWS::SNS::Subscription', 'AWS::SNS::Topic', 'AWS::IoT::TopicRule', 'AWS::Events::Rule',
    ...NOTIFYING_TYPES,
  ],
  findings: {
    'not-validated': 'Nothing in the template validates events before the function receives them.',
    'filtered-only': 'A filter or pattern selects events by some of their fields, and no schema validates whole events.',
    [ACCEPTS_ANYTHING]: 'The schema of the events accepts any value, any object, any list or any text.',
    [NO_SCHEMA_FOR_SOURCE]: 'The function’s validator has no schema for these events, and rejects them all.',
  },
  check: (resource, workload) => {
    switch (resource.type) {
      case 'AWS::Lambda::EventSourceMapping':
        return checkMapping(resource, workload);
      case 'AWS::Pipes::Pipe':
        return checkPipe(resource);
      case 'AWS::SNS::Subscription':
        return checkSubscription(resource.get());
      case 'AWS::SNS::Topic':
        return each(resource.get('Subscription').items(), checkSubscription);
      case 'AWS::IoT::TopicRule':
        return checkTopicRule(resource);
      case 'AWS::Events::Rule':
        return checkRule(resource);
      default:
        return checkNotifications(resource);
    }
  },
};

function checkMapping(mapping: Resource, workload: Workload): readonly Outcome[] {
  const { kind } = mappingSource(mapping);
  const source = kind === 'dynamodb' ? 'dynamoDbStream' : (kind ?? 'direct');
  return checkTarget(mapping, mapping.get('FunctionName'), { source }) ?? checkUnvalidated(mapping, workload);
}

function checkUnvalidated(mapping: Resource, workload: Workload): readonly Outcome[] {
  if (KAFKA.some((kind) => checksValues(mapping.get(kind, 'SchemaRegistryConfig')))) return [];
  return isOwnTableStream(mapping, workload) ? [] : unchecked(mapping, mapping.get('FilterCriteria'));
}

function checkPipe(pipe: Resource): readonly Outcome[] {
  // The enrichment receives the event first; the target receives the result of the enrichment.
  const first = ['Enrichment', 'Target'].map((name) => pipe.get(name)).find((place) => place.exists);
  if (!first || !isFunctionAt(first)) return [];
  return checkTarget(pipe, first, { source: 'direct' }) ?? unchecked(pipe, pipe.get('SourceParameters', 'FilterCriteria'));
}

/** Returns the outcome for events that no schema validates, depending on the filters that select them. */
function unchecked(source: Resource, criteria: Property): readonly Outcome[] {
  const patterns = criteria.at('Filters').items().map((filter) => filter.at('Pattern'));
  // An event passes if one filter matches, so one empty filter accepts all events.
  const isFiltered = patterns.length > 0 && patterns.every(picks);
  return isFiltered
    ? [finding(criteria, 'filtered-only', 'FilterCriteria selects events, and no schema validates them')]
    : [finding(source, 'not-validated', 'neither a schema nor a filter checks events before the function receives them')];
}

/** Checks whether Lambda validates records of a Kafka topic against a schema registry, and drops invalid ones. */
function checksValues(registry: Property): boolean {
  return registry.at('SchemaValidationConfigs').items().some((validation) => validation.at('Attribute').string() === 'VALUE');
}

/** Checks a subscription, which is a separate resource or an entry in the list of its topic. */
function checkSubscription(subscription: Property): readonly Outcome[] {
  if (subscription.at('Protocol').string() !== 'lambda') return [];
  return checkTarget(subscription, subscription.at('Endpoint'), { source: 'sns' }) ?? checkMessages(subscription);
}

function checkMessages(subscription: Property): readonly Outcome[] {
  const policy = subscription.at('FilterPolicy');
  return picks(policy)
    ? [finding(policy, 'filtered-only', 'FilterPolicy selects messages, and no schema validates them')]
    : [finding(subscription, 'not-validated', 'neither a schema nor a filter checks messages before the function receives them')];
}

/** Checks a rule of AWS IoT: its actions pass messages that devices and other clients publish to functions. */
function checkTopicRule(rule: Resource): readonly Outcome[] {
  return each(rule.get('TopicRulePayload', 'Actions').items(), (action) => {
    const target = action.at('Lambda', 'FunctionArn');
    if (!target.exists) return [];
    return checkTarget(action, target, { source: 'direct' }) ?? [finding(action, 'not-validated', 'no schema validates messages before the function receives them')];
  });
}

function checkRule(rule: Resource): readonly Outcome[] {
  const pattern = rule.get('EventPattern');
  // A rule without a pattern runs on a schedule.
  if (!pattern.exists || isOfAwsOnly(pattern.document().at('source'))) return [];
  return each(rule.get('Targets').items(), (target) => {
    // A target with a fixed input receives no part of the event.
    if (target.at('Input').exists || !isFunctionAt(target.at('Arn'))) return [];
    return checkTarget(target, target.at('Arn'), { source: 'eventBridge', applies: (recorded) => selectsEvent(pattern, recorded) })
      ?? [finding(target, 'filtered-only', 'EventPattern selects events, and no schema validates them before the function receives them')];
  });
}

function checkNotifications(resource: Resource): readonly Outcome[] {
  return each(bucketNotifications(resource), ({ at, target, prefix, suffix }) => {
    const checked = checkTarget(at, target, { source: 's3' });
    if (checked) return checked;
    return prefix === '' && suffix === ''
      ? [finding(at, 'not-validated', 'neither a schema nor a filter checks notifications before the function receives them')]
      : [finding(at, 'filtered-only', 'a filter selects keys of objects, and no schema validates the notifications')];
  });
}

/** Returns the outcome for a function with the event validator; undefined for other functions. */
function checkTarget(at: Property | Resource, name: Property, events: EventsOf): readonly Outcome[] | undefined {
  const fn = functionAt(name);
  return fn && isValidated(fn) ? checkSchemas(at, fn, events) : undefined;
}

/** Checks whether a pattern, which can be JSON text, has any condition. */
function picks(pattern: Property): boolean {
  return pattern.document().entries().length > 0;
}
