import { each, finding, opensToEverybody, Outcome, placesAt, Property, Resource, Rule, statementAt, statementPlaces } from '../../gate';
import { OPENABLE_POLICIES } from '../template/resource-policies';

const BUCKET = 'AWS::S3::Bucket';

/** Queues, topics, buses, buckets, keys and roles name those who may come. */
export const resourcePolicyNotPublic: Rule = {
  id: 'ResourcePolicyNotPublic',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No policy of a queue, topic, bus, bucket, key, role or another resource lets everybody in.',
  why:
    'Principal "*" is every AWS account in the world, and often everybody without one. What a function takes from such a queue, topic or bucket is ' +
    'whatever a stranger put there, and what it stores there is for strangers to read.',
  fix: {
    cdk: 'Use grant methods, which name the grantee, in place of AnyPrincipal and StarPrincipal, or add a condition on aws:PrincipalOrgID. Leave accessControl of buckets out.',
    template:
      'Name accounts, roles or services in Principal, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or aws:SourceArn. Set AccessControl ' +
      'of buckets to Private.',
    sam:
      'Name who may call in ResourcePolicy of Auth, or the Principal of CustomStatements. Of other policies, name accounts, roles or services in ' +
      'Principal, or add a condition on aws:PrincipalOrgID.',
  },
  acceptable: 'When the resource is meant for everybody, such as the files of a website: say what is in it, and that nothing else is.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous',
  resourceTypes: [...OPENABLE_POLICIES.keys(), BUCKET],
  findings: {
    'public': 'Everybody is allowed something, without a condition on who or where they are.',
    'public-acl': 'The access control list of a bucket lets everybody read, or write.',
  },
  check: (resource) => {
    if (isKeptIn(resource)) return [];
    if (resource.type === BUCKET) return checkAcl(resource);
    return each(OPENABLE_POLICIES.get(resource.type)!, (path) => each(placesAt(resource.get(), path), (place) => checkPlace(place, path)));
  },
};

function checkPlace(place: Property, path: string): readonly Outcome[] {
  if (!place.exists) return [];
  if (path === 'Principal') return checkPrincipal(place);
  // The policy of a bus may be one statement, without a document around it.
  const statements = path === 'Statement' ? [place] : statementPlaces(place);
  return each(statements, (at) => {
    const everybody = opensToEverybody(statementAt(at));
    return everybody === undefined ? [] : [finding(at, 'public', `${everybody} lets everybody in`)];
  });
}

/** A principal without a document: of a bus, with a condition on an organization, or of a layer. */
function checkPrincipal(principal: Property): readonly Outcome[] {
  if (principal.string() !== '*') return [];
  const { resource } = principal;
  const isLimited = resource.get('OrganizationId').exists || resource.get('Condition', 'Key').string() === 'aws:PrincipalOrgID';
  return isLimited ? [] : [finding(principal, 'public', 'principal "*" lets everybody in')];
}

/** AWS rejects such a list, unless the settings of the bucket let it be: without them it says nothing. */
function checkAcl(bucket: Resource): readonly Outcome[] {
  const acl = bucket.get('AccessControl');
  if (!/^(?:PublicRead(?:Write)?|AuthenticatedRead)$/.test(acl.string() ?? '')) return [];
  if (['IgnorePublicAcls', 'BlockPublicAcls'].some((name) => bucket.get('PublicAccessBlockConfiguration', name).boolean() === true)) return [];
  return [finding(acl, 'public-acl', `${acl.string()} lets everybody in`)];
}

/** Whether something else keeps everybody out, whatever the policy says: the network of a domain, or the settings of a bucket. */
function isKeptIn(resource: Resource): boolean {
  if (resource.get('VPCOptions').exists) return true;
  if (resource.type !== 'AWS::S3::BucketPolicy') return false;
  const buckets = resource.get('Bucket').references().map((reference) => reference.resource);
  return buckets.some((bucket) => bucket.get('PublicAccessBlockConfiguration', 'RestrictPublicBuckets').boolean() === true);
}
