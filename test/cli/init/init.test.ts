import * as fs from 'fs';
import * as path from 'path';
import { parse } from 'yaml';
import { PYTHON, TYPESCRIPT } from './samples';
import { parseConfig } from '../../../lib/cli/config';
import { CONFIG_TEXT } from '../../../lib/cli/init/config-file';
import { writeFiles } from '../../../lib/cli/init/write-files';
import { SEC3_RULES } from '../../../lib/secure/rules';
import { cli, inTemporaryFolder } from '../harness';

const files = inTemporaryFolder();
const read = (file: string) => fs.readFileSync(file, 'utf8');
const all = () => fs.readdirSync('.', { recursive: true, encoding: 'utf8' }).filter((file) => fs.statSync(file).isFile() && !file.includes('node_modules')).sort();

/** Writes an app as `cdk init` does, and installs the TypeScript of this repository. */
function typescriptApp(more: { readonly [file: string]: unknown } = {}): void {
  files({
    'cdk.json': { app: 'npx ts-node --prefer-ts-exts bin/hello.ts' },
    'bin/hello.ts': TYPESCRIPT,
    'package.json': `${JSON.stringify({ name: 'hello', dependencies: { 'aws-cdk-lib': '^2.276.0' } }, null, 2)}\n`,
    ...more,
  });
  fs.symlinkSync(path.resolve(__dirname, '../../../node_modules'), 'node_modules');
}

test('in a TypeScript app it shows the difference, asks, and writes', async () => {
  typescriptApp();
  const questions: string[] = [];
  const { code, out } = await cli(['init'], { ask: async (question) => (questions.push(question), 'y') });
  expect(code).toBe(0);
  expect(questions).toEqual(['Write 5 files? [y/N] ']);
  expect(out).toContain("+import { Sec3, Sec3Level } from 'cdk-sec3';");
  expect(read('bin/hello.ts')).toContain('Sec3.enforce(app');
  expect(JSON.parse(read('package.json')).dependencies).toHaveProperty('cdk-sec3');
  expect(parse(read('.github/workflows/sec3.yml')).jobs.gate.steps.at(-1).run).toBe('npx --no -- cdk-sec3 check cdk.out --config sec3.yaml --baseline sec3-baseline.json');
  expect((await cli(['init'])).out).toContain('bin/hello.ts already exists, and is not changed.');
});

test.each([['no', async () => 'n'], ['no answer', undefined]])('%s: nothing is written', async (_, ask) => {
  typescriptApp();
  const before = all();
  const { code, err } = await cli(['init'], { ask });
  expect([code, err]).toEqual([1, expect.stringContaining('nothing was written')]);
  expect(all()).toEqual(before);
  expect(read('bin/hello.ts')).toBe(TYPESCRIPT);
});

test.each([
  ['app.js', undefined, "const { Sec3, Sec3Level } = require('cdk-sec3');"],
  ['app.cjs', 'module', "const { Sec3, Sec3Level } = require('cdk-sec3');"],
  ['app.js', 'module', "import { Sec3, Sec3Level } from 'cdk-sec3';"],
])('lines to add by hand to %s of a package of type %s use its module system', async (file, type, line) => {
  typescriptApp({ 'cdk.json': { app: `node bin/${file}` }, [`bin/${file}`]: 'exports.main = () => new (load().App)();\n', 'package.json': `${JSON.stringify({ type })}\n` });
  expect((await cli(['init'], { ask: async () => 'y' })).out).toContain(`bin/${file}: no \`new App()\` of aws-cdk-lib was found. Add by hand:\n    ${line}`);
});

test('code that is not understood is kept, and the lines to add by hand are shown', async () => {
  const odd = "import { App } from 'aws-cdk-lib';\nexport function main() { return new App(); }\n";
  typescriptApp({ 'bin/hello.ts': odd });
  const { code, out, err } = await cli(['init', '--yes']);
  expect([code, err]).toEqual([2, 'cdk-sec3: some changes remain. Add the lines that are shown above by hand for: bin/hello.ts\n']);
  expect(out).toContain('bin/hello.ts: the App is not the value of a variable at the top level of the file. Add by hand:\n    import { Sec3, Sec3Level }');
  expect(read('bin/hello.ts')).toBe(odd);
  expect(all()).toContain('sec3.yaml');
});

test('adds the gate to a Python app', async () => {
  files({ 'cdk.json': { app: 'python3 app.py' }, 'app.py': PYTHON, 'requirements.txt': 'aws-cdk-lib==2.276.0\n' });
  expect((await cli(['init', '--yes'])).code).toBe(0);
  expect(read('app.py')).toContain('Sec3.enforce(app');
  expect(read('requirements.txt')).toMatch(/^aws-cdk-lib==2.276.0\ncdk-sec3>=/);
  expect(parse(read('.github/workflows/sec3.yml')).jobs.gate.steps.map(({ run }: { run?: string }) => run)).toContain('pip install -r requirements.txt');
});

test.each([
  ['SAM', 'AWS SAM: template.yaml', { 'template.yaml': 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n' }],
  ['templates', 'CloudFormation templates: a.json, b.yml', { 'a.json': { Resources: { T: { Type: 'AWS::SQS::Queue' } } }, 'b.yml': 'Resources:\n  T:\n    Type: AWS::SNS::Topic\n', 'other.json': {}, 'package.json': { name: 'x' } }],
])('%s', async (_, said, sources) => {
  files(sources);
  const { code, out } = await cli(['init', '--yes']);
  expect([code, out]).toEqual([0, expect.stringContaining(said)]);
  const command: string = parse(read('.github/workflows/sec3.yml')).jobs.gate.steps.at(-1).run;
  const [, args] = /cdk-sec3@\S+ (.*)/.exec(command)!;
  // With an empty baseline, all findings are new, and all are warnings.
  expect((await cli(args.split(' '))).code).toBe(0);
});

test.each<[string, object, RegExp]>([
  ['nothing', {}, /neither a cdk.json nor a CloudFormation template/],
  ['apps below', { 'packages/infra/cdk.json': { app: 'x' } }, /but in packages\/infra: run cdk-sec3 init there/],
])('%s is not an app', async (_, sources, message) => {
  files(sources as { [name: string]: unknown });
  const { code, err } = await cli(['init', '--yes']);
  expect([code, err]).toEqual([2, expect.stringMatching(message)]);
});

test.each<[string, unknown, RegExp]>([
  ['Java', { app: 'mvn -e -q compile exec:java' }, /names no file of TypeScript, JavaScript or Python/],
  ['several files', { app: 'node a.js && node b.js' }, /names several files/],
  ['no command', {}, /has no "app"/],
  ['no JSON', '{', /can’t be read as JSON/],
])('%s in cdk.json: the app is not edited', async (_, config, message) => {
  files({ 'cdk.json': config, 'a.js': '', 'b.js': '' });
  const { code, out, err } = await cli(['init', '--yes']);
  expect([code, out]).toEqual([2, expect.stringMatching(message)]);
  expect(err).toContain('some changes remain. Add the lines that are shown above by hand for: the app, the pipeline');
  expect(all()).not.toContain('.github/workflows/sec3.yml');
});

test('a remaining manual edit is requested again, with no file to write', async () => {
  const odd = "import { App } from 'aws-cdk-lib';\nexport function main() { return new App(); }\n";
  typescriptApp({ 'bin/hello.ts': odd });
  await cli(['init', '--yes']);
  expect(await cli(['init'])).toMatchObject({ code: 2, err: expect.stringContaining('for: bin/hello.ts\n') });
  files({ 'bin/hello.ts': odd.replace('return new App();', 'const app = new App(); Sec3.enforce(app); return app;') });
  expect((await cli(['init'])).code).toBe(0);
});

test('another pipeline in the repository is named; in a subfolder, the workflow is written at the repository’s root', async () => {
  files({ '.git/HEAD': '', '.gitlab-ci.yml': '', 'template.yaml': 'Resources:\n  T:\n    Type: AWS::SNS::Topic\n' });
  const { code, out, err } = await cli(['init', '--yes']);
  expect([code, out, err]).toEqual([2, expect.stringContaining('.gitlab-ci.yml: after synthesis, run npx cdk-sec3 check'), expect.stringContaining('for: .gitlab-ci.yml\n')]);
  files({ '.gitlab-ci.yml': 'gate:\n  script: [npx cdk-sec3 check template.yaml]\n' });
  expect(await cli(['init', '--yes'])).toMatchObject({ code: 0, out: expect.stringContaining('.gitlab-ci.yml already exists, and is not changed.') });
  fs.rmSync('.gitlab-ci.yml');
  files({ 'infra/template.yaml': 'Resources:\n  T:\n    Type: AWS::SNS::Topic\n' });
  expect((await cli(['init', 'infra', '--yes'])).code).toBe(0);
  expect(parse(read('.github/workflows/sec3.yml')).jobs.gate.defaults.run['working-directory']).toBe('infra');
});

test('the configuration that it writes is valid', () => expect(parseConfig(CONFIG_TEXT, 'sec3.yaml', SEC3_RULES).gate.defaultLevel).toBe('warning'));

test('if one file can’t be written, none is', () => {
  files({ 'a.txt': 'before', 'folder/x': '' });
  const write = () => writeFiles('.', [{ file: 'a.txt', before: 'before', after: 'after' }, { file: 'new/b.txt', after: 'b' }, { file: 'folder', after: 'c' }]);
  expect(write).toThrow(/folder/);
  expect(read('a.txt')).toBe('before');
  expect(fs.existsSync('new')).toBe(false);
});

test('if one file was changed after it was shown, no file is written', () => {
  files({ 'a.txt': 'one', 'b.txt': 'other' });
  expect(() => writeFiles('.', [{ file: 'a.txt', before: 'one', after: '1' }, { file: 'b.txt', before: 'two', after: '2' }])).toThrow('b.txt was changed in the meantime');
  expect([read('a.txt'), read('b.txt')]).toEqual(['one', 'other']);
});
