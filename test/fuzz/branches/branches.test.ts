import { branchesOf } from '../../../lib/fuzz/branches/branches';

/** Returns the text at each branch, up to the end of its line. */
function branches(source: string): readonly string[] | undefined {
  return branchesOf(source)?.map((offset) => source.slice(offset).split(/[\n;}]/)[0].trim());
}

test.each<[string, string, string[]]>([
  ['functions of each form', 'function a() { one }\nconst b = function () { two };\nconst c = () => three;\nclass D { e() { four } }', ['one', 'two', 'three', 'four']],
  ['both arms of a condition', 'if (a) { one } else { two }', ['one', 'two']],
  ['arms without braces', 'if (a) one; else if (b) two; else three;', ['one', 'if (b) two', 'two', 'three']],
  ['the optional operand of a logical operator', 'a && one;\nb ?? two;\nc || three;', ['one', 'two', 'three']],
  ['a conditional expression', 'const a = b ? one\n: two;', ['one', 'two']],
  ['cases that do something', 'switch (a) { case 1: case 2: one; break; default: two }', ['one', 'two']],
  ['a catch block', 'try { sure } catch { one } finally { sure }', ['one']],
  ['loops', 'for (;;) { one }\nfor (const a in b) { two }\nfor (const a of b) { three }\nwhile (c) { four }', ['one', 'two', 'three', 'four']],
  ['a module of ECMAScript', 'import a from "a";\nexport const handler = async () => { one };', ['one']],
])('%s', (_, source, expected) => {
  expect(branches(source)).toEqual(expected);
});

test('straight code and empty blocks have no branches', () => {
  expect([branches('const a = 1; do { once } while (b)'), branches('if (a) {} try { b } catch {}')]).toEqual([[], []]);
});

test('a text that is not JavaScript gives undefined', () => {
  expect(branchesOf('def handler(event, context):')).toBeUndefined();
});
