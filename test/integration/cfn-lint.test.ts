import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { PythonTool } from './python-tool';
import { cdkSynth } from '../e2e/cdk';

const ROOT = path.resolve(__dirname, '../..');

/** Tests that make templates which are wrong, for the gate to judge, or to show that they are. */
const WRONG_ON_PURPOSE = [
  'test/functions/functions-of-app.test.ts',
  'test/runtime-protection/runtime-protection.test.ts',
  'test/secrets/grant-cycles.test.ts',
  'test/secure/packs.test.ts',
  'test/secure/sec3-checks.test.ts',
  'test/secure/rules-are-total.test.ts',
];

/** A test whose many templates are all of one kind, of which others make some. */
const ALIKE = ['test/secure/open-api-endpoints.test.ts'];

let cfnLint: PythonTool;

jest.setTimeout(900_000);

beforeAll(() => {
  cfnLint = new PythonTool('cfn-lint', '1.58.0');
});

test('cfn-lint has no error on the templates of examples/orders', () => {
  const { outdir } = cdkSynth(path.join(ROOT, 'examples/orders/app.ts'));
  const templates = templatesIn(outdir);
  expect(templates.sort()).toEqual(['Orders.template.json', 'Security.template.json']);
  expect(errors(templates, outdir)).toEqual([]);
});

test('cfn-lint has no error on any template that tests of constructs synthesize', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-templates-'));
  try {
    const jestCli = path.join(ROOT, 'node_modules/jest/bin/jest.js');
    const run = spawnSync(
      process.execPath,
      [jestCli, '--ci', '--setupFilesAfterEnv', path.join(__dirname, 'keep-templates.ts'), '--runTestsByPath', ...testsOfConstructs()],
      { cwd: ROOT, encoding: 'utf8', env: { ...process.env, SEC3_KEPT_TEMPLATES: folder }, maxBuffer: 64 * 1024 * 1024 },
    );
    expect({ status: run.status, stderr: run.status === 0 ? '' : run.stderr }).toEqual({ status: 0, stderr: '' });
    const templates = templatesIn(folder);
    console.info(`cfn-lint: ${templates.length} templates that tests synthesized`);
    expect(templates.length).toBeGreaterThan(80);
    expect(errors(templates, folder)).toEqual([]);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

/** The tests that synthesize constructs of ours: not those of rules, which judge templates written by hand. */
function testsOfConstructs(): string[] {
  return fs
    .readdirSync(path.join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join('test', name))
    .filter((name) => name.endsWith('.test.ts') && !/^test\/(gate|cli|report|e2e|integration)\/|\/rules\//.test(name))
    .filter((name) => ![...WRONG_ON_PURPOSE, ...ALIKE].includes(name) && /fromStack|synth\(|packFindings|assemblyOfStack/.test(fs.readFileSync(path.join(ROOT, name), 'utf8')));
}

function templatesIn(folder: string): string[] {
  return fs.readdirSync(folder).filter((file) => file.endsWith('.template.json'));
}

/** What cfn-lint calls an error, a line each; but not that the CDK writes joins in pipelines where a substitution would be shorter (E3703). */
function errors(templates: readonly string[], folder: string): string[] {
  const { status, stdout, stderr } = cfnLint.run(['--non-zero-exit-code', 'error', '--format', 'parseable', ...templates], folder);
  if (status !== 0 && stdout === '') throw new Error(`cfn-lint ended with ${status}: ${stderr}`);
  return stdout.split('\n').filter((line) => /:E(?!3703)\d{4}:/.test(line));
}
