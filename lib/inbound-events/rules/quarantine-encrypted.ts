import { all, each, finding, Outcome, Property, Resource, Rule, statementsOf, Workload } from '../../gate';
import { QUARANTINE_VARIABLE } from '../template/validated-function';

/** The quarantine queue for invalid events is encrypted. */
export const quarantineEncrypted: Rule = {
  id: 'QuarantineEncrypted',
  item: 'inbound-events/data-correctness',
  severity: 'error',
  title: 'The queue for invalid events is encrypted at rest, and accepts only TLS.',
  why: 'Invalid events contain arbitrary data of their senders, including personal data and credentials, and stay in the queue for days.',
  fix: {
    cdk: 'Leave quarantine of EventValidation out, or give it a Queue with enforceSSL: true whose encryption is not UNENCRYPTED.',
    template: 'Leave SqsManagedSseEnabled out or set KmsMasterKeyId on the AWS::SQS::Queue, and deny all of sqs where aws:SecureTransport is false in its AWS::SQS::QueuePolicy.',
  },
  link: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'not-encrypted': 'Messages of the queue are not encrypted.',
    'tls-not-enforced': 'The queue accepts requests without TLS.',
  },
  check: (fn, workload) => {
    const url = fn.get('Environment', 'Variables', QUARANTINE_VARIABLE);
    if (!url.exists) return [];
    const queue = url.references().find(({ resource }) => resource.type === 'AWS::SQS::Queue')?.resource;
    if (!queue) throw url.undetermined(`the queue ${url.written() ?? ''} is not part of this check`);
    return all(
      () => checkEncryption(url, queue),
      () => checkTransport(url, queue, workload),
    );
  },
};

/** Checks the encryption of a queue. SQS encrypts by default. */
function checkEncryption(at: Property, queue: Resource): Outcome[] {
  const key = queue.get('KmsMasterKeyId');
  if (queue.get('SqsManagedSseEnabled').boolean() !== false || key.exists) return [];
  return [finding(at, 'not-encrypted', `queue ${queue.path} has SqsManagedSseEnabled false and no KmsMasterKeyId`)];
}

function checkTransport(at: Property, queue: Resource, workload: Workload): Outcome[] {
  const policies = workload.attached(queue, 'AWS::SQS::QueuePolicy', 'Queues');
  let isEnforced = false;
  const open = each(policies, (policy) => {
    isEnforced ||= requiresTls(policy.get('PolicyDocument'));
    return [];
  });
  if (isEnforced || open.length > 0) return isEnforced ? [] : open;
  return [finding(at, 'tls-not-enforced', `no policy of queue ${queue.path} denies requests without TLS`)];
}

/** Checks whether a policy denies all actions without TLS to all principals, without further conditions. */
function requiresTls(document: Property): boolean {
  return statementsOf(document).some(({ effect, actions, principal, condition }) => {
    if (effect !== 'Deny' || !actions.some((action) => ['sqs:*', '*'].includes(action.string()!))) return false;
    const everyone = principal.isObject() ? principal.at('AWS').itemsOrOne() : principal.itemsOrOne();
    const reasons = condition.entries().flatMap(([, keys]) => keys.entries());
    return everyone.some((who) => who.string() === '*') && reasons.length === 1 && condition.at('Bool', 'aws:SecureTransport').string() === 'false';
  });
}
