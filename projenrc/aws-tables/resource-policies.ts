import { Exceptions, withExceptions } from './exceptions';
import type { Place } from './places';

/** How types are called that are a policy on something else. */
const POLICY_TYPE = /^(?!AWS::IAM::)\w+::\w+::\w*(ResourcePolicy|BucketPolicy|QueuePolicy|TopicPolicy|QueueInlinePolicy|TopicInlinePolicy|AccessPointPolicy|FileSystemPolicy|AuthPolicy|RegistryPolicy|ClusterPolicy|ChannelPolicy|EndpointPolicy|TablePolicy|VectorBucketPolicy|KnowledgeBasePolicy)$/;

/** How the properties are called that hold the document. */
const DOCUMENT = /^(Policy|PolicyDocument|PolicyText|ResourcePolicy|AccessPolicies|AccessPolicy|DeliveryDestinationPolicy)$/;

/** What documentation calls a policy of the resource. */
const DOCUMENTED =
  /resource-based policy (to attach|attached|document in JSON)|IAM resource policy|repository policy to apply|access policy for the specified|who can access the/;

const EXCEPTIONS: Exceptions = {
  added: {
    'Its statement is a property of its own.': ['AWS::Events::EventBusPolicy Statement'],
    'They name a principal in place of a document.': [
      'AWS::Events::EventBusPolicy Principal',
      'AWS::Lambda::LayerVersionPermission Principal',
      'AWS::Lambda::Permission Principal',
    ],
  },
  removed: {
    'No policy of IAM: what they hold has neither principals nor statements for access.': [
      'AWS::Logs::LogGroup DataProtectionPolicy',
      'AWS::NetworkManager::CoreNetwork PolicyDocument',
      'AWS::SNS::Subscription RedrivePolicy',
      'AWS::SNS::Subscription ReplayPolicy',
      'AWS::SNS::Topic ArchivePolicy',
      'AWS::SNS::Topic DataProtectionPolicy',
      'AWS::SQS::Queue RedriveAllowPolicy',
    ],
    'They say what their holder may do, and not who may come.': ['AWS::SSO::PermissionSet InlinePolicy'],
    'A pattern that others use; it has no principal.': ['AWS::RAM::Permission PolicyTemplate'],
  },
};

/** Properties that say who may use a resource: `type path`. */
export function resourcePolicies(places: readonly Place[]): string[] {
  const derived = places
    .filter(({ shapes }) => shapes.includes('json') || shapes.includes('string'))
    .filter((place) => place.isResourcePolicy || isNamedSo(place) || saysSo(place))
    .map(({ type, path }) => `${type} ${path}`);
  return withExceptions(derived, EXCEPTIONS);
}

/** Whether the property is called as documents are, in a type or a property that is called as policies are. */
function isNamedSo({ type, path, name }: Place): boolean {
  return DOCUMENT.test(name) && (POLICY_TYPE.test(type) || isWithin(path));
}

/** Whether a property with the name of a policy is around the document: `ResourcePolicy.PolicyDocument`. */
function isWithin(path: string): boolean {
  return /(^|\.)(ResourcePolicy|S3AccessPoint|DeliveryDestinationPolicy)\./.test(path);
}

/** Whether the documentation calls it a policy of the resource, where nothing else does. */
function saysSo({ name, documentation }: Place): boolean {
  return /Polic(y|ies)(Document)?$/.test(name) && DOCUMENTED.test(documentation);
}
