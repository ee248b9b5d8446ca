/** What stands before a queue: its messages come in an envelope of it. */
import { Property, Resource, Workload } from '../../gate';
import { madeByRule } from '../../inbound-events/template/event-sources';

/** An envelope of messages. */
export type Upstream = 'sns' | 's3' | 'eventBridge';

/** The envelopes that the messages of a queue have, by what sends to it; none where nothing in the templates does. */
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
