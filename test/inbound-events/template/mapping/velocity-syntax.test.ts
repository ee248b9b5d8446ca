import { readTemplate } from '../../../../lib/inbound-events/template/mapping/velocity-syntax';

test.each([
  ['#evaluate("$x")', 'the directive or macro #evaluate'],
  ['#parse("a.vm")', 'the directive or macro #parse'],
  ['#unknown($input.body)', 'the directive or macro #unknown'],
  ['#@pair()x#end', 'the directive #@pair'],
  ['$typo', 'the variable $typo, which is never set'],
  ['#set($a = "$typo")', 'the variable $typo, which is never set'],
  ['$input.header', '$input.header'],
  ['$util.toJson($input.body)', '$util.toJson'],
  ['$util.time.nowISO8601()', '$util.time'],
  ["$input.path('$').stream()", 'the method .stream()'],
  ["$input.path('$.a.length()')", 'the JSONPath $.a.length()'],
  ["$input.json('name')", 'the JSONPath name'],
  ['\\$input.body', 'references that are escaped by a backslash'],
  ['#if($input.body', 'its syntax: '],
])('%s is not supported', (template, problem) => {
  expect(readTemplate(template).problems.some((result) => result.startsWith(problem))).toBe(true);
});

test('collects what a template reads', () => {
  const { problems, parameters, texts, ...reads } = readTemplate("#if($input.params('kind') == 'gold')$input.path('$.name')#end#set($a = \"<$input.params('id')>\")$context.identity.userAgent");
  expect([problems, parameters, texts]).toEqual([[], ['kind', 'id'], ['kind', 'gold', '$.name', 'id']]);
  expect(reads).toMatchObject({ readsRequest: true, readsAllParameters: false, readsUserAgent: true });
});

test('reads all parameters if no constant name is given', () => {
  expect(["$input.params().querystring.get('a')", '#set($n = 1)$input.params($n)', '$context.stage'].map((template) => readTemplate(template).readsAllParameters)).toEqual([true, true, false]);
});
