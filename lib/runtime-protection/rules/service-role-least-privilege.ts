import { all, comparisonsOf, CUSTOM_RESOURCES, customPolicies, each, finding, identityStatements, Outcome, policiesOfRole, Property, Resource, Rule, Statement, statementAt, statementPlaces, Workload } from '../../gate';
import { checkDocument, checkManagedPolicy, checkRole, PRIVILEGE_FINDINGS } from '../template/least-privilege';
import { isOfFunctions, isOfServices, isOfUsers } from '../template/trusted-services';

const DEVICE_POLICY = 'AWS::IoT::Policy';

/** Services around functions have only the permissions that they need. */
export const serviceRoleLeastPrivilege: Rule = {
  id: 'ServiceRoleLeastPrivilege',
  item: 'runtime-protection/lock-out',
  severity: 'warning',
  title: 'Roles of services and users, and policies of devices, allow named actions on named resources.',
  why:
    'State machines, pipes, schedules, APIs and containers act on events. An attacker who makes one of them call another target, or signs in to ' +
    'an identity pool, gets all that its role allows. A device that may publish to every topic can impersonate other devices.',
  fix: {
    cdk: 'Call grant methods of the resources, such as queue.grantSendMessages(role), instead of addToPolicy with wildcards or AWS managed policies.',
    template: 'Write a policy for this service only: operations in Action, ARNs in Resource, of devices with ${iot:Connection.Thing.ThingName}, of users with ${cognito-identity.amazonaws.com:sub}.',
    sam: 'Use a Statement in Policies with operations in Action and ARNs in Resource, or a policy template with the name of the resource.',
  },
  acceptable: 'If the service works on all resources of a kind: say what it does with them, and why neither ARNs nor tags can limit it.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  resourceTypes: ['AWS::IAM::Role', DEVICE_POLICY, ...CUSTOM_RESOURCES],
  findings: {
    ...PRIVILEGE_FINDINGS,
    'topics-of-others': 'A device may write to topics of other devices, or read all topics.',
    'data-of-others': 'A user of an identity pool may change objects or items of other users.',
  },
  check: (resource, workload) => {
    if (resource.type === DEVICE_POLICY) return checkDevices(resource);
    if (resource.type !== 'AWS::IAM::Role') return checkCustom(resource);
    if (!isOfServices(resource) && !isOfFunctionsElsewhere(resource, workload)) return [];
    return all(() => checkRole(resource, workload, true), () => checkUsers(resource, workload));
  },
};

/** Checks whether a role is for functions of other templates; functions of the workload are judged with their roles. */
function isOfFunctionsElsewhere(role: Resource, workload: Workload): boolean {
  return isOfFunctions(role) && workload.mentions(role, 'AWS::Lambda::Function').length === 0;
}

function checkDevices(policy: Resource): readonly Outcome[] {
  const document = policy.get('PolicyDocument');
  return all(() => checkDocument(document, false), () => each(statementPlaces(document), (at) => checkTopics(statementAt(at))));
}

/** Operations by which a device writes to a topic. */
const WRITES = /^iot:(?:Publish|RetainPublish)$/i;

/** A topic with a pattern, and nothing of the device: it includes those of other devices. */
const TOPICS_OF_OTHERS = /:topic\/(?![*]$)(?!.*\$\{(?:iot|cognito|aws:username|aws:userid|\?)).*[*?]/i;

/** A filter of topics that includes all of them. */
const ALL_TOPICS = /:topicfilter\/(?:[^$]*\/)?#$/;

function checkTopics({ effect, actions, resources }: Statement): readonly Outcome[] {
  if (effect === 'Deny') return [];
  const writes = actions.some((action) => WRITES.test(action.literal() ?? ''));
  return each(resources, (at) => {
    const topic = at.written() ?? '';
    const found = ALL_TOPICS.test(topic) || (writes && TOPICS_OF_OTHERS.test(topic));
    return found ? [finding(at, 'topics-of-others', `${JSON.stringify(topic)} includes the topics of other devices`)] : [];
  });
}

/** Operations by which a user changes data, which has the names of users, or keys. */
const CHANGES_DATA = /^(?:s3:(?:Put|Delete|Restore)Object\w*|dynamodb:(?:Put|Update|Delete)Item|dynamodb:BatchWriteItem)$/i;

/** What is different for each user of an identity pool. Others, such as `aud`, are the same for all. */
const OF_USER = /\$\{(?:cognito-identity\.amazonaws\.com:sub|aws:PrincipalTag\/[^}]+|aws:userid|\?)\}/i;

/** Checks the role of the users of an identity pool, which all of them get. */
function checkUsers(role: Resource, workload: Workload): readonly Outcome[] {
  const policies = isOfUsers(role) ? policiesOfRole(role, workload) : [];
  return each(policies, (policy) => each(identityStatements(policy), (at) => checkData(statementAt(at))));
}

function checkData({ effect, actions, resources, condition }: Statement): readonly Outcome[] {
  const changes = actions.some((action) => CHANGES_DATA.test(action.literal() ?? ''));
  if (effect === 'Deny' || !changes || comparisonsOf(condition).some(({ values }) => values.some((value) => OF_USER.test(value.written() ?? '')))) return [];
  return resources.filter(isForAll).map((at) => finding(at, 'data-of-others', `${JSON.stringify(at.written())} includes what other users of the pool have written`));
}

/** Whether a resource is a table, or objects of any name, and nothing in its name is the user's. By convention, `public/` is for all users. */
function isForAll(at: Property): boolean {
  const arn = at.written() ?? '';
  const isTable = arn.includes(':dynamodb:') || at.references().some(({ resource }) => resource.type.startsWith('AWS::DynamoDB::'));
  return !OF_USER.test(arn) && (isTable || /^(?:arn:[^/]*|\$\{[^}]*\})\/(?!public\/).*\*/.test(arn));
}

/** Policies that a custom resource attaches. Those with a principal belong to a resource, and control access to it. */
function checkCustom(resource: Resource): readonly Outcome[] {
  const { documents, managed } = customPolicies(resource);
  const ofIdentities = documents.filter((document) => !statementPlaces(document).some((at) => at.at('Principal').exists || at.at('NotPrincipal').exists));
  return all(
    () => each(managed, (arn) => checkManagedPolicy(arn, true)),
    () => each(ofIdentities, (document) => checkDocument(document, true)),
  );
}
