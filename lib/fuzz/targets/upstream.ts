/** The services that send to a queue. Its messages are in the envelope of the sender. */
import { Property, Resource, Workload } from '../../gate';
import { madeByRule } from '../../inbound-events/template/event-sources';

/** An envelope of messages. */
export type Upstream = 'sns' | 's3' | 'eventBridge';

/** Returns the envelopes of the messages in a queue, according to its senders. The list is empty if the templates contain no sender. */
export function upstreamsOf(queue: Resource | undefined, workload: Workload): readonly Upstream[] {
  if (!queue) return [];
  const isQueue = (place: Property) => place.references().some(({ resource }) => resource === queue);
  const subscribed = workload.resources('AWS::SNS::Subscription').some((subscription) =>
    subscription.get('Protocol').string() === 'sqs' && isQueue(subscription.get('Endpoint')) && String(subscription.get('RawMessageDelivery').literal()) !== 'true');
  const notified = [
    ...workload.resources('AWS::S3::Bucket').flatMap((bucket) => bucket.get('NotificationConfiguration', 'QueueConfigurations').items()).map((at) => at.at('Queue')),
    ...workload.resources('Custom::S3BucketNotifications').flatMap((beside) => beside.get('NotificationConfiguration', 'QueueConfigurations').items()).map((at) => at.at('QueueArn')),
  ].some(isQueue);
  const matched = workload.resources('AWS::Events::Rule').some((rule) =>
    rule.get('EventPattern').exists && rule.get('Targets').items().some((target) => isQueue(target.at('Arn')) && madeByRule(target) === undefined));
  return [...(subscribed ? ['sns' as const] : []), ...(notified ? ['s3' as const] : []), ...(matched ? ['eventBridge' as const] : [])];
}
