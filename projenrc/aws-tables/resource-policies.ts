import { Exceptions, withExceptions } from './exceptions';
import type { Place } from './places';

/** Names of types that are a policy of another resource. */
const POLICY_TYPE = /^(?!AWS::IAM::)\w+::\w+::\w*(ResourcePolicy|BucketPolicy|QueuePolicy|TopicPolicy|QueueInlinePolicy|TopicInlinePolicy|AccessPointPolicy|FileSystemPolicy|AuthPolicy|RegistryPolicy|ClusterPolicy|ChannelPolicy|EndpointPolicy|TablePolicy|VectorBucketPolicy|KnowledgeBasePolicy)$/;

/** Names of properties that contain the document. */
const DOCUMENT = /^(Policy|PolicyDocument|PolicyText|ResourcePolicy|AccessPolicies|AccessPolicy|DeliveryDestinationPolicy)$/;

/** Phrases for a policy of the resource in documentation. */
const DOCUMENTED =
  /resource-based policy (to attach|attached|document in JSON)|IAM resource policy|repository policy to apply|access policy for the specified|who can access the/;

const EXCEPTIONS: Exceptions = {
  added: {
    'Its statement is a property of its own.': ['AWS::Events::EventBusPolicy Statement'],
    'They name a principal instead of a document.': [
      'AWS::Events::EventBusPolicy Principal',
      'AWS::Lambda::LayerVersionPermission Principal',
      'AWS::Lambda::Permission Principal',
    ],
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
    'A pattern that others use; it has no principal.': ['AWS::RAM::Permission PolicyTemplate'],
  },
};

/** Properties that state who may use a resource: `type path`. */
export function resourcePolicies(places: readonly Place[]): string[] {
  const derived = places
    .filter(({ shapes }) => shapes.includes('json') || shapes.includes('string'))
    .filter((place) => place.isResourcePolicy || isNamedSo(place) || saysSo(place))
    .map(({ type, path }) => `${type} ${path}`);
  return withExceptions(derived, EXCEPTIONS);
}

/** Whether the property has the name of a document, in a type or a property with the name of a policy. */
function isNamedSo({ type, path, name }: Place): boolean {
  return DOCUMENT.test(name) && (POLICY_TYPE.test(type) || isWithin(path));
}

/** Whether a property with the name of a policy contains the document: `ResourcePolicy.PolicyDocument`. */
function isWithin(path: string): boolean {
  return /(^|\.)(ResourcePolicy|S3AccessPoint|DeliveryDestinationPolicy)\./.test(path);
}

/** Whether the documentation calls it a policy of the resource, if nothing else does. */
function saysSo({ name, documentation }: Place): boolean {
  return /Polic(y|ies)(Document)?$/.test(name) && DOCUMENTED.test(documentation);
}
