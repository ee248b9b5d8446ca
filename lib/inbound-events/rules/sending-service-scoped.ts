import { each, finding, isForSome, Property, Rule } from '../../gate';
import { eachStatement } from '../template/resource-policies';

/** Types of policies by which services of AWS send what functions take. */
const TYPES = ['AWS::Events::EventBusPolicy', 'AWS::SNS::TopicInlinePolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueueInlinePolicy', 'AWS::SQS::QueuePolicy'];

/** Services that send by themselves, for each of their customers, and not by a role of one. */
const SENDERS: ReadonlySet<string> = new Set([
  'backup', 'budgets', 'cloudtrail', 'cloudwatch', 'codestar-notifications', 'config', 'costalerts', 'dms', 'events', 'events.rds', 'glacier', 'rds', 's3', 'ses', 'sns',
]);

/** Services send to queues and topics for those who own them, and for nobody else. */
export const sendingServiceScoped: Rule = {
  id: 'SendingServiceScoped',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each policy that lets a service send to a queue, a topic or a bus says for which account or resource.',
  why:
    'A service sends for each of its customers: anybody can have Amazon S3 or SNS publish to a queue or a topic whose policy names the service alone, ' +
    'and what arrives looks like an event of AWS.',
  fix: {
    cdk: 'Subscribe by SqsSubscription or addEventNotification, or give the ServicePrincipal conditions on aws:SourceAccount or aws:SourceArn.',
    template: 'Add a Condition on aws:SourceArn, with the account in it, or on aws:SourceAccount.',
  },
  acceptable: 'When the service sets neither key, as its documentation says: say which service it is, and how the function tells whose event it has.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  resourceTypes: TYPES,
  findings: {
    'any-customer': 'A service is allowed to send for whoever uses it.',
  },
  check: (resource) =>
    eachStatement(resource, (statement) => {
      const { effect, principal } = statement;
      if (effect === 'Deny' || !principal.exists || !principal.isObject()) return [];
      return each(principal.at('Service').itemsOrOne(), (one) => {
        const service = serviceOf(one);
        const isOpen = service !== undefined && SENDERS.has(service) && !isForSome(statement);
        return isOpen ? [finding(one, 'any-customer', `${service} may send for whoever uses it, and no condition says for whom`)] : [];
      });
    }),
};

/** The service that a principal names: `s3` of `s3.amazonaws.com`; undefined where it names none that is known. */
function serviceOf(principal: Property): string | undefined {
  return /^([a-z0-9.-]+)\.(?:amazonaws\.com|\$\{AWS::URLSuffix\})$/.exec(principal.string()!)?.[1];
}
