import { all, CUSTOM_RESOURCES, customPolicies, each, finding, isDeniedToStrangers, opensToEveryone, Outcome, placesAt, Property, Resource, Rule, statementAt, statementPlaces, Workload } from '../../gate';
import { namesPrincipals, OPENABLE_POLICIES } from '../template/resource-policies';

const BUCKET = 'AWS::S3::Bucket';

/** Policies in the language Cedar, by type. */
const CEDAR_POLICIES: { readonly [type: string]: readonly string[] } = {
  'AWS::BedrockAgentCore::Policy': ['Definition', 'Cedar', 'Statement'],
  'AWS::EC2::VerifiedAccessEndpoint': ['PolicyDocument'],
  'AWS::EC2::VerifiedAccessGroup': ['PolicyDocument'],
  'AWS::VerifiedPermissions::Policy': ['Definition', 'Static', 'Statement'],
  'AWS::VerifiedPermissions::PolicyTemplate': ['Statement'],
};

/** A policy that permits any request: without a scope and without conditions. */
const PERMITS_ALL = /\bpermit\s*\(\s*principal\s*,\s*action\s*,\s*resource\s*,?\s*\)\s*(?:when\s*\{\s*true\s*\}\s*)?;/;

const FORBIDS = /\bforbid\s*\(/;

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
  resourceTypes: [...OPENABLE_POLICIES.keys(), BUCKET, ...Object.keys(CEDAR_POLICIES), ...CUSTOM_RESOURCES],
  findings: {
    'public': 'Everyone is allowed something, without a condition on identity or origin.',
    'public-acl': 'The access control list of a bucket allows everyone to read, or to write.',
  },
  check: (resource, workload) => {
    if (isKeptIn(resource)) return [];
    if (resource.type === BUCKET) return checkAcl(resource);
    if (Object.hasOwn(CEDAR_POLICIES, resource.type)) return checkCedar(resource, workload);
    const paths = OPENABLE_POLICIES.get(resource.type);
    if (!paths) return checkCustom(resource);
    return each(paths, (path) => each(placesAt(resource.get(), path), (place) => checkPlace(place, path)));
  },
};

function checkCedar(resource: Resource, workload: Workload): readonly Outcome[] {
  const policy = resource.get(...CEDAR_POLICIES[resource.type]);
  if (!PERMITS_ALL.test(cedarOf(resource))) {
    policy.string();
    return [];
  }
  // A policy of the same store that forbids applies to what another one permits.
  const isForbidden = workload.once(forbiddingStores, workload, () => forbiddingStores(workload)).has(storeOf(resource));
  return isForbidden ? [] : [finding(policy, 'public', 'the policy permits any principal any action on any resource')];
}

function forbiddingStores(workload: Workload): ReadonlySet<string> {
  return new Set(workload.resources(...Object.keys(CEDAR_POLICIES)).filter((policy) => FORBIDS.test(cedarOf(policy))).map(storeOf));
}

function cedarOf(resource: Resource): string {
  return (resource.get(...CEDAR_POLICIES[resource.type]).written() ?? '').replace(/\/\/.*/g, '');
}

/** Returns the store of a policy; a policy outside of a store is its own. */
function storeOf(policy: Resource): string {
  return ['PolicyStoreId', 'PolicyEngineId'].map((name) => policy.get(name).written()).find((store) => store !== undefined) ?? policy.path;
}

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
