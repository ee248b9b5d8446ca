import { each, finding, isForSome, Property, Rule } from '../../gate';
import { eachStatement } from '../template/resource-policies';

/** Types of policies that allow AWS services to send to event sources of functions. */
const TYPES = ['AWS::Events::EventBusPolicy', 'AWS::SNS::TopicInlinePolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueueInlinePolicy', 'AWS::SQS::QueuePolicy'];

/** Services that send on behalf of all of their customers, without a role of the customer. */
const SENDERS: ReadonlySet<string> = new Set([
  'backup', 'budgets', 'cloudtrail', 'cloudwatch', 'codestar-notifications', 'config', 'costalerts', 'dms', 'events', 'events.rds', 'glacier', 'rds', 's3', 'ses', 'sns',
]);

/** Services send to queues and topics only on behalf of their owners. */
export const sendingServiceScoped: Rule = {
  id: 'SendingServiceScoped',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each policy that allows a service to send to a queue, a topic or a bus names the account or resource.',
  why:
    'A service sends on behalf of all its customers. If a policy names only the service, anyone can have Amazon S3 or SNS publish to the queue or ' +
    'topic, and the message looks like an event of AWS.',
  fix: {
    cdk: 'Subscribe by SqsSubscription or addEventNotification, or give the ServicePrincipal conditions on aws:SourceAccount or aws:SourceArn.',
    template: 'Add a Condition on aws:SourceArn, with the account in it, or on aws:SourceAccount.',
  },
  acceptable: 'If the service sets neither key, according to its documentation: name the service, and how the function verifies whose event it is.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  resourceTypes: TYPES,
  findings: {
    'any-customer': 'A service is allowed to send on behalf of any customer.',
  },
  check: (resource) =>
    eachStatement(resource, (statement) => {
      const { effect, principal } = statement;
      if (effect === 'Deny' || !principal.exists || !principal.isObject()) return [];
      return each(principal.at('Service').itemsOrOne(), (one) => {
        const service = serviceOf(one);
        const isOpen = service !== undefined && SENDERS.has(service) && !isForSome(statement);
        return isOpen ? [finding(one, 'any-customer', `${service} may send on behalf of any customer, and no condition names one`)] : [];
      });
    }),
};

/** Returns the service that a principal names, such as `s3` for `s3.amazonaws.com`. Undefined if it names no known service. */
function serviceOf(principal: Property): string | undefined {
  return /^([a-z0-9.-]+)\.(?:amazonaws\.com|\$\{AWS::URLSuffix\})$/.exec(principal.string()!)?.[1];
}
