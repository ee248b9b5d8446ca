import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { askedFor, wordsOf } from '../../../lib/fuzz/targets/dictionary';
import type { FuzzFunction } from '../../../lib/fuzz/targets/functions';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-words-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

function words(code: string, language: 'node' | 'python' = 'node') {
  fs.writeFileSync(path.join(root, language === 'node' ? 'index.js' : 'index.py'), code);
  return wordsOf({ root, ownHandler: 'index.handler', language } as FuzzFunction);
}

test.each<['node' | 'python', string, object]>([
  ['node', 'if (item.locked === true || item.left > 3) stop();', { locked: 'boolean', left: 'number' }],
  ['node', "if (item['open'] !== false) go();", { open: 'boolean' }],
  ['python', 'if item["archived"] is True or item.get("price", 0) >= 10:\n    pass\n', { archived: 'boolean', price: 'number' }],
  ['python', 'left = item.get("stock", 0), item.get("open", False), item.get("rate", 1.5) or 0, item["count"] or 0\n', { stock: 'number', open: 'boolean', rate: 'number', count: 'number' }],
  ['node', 'const { a } = item; go(item.stock ?? 0, item.left || 0, item.price * 2, item.open ?? false);', { stock: 'number', left: 'number', price: 'number', open: 'boolean' }],
  ['python', 'table.put_item(Item={"price": Decimal(text), "left": int(text), "name": str(text)})\n', { price: 'number', left: 'number' }],
  ['node', "if (item.state === 'open') go(item.name ?? '', item.first-name);", {}],
])('%s: type that a name is compared with: %s', (language, code, compared) => {
  expect(words(code, language).compared).toEqual(compared);
});

test.each([
  ['table.put_item(Item={"price": Decimal(text)})', true],
  ['table.update_item(Key=key, UpdateExpression="ADD seen :one")', true],
  ['table.put_item(Item={"price": text})', false],
  ['table.update_item(Key=key, UpdateExpression="SET seen = :one")', false],
])('%s: stores numbers: %s', (code, isStored) => {
  expect(words(code, 'python').storesNumbers).toBe(isStored);
});

test('finds error names in the code', () => {
  expect(words("catch (e) { if (e.name === 'UsernameExistsException' || e instanceof TaskTimedOut) return; }").errors).toEqual(['UsernameExistsException', 'TaskTimedOut']);
});

test.each<['node' | 'python', string]>([['node', "if (code.startsWith('VIP-')) go();"], ['python', 'if code.startswith("VIP-"):\n    pass\n']])('%s: texts with a prefix that the code checks', (language, code) => {
  expect(words(code, language).texts).toEqual(expect.arrayContaining(['VIP-', 'VIP-x', 'VIP-0', 'VIP--1', 'VIP-1000']));
});

test.each([
  ["const priority = headers['x-priority'];"], ["const NAME = 'x-priority';\nuse(headers[NAME]);"], ["const { 'x-priority': priority } = headers;"], ["if ('x-priority' in headers) go();"],
])('finds headers that the code reads: %s', (code) => {
  expect(askedFor(words(code)).headers).toContain('x-priority');
});

test.each(['for (const { tenant } of Records) go(tenant);', 'const { tenant = 1 } = event;', 'const f = ({ tenant }) => tenant;'])('finds names in destructuring: %s', (code) => {
  expect(words(code).names).toContain('tenant');
});
