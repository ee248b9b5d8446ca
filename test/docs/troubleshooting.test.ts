import * as fs from 'fs';
import * as path from 'path';
import { UNREAD_TYPES } from '../../lib/gate/expansion/sam/known-properties';

const ROOT = path.resolve(__dirname, '../..');
const page = fs.readFileSync(path.join(ROOT, 'docs/troubleshooting.md'), 'utf8');
const messages = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, message]) => message);

/** Source of the library, the command and deployed code, without the escapes of strings. */
const source = ['lib', 'lambda']
  .flatMap((folder) => fs.readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.(ts|cjs|mjs|py)$/.test(entry.name))
  .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
  .join('\n')
  .replaceAll(/\\(['`])/g, '$1');

test('the page has messages', () => {
  expect(messages.length).toBeGreaterThan(30);
});

test.each(messages)('%s: exists in the source code', (message) => {
  expect(source.includes(message)).toBe(true);
});

test('the unsupported SAM types on the page match those of the expansion', () => {
  const [line] = /^.*can’t be read; they are unknown.*$/m.exec(page)!;
  expect([...line.matchAll(/AWS::Serverless::\w+/g)].map(([type]) => type)).toEqual(UNREAD_TYPES);
});

test('each finding of the gate about itself is explained', () => {
  const [, findings] = /GATE_FINDINGS = \{([^]*?)\n\}/.exec(source)!;
  const texts = [...findings.matchAll(/: '(.+)',$/gm)].map(([, text]) => text);
  expect(texts.length).toBeGreaterThan(5);
  expect(texts.filter((text) => !messages.some((message) => text.includes(message)))).toEqual([]);
});
