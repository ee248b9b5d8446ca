import { CloudFrontPolicyKind, cloudFrontPolicy } from '../../aws/cloudfront-policies';
import { each, finding, Outcome, Property, Rule } from '../../gate';
import { DISTRIBUTION, waysToFunctions } from '../template/distributions';

/** Cached responses of functions go to the caller that they are for. */
export const distributionCacheKeyed: Rule = {
  id: 'DistributionCacheKeyed',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No distribution in front of a function caches responses for all callers while the function sees who calls.',
  why:
    'CloudFront answers a cached request itself. If credentials are passed to the function, and are no part of the cache key, the next caller gets the ' +
    'response for another one, without any authorization.',
  fix: {
    cdk: 'Set cachePolicy: CachePolicy.CACHING_DISABLED, or a CachePolicy with CacheHeaderBehavior.allowList("Authorization") and the cookies.',
    template: 'Set CachePolicyId to 4135ea2d-6df8-44a3-9df3-4b5a84be39ad (CachingDisabled), or to a CachePolicy with Authorization and the cookies in its key.',
  },
  acceptable: 'If the responses are the same for every caller: say what they contain.',
  link: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-the-cache-key.html',
  resourceTypes: [DISTRIBUTION],
  findings: {
    'cached-for-others': 'A credential is passed to the function, and is no part of the cache key.',
  },
  check: (distribution, workload) => {
    const { origins, behaviors } = waysToFunctions(distribution, workload);
    const ids = new Set(origins.map((origin) => origin.at('Id').string()));
    return each(behaviors.filter((behavior) => ids.has(behavior.at('TargetOriginId').string())), checkBehavior);
  },
};

const COOKIES = 'cookies';
const AUTHORIZATION = 'Authorization';
type Credential = typeof COOKIES | typeof AUTHORIZATION;

/** Credentials, by the name of a policy of CloudFront. */
interface Credentials {
  readonly [name: string]: readonly Credential[];
}

const BOTH: readonly Credential[] = [AUTHORIZATION, COOKIES];

/** The credentials that are no part of the key of the cache policies of CloudFront itself. Those without any do not cache, or only if the response says so. */
const NOT_KEYED: Credentials = {
  AMPLIFY: [],
  CACHING_DISABLED: [],
  CACHING_OPTIMIZED: BOTH,
  CACHING_OPTIMIZED_FOR_UNCOMPRESSED_OBJECTS: BOTH,
  ELEMENTAL_MEDIA_PACKAGE: BOTH,
  USE_ORIGIN_CACHE_CONTROL_HEADERS: [],
  USE_ORIGIN_CACHE_CONTROL_HEADERS_QUERY_STRINGS: [],
};

/** The credentials that the origin request policies of CloudFront itself pass on. */
const PASSED: Credentials = {
  ALL_VIEWER: BOTH,
  ALL_VIEWER_AND_CLOUDFRONT_2022: BOTH,
  ALL_VIEWER_EXCEPT_HOST_HEADER: BOTH,
  CORS_CUSTOM_ORIGIN: [],
  CORS_S3_ORIGIN: [],
  ELEMENTAL_MEDIA_TAILOR: [],
  HOST_HEADER_ONLY: [],
  USER_AGENT_REFERER_HEADERS: [],
};

function checkBehavior(behavior: Property): readonly Outcome[] {
  const cache = behavior.at('CachePolicyId');
  const request = behavior.at('OriginRequestPolicyId');
  // Without both policies, only what is part of the key is passed on.
  if (!cache.exists || !request.exists) return [];
  const missing = new Set(notKeyed(cache));
  if (missing.size === 0) return [];
  const leaked = passed(request).filter((credential) => missing.has(credential));
  return leaked.length === 0 ? [] : [cachedForOthers(cache, leaked)];
}

/** Returns the credentials that are no part of the key of a cache policy. Empty if it does not cache. */
function notKeyed(policy: Property): readonly Credential[] {
  const [reference] = policy.references();
  if (!reference) return ofCloudFront(policy, 'Cache', NOT_KEYED);
  const config = reference.resource.get('CachePolicyConfig');
  if (!caches(config)) return [];
  const key = config.at('ParametersInCacheKeyAndForwardedToOrigin');
  return without(namesIn(key.at('HeadersConfig', 'Headers')), key.at('CookiesConfig', 'CookieBehavior').string());
}

/** Returns the credentials that an origin request policy passes on, beside those of the cache key. */
function passed(policy: Property): readonly Credential[] {
  const [reference] = policy.references();
  if (!reference) return ofCloudFront(policy, 'OriginRequest', PASSED);
  const config = reference.resource.get('OriginRequestPolicyConfig');
  const headers = /^all/i.test(config.at('HeadersConfig', 'HeaderBehavior').string() ?? '');
  const cookies = (config.at('CookiesConfig', 'CookieBehavior').string() ?? 'none') !== 'none';
  return [...(headers ? [AUTHORIZATION] as const : []), ...(cookies ? [COOKIES] as const : [])];
}

function ofCloudFront(policy: Property, kind: CloudFrontPolicyKind, credentials: Credentials): readonly Credential[] {
  const name = cloudFrontPolicy(kind, policy.string()!);
  if (name === undefined || !Object.hasOwn(credentials, name)) throw policy.undetermined('the policy is not in the templates');
  return credentials[name];
}

function without(headers: readonly string[], cookies: string | undefined): Credential[] {
  const hasHeader = headers.includes('authorization');
  return [...(hasHeader ? [] : [AUTHORIZATION] as const), ...(cookies === undefined || cookies === 'none' ? [COOKIES] as const : [])];
}

function caches(config: Property): boolean {
  return ['MinTTL', 'DefaultTTL'].some((name) => (config.at(name).number() ?? 0) > 0);
}

function namesIn(headers: Property): string[] {
  return headers.items().map((header) => header.string()!.toLowerCase());
}

function cachedForOthers(at: Property, credentials: readonly Credential[]): Outcome {
  return finding(at, 'cached-for-others', `responses are cached for all callers, and the function gets ${credentials.join(' and ')}`);
}
