import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { wordsOf } from '../../../lib/fuzz/targets/dictionary';
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
  ['node', "if (item.state === 'open') go();", {}],
])('%s: what names are compared with: %s', (language, code, compared) => {
  expect(words(code, language).compared).toEqual(compared);
});

test('names of errors that the code knows', () => {
  expect(words("catch (e) { if (e.name === 'UsernameExistsException' || e instanceof TaskTimedOut) return; }").errors).toEqual(['UsernameExistsException', 'TaskTimedOut']);
});
