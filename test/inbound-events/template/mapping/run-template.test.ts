import * as fc from 'fast-check';
import { anyCharacter } from '../../../../lib/fuzz/generator/texts';
import { runTemplate, SetNull } from '../../../../lib/inbound-events/template/mapping/run-template';
import { TemplateFailure } from '../../../../lib/inbound-events/template/mapping/template-failure';
import { readTemplate } from '../../../../lib/inbound-events/template/mapping/velocity-syntax';

const BODY = JSON.stringify({ name: 'Ann', n: 3, list: [1, 'b', { c: null }], flag: true, nothing: null, deep: { items: [{ p: 1, n: 'k' }, { p: 5, n: 'm' }] } });
const INPUT = { body: BODY, path: { id: '7' }, querystring: { q: 'x y', id: 'other' }, header: { 'X-Id': 'h' } };

const output = (template: string, setNull?: SetNull, input: object = INPUT) => {
  const { nodes, problems } = readTemplate(template);
  expect(problems).toEqual([]);
  const context = { httpMethod: 'PUT', resourcePath: '/orders/{id}', userAgent: 'curl' };
  return runTemplate(nodes, { input: input as typeof INPUT, setNull, stageVariables: { mode: 'fast' }, context });
};
const written = (template: string, setNull?: SetNull) => output(template, setNull).text.toString();

test.each<[string, string, string]>([
  ['the body', '$input.body', BODY],
  ['JSON at a path', "$input.json('$.deep.items[0]')", '{"p":1,"n":"k"}'],
  ['JSON at a missing path', "$input.json('$.gone')", '""'],
  ['a text at a path', "$input.path('$.name')!", 'Ann!'],
  ['a text at a missing path', "<$input.path('$.gone.more')$!input.path('$.nothing')>", '<>'],
  ['several places', "$input.json('$..n')", '[3,"k","m"]'],
  ['places by a filter', "$input.json('$.deep.items[?(@.p > 2)].n')", '["m"]'],
  ['a list as JSON, a map as Java has it', "$input.path('$.list') $input.path('$.list[2]')", '[1,"b",{"c":null}] {c=null}'],
  ['properties and elements', "$input.path('$').deep.items[1].n $input.path('$').get('name').length()", 'm 3'],
  ['parameters by name: path, query, header', "$input.params('id') $input.params('q') $input.params('X-Id') <$input.params('gone')>", '7 x y h <>'],
  ['all parameters', '#foreach($p in $input.params().querystring.keySet())$p=$input.params().querystring.get($p)#if($foreach.hasNext);#end#end', 'q=x y;id=other'],
  ['variables of the request', '$context.httpMethod $context.resourcePath $context.identity.userAgent $stageVariables.mode <$context.gone.more>', 'PUT /orders/{id} curl fast <>'],
  ['escapes, also ones that are invalid in JSON', '$util.escapeJavaScript("it\'s a/b")', "it\\'s a\\/b"],
  ['URLs', "$util.urlEncode($input.params('q')) $util.urlDecode('a%26b+c')", 'x+y a&b c'],
  ['base64', "$util.base64Encode('é') $util.base64Decode('w6k=')", 'w6k= é'],
  ['JSON in a text', "#set($o = $util.parseJson('{\"a\":[1,2]}'))$o.a.size() $o.a[1]", '2 2'],
  ['functions over null', "<$util.escapeJavaScript($input.path('$.gone'))$util.urlEncode($input.path('$.nothing'))>", '<>'],
  ['methods that a value does not have', "#set($x = -1)#set($x = $input.path('$.name').keySet().size())$x", '-1'],
  ['methods of texts', "$input.path('$.name').toLowerCase().replaceAll('(n)','<$1>').substring(1) $input.path('$.name').matches('A.*')", '<n><n> true'],
  ['arithmetic of whole numbers and others', '#set($a = 7 / 2)#set($b = 7 % 4)#set($c = 1.5 * 2)#set($d = 1 - 3)$a $b $c $d', '3 3 3.0 -2'],
  ['division by zero is null', '#set($a = 5)#set($a = 1 / 0)$a', '5'],
  ['texts joined by +', "#set($a = 'n' + 1)$a", 'n1'],
  ['comparisons', "#if($input.path('$.n') == 3 && !($input.path('$.n') >= 4) and $input.path('$.name') == 'Ann')y#{else}n#end", 'y'],
  ['texts are not compared by size', "#if('5' > 3)y#{else}n#end", 'n'],
  ['empty and absent values are false', "#if('')1#elseif($input.params('gone'))2#elseif($input.path('$.gone'))3#{else}4#end", '4'],
  ['loops over lists, maps and ranges', "#foreach($i in [1..3])$i#end #set($m = {'a':1,'b':2})#foreach($v in $m)$v#end #foreach($i in $input.path('$.list'))$velocityCount$foreach.index#end", '123 12 102132'],
  ['the end of a loop', '#foreach($i in [1..9])#if($i == 3)#break#end$i#end!', '12!'],
  ['a loop gives its variable back', "#set($i = 'a')#foreach($i in [1..2])#end$i", 'a'],
  ['macros', "#macro(pair $k $v)<$k:$v>#end#pair('a' 1) #pair('b' $input.path('$.n'))", '<a:1> <b:3>'],
  ['blocks', '#define($block)[$x]#end#set($x = 1)$block#set($x = 2)$block', '[1][2]'],
  ['an end before the end', 'a#if(true)#stop#end b', 'a'],
  ['comments and raw text', 'a## c\n#* d *##[[$x #if]]#b', 'a$x #ifb'],
  ['maps and lists that are written', "#set($m = {})#set($m.a = 1)#set($m['b'] = 2)#set($d = $m.put('c', 3))#set($l = [])#set($d = $l.add('x'))$m.size() $m.c $l", '3 3 [x]'],
  ['entries of maps', "#foreach($e in $input.path('$.list[2]').entrySet())$e.key $e.getKey()#end", 'c c'],
  ['texts in texts', '#set($a = "<$input.path(\'$.name\')#if(true)!#end>")$a', '<Ann!>'],
])('%s', (_, template, expected) => {
  expect(written(template)).toBe(expected);
});

describe('methods', () => {
  test.each<[string, string]>([
    ["'a,b,,c,,'.split(',')", '[a, b, , c]'],
    ["'abc'.split(',')", '[abc]'],
    ["',a'.split(',')", '[, a]'],
    ["''.split(',').size()", '1'],
    ["''.isEmpty()", 'true'],
    ["'a'.isEmpty()", 'false'],
    ["'a😀b'.codePointCount(0, 4)", '3'],
    ["'a😀b'.codePointCount(1, 3)", '1'],
    ["'abab'.replaceFirst('b', 'x')", 'axab'],
    ["'abab'.replaceFirst('c', 'x')", 'abab'],
    ["'abab'.replaceFirst('(a)b', '$1$1')", 'aaab'],
    ["'a.b.c'.replace('.', '-')", 'a-b-c'],
    ["'a.b'.replace('', '-')", 'a.b'],
    ["'abc'.replaceAll('(b)', '$2')", 'ac'],
    ["'  a b  '.trim()", 'a b'],
    ["'   '.trim().length()", '0'],
    ["'aB'.toUpperCase()", 'AB'],
    ["'a'.equals('a')", 'true'],
    ["'a'.equals('b')", 'false'],
    ["'1'.equals(1)", 'false'],
    ["'aB'.equalsIgnoreCase('Ab')", 'true'],
    ["'aB'.equalsIgnoreCase('Ac')", 'false'],
    ["'abc'.startsWith('ab')", 'true'],
    ["'abc'.startsWith('bc')", 'false'],
    ["'abc'.endsWith('bc')", 'true'],
    ["'abc'.endsWith('ab')", 'false'],
    ["'abcd'.substring(1, 3)", 'bc'],
    ["'abcd'.substring(2)", 'cd'],
    ["'abcabc'.lastIndexOf('b')", '4'],
    ["'a'.concat(1)", 'a1'],
    ["'abc'.matches('a')", 'false'],
    ["'abc'.matches('.*c|x')", 'true'],
    ["'a'.toString().getClass()", '$x'],
    ['[1, 2].get(1)', '2'],
    ['[1, 2].get(2)', '$x'],
    ["[1, 2].get('a')", '$x'],
    ['[].isEmpty()', 'true'],
    ['[1].isEmpty()', 'false'],
    ['[1, 2].contains(2)', 'true'],
    ['[1, 2].contains(3)', 'false'],
    ['[].add(1)', 'true'],
    ["{'a': 1}.isEmpty()", 'false'],
    ['{}.isEmpty()', 'true'],
    ["{'a': 1, 'b': 2}.values()", '[1, 2]'],
    ["{'a': 1}.remove('a')", '1'],
    ["{'a': 1}.entrySet().get(0).getValue()", '1'],
    ["{'a': 1}.keySet().isEmpty()", 'false'],
    ['{}.keySet().isEmpty()', 'true'],
    ["{'a': 1, 'b': 2}.keySet().contains('b')", 'true'],
    ["{'a': 1}.keySet().contains('b')", 'false'],
    ['1.equals(1)', 'true'],
    ['1.equals(2)', 'false'],
    ["1.equals('1')", 'false'],
  ])('%s is %s', (expression, expected) => {
    // Literals have no methods in Velocity's grammar; null leaves $x unset.
    const [, literal, calls] = /^('[^']*'|\[[^\]]*\]|\{[^}]*\}|\d+)(\..*)$/.exec(expression)!;
    expect(runTemplate(readTemplate(`#set($x = '$x')#set($v = ${literal})#set($x = $v${calls})$x`).nodes, { input: INPUT }).text.toString()).toBe(expected);
  });

  test('remove takes an entry out of a map', () => {
    expect(written("#set($m = {'a': 1, 'b': 2})#set($d = $m.remove('a'))$m.size() $m.containsKey('a')")).toBe('1 false');
  });
});

test.each<[string, string]>([
  ['2 + 3', '5'], ['2 - 3', '-1'], ['2 * 3', '6'], ['7 / 2', '3'], ['-7 / 2', '-3'], ['7.5 / 2', '3.75'], ['7 % 4', '3'], ['1.5 + 1.5', '3.0'], ['1.5 + 1', '2.5'],
  ["'a' + 1", 'a1'], ["1 + 'a'", '1a'], ["'a' - 1", '$x'], ['1 % 0', '$x'], ['1.0 / 0', '$x'], ['1 * true', '$x'], ['$null + 1', '$x'],
])('%s is %s', (expression, expected) => {
  expect(runTemplate(readTemplate(`#set($x = '$x')#set($x = ${expression})$x`).nodes, { input: INPUT }).text.toString()).toBe(expected);
});

test.each<[string, boolean]>([
  ['1 < 2', true], ['2 < 2', false], ['2 <= 2', true], ['3 <= 2', false], ['2 > 1', true], ['2 > 2', false], ['2 >= 2', true], ['1 >= 2', false],
  ["1 < 'a'", false], ['$null == $null', true], ['$null == 1', false], ["'1' == 1", true], ['1.0 == 1', true], ['1 != 2', true], ['1 != 1', false],
  ['true && false', false], ['true && true', true], ['false || true', true], ['false || false', false], ['!false', true], ["!'a'", false], ['0', true], ["''", false],
])('%s: %s', (condition, expected) => {
  expect(runTemplate(readTemplate(`#if(${condition})yes#else{}no#end`.replace('#else{}', '#{else}')).nodes, { input: INPUT }).text.toString()).toBe(expected ? 'yes' : 'no');
});

test('the variables resemble those of API Gateway', () => {
  const names = [
    'accountId', 'apiId', 'authorizer.principalId', 'authorizer.claims.sub', 'authorizer.claims.email', 'domainName', 'domainPrefix', 'extendedRequestId', 'identity.accountId',
    'identity.apiKey', 'identity.apiKeyId', 'identity.caller', 'identity.cognitoIdentityId', 'identity.sourceIp', 'identity.user', 'identity.userArn', 'path', 'protocol',
    'requestId', 'requestTime', 'requestTimeEpoch', 'resourceId', 'stage',
  ];
  expect(written(names.map((name) => `$context.${name}`).join(' '))).toBe(
    '123456789012 sec3fuzz00 sec3-principal sec3-sub sec3@fuzz.example sec3fuzz00.execute-api.eu-west-1.amazonaws.com sec3fuzz00 sec3fuzz00000000= 123456789012 ' +
      'sec3-api-key sec3-api-key-id AROASEC3 eu-west-1:sec3 192.0.2.1 AROASEC3 arn:aws:sts::123456789012:assumed-role/sec3/fuzz /prod/orders/{id} HTTP/1.1 ' +
      '00000000-0000-4000-8000-000000000001 01/Jan/2026:00:00:00 +0000 1767225600000 abc123 prod',
  );
});

test('#set with null keeps the old value or clears it', () => {
  const template = "#set($a = 1)#set($a = $input.path('$.gone'))<$a>";
  expect([written(template), written(template, 'clears')]).toEqual(['<1>', '<>']);
});

test('overrides are collected', () => {
  const { requestOverrides, responseOverrides, text } = output(
    "#set($context.requestOverride.path.id = $input.params('id'))#set($context.responseOverride.status = 201)#set($context.responseOverride.header.X-A = 'b')",
  );
  const plain = (overrides: ReadonlyMap<string, unknown>) => Object.fromEntries([...overrides].map(([name, value]) => [name, String(value)]));
  expect([plain(requestOverrides), plain(responseOverrides), text.toString()]).toEqual([{ 'path.id': '7' }, { 'status': '201', 'header.X-A': 'b' }, '']);
});

test.each<[string, string, string | null, RegExp]>([
  ['a body that is not JSON', "$input.path('$.a')", '{', /^the body is not JSON$/],
  ['parseJson of a text that is not JSON', "$util.parseJson($input.path('$.a'))", '{"a":"{"}', /argument of \$util.parseJson is not JSON/],
  ['a % without hexadecimal digits', "$util.urlDecode($input.path('$.a'))", '{"a":"%zz"}', /urlDecode/],
  ['too long a loop', "#foreach($i in $input.path('$'))x#end", JSON.stringify(Array(1001).fill(0)), /more than 1000 iterations/],
  ['too long a range', '#foreach($i in [1..5000])x#end', null, /more than 1000 numbers/],
  ['macros without an end', '#macro(m)#m()#end#m()', null, /more than 50 times/],
  ['a pattern that can’t be read', "$input.body.replaceAll('(?x) (', '')", '{}', /can’t be parsed/],
])('fails for %s', (_, template, body, message) => {
  const { nodes } = readTemplate(template);
  expect(() => runTemplate(nodes, { input: { body } })).toThrow(message);
  expect(() => runTemplate(nodes, { input: { body } })).toThrow(TemplateFailure);
});

test('the body is an empty object if there is none', () => {
  expect(runTemplate(readTemplate("$input.json('$') $input.body").nodes, { input: { body: null } }).text.toString()).toBe('{} {}');
});

test('no request makes a template throw an unexpected error', () => {
  const templates = [
    "{\"a\":\"$input.path('$.a.b')\",\"b\":$input.json('$..*'),\"c\":\"$util.escapeJavaScript($input.params('q'))\"}",
    "#foreach($k in $input.path('$').keySet())$k:$input.path('$').get($k).size()#end$util.urlDecode($input.params('q'))",
    "#set($x = $util.parseJson($input.path('$.a')))#set($y = $x.b + $input.path('$.n'))$x.b[0].c $y #if($x.b > $y)$x.b.substring(1, 2)#end",
  ].map((template) => readTemplate(template).nodes);
  fc.assert(fc.property(fc.constantFrom(...templates), fc.oneof(fc.json(), fc.string()), fc.string({ unit: anyCharacter }), (nodes, body, q) => {
    try {
      runTemplate(nodes, { input: { body, querystring: { q } } });
    } catch (e) {
      expect(e).toBeInstanceOf(TemplateFailure);
    }
  }), { seed: 5, numRuns: 500 });
});
