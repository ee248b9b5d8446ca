import * as fs from 'fs';
import * as path from 'path';
import { strToU8, zipSync } from 'fflate';
import { Scene, within } from './scene';
import { Outcome } from '../../lambda/dependency-review/outcome';
import { certify, gate } from '../../lambda/dependency-review/scanners/cdk-sec3';
import { dependencyCheck } from '../../lambda/dependency-review/scanners/dependency-check';
import { lockfileLint } from '../../lambda/dependency-review/scanners/lockfile-lint';
import { npmAdvisories } from '../../lambda/dependency-review/scanners/npm-advisories';
import { osvScanner } from '../../lambda/dependency-review/scanners/osv-scanner';
import { snyk } from '../../lambda/dependency-review/scanners/snyk';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open();
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await scene.close();
});

const SARIF = JSON.stringify({ version: '2.1.0', runs: [] });

/** Returns a program that writes its report to the path in an option. */
const writing = (exitCode: number, option: string, report = SARIF) => scene.program(exitCode, `fs.writeFileSync(valueOf('${option}'), ${JSON.stringify(report)});`);

const TOKEN = { arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:token-AbCdEf' };

/** Variables of the build environment. */
const BUILD = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/credentials', CODEBUILD_BUILD_ID: 'review:1', SEC3_REVIEW_PLAN: '{}' };

/** Replaces the command-line client of AWS Secrets Manager. */
function secret(value: string): void {
  scene.install('aws', `#!/bin/sh\n[ "$1 $2 $4" = "secretsmanager get-secret-value ${TOKEN.arn}" ] && [ -n "$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" ] && echo '${value}'\n`);
}

const run = (work: () => Promise<Outcome>) => within({ ...BUILD, PATH: scene.path }, work);

describe('osv-scanner', () => {
  const scan = (program: string) => run(() => osvScanner({ name: 'osv-scanner', download: scene.serve('osv-scanner', program) }, scene.place));

  it.each([[0, 'clean'], [1, 'findings'], [127, 'failed'], [128, 'failed'], [129, 'failed'], [2, 'failed'], [130, 'failed']])('exit code %s is %s', async (code, outcome) => {
    expect(await scan(writing(code, '--output-file'))).toMatchObject({ outcome });
  });

  it('scans the source, without the environment of the build', async () => {
    await scan(writing(0, '--output-file'));
    const { args, env, cwd } = scene.called();
    expect(args).toEqual(['scan', 'source', '--recursive', '--format', 'sarif', '--output-file', path.join(scene.place.reports, 'osv-scanner.sarif'), '.']);
    expect(cwd).toBe(scene.source);
    expect(Object.keys(env).filter((name) => /^(AWS|CODEBUILD|SEC3)_/.test(name))).toEqual([]);
  });

  it.each([[0], [1]])('exit code %s without a report is a failure', async (code) => {
    expect(await scan(scene.program(code))).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('wrote no readable SARIF report') });
  });

  it.each([['{'], ['{}'], ['null']])('the report %s is a failure', async (report) => {
    expect(await scan(writing(0, '--output-file', report))).toMatchObject({ outcome: 'failed' });
  });

  it('is not run if its download has another hash', async () => {
    const download = { ...scene.serve('osv-scanner', writing(0, '--output-file')), sha256: 'a'.repeat(64) };
    await expect(run(() => osvScanner({ name: 'osv-scanner', download }, scene.place))).rejects.toThrow(/it is not the reviewed file$/);
    expect(() => scene.called()).toThrow('ENOENT');
  });

  it('fails the review if it can’t be downloaded', async () => {
    const download = { ...scene.serve('other', ''), url: scene.serve('other', '').url.replace('other', 'none') };
    await expect(run(() => osvScanner({ name: 'osv-scanner', download }, scene.place))).rejects.toThrow(/can't be downloaded: the status is 404$/);
  });

  it('fails if a signal ends it', async () => {
    expect(await scan(scene.program(0, "process.kill(process.pid, 'SIGTERM');"))).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('was killed') });
  });
});

describe('dependency-check', () => {
  const scan = (program: string, nvdApiKey?: typeof TOKEN) => {
    const archive = zipSync({ 'dependency-check/bin/dependency-check.sh': [strToU8(program), { os: 3, attrs: 0o755 * 65_536 }] });
    const download = scene.serve('dependency-check-12.1.0-release.zip', archive);
    return run(() => dependencyCheck({ name: 'dependency-check', download, failOnCvss: 4, nvdApiKey }, scene.place));
  };
  const reporting = (code: number, more = '') => scene.program(code, `fs.writeFileSync(valueOf('--out') + '/dependency-check-report.sarif', ${JSON.stringify(SARIF)}); ${more}`);

  it.each([[0, 'clean'], [15, 'findings'], [1, 'failed'], [11, 'failed'], [13, 'failed'], [14, 'failed']])('exit code %s is %s', async (code, outcome) => {
    expect(await scan(reporting(code))).toMatchObject({ outcome });
    expect(fs.existsSync(scene.place.report('dependency-check.sarif'))).toBe(true);
  });

  it('gets the key in a private file that is deleted afterwards', async () => {
    secret('key-of-the-nvd');
    const seen = path.join(scene.root, 'seen.json');
    const look = `const file = valueOf('--propertyfile'); fs.writeFileSync(${JSON.stringify(seen)}, JSON.stringify([file, fs.readFileSync(file, 'utf8'), fs.statSync(file).mode & 0o777]));`;
    expect(await scan(reporting(0, look), TOKEN)).toMatchObject({ outcome: 'clean' });
    const [file, content, mode] = JSON.parse(fs.readFileSync(seen, 'utf8')) as [string, string, number];
    expect([content, mode]).toEqual(['nvd.api.key=key-of-the-nvd\n', 0o600]);
    expect(fs.existsSync(file)).toBe(false);
    expect(JSON.stringify(scene.called())).not.toContain('key-of-the-nvd');
  });

  it('keeps its data for the next review', async () => {
    await scan(reporting(0));
    const { args } = scene.called();
    expect(args[args.indexOf('--data') + 1]).toBe(path.join(scene.root, 'cache', 'dependency-check'));
    expect(args).toEqual(expect.arrayContaining(['--disableNodeAudit', '--disableYarnAudit', '--disablePnpmAudit', '--failOnCVSS', '4']));
  });
});

describe('snyk', () => {
  const scan = (program: string, field?: string) =>
    run(() => snyk({ name: 'snyk', download: scene.serve('snyk-linux', program), severity: 'high', token: { ...TOKEN, field } }, scene.place));

  it.each([[0, 'clean'], [1, 'findings'], [2, 'failed'], [3, 'failed']])('exit code %s is %s', async (code, outcome) => {
    secret('token-of-snyk');
    expect(await scan(writing(code, '--sarif-file-output'))).toMatchObject({ outcome });
  });

  it('gets the token only in its environment', async () => {
    secret('{"snyk":"token-of-snyk"}');
    await scan(writing(0, '--sarif-file-output'), 'snyk');
    const { args, env } = scene.called();
    expect(env.SNYK_TOKEN).toBe('token-of-snyk');
    expect(args).toEqual(['test', '--all-projects', '--severity-threshold=high', `--sarif-file-output=${scene.place.report('snyk.sarif')}`]);
    expect(jest.mocked(process.stderr.write).mock.calls.join()).not.toContain('token-of-snyk');
  });

  it.each([['', undefined], ['{"other":"x"}', 'snyk'], ['token-of-snyk', 'snyk'], ['{"snyk":1}', 'snyk']])('the secret %j has no field %s', async (value, field) => {
    secret(value);
    const error = await scan(writing(0, '--sarif-file-output'), field).then(() => undefined, (e: Error) => e.message);
    expect(error).toMatch(/contains no text$/);
    expect(error).not.toContain('token-of-snyk');
  });

  it('fails the review if the secret can’t be read', async () => {
    scene.install('aws', '#!/bin/sh\necho partial-secret; echo AccessDeniedException >&2; exit 254\n');
    await expect(scan(writing(0, '--sarif-file-output'))).rejects.toThrow('aws secretsmanager ended with exit code 254: AccessDeniedException');
  });
});

describe('npm audit', () => {
  const scan = (severity: 'low' | 'high' = 'low', production = false) => run(() => npmAdvisories({ name: 'npm-advisories', severity, production }, scene.place));
  const npm = (code: number, report: unknown) =>
    scene.install('npm', scene.program(code, `process.stdout.write(${JSON.stringify(typeof report === 'string' ? report : JSON.stringify(report))});`));
  const report = (...severities: string[]) => ({
    auditReportVersion: 2,
    vulnerabilities: Object.fromEntries(severities.map((severity, index) => [`p${index}`, {
      name: `p${index}`,
      severity,
      via: ['another', { source: 1, title: 'Prototype pollution', url: 'https://example.com/advisories/GHSA-1', severity, range: '<2' }],
    }])),
    metadata: { vulnerabilities: {} },
  });

  beforeEach(() => scene.write('package-lock.json', {}));

  it.each([
    [0, report(), 'low', 'clean'],
    [1, report('moderate'), 'low', 'findings'],
    [1, report('moderate'), 'high', 'clean'],
    [1, report('low', 'critical'), 'high', 'findings'],
    [1, report('info'), 'low', 'clean'],
    [1, report('apocalyptic'), 'high', 'findings'],
    [1, { message: '405 Method Not Allowed', error: { summary: '', detail: '' } }, 'low', 'failed'],
    [0, { message: 'it lies', error: {} }, 'low', 'failed'],
    [0, '', 'low', 'failed'],
    [0, 'null', 'low', 'failed'],
    [0, { auditReportVersion: 3, vulnerabilities: {}, metadata: {} }, 'low', 'failed'],
    [7, report(), 'low', 'failed'],
  ] as const)('exit code %s with %j and severity %s is %s', async (code, said, severity, outcome) => {
    npm(code, said);
    expect(await scan(severity)).toMatchObject({ outcome });
  });

  it('reports each advisory once, at its package', async () => {
    npm(1, report('high'));
    expect(await scan()).toEqual({ outcome: 'findings', detail: '1 packages have advisories of severity low or above: p0' });
    const { runs } = JSON.parse(fs.readFileSync(scene.place.report('npm-advisories.sarif'), 'utf8'));
    expect(runs[0].tool.driver.rules).toEqual([{ id: 'GHSA-1', helpUri: 'https://example.com/advisories/GHSA-1' }]);
    expect(runs[0].results).toEqual([{
      ruleId: 'GHSA-1',
      level: 'error',
      message: { text: 'p0 <2: Prototype pollution (high)' },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'package-lock.json' } } }],
    }]);
  });

  it('omits development dependencies if configured', async () => {
    npm(0, report());
    await scan('low', true);
    expect(scene.called().args).toEqual(['audit', '--json', '--package-lock-only', '--omit=dev']);
  });

  it('fails the review without a lock file', async () => {
    fs.rmSync(path.join(scene.source, 'package-lock.json'));
    expect(await scan()).toEqual({ outcome: 'failed', detail: expect.stringContaining('for other lock files use osv-scanner') });
  });
});

test('lockfile-lint without its lock file fails the review', async () => {
  const settings = { name: 'lockfile-lint', file: 'package-lock.json', type: 'npm', hosts: ['npm'] } as const;
  expect(await lockfileLint(settings, scene.place)).toEqual({ outcome: 'failed', detail: 'there is no package-lock.json to check' });
});

describe('cdk-sec3', () => {
  const install = (program: string) => {
    scene.write('node_modules/.bin/cdk-sec3', program);
    fs.chmodSync(path.join(scene.source, 'node_modules/.bin/cdk-sec3'), 0o755);
    scene.write('cdk.out/manifest.json', {});
  };
  const scanGate = () => run(() => gate({ name: 'gate', assembly: 'cdk.out', failOn: 'warning' }, scene.place));
  const scanCertify = () => run(() => certify({ name: 'certify', assembly: 'cdk.out' }, scene.place));

  it.each([[0, 'clean'], [1, 'findings'], [2, 'failed']])('exit code %s is %s', async (code, outcome) => {
    install(writing(code, '--output'));
    expect(await scanGate()).toMatchObject({ outcome });
    expect(scene.called().args).toEqual(['check', 'cdk.out', '--fail-on', 'warning', '--format', 'sarif', '--output', scene.place.report('gate.sarif')]);
    install(scene.program(code));
    expect(await scanCertify()).toMatchObject({ outcome });
    expect(scene.called().args).toEqual(['certify', '--check', 'cdk.out']);
  });

  it('fails the review if it is not installed or there is no cloud assembly', async () => {
    expect(await scanGate()).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('is not installed with the application') });
    install(scene.program(0));
    fs.rmSync(path.join(scene.source, 'cdk.out'), { recursive: true });
    expect(await scanCertify()).toEqual({ outcome: 'failed', detail: 'there is no cdk.out: synthesize before the review' });
  });
});
