import * as fs from 'fs';
import * as path from 'path';
import { PythonTool } from './python-tool';
import { cdkSynth } from '../e2e/cdk';

let cfnLint: PythonTool;

jest.setTimeout(600_000);

beforeAll(() => {
  cfnLint = new PythonTool('cfn-lint', '1.58.0');
});

afterAll(() => cfnLint.remove());

test('cfn-lint has no error on the templates of examples/orders', () => {
  const { outdir } = cdkSynth(path.resolve(__dirname, '../../examples/orders/app.ts'));
  const templates = fs.readdirSync(outdir).filter((file) => file.endsWith('.template.json'));
  expect(templates).toEqual(['Orders.template.json']);
  const { status, stdout } = cfnLint.run(['--non-zero-exit-code', 'error', ...templates], outdir);
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.not.stringMatching(/^E\d+/m) });
});
