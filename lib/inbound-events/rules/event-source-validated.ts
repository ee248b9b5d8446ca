import { each, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { bucketNotifications, NOTIFYING_TYPES } from '../template/bucket-notifications';
import { isOfAwsOnly } from '../template/event-sources';
import { isOwnTableStream } from '../template/own-table';
import { functionAt, isFunctionAt, isValidated } from '../template/validated-function';

const KAFKA = ['AmazonManagedKafkaEventSourceConfig', 'SelfManagedKafkaEventSourceConfig'];

/** Events that come by queues, streams, topics, buses and buckets are validated against a schema. */
export const eventSourceValidated: Rule = {
  id: 'EventSourceValidated',
  item: 'inbound-events/data-correctness',
  severity: 'error',
  title: 'A schema validates events of queues, streams, topics, buses and buckets before a function gets them.',
  why:
    'No API Gateway stands before these sources: whatever somebody may put into them reaches the code. A filter picks events by the fields that ' +
    'it names and says nothing of the others. Keys of objects in a bucket are texts of whoever uploads them.',
  fix: {
    cdk:
      'Give the function an EventValidation with an EventSchema for the source, or eventSchemas to a secure function. Kafka: set schemaRegistryConfig to ' +
      'validate VALUE.',
    template:
      'Put the layer of the event validator before the handler, or check each event against a schema first thing in it and acknowledge this. Kafka: set ' +
      'SchemaRegistryConfig to validate VALUE.',
    sam:
      'Put the layer of the event validator before the handler, or check each event against a schema first thing in it and acknowledge this. ' +
      'Kafka: set SchemaRegistryConfig of the event to validate VALUE.',
  },
  acceptable: 'When the handler checks each event against a schema, which no template shows: name the schema and where it is checked.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html',
  resourceTypes: [
    'AWS::Lambda::EventSourceMapping', 'AWS::Pipes::Pipe', 'AWS::SNS::Subscription', 'AWS::SNS::Topic', 'AWS::IoT::TopicRule', 'AWS::Events::Rule',
    ...NOTIFYING_TYPES,
  ],
  findings: {
    'not-validated': 'Nothing in the template checks events before the function gets them.',
    'filtered-only': 'A filter or pattern picks events by some of their fields, and no schema checks them as a whole.',
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
  if (isChecked(mapping.get('FunctionName'))) return [];
  if (KAFKA.some((kind) => checksValues(mapping.get(kind, 'SchemaRegistryConfig')))) return [];
  return isOwnTableStream(mapping, workload) ? [] : unchecked(mapping, mapping.get('FilterCriteria'));
}

function checkPipe(pipe: Resource): readonly Outcome[] {
  // What enriches events gets them first, and the target what it makes of them.
  const first = ['Enrichment', 'Target'].map((name) => pipe.get(name)).find((place) => place.exists);
  if (!first || !isFunctionAt(first) || isChecked(first)) return [];
  return unchecked(pipe, pipe.get('SourceParameters', 'FilterCriteria'));
}

/** What to say of events that no schema checks, by the filters that pick them. */
function unchecked(source: Resource, criteria: Property): readonly Outcome[] {
  const patterns = criteria.at('Filters').items().map((filter) => filter.at('Pattern'));
  // One filter that matches suffices for an event to pass: an empty one lets all of them in.
  const isFiltered = patterns.length > 0 && patterns.every(picks);
  return isFiltered
    ? [finding(criteria, 'filtered-only', 'FilterCriteria picks events, and no schema checks them')]
    : [finding(source, 'not-validated', 'neither a schema nor a filter checks events before the function gets them')];
}

/** Whether Lambda checks the records of a Kafka topic against the schemas of a registry, and leaves out those that fail. */
function checksValues(registry: Property): boolean {
  return registry.at('SchemaValidationConfigs').items().some((validation) => validation.at('Attribute').string() === 'VALUE');
}

/** Checks a subscription, by itself or in the list of its topic. */
function checkSubscription(subscription: Property): readonly Outcome[] {
  if (subscription.at('Protocol').string() !== 'lambda' || isChecked(subscription.at('Endpoint'))) return [];
  const policy = subscription.at('FilterPolicy');
  return picks(policy)
    ? [finding(policy, 'filtered-only', 'FilterPolicy picks messages, and no schema checks them')]
    : [finding(subscription, 'not-validated', 'neither a schema nor a filter checks messages before the function gets them')];
}

/** What devices and other clients of AWS IoT publish reaches the function by the actions of a rule. */
function checkTopicRule(rule: Resource): readonly Outcome[] {
  return each(rule.get('TopicRulePayload', 'Actions').items(), (action) => {
    const target = action.at('Lambda', 'FunctionArn');
    return target.exists && !isChecked(target) ? [finding(action, 'not-validated', 'no schema checks messages before the function gets them')] : [];
  });
}

function checkRule(rule: Resource): readonly Outcome[] {
  const pattern = rule.get('EventPattern');
  // Without a pattern it runs by the clock.
  if (!pattern.exists || isOfAwsOnly(pattern.document().at('source'))) return [];
  return each(rule.get('Targets').items(), (target) =>
    // With an input of its own the target gets nothing of the event.
    target.at('Input').exists || !isFunctionAt(target.at('Arn')) || isChecked(target.at('Arn'))
      ? []
      : [finding(target, 'filtered-only', 'EventPattern picks events, and no schema checks them before the function gets them')],
  );
}

function checkNotifications(resource: Resource): readonly Outcome[] {
  return each(bucketNotifications(resource), ({ at, target, prefix, suffix }) => {
    if (isChecked(target)) return [];
    return prefix === '' && suffix === ''
      ? [finding(at, 'not-validated', 'neither a schema nor a filter checks notifications before the function gets them')]
      : [finding(at, 'filtered-only', 'a filter picks keys of objects, and no schema checks the notifications')];
  });
}

/** Whether the event validator stands before the function. */
function isChecked(name: Property): boolean {
  const fn = functionAt(name);
  return fn !== undefined && isValidated(fn);
}

/** Whether a pattern, or the JSON text of one, asks for anything. */
function picks(pattern: Property): boolean {
  return pattern.document().entries().length > 0;
}
