import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { strToU8, Zippable, zipSync } from 'fflate';
import { NVD_PAGE, OSV_RECORD } from './lodash-documents';
import { HostAnswer, HostRequest, PlayedHosts } from './played-hosts';
import { expectPhases, ReviewScene } from './review-scene';
import { DependencyScanner } from '../../lib/dependencies/review/dependency-scanner';
import { QUICK_GO } from '../tools/go-build';

jest.setTimeout(900_000);

/** The newest releases that can be built here: by Go 1.26, and from Maven Central, which has the command except for its start script. */
const OSV_SCANNER = '2.5.1';
const DEPENDENCY_CHECK = '9.2.0';

const HANDLER = 'exports.price = (amount) => amount * 2;\n';

const RECORDED = path.join(__dirname, '../../examples/bulletins/recorded');

let scene: ReviewScene;
let hosts: PlayedHosts;
let nvd: HostAnswer = NVD_PAGE;
const files = new Map<string, Buffer>();

beforeAll(async () => {
  scene = new ReviewScene();
  hosts = await PlayedHosts.start(scene.root, {
    'localhost': ({ url }) => files.get(url.pathname.slice(1)) ?? 404,
    'api.osv.dev': osv,
    'services.nvd.nist.gov': () => nvd,
    'www.cisa.gov': () => fs.readFileSync(path.join(RECORDED, 'kev.json')),
    'raw.githubusercontent.com': () => ({}),
    'jeremylong.github.io': () => '<suppressions xmlns="https://jeremylong.github.io/DependencyCheck/dependency-suppression.1.3.xsd"/>',
    'ossindex.sonatype.org': ({ body }) => JSON.parse(body).coordinates.map((coordinates: string) => ({ coordinates, reference: 'https://example.com/', vulnerabilities: [] })),
  });
});

afterAll(async () => {
  await hosts.stop();
  scene.remove();
});

/** Answers as the API of OSV, with one record. */
function osv({ url, body }: HostRequest): HostAnswer {
  if (url.pathname === `/v1/vulns/${OSV_RECORD.id}`) return OSV_RECORD;
  if (url.pathname !== '/v1/querybatch') return 404;
  const { queries } = JSON.parse(body) as { queries: { package?: { name?: string }; version?: string }[] };
  const isVulnerable = ({ package: named, version }: (typeof queries)[number]) => named?.name === 'lodash' && version === '4.17.15';
  return { results: queries.map((query) => (isVulnerable(query) ? { vulns: [{ id: OSV_RECORD.id, modified: OSV_RECORD.modified }] } : {})) };
}

/** Publishes a file for download by reviews, with its checksum. */
function publish(name: string, bytes: Buffer): { url: string; sha256: string } {
  files.set(name, bytes);
  return { url: hosts.address(name), sha256: createHash('sha256').update(bytes).digest('hex') };
}

describe('OSV-Scanner', () => {
  let scanner: DependencyScanner;

  beforeAll(() => {
    const env = { ...process.env, ...QUICK_GO, GOBIN: path.join(scene.root, 'go') };
    execFileSync('go', ['install', '-ldflags=-w', `github.com/google/osv-scanner/v2/cmd/osv-scanner@v${OSV_SCANNER}`], { env, stdio: 'ignore' });
    scanner = DependencyScanner.osvScanner({ version: OSV_SCANNER, ...publish('osv-scanner', fs.readFileSync(path.join(env.GOBIN, 'osv-scanner'))) });
  });

  afterEach(() => expect(hosts.missing).toEqual([]));

  test('has findings for a package with an advisory', async () => {
    scene.application('4.17.15', HANDLER);
    expectPhases(await scene.review([scanner], { env: hosts.environment }), { PRE_BUILD: 'SUCCEEDED', BUILD: 'SUCCEEDED', POST_BUILD: 'FAILED' });
    expect(scene.outcomes()).toEqual({ 'osv-scanner': 'findings' });
    expect(scene.ruleIds('osv-scanner')).toEqual(['CVE-2020-8203']);
  });

  test('is clean for a package without an advisory', async () => {
    scene.application('4.17.21', HANDLER);
    expectPhases(await scene.review([scanner], { env: hosts.environment }), { PRE_BUILD: 'SUCCEEDED', BUILD: 'SUCCEEDED', POST_BUILD: 'SUCCEEDED' });
    expect(scene.outcomes()).toEqual({ 'osv-scanner': 'clean' });
    expect(hosts.asked.at(-1)).toBe('POST https://api.osv.dev/v1/querybatch');
  });

  test('fails if the database can’t be reached', async () => {
    scene.application('4.17.21', HANDLER);
    hosts.down.add('api.osv.dev');
    expectPhases(await scene.review([scanner], { env: hosts.environment }), { PRE_BUILD: 'SUCCEEDED', BUILD: 'FAILED', POST_BUILD: 'SUCCEEDED' });
    hosts.down.clear();
    expect(scene.outcomes()).toEqual({ 'osv-scanner': 'failed' });
    expect(scene.detail('osv-scanner')).toMatch(/^osv-scanner ended with exit code 127, which is not a result of a review/);
  });
});

describe('OWASP Dependency-Check', () => {
  let scanner: DependencyScanner;

  beforeAll(() => {
    const folder = path.join(scene.root, 'maven');
    fs.mkdirSync(folder);
    const dependency = `<dependency><groupId>org.owasp</groupId><artifactId>dependency-check-cli</artifactId><version>${DEPENDENCY_CHECK}</version></dependency>`;
    const about = '<modelVersion>4.0.0</modelVersion><groupId>example</groupId><artifactId>release</artifactId><version>1</version>';
    fs.writeFileSync(path.join(folder, 'pom.xml'), `<project>${about}<dependencies>${dependency}</dependencies></project>`);
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
    execFileSync('mvn', ['-q', '-B', goal, '-DincludeScope=runtime', '-DoutputDirectory=lib'], { cwd: folder, stdio: 'ignore' });
    // Layout of the release.
    const script = '#!/bin/sh\nexec java -cp "$(dirname "$0")/../lib/*" org.owasp.dependencycheck.App "$@"\n';
    const release: Zippable = { 'dependency-check/bin/dependency-check.sh': [strToU8(script), { os: 3, attrs: 0o755 * 0x10000 }] };
    for (const jar of fs.readdirSync(path.join(folder, 'lib'))) release[`dependency-check/lib/${jar}`] = [fs.readFileSync(path.join(folder, 'lib', jar)), { level: 0 }];
    scanner = DependencyScanner.owaspDependencyCheck({ version: DEPENDENCY_CHECK, ...publish('dependency-check.zip', Buffer.from(zipSync(release))) });
  });

  beforeEach(() => {
    nvd = NVD_PAGE;
    // Without this, the review would use the cache of an earlier one.
    fs.rmSync(path.join(scene.root, 'cache'), { recursive: true, force: true });
  });

  afterEach(() => expect(hosts.missing).toEqual([]));

  test('has findings for a package with a CVE', async () => {
    scene.application('4.17.15', HANDLER);
    expectPhases(await scene.review([scanner], { env: hosts.javaEnvironment }), { PRE_BUILD: 'SUCCEEDED', BUILD: 'SUCCEEDED', POST_BUILD: 'FAILED' });
    expect(scene.outcomes()).toEqual({ 'dependency-check': 'findings' });
    expect(scene.ruleIds('dependency-check')).toEqual(['CVE-2020-8203']);
    expect(hosts.asked.some((request) => request.includes('/-/npm/'))).toBe(false);
  });

  test('is clean without a CVE, and fails if only its old data are available', async () => {
    scene.application('4.17.21', HANDLER);
    expectPhases(await scene.review([scanner], { env: hosts.javaEnvironment }), { PRE_BUILD: 'SUCCEEDED', BUILD: 'SUCCEEDED', POST_BUILD: 'SUCCEEDED' });
    expect(scene.outcomes()).toEqual({ 'dependency-check': 'clean' });
    nvd = 404;
    const { JAVA_TOOL_OPTIONS, ...env } = hosts.javaEnvironment;
    // Hours later.
    const later = { ...env, JAVA_TOOL_OPTIONS: `${JAVA_TOOL_OPTIONS} -Dnvd.api.check.validforhours=0` };
    expectPhases(await scene.review([scanner], { env: later }), { PRE_BUILD: 'SUCCEEDED', BUILD: 'FAILED', POST_BUILD: 'SUCCEEDED' });
    expect(scene.detail('dependency-check')).toMatch(/^dependency-check ended with exit code 13, which is not a result of a review: .*NVD/);
  });

  test('fails if its data can’t be downloaded', async () => {
    scene.application('4.17.21', HANDLER);
    nvd = 404;
    expectPhases(await scene.review([scanner], { env: hosts.javaEnvironment }), { PRE_BUILD: 'SUCCEEDED', BUILD: 'FAILED', POST_BUILD: 'SUCCEEDED' });
    expect(scene.outcomes()).toEqual({ 'dependency-check': 'failed' });
    expect(scene.detail('dependency-check')).toMatch(/^dependency-check ended with exit code 13, which is not a result of a review: .*NVD/);
  });
});
