/** Handlers with one planted bug each, and handlers without, behind `POST /things`. */

/** A handler in JavaScript, and the model of its body. */
export interface PlantedHandler {
  readonly name: string;
  readonly schema: object;
  /** Body of `async (body, event, state)`; `state` lives as long as the process. */
  readonly code: string;
  /** Expected finding; undefined for handlers without a bug. */
  readonly finds?: string;
}

const object = (properties: object, required = Object.keys(properties), more: object = {}) => ({ type: 'object', additionalProperties: false, required, properties, ...more });
const text = { type: 'string', maxLength: 40 };
const small = { type: 'integer', minimum: 0, maximum: 100 };
const sensitive = (schema: object) => ({ ...schema, 'x-sensitive': true });
const card = sensitive({ type: 'string', pattern: '^[0-9]{16}$' });
const ok = 'return { statusCode: 200, body: JSON.stringify({ ok: true }) };';

export const PLANTED: readonly PlantedHandler[] = [
  // Magic values.
  { name: 'enum member', schema: object({ kind: { enum: ['a', 'b', 'legacy'] } }), code: `if (body.kind === 'legacy') null.x; ${ok}`, finds: 'exception' },
  { name: 'magic text', schema: object({ code: text }), code: `if (body.code === 'ZX-81') throw new Error('magic'); ${ok}`, finds: 'exception' },
  { name: 'magic prefix', schema: object({ code: text }), code: `if (body.code.startsWith('admin:')) throw new Error('admin'); ${ok}`, finds: 'exception' },
  { name: 'magic number', schema: object({ n: { type: 'integer' } }), code: `if (body.n === 48611) throw new Error('magic'); ${ok}`, finds: 'exception' },
  { name: 'two magic values', schema: object({ a: text, b: small }), code: `if (body.a === 'gold' && body.b === 42) throw new Error('both'); ${ok}`, finds: 'exception' },
  { name: 'three magic values', schema: object({ a: text, b: small, c: text }), code: `if (body.a === 'gold' && body.b === 42 && body.c === 'EUR') throw new Error('all'); ${ok}`, finds: 'exception' },
  { name: 'three of five words', schema: object({ a: text, b: text, c: text, d: text, e: text }), code: `const words = ['one', 'two', 'three', 'four', 'five']; if (Object.values(body).filter((v, i) => v === words[i]).length === 3) null.x; ${ok}`, finds: 'exception' },
  { name: 'kind and missing list', schema: { type: 'object', required: ['kind'], properties: { kind: { enum: ['list', 'one'] }, items: { type: 'array', items: text } } }, code: `if (body.kind === 'list') return { statusCode: 200, body: String(body.items.length) }; ${ok}`, finds: 'exception' },
  // Nested.
  { name: 'empty nested list', schema: object({ groups: { type: 'array', maxItems: 4, items: { type: 'array', maxItems: 4, items: small } } }), code: `for (const g of body.groups) g.reduce((a, b) => a + b); ${ok}`, finds: 'exception' },
  { name: 'deep optional', schema: object({ a: object({ b: object({ c: text }, []) }, []) }), code: `body.a.b.c.trim(); ${ok}`, finds: 'exception' },
  { name: 'last of list', schema: object({ rows: { type: 'array', maxItems: 5, items: object({ id: text }) } }), code: `body.rows[body.rows.length - 1].id; ${ok}`, finds: 'exception' },
  { name: 'second of list', schema: object({ rows: { type: 'array', minItems: 1, maxItems: 5, items: text } }), code: `body.rows[1].trim(); ${ok}`, finds: 'exception' },
  { name: 'null that is allowed', schema: object({ owner: { type: ['object', 'null'], properties: { name: text } } }), code: `body.owner.name; ${ok}`, finds: 'exception' },
  { name: 'recursion too deep', schema: { definitions: { node: object({ next: { anyOf: [{ $ref: '#/definitions/node' }, { type: 'null' }] } }) }, $ref: '#/definitions/node' }, code: `let d = 0; for (let n = body; n; n = n.next) if (++d > 3) throw new Error('deep'); ${ok}`, finds: 'exception' },
  { name: 'duplicate ids', schema: object({ ids: { type: 'array', minItems: 2, maxItems: 5, items: small } }), code: `if (new Set(body.ids).size < body.ids.length) throw new Error('twice'); ${ok}`, finds: 'exception' },
  // Unions.
  { name: 'one branch of a union', schema: { oneOf: [object({ card: text }), object({ iban: text })] }, code: `body.card.slice(-4); ${ok}`, finds: 'exception' },
  { name: 'number or text', schema: object({ amount: { type: ['integer', 'string'] } }), code: `body.amount.toFixed(2); ${ok}`, finds: 'exception' },
  { name: 'text or list', schema: object({ tags: { anyOf: [text, { type: 'array', items: text }] } }), code: `body.tags.map((t) => t.trim()); ${ok}`, finds: 'exception' },
  { name: 'third branch', schema: { anyOf: [object({ type: { enum: ['a'] }, a: text }), object({ type: { enum: ['b'] }, b: text }), object({ type: { enum: ['c'] }, c: object({ d: text }, []) })] }, code: `if (body.type === 'c') body.c.d.length; ${ok}`, finds: 'exception' },
  // Numbers.
  { name: 'division by zero', schema: object({ total: small, parts: small }), code: `const each = body.total / body.parts; if (!Number.isFinite(each)) throw new RangeError('no number'); ${ok}`, finds: 'exception' },
  { name: 'largest number', schema: object({ n: { type: 'integer', minimum: 1, maximum: 1000000 } }), code: `if (body.n === 1000000) throw new Error('limit'); ${ok}`, finds: 'exception' },
  { name: 'negative length', schema: object({ n: { type: 'integer' } }), code: `new Array(body.n > 1000 ? 1000 : body.n); ${ok}`, finds: 'exception' },
  { name: 'beyond safe integers', schema: object({ n: { type: 'number' } }), code: `if (body.n > Number.MAX_SAFE_INTEGER) throw new Error('not safe'); ${ok}`, finds: 'exception' },
  { name: 'no whole number', schema: object({ n: { type: 'number', minimum: 0, maximum: 10 } }), code: `BigInt(body.n); ${ok}`, finds: 'exception' },
  { name: 'toFixed of too many digits', schema: object({ digits: { type: 'integer', minimum: 0, maximum: 200 } }), code: `(1).toFixed(body.digits); ${ok}`, finds: 'exception' },
  { name: 'year beyond dates', schema: object({ days: { type: 'integer' } }), code: `new Date(body.days * 86400000).toISOString(); ${ok}`, finds: 'exception' },
  // Texts.
  { name: 'empty text', schema: object({ name: text }), code: `body.name[0].toUpperCase(); ${ok}`, finds: 'exception' },
  { name: 'half a character', schema: object({ name: text }), code: `encodeURIComponent(body.name.slice(0, 1)); ${ok}`, finds: 'exception' },
  { name: 'malformed escape', schema: object({ q: text }), code: `decodeURIComponent(body.q); ${ok}`, finds: 'exception' },
  { name: 'text as pattern', schema: object({ q: text }), code: `new RegExp(body.q); ${ok}`, finds: 'exception' },
  { name: 'invalid date', schema: object({ at: text }), code: `new Date(body.at).toISOString(); ${ok}`, finds: 'exception' },
  { name: 'length after folding', schema: object({ name: text }), code: `if (body.name.toUpperCase().length !== body.name.length) throw new Error('longer'); ${ok}`, finds: 'exception' },
  { name: 'text in JSON', schema: object({ name: text }), code: 'JSON.parse(\'{"a":"\' + body.name + \'"}\'); ' + ok, finds: 'exception' },
  { name: 'line break in a header', schema: object({ name: text }), code: "return { statusCode: 200, headers: { 'x-name': body.name }, body: '' };", finds: 'malformed-response' },
  // Objects.
  { name: 'polluting merge', schema: { type: 'object' }, code: `const merge = (to, from) => { for (const k of Object.keys(from)) { if (from[k] && typeof from[k] === 'object') { to[k] = to[k] ?? {}; merge(to[k], from[k]); } else to[k] = from[k]; } return to; }; merge({}, body); ${ok}`, finds: 'prototype-pollution' },
  { name: 'name of a method', schema: object({ op: text }), code: `const ops = { add: () => 1 }; const op = ops[body.op]; if (op) op.call(ops).toFixed(1); ${ok}`, finds: 'exception' },
  { name: 'shadowed method', schema: { type: 'object', properties: { id: text } }, code: `if (body.hasOwnProperty('id')) body.toString().length; ${ok}`, finds: 'exception' },
  // State.
  { name: 'after ten events', schema: object({ n: small }), code: `state.count = (state.count ?? 0) + 1; if (state.count > 10) throw new Error('worn out'); ${ok}`, finds: 'exception' },
  { name: 'twice the same', schema: object({ n: small }), code: `state.seen ??= new Set(); if (state.seen.has(body.n)) throw new Error('seen'); state.seen.add(body.n); ${ok}`, finds: 'exception' },
  { name: 'growing list', schema: object({ name: text }), code: `(state.all ??= []).push({ ...body, filler: 'x'.repeat(50) + Math.random() }); ${ok}`, finds: 'growing-state' },
  { name: 'map by id', schema: object({ n: small }), code: `(state.byId ??= new Map()).set(event.requestContext.requestId, body); ${ok}`, finds: 'growing-state' },
  { name: 'listeners', schema: object({ n: small }), code: `state.bus ??= new (require('events').EventEmitter)().setMaxListeners(0); state.bus.on('x', () => body.n); ${ok}`, finds: 'growing-state' },
  { name: 'buffers', schema: object({ name: text }), code: `(state.all ??= []).push(Buffer.alloc(64)); ${ok}`, finds: 'growing-state' },
  // Exits, and time.
  { name: 'exit', schema: object({ n: small }), code: `if (body.n === 0) process.exit(3); ${ok}`, finds: 'exit' },
  { name: 'endless loop', schema: object({ step: small }), code: `for (let i = 0; i < 10; i += body.step); ${ok}`, finds: 'timeout' },
  { name: 'late rejection', schema: object({ n: small }), code: `if (body.n > 50) { setImmediate(() => { throw new Error('late'); }); await new Promise((r) => setTimeout(r, 20)); } ${ok}`, finds: 'exception' },
  // Responses.
  { name: 'no status', schema: object({ n: small }), code: `if (body.n === 100) return { body: '' }; ${ok}`, finds: 'malformed-response' },
  { name: 'body that is an object', schema: object({ n: small }), code: "return { statusCode: 200, body: body.n > 90 ? {} : '' };", finds: 'malformed-response' },
  { name: 'status 500', schema: object({ n: small }), code: "return { statusCode: body.n === 7 ? 500 : 200, body: '' };", finds: 'server-error' },
  { name: 'stack trace', schema: object({ at: text }), code: `try { new Date(body.at).toISOString(); } catch (e) { return { statusCode: 400, body: JSON.stringify({ stack: e.stack }) }; } ${ok}`, finds: 'stack-trace' },
  { name: 'environment in an error', schema: object({ n: small }), code: `if (body.n > 95) return { statusCode: 422, body: JSON.stringify(process.env) }; ${ok}`, finds: 'environment-value' },
  { name: 'secret in the log', schema: object({ n: small }), code: `if (body.n > 80) console.log('key', process.env.API_KEY); ${ok}`, finds: 'secret' },
  // Values in the log that the schema marks as sensitive.
  { name: 'card in the log', schema: object({ card, n: small }), code: `if (body.n > 90) console.log('paid by', body.card); ${ok}`, finds: 'sensitive-value-logged' },
  { name: 'whole body in the log', schema: object({ people: { type: 'array', maxItems: 3, items: object({ name: sensitive(text) }) } }), code: `console.log(body.people.length > 1 ? JSON.stringify(body) : ''); ${ok}`, finds: 'sensitive-value-logged' },
  { name: 'address in capitals', schema: object({ email: sensitive({ type: 'string', format: 'email', maxLength: 60 }) }), code: `console.info(body.email.toUpperCase()); ${ok}`, finds: 'sensitive-value-logged' },
  { name: 'number of an account', schema: object({ account: sensitive({ type: 'integer', minimum: 0 }), n: small }), code: `if (body.n === 77) require('fs').writeSync(1, String(body.account)); ${ok}`, finds: 'sensitive-value-logged' },
  { name: 'token in pieces', schema: object({ token: sensitive({ type: 'string', minLength: 20, maxLength: 80 }) }), code: `for (const c of body.token) process.stdout.write(c); ${ok}`, finds: 'sensitive-value-logged' },
  { name: 'name in an error', schema: object({ person: sensitive(object({ name: text }, [])) }), code: `if (body.person.name?.length > 10) throw new Error('no such person: ' + body.person.name); ${ok}`, finds: 'sensitive-value-logged' },
  { name: 'rejects what is valid', schema: object({ n: small }), code: "return { statusCode: body.n === undefined ? 200 : 400, body: '' };", finds: 'valid-rejected' },
  // Behavior that the guard reports.
  { name: 'shell', schema: object({ host: text }), code: `try { require('child_process').execSync('ping ' + body.host); } catch {} ${ok}`, finds: 'guard-event' },
  { name: 'eval', schema: object({ sum: text }), code: `try { (0, eval)(body.sum); } catch {} ${ok}`, finds: 'guard-event' },
  { name: 'fetches what it is told', schema: object({ url: text }), code: `if (body.url.startsWith('http')) await fetch(body.url).catch(() => {}); ${ok}`, finds: 'guard-event' },
  { name: 'reads what it is told', schema: object({ file: text }), code: `try { return { statusCode: 200, body: require('fs').readFileSync(require('path').join('/var/data', body.file), 'utf8') }; } catch {} ${ok}`, finds: 'file-content' },
];

export const CLEAN: readonly PlantedHandler[] = [
  { name: 'echo', schema: object({ n: small }), code: 'return { statusCode: 200, body: JSON.stringify(body) };' },
  { name: 'any object', schema: { type: 'object' }, code: 'return { statusCode: 200, body: JSON.stringify(Object.keys(body)) };' },
  { name: 'optional with a default', schema: object({ name: text }, []), code: "return { statusCode: 200, body: (body.name ?? 'nobody').trim() };" },
  { name: 'list of rows', schema: object({ rows: { type: 'array', maxItems: 5, items: object({ id: text, n: small }) } }), code: 'return { statusCode: 200, body: String(body.rows.reduce((sum, { n }) => sum + n, 0)) };' },
  { name: 'union that is told apart', schema: { oneOf: [object({ card: text }), object({ iban: text })] }, code: "return { statusCode: 200, body: 'card' in body ? body.card.slice(-4) : body.iban.slice(0, 4) };" },
  { name: 'null that is looked at', schema: object({ owner: { type: ['object', 'null'], properties: { name: text } } }), code: "return { statusCode: 200, body: body.owner?.name ?? '' };" },
  { name: 'map by name', schema: object({ op: text }), code: "const ops = new Map([['add', () => 1]]); return { statusCode: 200, body: String(ops.get(body.op)?.() ?? 0) };" },
  { name: 'own properties alone', schema: { type: 'object' }, code: 'const to = Object.create(null); for (const [k, v] of Object.entries(body)) to[k] = v; return { statusCode: 200, body: String(Object.keys(to).length) };' },
  { name: 'not found', schema: object({ id: text }), code: "return { statusCode: 404, body: '{}' };" },
  { name: 'bounded cache', schema: object({ id: text }), code: "const c = (state.cache ??= new Map()); c.set(body.id.slice(0, 2), 1); if (c.size > 20) c.delete(c.keys().next().value); return { statusCode: 200, body: '' };" },
  { name: 'cache of 500', schema: object({ id: text }), code: "const c = (state.cache ??= new Map()); c.set(event.requestContext.requestId, { ...body, filler: 'x'.repeat(80) + Math.random() }); if (c.size > 500) c.delete(c.keys().next().value); return { statusCode: 200, body: '' };" },
  { name: 'cache of 3000', schema: object({ id: text }), code: "const c = (state.cache ??= new Map()); c.set(event.requestContext.requestId, { ...body, filler: 'x'.repeat(80) + Math.random() }); if (c.size > 3000) c.delete(c.keys().next().value); return { statusCode: 200, body: '' };" },
  { name: 'cache that is emptied', schema: object({ id: text }), code: "const c = (state.cache ??= new Map()); c.set(event.requestContext.requestId, { ...body }); if (c.size > 1500) c.clear(); return { statusCode: 200, body: '' };" },
  { name: 'cache for ten minutes', schema: object({ id: text }), code: "const c = (state.cache ??= new Map()); c.set(event.requestContext.requestId, { body, until: Date.now() + 600000 }); for (const [k, v] of c) { if (v.until > Date.now()) break; c.delete(k); } return { statusCode: 200, body: '' };" },
  { name: 'count by value', schema: object({ n: small }), code: "(state.count ??= {})[body.n] = (state.count[body.n] ?? 0) + 1; return { statusCode: 200, body: '' };" },
  { name: 'weakly held', schema: object({ id: text }), code: "(state.seen ??= new WeakMap()).set(event, { ...body, filler: 'x'.repeat(80) + Math.random() }); return { statusCode: 200, body: '' };" },
  { name: 'memory of texts', schema: object({ id: text }), code: "const m = (state.memo ??= new Map()); if (!m.has(body.id)) { if (m.size >= 1000) m.clear(); m.set(body.id, body.id.toUpperCase().split('')); } return { statusCode: 200, body: String(m.get(body.id).length) };" },
  { name: 'log of the last 100', schema: object({ id: text }), code: "const l = (state.last ??= []); l.push(event.requestContext.requestId + body.id); if (l.length > 100) l.shift(); return { statusCode: 200, body: '' };" },
  { name: 'no content', schema: object({ n: small }), code: 'return { statusCode: 204 };' },
  { name: 'base64 answer', schema: object({ name: text }), code: "return { statusCode: 200, isBase64Encoded: true, body: Buffer.from(body.name).toString('base64') };" },
  { name: 'logs the event', schema: object({ name: text }), code: "console.log(JSON.stringify(event)); return { statusCode: 200, body: '' };" },
  { name: 'logs the last digits', schema: object({ card }), code: "console.log('paid by', body.card.slice(-4)); return { statusCode: 200, body: '' };" },
  { name: 'logs a hash', schema: object({ name: sensitive(text) }), code: "console.log(require('crypto').createHash('sha256').update(body.name).digest('hex')); return { statusCode: 200, body: '' };" },
  { name: 'logs what is not marked', schema: object({ id: text, card }), code: "console.log(JSON.stringify({ ...body, card: undefined })); return { statusCode: 200, body: '' };" },
  { name: 'answers with what is marked', schema: object({ card, name: sensitive(text) }), code: 'return { statusCode: 200, body: JSON.stringify(body) };' },
  { name: 'logs words of its own', schema: object({ kind: sensitive(text) }), code: "console.log('subscription', body.kind === 'subscription', 'authorization'); return { statusCode: 200, body: '' };" },
  { name: 'logs an error and goes on', schema: object({ at: text }), code: "try { new Date(body.at).toISOString(); } catch (e) { console.error(e.stack); } return { statusCode: 200, body: '' };" },
  { name: 'numbers with limits', schema: object({ n: { type: 'number', minimum: 0.01, maximum: 10 } }), code: 'return { statusCode: 200, body: (1 / body.n).toFixed(2) };' },
  { name: 'dates that are checked', schema: object({ at: text }), code: "const at = new Date(body.at); return { statusCode: 200, body: Number.isNaN(at.getTime()) ? '' : at.toISOString() };" },
  { name: 'escaped pattern', schema: object({ q: text }), code: "new RegExp(body.q.replace(/[.*+?^${}()|[\\]\\\\]/g, '\\\\$&')); return { statusCode: 200, body: '' };" },
  { name: 'temporary file', schema: object({ n: small }), code: "require('fs').writeFileSync('/tmp/sec3-fuzz-clean', String(body.n)); return { statusCode: 200, body: '' };" },
  { name: 'waits', schema: object({ n: small }), code: "await new Promise((r) => setTimeout(r, 1)); return { statusCode: 202, body: '' };" },
  { name: 'deep but bounded', schema: object({ a: object({ b: object({ c: text }) }) }), code: 'return { statusCode: 200, body: body.a.b.c };' },
];
