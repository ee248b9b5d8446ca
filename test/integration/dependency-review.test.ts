import * as fs from 'fs';
import * as path from 'path';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AdvisoryRegistry } from './advisory-registry';
import { expectPhases, LODASH, ReviewScene } from './review-scene';
import { DependencyScanner } from '../../lib/dependencies/review/dependency-scanner';

jest.setTimeout(300_000);

/** Code with one path for each number, and another path that executes its input. */
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

let scene: ReviewScene;
let registry: AdvisoryRegistry;

beforeAll(async () => {
  scene = new ReviewScene();
  registry = await AdvisoryRegistry.start();
});

afterAll(async () => {
  await registry.stop();
  scene.remove();
});

test('a vulnerable application: each scanner has findings, and the evaluation fails', async () => {
  scene.application('4.17.15', COMPLEX, registry.url);
  scene.write('rules/eval.yaml', SEMGREP_RULES);
  const elsewhere = { resolved: 'http://packages.example.com/lodash.tgz', version: '4.17.15', integrity: LODASH['4.17.15'] };
  scene.write('legacy/package-lock.json', { lockfileVersion: 3, packages: { 'node_modules/lodash': elsewhere } });
  scene.synthesize((stack) => new secretsmanager.Secret(stack, 'Unrotated'));

  const { phases, output } = await scene.review([
    DependencyScanner.npmAdvisories(),
    DependencyScanner.lockfileLint({ file: 'legacy/package-lock.json' }),
    DependencyScanner.eslintSecurity({ paths: ['src'] }),
    DependencyScanner.semgrep({ configs: ['rules'], paths: ['src'] }),
    DependencyScanner.gate(),
  ]);

  expectPhases({ phases, output }, { PRE_BUILD: 'SUCCEEDED', BUILD: 'SUCCEEDED', POST_BUILD: 'FAILED' });
  expect(scene.outcomes()).toEqual({
    'npm-advisories': 'findings',
    'lockfile-lint': 'findings',
    'eslint-security': 'findings',
    'semgrep': 'findings',
    'gate': 'findings',
  });
  expect(registry.asked.at(-1)).toEqual({ lodash: ['4.17.15'] });
  expect(scene.ruleIds('npm-advisories')).toEqual(['GHSA-p6mc-m468-83gw']);
  expect(scene.ruleIds('eslint-security')).toEqual(['complexity', 'no-eval', 'security/detect-eval-with-expression']);
  expect(scene.ruleIds('semgrep')).toEqual([expect.stringMatching(/no-eval$/)]);
  expect(scene.ruleIds('gate').join()).toContain('SecretRotated');
  expect(fs.readFileSync(path.join(scene.uploaded, 'lockfile-lint.sarif'), 'utf8')).toContain('invalid host(s) for package: lodash@4.17.15');
  expect(fs.readFileSync(path.join(scene.uploaded, 'junit.xml'), 'utf8')).toContain('tests="5" failures="5" errors="0"');
  const bill = JSON.parse(fs.readFileSync(path.join(scene.uploaded, 'sbom/package-lock.cdx.json'), 'utf8')) as { components: { purl: string }[] };
  expect(bill.components.map(({ purl }) => purl)).toEqual(['pkg:npm/lodash@4.17.15']);
});

test('a sound application: clean', async () => {
  scene.application('4.17.21', PLAIN, registry.url);
  scene.synthesize((stack) => new sns.Topic(stack, 'Orders'));
  const { phases, output } = await scene.review([
    DependencyScanner.npmAdvisories(), DependencyScanner.lockfileLint(), DependencyScanner.eslintSecurity({ paths: ['src'] }), DependencyScanner.gate(),
  ]);
  expectPhases({ phases, output }, { PRE_BUILD: 'SUCCEEDED', BUILD: 'SUCCEEDED', POST_BUILD: 'SUCCEEDED' });
  expect(scene.outcomes()).toEqual({ 'npm-advisories': 'clean', 'lockfile-lint': 'clean', 'eslint-security': 'clean', 'gate': 'clean' });
  expect(registry.asked.at(-1)).toEqual({ lodash: ['4.17.21'] });
});

test('unreachable registry, unreadable lock file and code, missing bill of materials: failed, and no findings', async () => {
  scene.application('4.17.21', 'exports.price = (', registry.url);
  scene.write('broken/package-lock.json', '{');
  registry.rejects = true;
  scene.synthesize((stack) => new sns.Topic(stack, 'Orders'));
  const { phases, output } = await scene.review([
    DependencyScanner.npmAdvisories(),
    DependencyScanner.lockfileLint({ file: 'broken/package-lock.json' }),
    DependencyScanner.eslintSecurity({ paths: ['src'] }),
    DependencyScanner.certify(),
  ]);
  expectPhases({ phases, output }, { PRE_BUILD: 'SUCCEEDED', BUILD: 'FAILED', POST_BUILD: 'SUCCEEDED' });
  expect(scene.outcomes()).toEqual({ 'npm-advisories': 'failed', 'lockfile-lint': 'failed', 'eslint-security': 'failed', 'certify': 'failed' });
  expect(output).toMatch(/npm audit ended with exit code 1 and no report: 405/);
});

test('a replaced program is not run', async () => {
  scene.application('4.17.21', PLAIN, registry.url);
  const other = path.join(scene.root, 'other.js');
  fs.writeFileSync(other, 'process.exitCode = 0;');
  expect((await scene.review([DependencyScanner.npmAdvisories()], { download: other })).phases).toEqual({ PRE_BUILD: 'FAILED' });
});
