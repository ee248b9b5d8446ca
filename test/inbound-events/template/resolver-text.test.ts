import { leaksOfProgram, leaksOfVtl } from '../../../lib/inbound-events/template/resolver-text';

const vtl = (template: string) => leaksOfVtl(template).map(({ kind, message }) => `${kind}: ${message}`);
const js = (code: string) => leaksOfProgram(code).map(({ kind, message }) => `${kind}: ${message}`);

describe('mapping templates', () => {
  test.each<[string, string[]]>([
    ['{"a":"$ctx.args.id"}', ['unescaped: $ctx.args.id is written as it is']],
    ['{"a":"$!{context.request.headers.x}"}', ['unescaped: $!{context.request.headers.x is written as it is']],
    ['{"a":"$ctx.identity.sub"}', []],
    ['{"a":$utils.toJson($ctx.args.id)}', []],
    ['{"a":$util.transform.toElasticsearchQueryDSL($ctx.args.id)}', []],
    ['{"a":"$util.base64Encode($ctx.args.id)"}', []],
    ['{"a":"$util.escapeJavaScript($ctx.args.id.trim())"}', []],
    ['{"a":"$util.parseJson($ctx.args.id)"}', ['unescaped: $ctx.args.id is written as it is']],
    ['{"a":$util.toJson($util.parseJson($ctx.args.id))}', ['unescaped: $ctx.args.id is written as it is']],
    ['{"a":"$util.escapeJavaScript("x")$ctx.args.id"}', ['unescaped: $ctx.args.id is written as it is']],
    ['$util.toJson(\n$ctx.args.id)', ['unescaped: $ctx.args.id is written as it is']],
    ['(#if( $ctx.args.id )x#end)', []],
    ['#foreach($x in $ctx.args.list)#end', []],
    ['(a) ($ctx.args.id', ['unescaped: $ctx.args.id is written as it is']],
  ])('%s', (template, leaks) => {
    expect(vtl(template)).toEqual(leaks);
  });

  test.each<[string, string[]]>([
    ['#set($a = $ctx.args.id){"a":"$a"}', ['unescaped: $a is written as it is']],
    ['#set( ${a} = "x ${context.args.id}" ){"a":"${a}"}', ['unescaped: ${a is written as it is']],
    ['#set( $!{a}=$ctx.arguments.id ){"a":"$!a"}', ['unescaped: $!a is written as it is']],
    ['#set($a = $util.toJson($ctx.args.id)){"a":$a}', []],
    ['#set($ab = $ctx.args.id){"a":"$abc"}', []],
    ['#set($a = $ctx.args.id){"a":$util.toJson($a)}', []],
  ])('by a variable: %s', (template, leaks) => {
    // A directive itself writes nothing.
    expect(vtl(template)).toEqual(leaks);
  });

  test.each<[string, string[]]>([
    ['{"expression" : "a = $ctx.args.id"}', ['in-statement: $ctx.args.id is a part of expression']],
    ['{"statements": [ "SELECT $util.escapeJavaScript($ctx.args.id)"]}', ['in-statement: $ctx.args.id is a part of statements']],
    ['{"path":"/a/$util.urlEncode($ctx.args.id)"}', []],
    ['{"path":$util.urlEncode($ctx.args.id)}', []],
    ['{"expression":"a = :a","b":"$util.escapeJavaScript($ctx.args.id)"}', []],
    ['{"expression":{"b":"$util.escapeJavaScript($ctx.args.id)"}}', []],
    [`{"expression":"${' '.repeat(1900)}$ctx.args.id"}`, ['in-statement: $ctx.args.id is a part of expression']],
    [`{"expression":"${' '.repeat(2100)}$util.escapeJavaScript($ctx.args.id)"}`, []],
  ])('in a statement: %.60s', (template, leaks) => {
    expect(vtl(template)).toEqual(leaks);
  });
});

describe('programs', () => {
  const PART = (key: string) => [`in-statement: what the caller writes is a part of ${key}`];

  test.each<[string, string[]]>([
    ['return { query: "a" + ctx.args.id };', PART('query')],
    ['return { "query" : `a ${context.request.headers.x}`, };', PART('query')],
    ["return { 'query':\n ctx.source.sql }", PART('query')],
    ['return { query: "a", other: ctx.args.id };', []],
    ['return { query: f(a, ctx.args.id), other: 1 };', PART('query')],
    ['return { query: [a, [b], ctx.args.id] };', PART('query')],
    ['return { query: "a" }; const x = ctx.args.id', []],
    ['query: a; b(ctx.args.id)', []],
    ['query: ctx.args.id', PART('query')],
    ['return { a: { query: "b" }, c: ctx.args.id }', []],
    ['return { data: ctx.args.id };', []],
    ['return { query: sql`a ${ctx.args.id}` };', []],
    ['return { resourcePath: `/a/${encodeURIComponent(ctx.args.id)}` };', []],
    ['return { resourcePath: `/a/${encodeURIComponent(ctx.args.id)}/${ctx.args.b}` };', PART('resourcePath')],
    ['ctx.query: ctx.args.id', []],
  ])('%s', (code, leaks) => {
    expect(js(code)).toEqual(leaks);
  });

  test.each<[string, string[]]>([
    ['const id = ctx.args.id; return { query: "a" + id };', PART('query')],
    ['let  id = context.arguments; return { query: "a" + id };', PART('query')],
    ['const { a, id: key, b = 1 } = ctx.args; return { query: "a" + key };', PART('query')],
    ['const { a, b = 1 } = ctx.args; return { query: "a" + b };', PART('query')],
    ['const { ...rest } = ctx.args; return { query: "a" + other };', []],
    ['const id = ctx.args.id; return { query: "a" + x.id };', []],
    ['const id = ctx.args.id; return { query: f({ id: 1 }) };', []],
    ['const id = ctx.args.id; return { query: "a" + idea };', []],
    ['const id = ctx.identity.sub; return { query: "a" + id };', []],
  ])('by a variable: %s', (code, leaks) => {
    expect(js(code)).toEqual(leaks);
  });
});
