import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AdvisoryRegistry } from './advisory-registry';
import { Build, build } from './build-of-code-build';
import { DependencyReview } from '../../lib/dependencies/review/dependency-review';
import { DependencyScanner } from '../../lib/dependencies/review/dependency-scanner';
import { shippedAsset } from '../../lib/functions';

jest.setTimeout(300_000);

const REPOSITORY = path.resolve(__dirname, '../..');

const LODASH: Readonly<Record<string, string>> = {
  '4.17.15': 'sha512-8xOcRHvCjnocdS5cpwXQXVzmmh5e5+saE2QGoeQmbKmRS6J3VQppPOIt0MnmE+4xlZoumy0GPG0D0MVIQbNA1A==',
  '4.17.21': 'sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==',
};

/** One path for each number, and another one that runs what it is given. */
const COMPLEX = `exports.price = (n) => {\n${[...Array(25).keys()].map((n) => `  if (n === ${n}) return ${n * n};`).join('\n')}\n  return eval(n);\n};\n`;

const PLAIN = 'exports.price = (amount) => amount * 2;\n';

const SEMGREP_RULES = `
rules:
  - id: no-eval
    languages: [javascript]
    severity: ERROR
    message: eval runs whatever it is given
    pattern: eval(...)
`;

let root: string;
let source: string;
let registry: AdvisoryRegistry;
let npmConfiguration: string;

const write = (file: string, content: string | object) => {
  const target = path.join(source, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content));
};

beforeAll(async () => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-review-')));
  registry = await AdvisoryRegistry.start();
  // Tools come from the registry of this machine, and the application's own configuration names the one that knows advisories.
  npmConfiguration = path.join(root, 'npmrc');
  const settings = ['registry', 'cafile'].map((name) => [name, spawnSync('npm', ['config', 'get', name], { cwd: root, encoding: 'utf8' }).stdout.trim()]);
  fs.writeFileSync(npmConfiguration, settings.filter(([, value]) => value !== 'null').map(([name, value]) => `${name}=${value}\n`).join(''));
});

afterAll(async () => {
  await registry.stop();
  fs.rmSync(root, { recursive: true, force: true });
});

/** An application with one dependency and one handler, as it lies in a repository. */
function application(lodash: string, handler: string): void {
  source = fs.mkdtempSync(path.join(root, 'source-'));
  const dependencies = { lodash };
  write('package.json', { name: 'orders', version: '1.0.0', dependencies });
  const packages = { '': { name: 'orders', version: '1.0.0', dependencies }, 'node_modules/lodash': { version: lodash, integrity: LODASH[lodash] } };
  write('package-lock.json', { name: 'orders', version: '1.0.0', lockfileVersion: 3, requires: true, packages });
  write('.npmrc', `registry=${registry.url}\n`);
  write('src/handler.js', handler);
}

/** The cloud assembly of the application, and this package among its own, as far as that is its command. */
function synthesize(make: (stack: Stack) => unknown): void {
  const app = new App({ outdir: path.join(source, 'cdk.out') });
  make(new Stack(app, 'Orders'));
  app.synth();
  write('cli.ts', `import { run } from ${JSON.stringify(path.join(REPOSITORY, 'lib/cli/main'))};\nvoid run(process);\n`);
  const tsx = `--import ${require.resolve('tsx')}`;
  write('cdk-sec3', `#!/bin/sh\nTSX_TSCONFIG_PATH=${REPOSITORY}/test/tsconfig.json exec ${process.execPath} ${tsx} ${source}/cli.ts "$@"\n`);
}

function review(scanners: DependencyScanner[], download = path.join(shippedAsset('dependency-review'), 'index.js')): Promise<Build> {
  const stack = new Stack(new App(), 'Orders');
  const [registryLine] = fs.readFileSync(npmConfiguration, 'utf8').split('\n');
  new DependencyReview(stack, 'Review', {
    source: codebuild.Source.gitHub({ owner: 'example', repo: 'orders' }),
    scanners,
    prepare: [
      `npm ci --ignore-scripts --no-audit --no-fund --${registryLine}`,
      'if [ -f cdk-sec3 ]; then mkdir -p node_modules/.bin && install -m 755 cdk-sec3 node_modules/.bin/cdk-sec3; fi',
    ],
  });
  fs.rmSync(path.join(root, 'buckets'), { recursive: true, force: true });
  // A setting of the environment would be stronger than that of the application.
  return build(Template.fromStack(stack), source, root, download, { npm_config_userconfig: npmConfiguration, npm_config_registry: undefined });
}

/** Says what the build printed where it went another way. */
function expectPhases({ phases, output }: Build, expected: Build['phases']): void {
  const isExpected = JSON.stringify(phases) === JSON.stringify(expected);
  expect(isExpected ? phases : { phases, output: output.slice(-5000) }).toEqual(expected);
}

/** What was uploaded. */
function uploaded(): string {
  const [bucket] = fs.readdirSync(path.join(root, 'buckets'));
  return path.join(root, 'buckets', bucket, 'reports', 'build-1');
}

function outcomes(): Record<string, string> {
  const { scanners } = JSON.parse(fs.readFileSync(path.join(uploaded(), 'results.json'), 'utf8')) as { scanners: { name: string; outcome: string }[] };
  return Object.fromEntries(scanners.map(({ name, outcome }) => [name, outcome]));
}

/** The rules of the results in a report. */
function ruleIds(name: string): string[] {
  const { runs } = JSON.parse(fs.readFileSync(path.join(uploaded(), `${name}.sarif`), 'utf8')) as { runs: { results: { ruleId: string }[] }[] };
  return [...new Set(runs.flatMap(({ results }) => results.map(({ ruleId }) => ruleId)))].sort();
}

test('an application with known vulnerabilities: each scanner finds its own, the review ends, and the verdict fails', async () => {
  application('4.17.15', COMPLEX);
  write('rules/eval.yaml', SEMGREP_RULES);
  const elsewhere = { resolved: 'http://packages.example.com/lodash.tgz', version: '4.17.15', integrity: LODASH['4.17.15'] };
  write('legacy/package-lock.json', { lockfileVersion: 3, packages: { 'node_modules/lodash': elsewhere } });
  synthesize((stack) => new secretsmanager.Secret(stack, 'Unrotated'));

  const { phases, output } = await review([
    DependencyScanner.npmAdvisories(),
    DependencyScanner.lockfileLint({ file: 'legacy/package-lock.json' }),
    DependencyScanner.eslintSecurity({ paths: ['src'] }),
    DependencyScanner.semgrep({ configs: ['rules'], paths: ['src'] }),
    DependencyScanner.gate(),
  ]);

  expectPhases({ phases, output }, { PRE_BUILD: 'SUCCEEDED', BUILD: 'SUCCEEDED', POST_BUILD: 'FAILED' });
  expect(outcomes()).toEqual({
    'npm-advisories': 'findings',
    'lockfile-lint': 'findings',
    'eslint-security': 'findings',
    'semgrep': 'findings',
    'gate': 'findings',
  });
  expect(registry.asked.at(-1)).toEqual({ lodash: ['4.17.15'] });
  expect(ruleIds('npm-advisories')).toEqual(['GHSA-p6mc-m468-83gw']);
  expect(ruleIds('eslint-security')).toEqual(['complexity', 'no-eval', 'security/detect-eval-with-expression']);
  expect(ruleIds('semgrep')).toEqual([expect.stringMatching(/no-eval$/)]);
  expect(ruleIds('gate').join()).toContain('SecretRotated');
  expect(fs.readFileSync(path.join(uploaded(), 'lockfile-lint.sarif'), 'utf8')).toContain('invalid host(s) for package: lodash@4.17.15');
  expect(fs.readFileSync(path.join(uploaded(), 'junit.xml'), 'utf8')).toContain('tests="5" failures="5" errors="0"');
  const bill = JSON.parse(fs.readFileSync(path.join(uploaded(), 'sbom/package-lock.cdx.json'), 'utf8')) as { components: { purl: string }[] };
  expect(bill.components.map(({ purl }) => purl)).toEqual(['pkg:npm/lodash@4.17.15']);
});

test('an application without any: clean', async () => {
  application('4.17.21', PLAIN);
  synthesize((stack) => new sns.Topic(stack, 'Orders'));
  const { phases, output } = await review([
    DependencyScanner.npmAdvisories(), DependencyScanner.lockfileLint(), DependencyScanner.eslintSecurity({ paths: ['src'] }), DependencyScanner.gate(),
  ]);
  expectPhases({ phases, output }, { PRE_BUILD: 'SUCCEEDED', BUILD: 'SUCCEEDED', POST_BUILD: 'SUCCEEDED' });
  expect(outcomes()).toEqual({ 'npm-advisories': 'clean', 'lockfile-lint': 'clean', 'eslint-security': 'clean', 'gate': 'clean' });
  expect(registry.asked.at(-1)).toEqual({ lodash: ['4.17.21'] });
});

test('a registry that does not answer, a lock file and code that can’t be read, no bill of materials: failed, and nothing else', async () => {
  application('4.17.21', 'exports.price = (');
  write('broken/package-lock.json', '{');
  registry.refuses = true;
  synthesize((stack) => new sns.Topic(stack, 'Orders'));
  const { phases, output } = await review([
    DependencyScanner.npmAdvisories(),
    DependencyScanner.lockfileLint({ file: 'broken/package-lock.json' }),
    DependencyScanner.eslintSecurity({ paths: ['src'] }),
    DependencyScanner.certify(),
  ]);
  expectPhases({ phases, output }, { PRE_BUILD: 'SUCCEEDED', BUILD: 'FAILED', POST_BUILD: 'SUCCEEDED' });
  expect(outcomes()).toEqual({ 'npm-advisories': 'failed', 'lockfile-lint': 'failed', 'eslint-security': 'failed', 'certify': 'failed' });
  expect(output).toMatch(/npm audit ended with exit code 1 and no report: 405/);
});

test('a program under the name of ours that is another does not run', async () => {
  application('4.17.21', PLAIN);
  const other = path.join(root, 'other.js');
  fs.writeFileSync(other, 'process.exitCode = 0;');
  expect((await review([DependencyScanner.npmAdvisories()], other)).phases).toEqual({ PRE_BUILD: 'FAILED' });
});
