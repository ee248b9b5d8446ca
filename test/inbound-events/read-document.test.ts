import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { readDocument } from '../../lib/inbound-events/read-document';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-document-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test.each([
  ['JSON', '{ "a": 1 }'],
  ['JSON after a byte order mark', '\uFEFF{ "a": 1 }'],
  ['YAML', 'a: 1\n'],
])('reads %s', (_, text) => {
  const file = path.join(folder, 'document');
  fs.writeFileSync(file, text);
  expect(readDocument(file)).toEqual({ a: 1 });
});

test('names an absent file', () => {
  expect(() => readDocument('/nowhere/api.yaml')).toThrow('/nowhere/api.yaml: cannot be read');
});
