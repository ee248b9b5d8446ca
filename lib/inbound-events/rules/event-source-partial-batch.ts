import { finding, Property, Resource, Rule } from '../../gate';
import { functionAt, isValidated } from '../template/validated-function';

const REPORT = 'ReportBatchItemFailures';

/** Event sources whose records come back one by one where they are reported so. */
const BATCHES = ['AWS::SQS::Queue', 'AWS::Kinesis::Stream', 'AWS::Kinesis::StreamConsumer', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];
const BATCH_ARN = /^arn:[^:]*:(sqs|kinesis|dynamodb):/;

/** A record that can't be handled comes back alone. */
export const eventSourcePartialBatch: Rule = {
  id: 'EventSourcePartialBatch',
  item: 'inbound-events/data-correctness',
  severity: 'warning',
  title: 'Functions on queues and streams report the records that failed, one by one.',
  why:
    'One bad record brings back all that came with it, so that they are handled again and again; whoever may write to the source can hold up everybody. ' +
    'And records that the event validator reports as failed are lost where nobody listens.',
  fix: {
    cdk: 'Set reportBatchItemFailures: true on the event source, and have the handler return batchItemFailures; EventValidation does both for invalid records.',
    template: 'Set FunctionResponseTypes: [ReportBatchItemFailures] on the AWS::Lambda::EventSourceMapping, and have the handler return batchItemFailures.',
    sam: 'Set FunctionResponseTypes: [ReportBatchItemFailures] on the event, and have the handler return batchItemFailures.',
  },
  acceptable: 'When batches have one record each, or handling a record twice changes nothing and bad ones are set aside by the handler: say which.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting',
  resourceTypes: ['AWS::Lambda::EventSourceMapping'],
  findings: {
    'whole-batch': 'Records come back with all that came with them.',
    'not-listened-to': 'The event validator reports invalid records, and Lambda is not told to listen.',
  },
  check: (mapping) => {
    // Topics are of Kafka alone, whose brokers take no records back.
    if (mapping.get('Topics').exists) return [];
    const source = mapping.get('EventSourceArn');
    if (!source.exists || !isBatch(source)) return [];
    const types = mapping.get('FunctionResponseTypes');
    if (types.items().some((type) => type.string() === REPORT)) return [];
    const fn = functionAt(mapping.get('FunctionName'));
    if (fn && isValidated(fn)) return [finding(at(types, mapping), 'not-listened-to', `FunctionResponseTypes lacks ${REPORT}, and the function has the event validator`)];
    // One record at a time comes back alone anyhow.
    if (mapping.get('BatchSize').exists && mapping.get('BatchSize').number() === 1) return [];
    return [finding(at(types, mapping), 'whole-batch', `FunctionResponseTypes lacks ${REPORT}`)];
  },
};

function at(types: Property, mapping: Resource): Property | Resource {
  return types.exists ? types : mapping;
}

function isBatch(source: Property): boolean {
  const [reference] = source.references();
  if (reference) return BATCHES.includes(reference.resource.type);
  return BATCH_ARN.test(source.string()!);
}
