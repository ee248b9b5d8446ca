import { Fn, Lazy, Token } from 'aws-cdk-lib';
import { shown } from '../../lib/quotas/shown';

test.each<[unknown, string]>([
  ['a"b', '"a\\"b"'],
  [5, '5'],
  [NaN, 'NaN'],
  [undefined, 'undefined'],
  [[1, 'a'], '[1,"a"]'],
  [{ a: { b: null } }, '{"a":{"b":null}}'],
  [Fn.importValue('x'), 'a value known at deployment'],
  [`before ${Fn.importValue('x')}`, 'a value known at deployment'],
  [Token.asNumber(Fn.importValue('x')), 'a value known at deployment'],
  [Lazy.list({ produce: () => ['x'] }), 'a value known at deployment'],
  [{ a: Fn.importValue('x'), b: 1 }, '{"a":"<a value known at deployment>","b":1}'],
])('%# shows %j', (value, text) => {
  expect(shown(value)).toBe(text);
});
