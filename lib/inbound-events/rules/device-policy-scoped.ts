import { covers, each, finding, Outcome, Property, Rule, statementAt, statementPlaces } from '../../gate';

/** What a device does to send messages. */
const SENDS = ['iot:Publish', 'iot:RetainPublish'];

/** An ARN of topics that leaves none out; without a topic, it is every resource. */
const ANY_TOPIC = /^(?:\*|arn:[^:]*:iot:[^:]*:[^:]*:(?:\*|topic\/[*#]|topic\*))$/;

/** Devices send to topics of their own. */
export const devicePolicyScoped: Rule = {
  id: 'DevicePolicyScoped',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each policy of AWS IoT names the topics that a device may send to.',
  why:
    'The certificate of one device that somebody has taken apart then sends as each other one: into every topic, and so to all functions that rules ' +
    'start, and to all devices that listen.',
  fix: {
    cdk: 'In policyDocument of CfnPolicy, end the ARN of iot:Publish by topic/<prefix>/${iot:Connection.Thing.ThingName}.',
    template: 'In PolicyDocument, end the Resource of iot:Publish by topic/<prefix>/${iot:Connection.Thing.ThingName}.',
  },
  acceptable: 'When the policy is that of a gateway or a service that sends for all devices: say which, and where its key is.',
  link: 'https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html',
  resourceTypes: ['AWS::IoT::Policy'],
  findings: {
    'any-topic': 'A device may send to every topic.',
  },
  check: (policy) => each(statementPlaces(policy.get('PolicyDocument')), checkStatement),
};

function checkStatement(at: Property): readonly Outcome[] {
  const { effect, actions, resources } = statementAt(at);
  if (effect === 'Deny' || !actions.some((action) => SENDS.some((name) => covers(action.string()!, name)))) return [];
  return each(resources, checkResource);
}

function checkResource(resource: Property): readonly Outcome[] {
  const text = resource.written() ?? resource.string()!;
  return ANY_TOPIC.test(text.replace(/\$\{[^}]*\}/g, '')) ? [finding(resource, 'any-topic', `${text} is every topic`)] : [];
}
