import * as ts from 'typescript';
import * as library from '../../../lib';
import type { GuardEvent } from '../../../lib/runtime-protection/suggestion/guard-log';
import { suggestionAsDocument, suggestionAsTypeScript } from '../../../lib/runtime-protection/suggestion/policy-texts';
import { suggestPolicy } from '../../../lib/runtime-protection/suggestion/suggest-policy';
import { policyProblems } from '../../../lib/runtime-protection/template/runtime-policy-document';

const seen = (target: string, category: GuardEvent['category'] = 'network', count = 1): GuardEvent => ({ category, functionName: 'orders', target, api: 'x', count });
const allowed = (...targets: string[]) => suggestPolicy(targets.map((target) => seen(target))).allowedHosts.map(({ target }) => target);

test('hosts that were called by name are allowed, each once, the most frequent first', () => {
  const { allowedHosts } = suggestPolicy([seen('a.example.com'), seen('b.example.com:443', 'network', 3), seen('A.example.com.')]);
  expect(allowedHosts).toEqual([{ target: 'b.example.com:443', count: 3 }, { target: 'a.example.com', count: 2 }]);
});

test.each([
  ['169.254.169.254:80', /hands out credentials/],
  ['[fd00:ec2::254]:80', /hands out credentials/],
  ['metadata.google.internal', /hands out credentials/],
  ['unix:/var/run/docker.sock', /local socket/],
  ['203.0.113.9:443', /an address without a name/],
  ['[2001:db8::1]:443', /an address without a name/],
  ['10.0.3.7:5432', /private address/],
  ['localhost', /no host that a policy can name/],
  ['bad host', /no host that a policy can name/],
  [`${'x'.repeat(41)}.example.com`, /more than 40 characters/],
])('%s is for a person to decide', (target, reason) => {
  expect(allowed(target)).toEqual([]);
  expect(suggestPolicy([seen(target)]).otherHosts).toEqual([{ target: target.toLowerCase(), count: 1, reason: expect.stringMatching(reason) }]);
});

test('many names below one domain are for a person to decide, few are not', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}.evil.example`);
  expect(allowed(...names(10))).toHaveLength(10);
  expect(allowed(...names(11), 'pay.example.com')).toEqual(['pay.example.com']);
});

test('a policy has no more hosts than it may have', () => {
  const { allowedHosts, otherHosts } = suggestPolicy(Array.from({ length: 120 }, (_, index) => seen(`host.n${index}.example`)));
  expect([allowedHosts.length, otherHosts.length]).toEqual([100, 20]);
});

test('nothing of other categories is permitted', () => {
  const { others, allowedHosts } = suggestPolicy([seen('/bin/sh', 'childProcess'), seen('/etc/passwd', 'fileWrite'), seen('/tmp/x', 'fileWrite')]);
  expect(allowedHosts).toEqual([]);
  expect(others).toEqual([
    { category: 'childProcess', blocked: true, seen: [expect.objectContaining({ target: '/bin/sh', reason: 'the standard policy blocks it' })] },
    { category: 'fileWrite', blocked: false, seen: [expect.objectContaining({ target: '/etc/passwd', reason: 'outside of /tmp' }), expect.objectContaining({ target: '/tmp/x', reason: expect.stringMatching(/^in \/tmp/) })] },
  ]);
});

describe('as text', () => {
  const suggestion = suggestPolicy([seen('pay.example.com:443'), seen('169.254.169.254:80'), seen("x'\n*/ evil() // \u2028", 'childProcess'), seen('</script>.example.com')]);

  test('TypeScript makes the policy, and targets stay in comments', () => {
    const { outputText } = ts.transpileModule(suggestionAsTypeScript(suggestion), { compilerOptions: { module: ts.ModuleKind.CommonJS } });
    const exported: { policy?: library.RuntimePolicy } = {};
    new Function('require', 'exports', outputText)(() => library, exported);
    expect(exported.policy!.toJson()).toEqual(library.RuntimePolicy.standard({ allowedHosts: ['pay.example.com:443'] }).toJson());
  });

  test('the document is what RuntimePolicy.standard makes, and valid', () => {
    const document = suggestionAsDocument(suggestion);
    expect(document).toEqual(library.RuntimePolicy.standard({ allowedHosts: ['pay.example.com:443'] }).toJson());
    expect(policyProblems(document)).toEqual([]);
  });
});
