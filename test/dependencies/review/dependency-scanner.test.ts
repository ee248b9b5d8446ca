import { Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { AdvisorySeverity } from '../../../lib/dependencies/certified-dependencies';
import { DependencyScanner } from '../../../lib/dependencies/review/dependency-scanner';

const SHA256 = '0123456789abcdef'.repeat(4);
const secret = secretsmanager.Secret.fromSecretCompleteArn(new Stack(), 'Secret', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:token-AbCdEf');

test.each<[string, DependencyScanner, object]>([
  ['npmAdvisories', DependencyScanner.npmAdvisories(), { name: 'npm-advisories', severity: 'medium', production: false }],
  [
    'npmAdvisories',
    DependencyScanner.npmAdvisories({ severityThreshold: AdvisorySeverity.HIGH, productionOnly: true }),
    { name: 'npm-advisories', severity: 'high', production: true },
  ],
  [
    'osvScanner',
    DependencyScanner.osvScanner({ version: '2.3.5', sha256: SHA256.toUpperCase() }),
    { name: 'osv-scanner', download: { url: 'https://github.com/google/osv-scanner/releases/download/v2.3.5/osv-scanner_linux_amd64', sha256: SHA256 } },
  ],
  [
    'owaspDependencyCheck',
    DependencyScanner.owaspDependencyCheck({ version: '12.1.0', sha256: SHA256, url: 'https://example.com/check.zip', nvdApiKey: secret, nvdApiKeyField: 'key' }),
    {
      name: 'dependency-check',
      download: { url: 'https://example.com/check.zip', sha256: SHA256 },
      failOnCvss: 4,
      nvdApiKey: { arn: secret.secretArn, field: 'key' },
    },
  ],
  [
    'owaspDependencyCheck',
    DependencyScanner.owaspDependencyCheck({ version: '12.1.0', sha256: SHA256, failOnCvss: 0 }),
    {
      name: 'dependency-check',
      download: { url: 'https://github.com/dependency-check/DependencyCheck/releases/download/v12.1.0/dependency-check-12.1.0-release.zip', sha256: SHA256 },
      failOnCvss: 0,
    },
  ],
  [
    'snyk',
    DependencyScanner.snyk({ version: '1.1300.0', sha256: SHA256, token: secret }),
    {
      name: 'snyk',
      download: { url: 'https://downloads.snyk.io/cli/v1.1300.0/snyk-linux', sha256: SHA256 },
      severity: 'medium',
      token: { arn: secret.secretArn, field: undefined },
    },
  ],
  ['semgrep', DependencyScanner.semgrep({ configs: ['rules/'] }), { name: 'semgrep', configs: ['rules/'], paths: ['.'] }],
  ['eslintSecurity', DependencyScanner.eslintSecurity(), { name: 'eslint-security', paths: ['.'], maxComplexity: 20, maxDepth: 5 }],
  ['lockfileLint', DependencyScanner.lockfileLint(), { name: 'lockfile-lint', file: 'package-lock.json', type: 'npm', hosts: ['npm'] }],
  [
    'lockfileLint',
    DependencyScanner.lockfileLint({ file: 'app/yarn.lock', allowedHosts: ['yarn', 'packages.example.com'] }),
    { name: 'lockfile-lint', file: 'app/yarn.lock', type: 'yarn', hosts: ['yarn', 'packages.example.com'] },
  ],
  ['certify', DependencyScanner.certify(), { name: 'certify', assembly: 'cdk.out' }],
  ['gate', DependencyScanner.gate({ assembly: 'out', warningsFail: true }), { name: 'gate', assembly: 'out', failOn: 'warning' }],
  ['gate', DependencyScanner.gate(), { name: 'gate', assembly: 'cdk.out', failOn: 'error' }],
])('%s writes its plan', (_, scanner, plan) => expect(scanner._plan).toEqual(plan));

test('each scanner states its requirements for the project', () => {
  const download = { version: '1.0.0', sha256: SHA256 };
  expect(DependencyScanner.owaspDependencyCheck({ ...download, nvdApiKey: secret })._needs).toEqual({ secrets: [secret], java: true, cache: true });
  expect(DependencyScanner.snyk({ ...download, token: secret })._needs).toEqual({ secrets: [secret] });
  expect(DependencyScanner.semgrep({ configs: ['rules'] })._needs).toEqual({ secrets: [], python: true });
  expect(DependencyScanner.gate()._needs).toEqual({ secrets: [], assembly: true });
});

test.each<[string, () => DependencyScanner, string]>([
  [
    'severity', () => DependencyScanner.npmAdvisories({ severityThreshold: 'moderate' as AdvisorySeverity }),
    'DependencyScanner.npmAdvisories: severityThreshold is "moderate"; one of low, medium, high, critical is expected',
  ],
  [
    'download', () => DependencyScanner.osvScanner({ version: 'v2', sha256: 'abc', url: 'http://example.com/osv' }),
    'DependencyScanner.osvScanner: version is "v2"; one such as 2.3.5 is expected, without a v; sha256 is "abc"; 64 hexadecimal digits are expected; ' +
      'url is "http://example.com/osv"; an https URL is expected',
  ],
  [
    'score and field', () => DependencyScanner.owaspDependencyCheck({ version: '12.1.0', sha256: SHA256, failOnCvss: 11, nvdApiKeyField: 'key' }),
    'DependencyScanner.owaspDependencyCheck: failOnCvss is 11; a score from 0 to 10 is expected; nvdApiKeyField is set without nvdApiKey, the secret with this field',
  ],
  [
    'rules', () => DependencyScanner.semgrep({ configs: [], paths: [] }),
    'DependencyScanner.semgrep: paths is empty; leave it out to scan all; configs is empty; without rules nothing is found',
  ],
  [
    'limits', () => DependencyScanner.eslintSecurity({ paths: ['--fix'], maxComplexity: 0, maxDepth: 1.5 }),
    'DependencyScanner.eslintSecurity: paths has "--fix"; something that is not empty and begins with no dash is expected; ' +
      'maxComplexity is 0; a whole number above 0 is expected; maxDepth is 1.5; a whole number above 0 is expected',
  ],
  ['registries', () => DependencyScanner.lockfileLint({ allowedHosts: [] }), 'DependencyScanner.lockfileLint: allowedHosts is empty; one or more registries are expected'],
  ['assembly', () => DependencyScanner.certify({ assembly: '' }), 'DependencyScanner.certify: assembly has ""; something that is not empty and begins with no dash is expected'],
])('rejects an invalid %s', (_, make, message) => expect(make).toThrow(message));
