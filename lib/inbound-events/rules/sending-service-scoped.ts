import { each, finding, isForSome, Property, Rule } from '../../gate';
import { eachStatement } from '../template/resource-policies';

const BUCKET_POLICY = 'AWS::S3::BucketPolicy';

/** Types of policies that allow AWS services to send to event sources of functions. */
const TYPES = [
  'AWS::Events::EventBusPolicy', BUCKET_POLICY, 'AWS::SNS::TopicInlinePolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueueInlinePolicy', 'AWS::SQS::QueuePolicy',
];

/** Services that send on behalf of all of their customers, without a role of the customer. */
const SENDERS: ReadonlySet<string> = new Set([
  'backup', 'budgets', 'cloudtrail', 'cloudwatch', 'codestar-notifications', 'config', 'costalerts', 'dms', 'events', 'events.rds', 'glacier', 'rds', 's3', 'ses', 'sns',
]);

/** Services that write what others send into a bucket, or show its objects to others. The rest write logs, which start no functions. */
const USERS_OF_BUCKETS: ReadonlySet<string> = new Set(['cloudfront', 'ses']);

/** Services send to queues and topics only on behalf of their owners. */
export const sendingServiceScoped: Rule = {
  id: 'SendingServiceScoped',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each policy that allows a service to send to a queue, topic, bus or bucket names the account or resource.',
  why:
    'A service sends on behalf of all its customers. If a policy names only the service, anyone can have Amazon S3 or SNS publish to the queue or ' +
    'topic, and the message looks like an event of AWS. Anyone’s distribution of CloudFront shows the objects of the bucket.',
  fix: {
    cdk: 'Subscribe by SqsSubscription or addEventNotification, use S3BucketOrigin.withOriginAccessControl, or give the ServicePrincipal conditions on aws:SourceAccount or aws:SourceArn.',
    template: 'Add a Condition on aws:SourceArn, with the account in it, or on aws:SourceAccount.',
  },
  acceptable: 'If the service sets neither key, according to its documentation: name the service, and how the function verifies whose event it is.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  resourceTypes: TYPES,
  findings: {
    'any-customer': 'A service is allowed to act on behalf of any customer.',
  },
  check: (resource) =>
    eachStatement(resource, (statement) => {
      const { effect, principal } = statement;
      const senders = resource.type === BUCKET_POLICY ? USERS_OF_BUCKETS : SENDERS;
      if (effect === 'Deny' || !principal.exists || !principal.isObject()) return [];
      return each(principal.at('Service').itemsOrOne(), (one) => {
        const service = serviceOf(one);
        const isOpen = service !== undefined && senders.has(service) && !isForSome(statement);
        return isOpen ? [finding(one, 'any-customer', `${service} may act on behalf of any customer, and no condition names one`)] : [];
      });
    }),
};

/** Returns the service that a principal names, such as `s3` for `s3.amazonaws.com`. Undefined if it names no known service. */
function serviceOf(principal: Property): string | undefined {
  return /^([a-z0-9.-]+)\.(?:amazonaws\.com|\$\{AWS::URLSuffix\})$/.exec(principal.string()!)?.[1];
}
