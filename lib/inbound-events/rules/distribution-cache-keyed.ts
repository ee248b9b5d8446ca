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

/** Cache policies of CloudFront that cache, and have neither in their key. */
const KEYED_BY_NEITHER: ReadonlySet<string> = new Set([
  '658327ea-f89d-4fab-a63d-7e88639e58f6', 'b2884449-e4de-46a7-ac36-70bc7f1ddd6d', '08627262-05a9-4f76-9ded-b50ca2e3a84f',
]);

/** Origin request policies of CloudFront that pass on all headers and cookies. */
const PASSING_BOTH: ReadonlySet<string> = new Set([
  '216adef6-5c7f-47e4-b989-5492eafa07d3', 'b689b0a8-53d0-40ab-baf2-68738e2966ac', '33f36d7e-f396-46d9-90e0-52428a34d9dc',
]);

function checkBehavior(behavior: Property): readonly Outcome[] {
  const cache = behavior.at('CachePolicyId');
  // Without a policy, only what is part of the key is passed on.
  if (!cache.exists) return [];
  const missing = new Set(notKeyed(cache));
  if (missing.size === 0) return [];
  const leaked = passed(behavior.at('OriginRequestPolicyId')).filter((credential) => missing.has(credential));
  return leaked.length === 0 ? [] : [cachedForOthers(cache, leaked)];
}

/** Returns the credentials that are no part of the key of a cache policy. Empty if it does not cache. */
function notKeyed(policy: Property): readonly Credential[] {
  const [reference] = policy.references();
  if (!reference) return KEYED_BY_NEITHER.has(policy.string()!) ? [AUTHORIZATION, COOKIES] : [];
  const config = reference.resource.get('CachePolicyConfig');
  if (!caches(config)) return [];
  const key = config.at('ParametersInCacheKeyAndForwardedToOrigin');
  return without(namesIn(key.at('HeadersConfig', 'Headers')), key.at('CookiesConfig', 'CookieBehavior').string());
}

/** Returns the credentials that an origin request policy passes on, beside those of the cache key. */
function passed(policy: Property): readonly Credential[] {
  if (!policy.exists) return [];
  const [reference] = policy.references();
  if (!reference) return PASSING_BOTH.has(policy.string()!) ? [AUTHORIZATION, COOKIES] : [];
  const config = reference.resource.get('OriginRequestPolicyConfig');
  const headers = /^all/i.test(config.at('HeadersConfig', 'HeaderBehavior').string() ?? '');
  const cookies = (config.at('CookiesConfig', 'CookieBehavior').string() ?? 'none') !== 'none';
  return [...(headers ? [AUTHORIZATION] as const : []), ...(cookies ? [COOKIES] as const : [])];
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
