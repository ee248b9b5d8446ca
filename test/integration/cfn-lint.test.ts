import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { cdkSynth } from '../e2e/cdk';
import { folderOfTest, folderOfTree, testsOfConstructs } from '../kept-templates/kept-templates';
import { PythonTool } from '../tools/python-tool';

const ROOT = path.resolve(__dirname, '../..');

let cfnLint: PythonTool;

jest.setTimeout(900_000);

beforeAll(() => {
  cfnLint = new PythonTool('cfn-lint', '1.58.0');
});

test('cfn-lint has no errors for the templates of examples/orders', () => {
  const { outdir } = cdkSynth(path.join(ROOT, 'examples/orders/app.ts'));
  const templates = templatesIn(outdir);
  expect(templates.map((file) => path.basename(file)).sort()).toEqual(['Orders.template.json', 'Security.template.json']);
  expect(errors(templates)).toEqual([]);
});

test('cfn-lint has no errors for templates that tests of constructs synthesize', () => {
  const tests = testsOfConstructs();
  const kept = folderOfTree();
  const incomplete = () => tests.filter((file) => !fs.existsSync(path.join(folderOfTest(kept, file), 'complete')));
  // `npm test` has kept all templates, if the tree has not changed since.
  const missing = incomplete();
  if (missing.length > 0) {
    runTests(missing);
    expect(incomplete()).toEqual([]);
  }
  const ofEach = tests.map((file) => templatesIn(folderOfTest(kept, file)));
  expect(tests.filter((_, i) => ofEach[i].length === 0)).toEqual([]);
  // Tests may synthesize the same template. A stack without resources can't be deployed, and the CDK does not try.
  const templates = [...new Map(ofEach.flat().map((file) => [path.basename(file), file])).values()].filter(hasResources);
  console.info(`cfn-lint: ${templates.length} templates of ${tests.length} tests, of which ${missing.length} had to run for it`);
  expect(templates.length).toBeGreaterThan(300);
  expect(errors(templates)).toEqual([]);
});

function runTests(files: readonly string[]): void {
  const command = [path.join(ROOT, 'node_modules/jest/bin/jest.js'), '--ci', '--runTestsByPath', ...files];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`tests of constructs ended with ${status}: ${stderr}`);
}

function templatesIn(folder: string): string[] {
  return fs.readdirSync(folder).filter((file) => file.endsWith('.template.json')).map((file) => path.join(folder, file));
}

function hasResources(template: string): boolean {
  return JSON.parse(fs.readFileSync(template, 'utf8')).Resources !== undefined;
}

/** Returns the errors of cfn-lint, one line each, except for E3703: the CDK writes joins in pipelines that could be shorter substitutions. */
function errors(templates: readonly string[]): string[] {
  const { status, stdout, stderr } = cfnLint.run(['--non-zero-exit-code', 'error', '--format', 'parseable', ...templates], ROOT);
  if (status !== 0 && stdout === '') throw new Error(`cfn-lint ended with ${status}: ${stderr}`);
  return stdout.split('\n').filter((line) => /:E(?!3703)\d{4}:/.test(line));
}
