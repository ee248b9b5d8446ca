/** The functions that a bucket notifies of events on its objects: in the properties of the bucket, or in the CDK's custom resource. */
import { Property, Resource } from '../../gate';

/** The resource that the CDK creates for `addEventNotification`. */
const BESIDE = 'Custom::S3BucketNotifications';

/** Types of resources that contain notifications. */
export const NOTIFYING_TYPES: readonly string[] = ['AWS::S3::Bucket', BESIDE];

/** A notification to a function. */
export interface BucketNotification {
  readonly at: Property;
  /** The function. */
  readonly target: Property;
  /** Kinds of events, such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  /** Prefix and suffix of keys. */
  readonly prefix: string;
  readonly suffix: string;
}

/** Returns the notifications of one resource. */
export function bucketNotifications(resource: Resource): BucketNotification[] {
  if (resource.type === BESIDE) {
    return resource.get('NotificationConfiguration', 'LambdaFunctionConfigurations').items().map((at) =>
      made(at, 'LambdaFunctionArn', at.at('Events').items(), at.at('Filter', 'Key', 'FilterRules').items()));
  }
  return resource.get('NotificationConfiguration', 'LambdaConfigurations').items().map((at) => made(at, 'Function', [at.at('Event')], at.at('Filter', 'S3Key', 'Rules').items()));
}

function made(at: Property, target: string, events: readonly Property[], filters: readonly Property[]): BucketNotification {
  const filter = (wanted: string) => filters.find((one) => one.at('Name').string()?.toLowerCase() === wanted)?.at('Value').string() ?? '';
  return { at, target: at.at(target), events: events.map((event) => event.string() ?? ''), prefix: filter('prefix'), suffix: filter('suffix') };
}
