import { syntaxOf } from '../../../../lib/inbound-events/template/javascript-syntax';
import { leaksOfProgram } from '../../../../lib/inbound-events/template/resolvers/program-leaks';

const js = (code: string) => leaksOfProgram(syntaxOf(code)!).map(({ kind, message }) => `${kind}: ${message}`);

describe('programs', () => {
  const PART = (key: string) => [`in-statement: input of the caller is a part of ${key}`];

  test.each<[string, string[]]>([
    ['return { query: "a" + ctx.args.id };', PART('query')],
    ['return { "query" : `a ${context.request.headers.x}`, };', PART('query')],
    ["return { 'query':\n ctx.source.sql }", PART('query')],
    ['return { query: "a", other: ctx.args.id };', []],
    ['return { query: f(a, ctx.args.id), other: 1 };', PART('query')],
    ['return { query: [a, [b], ctx.args.id] };', PART('query')],
    ['return { query: "a" }; const x = ctx.args.id', []],
    ['query: a; b(ctx.args.id)', []],
    ['query: ctx.args.id', []],
    ['return { a: { query: "b" }, c: ctx.args.id }', []],
    ['return { data: ctx.args.id };', []],
    ['return { query: sql`a ${ctx.args.id}` };', []],
    ['return { resourcePath: `/a/${encodeURIComponent(ctx.args.id)}` };', []],
    ['return { resourcePath: `/a/${encodeURIComponent(ctx.args.id)}/${ctx.args.b}` };', PART('resourcePath')],
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

  test.each<[string, string[]]>([
    ['const parts = ["SELECT", ctx.args.name]; return { statements: [parts.join(" ")] };', PART('statements')],
    ['const parts = []; parts.push(ctx.args.name); return { statements: [parts.join(" ")] };', PART('statements')],
    ['let q = "SELECT "; q += ctx.args.name; return { statements: [q] };', PART('statements')],
    ['let q = "SELECT "; if (ctx.args.name) q = q.concat(ctx.args.name); return { statements: [q] };', PART('statements')],
    ['const req = {}; req.statements = [ctx.args.q]; return req;', PART('statements')],
    ['return createPgStatement(`SELECT ${ctx.args.id}`);', PART('statements')],
    ['return createMySQLStatement(sql`SELECT ${ctx.args.id}`);', []],
    ['const w = { id: { eq: ctx.args.id } }; return createPgStatement(select({ table: "t", where: w }));', []],
    ['const { args: { id } } = ctx; return { statements: ["a" + id] };', PART('statements')],
    ['const { request: { headers } } = ctx; return { statements: ["a" + headers.x] };', PART('statements')],
    ['const { request } = ctx; return { statements: ["a" + request.headers.x] };', PART('statements')],
    ['export function request(c) { return { statements: ["a" + c.args.id] }; }', PART('statements')],
    ['export const request = ({ args }) => ({ statements: [`a ${args.id}`] });', PART('statements')],
    ['const path = (id) => "/a/" + id; return { resourcePath: path(ctx.args.id) };', PART('resourcePath')],
    ['const path = (id) => "/a/" + id; return { resourcePath: path(util.urlEncode(ctx.args.id)) };', []],
    ['function where(a) { return "id = " + a.id; } return { query: where(ctx.args) };', PART('query')],
    ['for (const id of ctx.args.ids) { q = q + id; } return { query: q };', PART('query')],
    ['const list = ctx.args.ids.map((id) => `\'${id}\'`).join(","); return { query: "in " + list };', PART('query')],
    ['const list = ctx.args.ids.map((id, i) => ":id" + i).join(","); return { query: "in " + list };', PART('query')],
    ['const list = ctx.args.ids.map(() => "?").join(","); return { query: "in " + list };', []],
    ['return { query: { expression: "id = :id", expressionValues: util.dynamodb.toMapValues({ ":id": ctx.args.id }) } };', []],
    ['return { params: { body: { query: { match: { name: ctx.args.q } } } } };', []],
    ['return { params: { body: { query: ctx.args.query } } };', PART('query')],
    ['return ddb.query({ query: { id: { eq: ctx.args.id } } });', []],
    ['const q = { match: { name: ctx.args.q } }; return { query: q };', []],
    ['const q = { match: { name: ctx.args.q } }; return { query: JSON.stringify(q) };', PART('query')],
    ['const keys = Object.keys(ctx.args.input).join(","); return { query: keys };', []],
    ['const q = ctx.args.list.length > 2 ? "a" : "b"; return { query: q };', []],
    ['const q = ctx.args.desc ? ctx.args.desc : "b"; return { query: q };', PART('query')],
    ['const q = ctx.args.sql ?? "b"; return { query: q };', PART('query')],
    ['const q = ctx?.args?.sql; return { query: q };', PART('query')],
    ['const q = Number(ctx.args.n); return { query: "limit " + q };', []],
    ['const { query } = ctx.args; return { payload: query };', []],
    ['function f(a) { return f(a); } return { query: f(ctx.args.a) };', []],
  ])('followed: %s', (code, leaks) => {
    expect(js(code)).toEqual(leaks);
  });
});
