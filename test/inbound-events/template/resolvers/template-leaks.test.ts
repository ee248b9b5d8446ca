import { leaksOfTemplate } from '../../../../lib/inbound-events/template/resolvers/template-leaks';

const vtl = (template: string) => leaksOfTemplate(template).map(({ kind, message }) => `${kind}: ${message}`);

describe('mapping templates', () => {
  test.each<[string, string[]]>([
    ['{"a":"$ctx.args.id"}', ['unescaped: $ctx.args.id is inserted unchanged']],
    ['{"a":"$!{context.request.headers.x}"}', ['unescaped: $context.request.headers.x is inserted unchanged']],
    ['{"a":"$ctx.identity.sub"}', []],
    ['{"a":$utils.toJson($ctx.args.id)}', []],
    ['{"a":$util.transform.toElasticsearchQueryDSL($ctx.args.id)}', []],
    ['{"a":"$util.base64Encode($ctx.args.id)"}', []],
    ['{"a":"$util.escapeJavaScript($ctx.args.id.trim())"}', []],
    ['{"a":"$util.parseJson($ctx.args.id)"}', ['unescaped: $util.parseJson(...) is inserted unchanged']],
    ['{"a":$util.toJson($util.parseJson($ctx.args.id))}', []],
    ['{"a":"$util.escapeJavaScript("x")$ctx.args.id"}', ['unescaped: $ctx.args.id is inserted unchanged']],
    ['$util.toJson(\n$ctx.args.id)', []],
    ['(#if( $ctx.args.id )x#end)', []],
    ['#foreach($x in $ctx.args.list)#end', []],
    ['(a) ($ctx.args.id', ['unescaped: $ctx.args.id is inserted unchanged']],
  ])('%s', (template, leaks) => {
    expect(vtl(template)).toEqual(leaks);
  });

  test.each<[string, string[]]>([
    ['#set($a = $ctx.args.id){"a":"$a"}', ['unescaped: $a is inserted unchanged']],
    ['#set( ${a} = "x ${context.args.id}" ){"a":"${a}"}', ['unescaped: $a is inserted unchanged']],
    ['#set( $!{a}=$ctx.arguments.id ){"a":"$!a"}', ['unescaped: $a is inserted unchanged']],
    ['#set($a = $util.toJson($ctx.args.id)){"a":$a}', []],
    ['#set($ab = $ctx.args.id){"a":"$abc"}', []],
    ['#set($a = $ctx.args.id){"a":$util.toJson($a)}', []],
  ])('by a variable: %s', (template, leaks) => {
    // A directive itself writes no output.
    expect(vtl(template)).toEqual(leaks);
  });

  test.each<[string, string[]]>([
    ['{"expression" : "a = $ctx.args.id"}', ['in-statement: $ctx.args.id is a part of expression']],
    ['{"statements": [ "SELECT $util.escapeJavaScript($ctx.args.id)"]}', ['in-statement: $util.escapeJavaScript(...) is a part of statements']],
    ['{"path":"/a/$util.urlEncode($ctx.args.id)"}', []],
    ['{"path":$util.urlEncode($ctx.args.id)}', []],
    ['{"expression":"a = :a","b":"$util.escapeJavaScript($ctx.args.id)"}', []],
    ['{"expression":{"b":"$util.escapeJavaScript($ctx.args.id)"}}', []],
    [`{"expression":"${' '.repeat(1900)}$ctx.args.id"}`, ['in-statement: $ctx.args.id is a part of expression']],
    [`{"expression":"${' '.repeat(2100)}$util.escapeJavaScript($ctx.args.id)"}`, []],
  ])('in a statement: %.60s', (template, leaks) => {
    expect(vtl(template)).toEqual(leaks);
  });

  test.each<[string, string[]]>([
    ['$util.qr($ctx.args.input.put("at", $ctx.args.input.at)){"attributeValues":$util.dynamodb.toMapValuesJson($ctx.args.input)}', []],
    ['#set($m = {})$!{m.put("a", $ctx.args.a)}{"x":$util.toJson($m)}', []],
    ['#set($m = {})$util.qr($m.put("a", $ctx.args.a)){"x":"$m.a"}', ['unescaped: $m.a is inserted unchanged']],
    ['#set($m.a = $ctx.args.a){"x":"$m.a"}', ['unescaped: $m.a is inserted unchanged']],
    ['#set($m = {"a": $ctx.args.a}){"x":$m}', ['unescaped: $m is inserted unchanged']],
    ['#set($m = [1, $ctx.args.a]){"x":$m[1]}', ['unescaped: $m.[] is inserted unchanged']],
    ['#set($id = $util.defaultIfNullOrBlank($ctx.args.id, $util.autoId())){"key":$util.toJson($id)}', []],
    ['#set($id = $util.escapeJavaScript($ctx.args.id))#set($id = $id.replace("a", "")){"key":"$id"}', ['unescaped: $id is inserted unchanged']],
    ['#set($id = $util.toJson($ctx.args.id))#if($ctx.args.raw)#set($id = $ctx.args.id)#end{"key":$id}', ['unescaped: $id is inserted unchanged']],
    ['#set($id = $ctx.args.id)#if($ctx.args.a)#set($id = "a")#else#set($id = "b")#end{"key":$id}', ['unescaped: $id is inserted unchanged']],
    ['#set($id = $ctx.args.id)#set($id = "a"){"key":$id}', []],
    ['#foreach($x in $ctx.args.list)"$x"#end', ['unescaped: $x is inserted unchanged']],
    ['#foreach($x in $ctx.args.list)$util.toJson($x)#if($foreach.hasNext),#end#end', []],
    ['#foreach($x in [1, 2])$y#set($y = $ctx.args.a)#end', ['unescaped: $y is inserted unchanged']],
    ['#foreach($e in $ctx.args.input.entrySet())$util.qr($names.put("#${e.key}", $e.key))#end{"update":{"expression":"SET ${e.key} = :a","n":$util.toJson($names)}}', []],
    ['#foreach($e in $ctx.args.input.entrySet())"${e.value}"#end', ['unescaped: $e.value is inserted unchanged']],
    ['{"key":"$ctx.args.key"}', ['unescaped: $ctx.args.key is inserted unchanged']],
    ['{"limit": $util.defaultIfNull($ctx.args.limit, 20), "nextToken": "$ctx.args.nextToken"}', ['unescaped: $ctx.args.nextToken is inserted unchanged']],
    ['#set($n = $ctx.args.list.size()){"n":$n}', []],
    ['#set($e = "a = $ctx.args.id"){"filter":{"expression":"$e"}}', ['in-statement: $e is a part of expression']],
    ['#set($e = "a = " + $ctx.args.id){"filter":{"expression":"$e"}}', ['in-statement: $e is a part of expression']],
    ['{"statements":["SELECT 1", "SELECT $util.urlDecode($ctx.args.a)"]}', ['in-statement: $util.urlDecode(...) is a part of statements']],
    ['{"expression":$util.toJson($ctx.args.filter)}', ['in-statement: $util.toJson(...) is a part of expression']],
    ['{"body":{"query":$util.toJson($m)}}#set($m = $ctx.args.a)', []],
    ['{"body":{"query":$util.transform.toElasticsearchQueryDSL($ctx.args.filter)}}', []],
    ['#macro(put $a){"x":"$ctx.args.id"}#end #put("a")', ['unescaped: $ctx.args.id is inserted unchanged']],
    ['#macro(put $a){"x":"$a"}#end #put($ctx.args.id) #put("a")', ['unescaped: $a is inserted unchanged']],
    ['#[[$ctx.args.id]]#', []],
    ['#if($ctx.args.a == $ctx.identity.sub){"payload":1}#else$util.unauthorized()#end', []],
  ])('followed: %s', (template, leaks) => {
    expect(vtl(template)).toEqual(leaks);
  });

  test('a template that Velocity rejects', () => {
    expect(() => leaksOfTemplate('#if(')).toThrow();
  });

  test.each([
    ['a macro that calls itself', '#macro(a)#a()#end #a()'],
    ['loops in loops', `${'#foreach($x in [1])'.repeat(40)}$x${'#end'.repeat(40)}`],
  ])('%s is not followed without an end', (_, template) => {
    expect(() => leaksOfTemplate(template)).toThrow();
  });
});
