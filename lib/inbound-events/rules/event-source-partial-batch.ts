import { finding, Property, Resource, Rule } from '../../gate';
import { functionAt, isValidated } from '../template/validated-function';

const REPORT = 'ReportBatchItemFailures';

/** Event sources that redeliver only the records which a function reports as failed. */
const BATCHES = ['AWS::SQS::Queue', 'AWS::Kinesis::Stream', 'AWS::Kinesis::StreamConsumer', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];
const BATCH_ARN = /^arn:[^:]*:(sqs|kinesis|dynamodb):/;

/** Only failed records of a batch are retried. */
export const eventSourcePartialBatch: Rule = {
  id: 'EventSourcePartialBatch',
  item: 'inbound-events/data-correctness',
  severity: 'warning',
  title: 'Functions on queues and streams report failed records individually.',
  why:
    'One invalid record causes repeated retries of its whole batch. Anyone who may write to the source can block it for all others. Records ' +
    'that the event validator reports as failed are lost if Lambda ignores the report.',
  fix: {
    cdk: 'Set reportBatchItemFailures: true on the event source, and have the handler return batchItemFailures; EventValidation does both for invalid records.',
    template: 'Set FunctionResponseTypes: [ReportBatchItemFailures] on the AWS::Lambda::EventSourceMapping, and have the handler return batchItemFailures.',
    sam: 'Set FunctionResponseTypes: [ReportBatchItemFailures] on the event, and have the handler return batchItemFailures.',
  },
  acceptable: 'If each batch has one record, or the handler is idempotent and sets invalid records aside: say which.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting',
  resourceTypes: ['AWS::Lambda::EventSourceMapping'],
  findings: {
    'whole-batch': 'A failed record causes a retry of its whole batch.',
    'not-listened-to': 'The event validator reports invalid records, and Lambda ignores its report.',
  },
  check: (mapping) => {
    // Only Kafka sources have topics, and Kafka does not redeliver single records.
    if (mapping.get('Topics').exists) return [];
    const source = mapping.get('EventSourceArn');
    if (!source.exists || !isBatch(source)) return [];
    const types = mapping.get('FunctionResponseTypes');
    if (types.items().some((type) => type.string() === REPORT)) return [];
    const fn = functionAt(mapping.get('FunctionName'));
    if (fn && isValidated(fn)) return [finding(at(types, mapping), 'not-listened-to', `FunctionResponseTypes lacks ${REPORT}, and the function has the event validator`)];
    // A batch with a single record is retried alone in any case.
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
