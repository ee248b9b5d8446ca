import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { BranchCoverage } from '../../../lib/fuzz/branches/branch-coverage';
import { HandlerProcess } from '../../../lib/fuzz/runner/handler-process';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-coverage-')));
afterAll(() => fs.rmSync(folder, { recursive: true }));
jest.setTimeout(60_000);

/** Runs a handler on events, each in a separate process, and returns its branch coverage. */
async function covered(language: 'node' | 'python', code: string, events: readonly object[]): Promise<BranchCoverage> {
  const root = fs.mkdtempSync(path.join(folder, 'root-'));
  const written = fs.mkdtempSync(path.join(folder, 'written-'));
  fs.writeFileSync(path.join(root, language === 'node' ? 'index.js' : 'index.py'), code);
  const handler = new HandlerProcess({ root, handler: 'index.handler', language, env: {} }, { timeout: 10_000, coverage: written });
  for (const event of events) {
    await handler.run([JSON.stringify(event)]);
    await handler.stop();
  }
  const coverage = new BranchCoverage(root, written);
  coverage.read();
  expect(fs.readdirSync(written)).toEqual([]);
  return coverage;
}

const NODE = 'exports.handler = async ({ kind }) => {\n  if (kind === 1) return one();\n  return kind === 2 ? 2 : 3;\n};\nfunction one() { return 1; }\n';
const PYTHON = 'def handler(event, context):\n    if event.get("kind") == 1:\n        return one()\n    return 2\n\n\ndef one():\n    return 1\n';

test.each<['node' | 'python', string, number, number]>([['node', NODE, 5, 2], ['python', PYTHON, 3, 1]])('%s: branches of several processes are merged', async (language, code, all, plain) => {
  expect((await covered(language, code, [{ kind: 9 }])).share()).toEqual({ ran: plain, all });
  expect((await covered(language, code, [{ kind: 9 }, { kind: 1 }])).share()).toEqual({ ran: plain + 2, all });
});

test('a minified file is reported as unknown', async () => {
  const coverage = await covered('node', `exports.handler = async () => { ${'JSON.stringify(1);'.repeat(40)} };`, [{}]);
  expect(coverage.share()).toEqual({ unknown: 'index.js is minified, and has no source map' });
});

test('missing or truncated data is reported as unknown', () => {
  const written = fs.mkdtempSync(path.join(folder, 'written-'));
  fs.writeFileSync(path.join(written, 'coverage.json'), '{"result":[{"url":');
  const coverage = new BranchCoverage(folder, written);
  coverage.read();
  expect(coverage.share()).toEqual({ unknown: 'every process of the handler was stopped before it could report them' });
});
