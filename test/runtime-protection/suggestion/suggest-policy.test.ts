import * as ts from 'typescript';
import * as library from '../../../lib';
import type { GuardEvent } from '../../../lib/runtime-protection/suggestion/guard-log';
import { suggestionAsDocument, suggestionAsTypeScript } from '../../../lib/runtime-protection/suggestion/policy-texts';
import { suggestPolicy } from '../../../lib/runtime-protection/suggestion/suggest-policy';
import { policyProblems } from '../../../lib/runtime-protection/template/runtime-policy-document';

const seen = (target: string, category: GuardEvent['category'] = 'network', count = 1): GuardEvent => ({ category, functionName: 'orders', target, api: 'x', count });
const allowed = (...targets: string[]) => suggestPolicy(targets.map((target) => seen(target))).allowedHosts.map(({ target }) => target);

test('hosts called by name are allowed once each, the most frequent first', () => {
  const { allowedHosts } = suggestPolicy([seen('a.example.com'), seen('b.example.com:443', 'network', 3), seen('A.example.com.')]);
  expect(allowedHosts).toEqual([{ target: 'b.example.com:443', count: 3 }, { target: 'a.example.com', count: 2 }]);
});

test.each([
  ['169.254.169.254:80', /provides credentials/],
  ['[fd00:ec2::254]:80', /provides credentials/],
  ['metadata.google.internal', /provides credentials/],
  ['unix:/var/run/docker.sock', /local socket/],
  ['203.0.113.9:443', /an address without a name/],
  ['[2001:db8::1]:443', /an address without a name/],
  ['10.0.3.7:5432', /private address/],
  ['localhost', /a policy can’t name this host/],
  ['bad host', /a policy can’t name this host/],
  [`${'x'.repeat(41)}.example.com`, /more than 40 characters/],
  ['*.com:443', /no host has this name/],
  ['*.x.com:443', /no host has this name/],
  ['*', /no host has this name/],
  ['x*.example.com', /no host has this name/],
  ['10.0.0.0/8', /no host has this name/],
  ['example.com/path', /no host has this name/],
  ['example.com:99999', /a policy can’t name this host/],
  ['-x-.example.com', /a policy can’t name this host/],
  ['0123456789abcdef0123456789abcdef0123.example.com', /encoded data/],
  ['01234567-89ab-cdef-0123-456789abcdef.example.com', /encoded data/],
  ['4a6f.686e.2044.6f65.evil.example', /encoded data/],
  ['gezdgnbvgy3tqojqgezdgnbvgy3tqojq.evil.example:443', /encoded data/],
  ['x.0123456789abcdef.example', /encoded data/],
  ['AKIAIOSFODNN7EXAMPLE.evil.example', /access key/],
  ['x-akiaiosfodnn7example.s3.amazonaws.com', /access key/],
  ['asia2iosfodnn7example.evil.example', /access key/],
  ['akia.iosfodnn7example.evil.example', /access key/],
  ['a.b.c.d.e.evil.example', /more than 6 parts/],
])('%s is left to a person', (target, reason) => {
  expect(allowed(target)).toEqual([]);
  expect(suggestPolicy([seen(target)]).otherHosts).toEqual([{ target: target.toLowerCase(), count: 1, reason: expect.stringMatching(reason) }]);
});

test('many names below one domain are left to a person, and few are not', () => {
  const names = ['api', 'auth', 'files', 'events', 'hooks', 'data'].map((name) => `${name}.evil.example`);
  expect(allowed(...names.slice(0, 5))).toHaveLength(5);
  expect(allowed(...names, 'pay.example.com')).toEqual(['pay.example.com']);
  expect(allowed(...names.map((name) => name.replace('evil.example', 'example.co.uk')), 'www.other.co.uk')).toEqual(['www.other.co.uk']);
});

test('numbered names below one domain are left to a person', () => {
  expect(allowed('q1.t.evil.example', 'q2.t.evil.example', 'q3.t.evil.example')).toEqual([]);
  expect(allowed('a.b1c2.evil.example:443', 'a.b3c4.evil.example:443', 'a.b5c66.evil.example:443', 'www1.example.com', 'www2.example.com')).toEqual(['www1.example.com', 'www2.example.com']);
});

test.each([
  'orders-1234567890.eu-west-1.elb.amazonaws.com', 'internal-orders-of-the-shop-in-production-1234567890.eu-west-1.elb.amazonaws.com',
  'orders-0123456789abcdef.elb.eu-west-1.amazonaws.com', 'orders.cluster-ro-cabcdefghij1.eu-west-1.rds.amazonaws.com:5432',
  'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com', 'vpce-0123456789abcdef0-a1b2c3d4.execute-api.eu-west-1.vpce.amazonaws.com',
  'd111111abcdef8.cloudfront.net', 'abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1.on.aws', 'search-orders-2a3b4c5d6e7f8g9h0i1j2k3l4m.eu-west-1.es.amazonaws.com',
  'api.stripe.com', 'o123456.ingest.us.sentry.io', 'cluster0-shard-00-00.ab1cd.mongodb.net', 'ep-cool-darkness-123456.us-east-2.aws.neon.tech',
  'abcdefghijklmnopqrst.supabase.co', 'hooks.slack.com', 'login.microsoftonline.com', 'my-vault-2024.vault.azure.net', 'asianfoodrestaurants.example', 'www.bbc.co.uk',
  'asiapacificrestaurants.example', 'us1-merry-cat-32242.upstash.io', 'xn--bcher-kva.example', 'in-http.logs.eu1.datadoghq.com',
])('%s is an ordinary host', (target) => expect(allowed(target)).toEqual([target]));

test('a policy has at most the allowed number of hosts', () => {
  const { allowedHosts, otherHosts } = suggestPolicy(Array.from({ length: 120 }, (_, index) => seen(`host.n${index}.example`)));
  expect([allowedHosts.length, otherHosts.length]).toEqual([100, 20]);
});

test('other categories are not allowed', () => {
  const { others, allowedHosts } = suggestPolicy([seen('/bin/sh', 'childProcess'), seen('/etc/passwd', 'fileWrite'), seen('/tmp/x', 'fileWrite')]);
  expect(allowedHosts).toEqual([]);
  expect(others).toEqual([
    { category: 'childProcess', blocked: true, seen: [expect.objectContaining({ target: '/bin/sh', reason: 'the standard policy blocks it' })] },
    { category: 'fileWrite', blocked: false, seen: [expect.objectContaining({ target: '/etc/passwd', reason: 'outside of /tmp' }), expect.objectContaining({ target: '/tmp/x', reason: expect.stringMatching(/^in \/tmp/) })] },
  ]);
});

describe('as text', () => {
  const suggestion = suggestPolicy([seen('pay.example.com:443'), seen('169.254.169.254:80'), seen("x'\n*/ evil() // \u2028", 'childProcess'), seen('</script>.example.com')]);

  test('TypeScript code creates the policy, with targets only in comments', () => {
    const { outputText } = ts.transpileModule(suggestionAsTypeScript(suggestion), { compilerOptions: { module: ts.ModuleKind.CommonJS } });
    const exported: { policy?: library.RuntimePolicy } = {};
    new Function('require', 'exports', outputText)(() => library, exported);
    expect(exported.policy!.toJson()).toEqual(library.RuntimePolicy.standard({ allowedHosts: ['pay.example.com:443'] }).toJson());
  });

  test('the document equals RuntimePolicy.standard and is valid', () => {
    const document = suggestionAsDocument(suggestion);
    expect(document).toEqual(library.RuntimePolicy.standard({ allowedHosts: ['pay.example.com:443'] }).toJson());
    expect(policyProblems(document)).toEqual([]);
  });
});
