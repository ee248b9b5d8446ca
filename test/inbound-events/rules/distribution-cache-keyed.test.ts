import { distribution, SAFE_ORIGIN } from './distribution';
import { tableOf } from '../../../lib/aws/table';
import { CLOUDFRONT_POLICIES } from '../../../lib/aws/tables/cloudfront-policies';
import { distributionCacheKeyed as rule } from '../../../lib/inbound-events/rules/distribution-cache-keyed';
import { check, ids } from '../../gate/harness';

const OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const ALL_VIEWER = '216adef6-5c7f-47e4-b989-5492eafa07d3';
const ELSEWHERE = '00000000-0000-4000-8000-000000000000';
const OPEN = { Ref: 'Open' };

const keyed = (headers: string[], CookieBehavior: string, DefaultTTL: unknown = 60) => ({
  Cache: {
    Type: 'AWS::CloudFront::CachePolicy',
    Properties: {
      CachePolicyConfig: {
        MinTTL: 0,
        DefaultTTL,
        MaxTTL: 600,
        ParametersInCacheKeyAndForwardedToOrigin: { HeadersConfig: { Headers: headers }, CookiesConfig: { CookieBehavior } },
      },
    },
  },
});
const passing = (HeaderBehavior: string, CookieBehavior: string) => ({
  Pass: { Type: 'AWS::CloudFront::OriginRequestPolicy', Properties: { OriginRequestPolicyConfig: { HeadersConfig: { HeaderBehavior }, CookiesConfig: { CookieBehavior } } } },
});
const behind = (CachePolicyId: unknown, OriginRequestPolicyId?: unknown, resources: object = {}, host?: unknown) =>
  distribution({ DefaultCacheBehavior: { TargetOriginId: 'fn', ViewerProtocolPolicy: 'https-only', CachePolicyId, OriginRequestPolicyId } }, SAFE_ORIGIN, host, resources);
const CACHE = { Ref: 'Cache' };
const PASS = { Ref: 'Pass' };

test.each([
  ['no caching', behind('4135ea2d-6df8-44a3-9df3-4b5a84be39ad', ALL_VIEWER)],
  ['caching without credentials', behind(OPTIMIZED)],
  ['a policy that passes on no credentials', behind(OPTIMIZED, 'acba4595-bd28-49b8-b9fe-13317c0390fa')],
  ['both in the key', behind(CACHE, ALL_VIEWER, keyed(['Authorization'], 'all'))],
  ['cookies that are passed on, in the key', behind(CACHE, PASS, { ...keyed([], 'all'), ...passing('none', 'all') })],
  ['only what the function asks for', behind(CACHE, ALL_VIEWER, keyed([], 'none', 0))],
  ['old settings', behind(undefined)],
  ['headers of the response that decide on caching', behind('83da9c7e-98b4-4e11-a168-04f0df8e2c65', ALL_VIEWER)],
  ['a policy of another stack that passes on its key alone', behind(ELSEWHERE)],
  ['files', behind(OPTIMIZED, ALL_VIEWER, {}, 'www.example.com')],
])('compliant: %s', (_, template) => {
  expect(check(rule, template)).toEqual([]);
});

test.each([
  ['policies of CloudFront', behind(OPTIMIZED, ALL_VIEWER), 'Authorization and cookies'],
  ['a key without cookies', behind(CACHE, ALL_VIEWER, keyed(['authorization'], 'none')), 'cookies'],
  ['a key without the header', behind(CACHE, PASS, { ...keyed([], 'all'), ...passing('allViewer', 'none') }), 'Authorization'],
])('non-compliant: %s', (_, template, credentials) => {
  expect(check(rule, template)).toEqual([
    `It[cached-for-others] Properties.DistributionConfig.DefaultCacheBehavior.CachePolicyId: responses are cached for all callers, and the function gets ${credentials}`,
  ]);
});

test.each([
  ['a cache policy', behind(OPEN, ALL_VIEWER)],
  ['an origin request policy', behind(OPTIMIZED, OPEN)],
  ['a cache policy of another stack', behind(ELSEWHERE, ALL_VIEWER)],
  ['an origin request policy of another stack', behind(OPTIMIZED, ELSEWHERE)],
  ['a time', behind(CACHE, ALL_VIEWER, keyed([], 'none', OPEN))],
])('undetermined: %s', (_, template) => {
  expect(ids(rule, template)).toEqual(['It[undetermined]']);
});

test.each(['Cache', 'OriginRequest'] as const)('each %s policy of CloudFront is judged', (kind) => {
  const policies = [...tableOf(CLOUDFRONT_POLICIES).keys()].filter((key) => key.startsWith(`${kind}/`)).map((key) => key.split('/')[1]);
  expect(policies.length).toBeGreaterThan(5);
  expect(policies.flatMap((id) => ids(rule, kind === 'Cache' ? behind(id, ALL_VIEWER) : behind(OPTIMIZED, id))).filter((outcome) => outcome !== 'It[cached-for-others]')).toEqual([]);
});
