import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { cdkSynth } from '../e2e/cdk';

const CFN_LINT = '1.58.0';

let venv: string;

jest.setTimeout(600_000);

beforeAll(() => {
  venv = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-cfn-lint-'));
  for (const [command, ...args] of [
    ['python3', '-m', 'venv', venv],
    [path.join(venv, 'bin/pip'), 'install', '--quiet', '--disable-pip-version-check', `cfn-lint==${CFN_LINT}`],
  ]) {
    const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  }
});

afterAll(() => fs.rmSync(venv, { recursive: true, force: true }));

test('cfn-lint has no error on the templates of examples/orders', () => {
  const { outdir } = cdkSynth(path.resolve(__dirname, '../../examples/orders/app.ts'));
  const templates = fs.readdirSync(outdir).filter((file) => file.endsWith('.template.json'));
  expect(templates).toEqual(['Orders.template.json']);
  const { status, stdout } = spawnSync(path.join(venv, 'bin/cfn-lint'), ['--non-zero-exit-code', 'error', ...templates], { cwd: outdir, encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.not.stringMatching(/^E\d+/m) });
});
