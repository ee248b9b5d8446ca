import type { JsonObject } from '../../../../json/json-object';
import { getAtt, mapOf, ref } from '../values';
import { add, idOf, type SamEvent, writtenAt } from './event';

/**
 * Returns the queue of an event's `DeadLetterConfig`, which SAM creates if it is missing. With the ARN of a rule, the rule may send to a created
 * queue.
 */
export function deadLetterQueue(event: SamEvent, ruleArn?: JsonObject): unknown {
  const config = mapOf(event.properties.DeadLetterConfig);
  if (!config) return undefined;
  if (config.Arn !== undefined) return config.Arn;
  const logicalId = typeof config.QueueLogicalId === 'string' ? config.QueueLogicalId : `${idOf(event)}Queue`;
  const places = [{ location: 'Properties', written: writtenAt(event, 'DeadLetterConfig') }];
  const arn = getAtt(logicalId, 'Arn');
  add(event, logicalId, 'AWS::SQS::Queue', {}, { places });
  if (ruleArn === undefined) return arn;
  const statement = {
    Action: 'sqs:SendMessage',
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Resource: arn,
    Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
  };
  const document = { Version: '2012-10-17', Statement: [statement] };
  add(event, `${idOf(event)}QueuePolicy`, 'AWS::SQS::QueuePolicy', { PolicyDocument: document, Queues: [ref(logicalId)] }, { places });
  return arn;
}
