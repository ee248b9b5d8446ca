import { Exceptions, withExceptions } from './exceptions';
import type { Place } from './places';

/** Names of types that are a policy for another resource. */
const POLICY_TYPE = /^(?!AWS::IAM::)\w+::\w+::\w*(ResourcePolicy|BucketPolicy|QueuePolicy|TopicPolicy|QueueInlinePolicy|TopicInlinePolicy|AccessPointPolicy|FileSystemPolicy|AuthPolicy|RegistryPolicy|ClusterPolicy|ChannelPolicy|EndpointPolicy|TablePolicy|VectorBucketPolicy|KnowledgeBasePolicy)$/;

/** Names of properties that contain the document. */
const DOCUMENT = /^(Content|Policy|PolicyDocument|PolicyText|ResourcePolicy|AccessPolicies|AccessPolicy|DeliveryDestinationPolicy)$/;

/** Names of properties with the principals themselves, instead of a document. */
const PRINCIPALS = /^(Allowed)?Principals?$/;

/** Services whose principals are users of an application, or certificates of devices. */
const OTHER_PRINCIPALS = /^AWS::(IAM|IoT|QuickSight)::/;

/** Phrases in documentation that describe a policy of the resource. */
const DOCUMENTED =
  /resource-based policy (to attach|attached|document in JSON)|IAM resource policy|repository policy to apply|access policy for the specified|who can access the/;

const EXCEPTIONS: Exceptions = {
  added: {
    'Accounts that may send logs.': ['AWS::Logs::Destination DestinationPolicy'],
    'Its statement is a property of its own.': ['AWS::Events::EventBusPolicy Statement'],
  },
  removed: {
    'Not an IAM policy: its content has neither principals nor statements for access.': [
      'AWS::Logs::LogGroup DataProtectionPolicy',
      'AWS::NetworkManager::CoreNetwork PolicyDocument',
      'AWS::SNS::Subscription RedrivePolicy',
      'AWS::SNS::Subscription ReplayPolicy',
      'AWS::SNS::Topic ArchivePolicy',
      'AWS::SNS::Topic DataProtectionPolicy',
      'AWS::SQS::Queue RedriveAllowPolicy',
    ],
    'They state what their holder may do, and not who has access.': ['AWS::SSO::PermissionSet InlinePolicy'],
    'It comes with an external id, as an agreement.': ['AWS::SecurityLake::Subscriber SubscriberIdentity.Principal'],
    'Principals of the account, or services, only.': ['AWS::ACMPCA::Permission Principal', 'AWS::CodeGuruProfiler::ProfilingGroup AgentPermissions.Principals'],
    'A pattern that others use; it has no principal.': ['AWS::RAM::Permission PolicyTemplate'],
  },
};

/** Returns the properties that determine who may use a resource: `type path`. */
export function resourcePolicies(places: readonly Place[]): string[] {
  const derived = places
    .filter((place) => isDocument(place) || namesPrincipals(place))
    .map(({ type, path }) => `${type} ${path}`);
  return withExceptions(derived, EXCEPTIONS);
}

function isDocument(place: Place): boolean {
  const { shapes } = place;
  return (shapes.includes('json') || shapes.includes('string')) && (place.isResourcePolicy || isNamedSo(place) || saysSo(place));
}

function namesPrincipals({ type, name, shapes }: Place): boolean {
  return PRINCIPALS.test(name) && !OTHER_PRINCIPALS.test(type) && (shapes.includes('string') || shapes.includes('[string]'));
}

/** Whether the property is named like a document, in a type or a property that is named like a policy. */
function isNamedSo({ type, path, name }: Place): boolean {
  return DOCUMENT.test(name) && (POLICY_TYPE.test(type) || isWithin(path));
}

/** Checks whether the document is inside of a property that is named like a policy: `ResourcePolicy.PolicyDocument`. */
function isWithin(path: string): boolean {
  return /(^|\.)(ResourcePolicy|S3AccessPoint|DeliveryDestinationPolicy)\./.test(path);
}

/** Checks whether only the documentation describes the property as a policy of the resource. */
function saysSo({ name, documentation }: Place): boolean {
  return /Polic(y|ies)(Document)?$/.test(name) && DOCUMENTED.test(documentation);
}
