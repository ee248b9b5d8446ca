import * as fs from 'fs';
import * as path from 'path';
import { PythonTool } from './python-tool';
import { cdkSynth } from '../e2e/cdk';

const ROOT = path.resolve(__dirname, '../..');

let checkov: PythonTool;

jest.setTimeout(600_000);

beforeAll(() => {
  checkov = new PythonTool('checkov', '3.3.30');
});

afterAll(() => checkov.remove());

test('what checkov finds in examples/orders is what the README gives reasons for', () => {
  const { outdir } = cdkSynth(path.join(ROOT, 'examples/orders/app.ts'));
  const { stdout } = checkov.run(['--file', 'Orders.template.json', 'Security.template.json', '--framework', 'cloudformation', '--compact', '--output', 'json'], outdir);
  const { results } = JSON.parse(stdout) as { results: { passed_checks: unknown[]; failed_checks: { check_id: string }[] } };
  expect(results.passed_checks.length).toBeGreaterThan(100);
  const justified = [...fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8').matchAll(/^\| (CKV_AWS_\d+),/gm)].map(([, id]) => id);
  expect([...new Set(results.failed_checks.map(({ check_id: id }) => id))].sort()).toEqual(justified.sort());
});
