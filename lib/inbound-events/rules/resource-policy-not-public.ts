import { all, CUSTOM_RESOURCES, customPolicies, each, finding, isDeniedToStrangers, opensToEveryone, Outcome, placesAt, Property, Resource, Rule, statementAt, statementPlaces } from '../../gate';
import { namesPrincipals, OPENABLE_POLICIES } from '../template/resource-policies';

const BUCKET = 'AWS::S3::Bucket';

/** Queues, topics, buses, buckets, keys and roles name their allowed principals. */
export const resourcePolicyNotPublic: Rule = {
  id: 'ResourcePolicyNotPublic',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No policy of a queue, topic, bus, bucket, key, role or another resource is open to everyone.',
  why:
    'Principal "*" means every AWS account in the world, and often callers without one. A function then reads what strangers wrote to the queue, ' +
    'topic or bucket, and strangers read what the function stores there.',
  fix: {
    cdk:
      'Use grant methods, which name the grantee, instead of AnyPrincipal and StarPrincipal, or add a condition on aws:PrincipalOrgID. Leave ' +
      'accessControl of buckets out.',
    template:
      'Name accounts, roles or services in Principal, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or aws:SourceArn. Set AccessControl ' +
      'of buckets to Private.',
    sam:
      'Name the callers in ResourcePolicy of Auth, or the Principal of CustomStatements. In other policies, name accounts, roles or services in ' +
      'Principal, or add a condition on aws:PrincipalOrgID.',
  },
  acceptable: 'If the resource is public on purpose, such as the files of a website: say what it contains, and that it contains nothing else.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous',
  resourceTypes: [...OPENABLE_POLICIES.keys(), BUCKET, ...CUSTOM_RESOURCES],
  findings: {
    'public': 'Everyone is allowed something, without a condition on identity or origin.',
    'public-acl': 'The access control list of a bucket allows everyone to read, or to write.',
  },
  check: (resource) => {
    if (isKeptIn(resource)) return [];
    if (resource.type === BUCKET) return checkAcl(resource);
    const paths = OPENABLE_POLICIES.get(resource.type);
    if (!paths) return checkCustom(resource);
    return each(paths, (path) => each(placesAt(resource.get(), path), (place) => checkPlace(place, path)));
  },
};

function checkCustom(resource: Resource): readonly Outcome[] {
  const { documents, principals } = customPolicies(resource);
  return all(() => each(documents, (document) => checkPlace(document, '')), () => each(principals, checkPrincipal));
}

function checkPlace(place: Property, path: string): readonly Outcome[] {
  if (!place.exists) return [];
  if (namesPrincipals(path)) return each(place.itemsOrOne(), checkPrincipal);
  // The policy of a bus can be a single statement, without a document.
  const statements = path === 'Statement' ? [place] : statementPlaces(place);
  return each(statements, (at) => {
    const statement = statementAt(at);
    const everyone = opensToEveryone(statement);
    return everyone === undefined || isDeniedToStrangers(statement, statements) ? [] : [finding(at, 'public', `${everyone} is open to everyone`)];
  });
}

/** Checks a principal outside of a policy document, such as that of a layer; it can be limited to an organization. */
function checkPrincipal(principal: Property): readonly Outcome[] {
  if (principal.string() !== '*') return [];
  const { resource } = principal;
  const isLimited = resource.get('OrganizationId').exists || resource.get('Condition', 'Key').string() === 'aws:PrincipalOrgID';
  return isLimited ? [] : [finding(principal, 'public', 'principal "*" is open to everyone')];
}

/** Checks the ACL of a bucket. AWS rejects a public ACL unless the settings of the bucket allow it. */
function checkAcl(bucket: Resource): readonly Outcome[] {
  const acl = bucket.get('AccessControl');
  if (!/^(?:PublicRead(?:Write)?|AuthenticatedRead)$/.test(acl.string() ?? '')) return [];
  if (['IgnorePublicAcls', 'BlockPublicAcls'].some((name) => bucket.get('PublicAccessBlockConfiguration', name).boolean() === true)) return [];
  return [finding(acl, 'public-acl', `${acl.string()} is open to everyone`)];
}

/** Checks whether something other than the policy restricts access: the network of a domain, or the settings of a bucket. */
function isKeptIn(resource: Resource): boolean {
  if (resource.get('VPCOptions').exists) return true;
  if (resource.type !== 'AWS::S3::BucketPolicy') return false;
  const buckets = resource.get('Bucket').references().map((reference) => reference.resource);
  return buckets.some((bucket) => bucket.get('PublicAccessBlockConfiguration', 'RestrictPublicBuckets').boolean() === true);
}
