import { syntaxOf, visit } from '../../../lib/inbound-events/template/javascript-syntax';

test.each([
  ['a module', 'export const a = await b;'],
  ['a script that is not a module', 'with (a) { b = 010 }'],
  ['a file that the shell runs', '#!/usr/bin/env node\nreturn 1;'],
])('%s is parsed', (_, source) => {
  expect(syntaxOf(source)?.type).toBe('Program');
});

test('TypeScript is not parsed', () => {
  expect(syntaxOf('const a: number = 1;')).toBeUndefined();
});

test('nodes are visited after their parents', () => {
  const seen: string[] = [];
  visit(syntaxOf('f(1, g(2))')!, ({ type, value }, around) => {
    if (type === 'Literal') seen.push(`${value} in ${around.map((node) => node.type).join('/')}`);
  });
  expect(seen).toEqual(['1 in Program/ExpressionStatement/CallExpression', '2 in Program/ExpressionStatement/CallExpression/CallExpression']);
});
