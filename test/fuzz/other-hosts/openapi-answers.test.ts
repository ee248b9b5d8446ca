import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { OpenApiAnswers } from '../../../lib/fuzz/other-hosts/openapi-answers';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-hosts-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const charge = { type: 'object', required: ['id', 'state'], additionalProperties: false, properties: { id: { type: 'string', minLength: 3, maxLength: 9 }, state: { enum: ['paid', 'open'] } } };
const json = (schema: object, more: object = {}) => ({ description: 'x', content: { 'application/json': { schema, ...more } } });

function answers(paths: object, more: object = {}): OpenApiAnswers {
  const file = path.join(folder, 'payments.json');
  fs.writeFileSync(file, JSON.stringify({ openapi: '3.0.3', info: { title: 'Payments', version: '1' }, paths, ...more }));
  return OpenApiAnswers.fromFile(file);
}

/** Returns the responses to one request for each draw up to a hundred. */
const drawn = (of: OpenApiAnswers, method: string, at: string) => Array.from({ length: 100 }, (_, draw) => of.to(method, at, draw));

const CHARGES = {
  '/charges/{id}': { get: { responses: { 200: json({ $ref: '#/components/schemas/Charge' }), 404: { $ref: '#/components/responses/Gone' } } } },
  '/charges/latest': { get: { responses: { 200: json({ type: 'string', enum: ['latest'] }) } } },
};
const COMPONENTS = { components: { schemas: { Charge: charge }, responses: { Gone: json({ type: 'object', required: ['why'], properties: { why: { enum: ['gone'] } } }) } } };

test('responses match the document; most are successes', () => {
  const all = drawn(answers(CHARGES, COMPONENTS), 'GET', '/charges/7');
  const paid = all.filter(({ status }) => status === 200).map(({ body }) => JSON.parse(body) as { id: string; state: string });
  expect(paid.every(({ id, state }) => id.length >= 3 && ['paid', 'open'].includes(state))).toBe(true);
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200, 404]));
  expect(paid.length).toBeGreaterThan(60);
  expect(all.filter(({ status }) => status === 404).every(({ body }) => JSON.parse(body).why === 'gone')).toBe(true);
});

test('the most specific path is used', () => {
  expect(answers(CHARGES, COMPONENTS).to('get', '/charges/latest', 1).body).toBe('"latest"');
});

test('the path of a server is a prefix', () => {
  const of = answers(CHARGES, { ...COMPONENTS, servers: [{ url: 'https://payments.example.com/v2/' }] });
  expect([of.to('GET', '/v2/charges/latest', 1).status, of.to('GET', '/v2/refunds', 1).status]).toEqual([200, 404]);
});

test('an unknown operation gives 404', () => {
  const of = answers(CHARGES, COMPONENTS);
  expect([of.to('POST', '/charges/7', 1), of.to('GET', '/charges/7/lines', 1)]).toEqual([{ status: 404, body: '{}' }, { status: 404, body: '{}' }]);
});

test('examples are used, and half of the time a schema if there is one', () => {
  const examples = { one: { value: { eur: 1 } }, two: { $ref: '#/components/examples/Two' } };
  const bodies = (media: object) => drawn(answers({ '/rates': { get: { responses: { 200: { description: 'x', content: { 'application/json': media } } } } } }, { components: { examples: { Two: { value: { eur: 2 } } } } }), 'GET', '/rates').map(({ body }) => body);
  expect(new Set(bodies({ examples }))).toEqual(new Set(['{"eur":1}', '{"eur":2}']));
  const mixed = bodies({ example: 'recorded', schema: { type: 'string', maxLength: 3 } });
  expect(mixed.filter((body) => body === '"recorded"').length).toBe(50);
});

test.each<[string, object, number]>([
  ['a range of statuses', { '4XX': json({}) }, 400],
  ['the default response', { default: json({}) }, 500],
])('%s', (_, responses, status) => {
  expect(answers({ '/a': { get: { responses } } }).to('GET', '/a', 1).status).toBe(status);
});

test('a response may have no body', () => {
  expect(answers({ '/a': { delete: { responses: { 204: { description: 'gone' } } } } }).to('DELETE', '/a', 1)).toEqual({ status: 204, body: '' });
});

test('another kind of document is rejected with its name', () => {
  const file = path.join(folder, 'swagger.yaml');
  fs.writeFileSync(file, 'swagger: "2.0"\npaths: {}\n');
  expect(() => OpenApiAnswers.fromFile(file)).toThrow(`${file} is not an OpenAPI 3 document: it has no "openapi": "3..." or no "paths"`);
});
