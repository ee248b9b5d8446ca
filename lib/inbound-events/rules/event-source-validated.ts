import { functionAt, isValidated } from './validated-function';
import { each, finding, Outcome, Property, Resource, Rule } from '../../gate';

const KAFKA = ['AmazonManagedKafkaEventSourceConfig', 'SelfManagedKafkaEventSourceConfig'];

/** Events that come by queues, streams, topics and buses are checked against a schema. */
export const eventSourceValidated: Rule = {
  id: 'EventSourceValidated',
  item: 'inbound-events/data-correctness',
  severity: 'error',
  title: 'Events from queues, streams, topics and buses are checked against a schema before a function acts on them.',
  why:
    'No API Gateway stands before these sources: whatever somebody may put into them reaches the code. A filter picks events by the fields that ' +
    'it names and says nothing of the others.',
  fix: {
    cdk:
      'Give the function an EventValidation with an EventSchema for the source, or eventSchemas to a secure function. Kafka: set schemaRegistryConfig to ' +
      'validate VALUE.',
    template:
      'Put the layer of the event validator before the handler, or check each event against a schema first thing in it and acknowledge this. Kafka: set ' +
      'SchemaRegistryConfig to validate VALUE.',
  },
  acceptable: 'When the handler checks each event against a schema, which no template shows: name the schema and where it is checked.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html',
  resourceTypes: ['AWS::Lambda::EventSourceMapping', 'AWS::SNS::Subscription', 'AWS::Events::Rule'],
  findings: {
    'not-validated': 'Nothing in the template checks events before the function gets them.',
    'filtered-only': 'A filter or pattern picks events by some of their fields, and no schema checks them as a whole.',
  },
  check: (resource) => {
    switch (resource.type) {
      case 'AWS::Lambda::EventSourceMapping':
        return checkMapping(resource);
      case 'AWS::SNS::Subscription':
        return checkSubscription(resource);
      default:
        return checkRule(resource);
    }
  },
};

function checkMapping(mapping: Resource): readonly Outcome[] {
  if (isChecked(mapping.get('FunctionName'))) return [];
  if (KAFKA.some((kind) => checksValues(mapping.get(kind, 'SchemaRegistryConfig')))) return [];
  const filters = mapping.get('FilterCriteria');
  const patterns = filters.at('Filters').items().map((filter) => filter.at('Pattern'));
  // One filter that matches suffices for an event to pass: an empty one lets all of them in.
  const isFiltered = patterns.length > 0 && patterns.every(picks);
  return isFiltered
    ? [finding(filters, 'filtered-only', 'FilterCriteria picks events, and no schema checks them')]
    : [finding(mapping, 'not-validated', 'neither a schema nor a filter checks events before the function gets them')];
}

/** Whether Lambda checks the records of a Kafka topic against the schemas of a registry, and leaves out those that fail. */
function checksValues(registry: Property): boolean {
  return registry.at('SchemaValidationConfigs').items().some((validation) => validation.at('Attribute').string() === 'VALUE');
}

function checkSubscription(subscription: Resource): readonly Outcome[] {
  if (subscription.get('Protocol').string() !== 'lambda' || isChecked(subscription.get('Endpoint'))) return [];
  const policy = subscription.get('FilterPolicy');
  return picks(policy)
    ? [finding(policy, 'filtered-only', 'FilterPolicy picks messages, and no schema checks them')]
    : [finding(subscription, 'not-validated', 'neither a schema nor a filter checks messages before the function gets them')];
}

function checkRule(rule: Resource): readonly Outcome[] {
  const pattern = rule.get('EventPattern');
  // Without a pattern it runs by the clock.
  if (!pattern.exists || isOfAwsOnly(pattern.document().at('source'))) return [];
  return each(rule.get('Targets').items(), (target) =>
    // With an input of its own the target gets nothing of the event.
    target.at('Input').exists || !isFunction(target.at('Arn')) || isChecked(target.at('Arn'))
      ? []
      : [finding(target, 'filtered-only', 'EventPattern picks events, and no schema checks them before the function gets them')],
  );
}

/** Whether only services of AWS send such events: nobody else can use their names. Those of partners pass on what others wrote. */
function isOfAwsOnly(sources: Property): boolean {
  const allowed = sources.items().map((source) => (source.isObject() ? source.at('prefix').string() : source.string()) ?? '');
  return allowed.length > 0 && allowed.every((source) => /^aws\.(?!partner\b)/.test(source));
}

function isFunction(target: Property): boolean {
  return target.references().some(({ resource }) => resource.type.startsWith('AWS::Lambda::')) || /:lambda:/.test(target.string() ?? '');
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
