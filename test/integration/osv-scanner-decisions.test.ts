import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { strToU8, zipSync } from 'fflate';
import { Advisories } from '../../lib/dependencies/advisories/advisories';
import { readLocks } from '../../lib/dependencies/inventory/locks/read-locks';
import { QUICK_GO } from '../tools/go-build';

jest.setTimeout(900_000);

/** The newest release that can be built here, by Go 1.26. */
const OSV_SCANNER = '2.5.1';

const FIXTURES = path.join(__dirname, '../dependencies/fixtures');
const PYTHON = { 'flask': '2.0.0', 'typing-extensions': '4.12.2', 'requests': '2.31.0', 'werkzeug': '2.2.3', 'six': '1.17.0' };
const HASH = 'ab'.repeat(32);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-osv-decisions-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Lock files of each supported kind: of npm packages those of the fixtures, of Python the same packages in four forms. */
const LOCKS: { readonly [kind: string]: string } = {
  'npm': path.join(FIXTURES, 'npm/package-lock.json'),
  'yarn 1': path.join(FIXTURES, 'yarn-1/yarn.lock'),
  'yarn 4': path.join(FIXTURES, 'yarn-4/yarn.lock'),
  'pnpm': path.join(FIXTURES, 'pnpm-9/pnpm-lock.yaml'),
  'pip': written('pip/requirements.txt', python((name, version) => `${name}==${version} --hash=sha256:${HASH}`)),
  'Poetry': written('poetry/poetry.lock', python((name, version) => `[[package]]\nname = "${name}"\nversion = "${version}"\nfiles = [{file = "x", hash = "sha256:${HASH}"}]\n`)),
  'uv': written('uv/uv.lock', `version = 1\n${python((name, version) => `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = { registry = "https://packages.example.com/simple" }\n`)}`),
  'Pipenv': written('pipenv/Pipfile.lock', JSON.stringify({ default: Object.fromEntries(Object.entries(PYTHON).map(([name, version]) => [name, { version: `==${version}`, hashes: [`sha256:${HASH}`] }])) })),
};

function python(line: (name: string, version: string) => string): string {
  return Object.entries(PYTHON).map(([name, version]) => line(name, version)).join('\n');
}

function written(name: string, text: string): string {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

/** Returns advisories with each kind of statement in the format, about packages of the lock files. */
function records(ecosystem: string, name: string, version: string, next: string): object[] {
  const ranges = (type: string, ...events: object[]) => ({ ranges: [{ type, events }] });
  const type = ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM';
  const statements: { readonly [kind: string]: object } = {
    'all': ranges(type, { introduced: '0' }),
    'from-it': ranges(type, { introduced: version }),
    'fixed-in-it': ranges(type, { introduced: '0' }, { fixed: version }),
    'fixed-after': ranges(type, { introduced: '0' }, { fixed: next }),
    'last-affected': ranges(type, { introduced: '0' }, { last_affected: version }),
    'again': ranges(type, { introduced: '0' }, { fixed: '0.0.1' }, { introduced: version }, { fixed: next }),
    'later': ranges(type, { introduced: next }),
    'listed': { versions: [version, next] },
    'not-listed': { versions: [next] },
    'git-only': ranges('GIT', { introduced: '0' }),
  };
  return Object.entries(statements).map(([kind, statement]) => ({
    schema_version: '1.6.0', id: `TEST-${ecosystem}-${name.replace(/\W/g, '')}-${kind}`, modified: '2026-01-01T00:00:00Z', affected: [{ package: { ecosystem, name }, ...statement }],
  }));
}

const ADVISORIES: { readonly [ecosystem: string]: object[] } = {
  npm: [
    ...records('npm', 'debug', '2.6.9', '2.7.0'), ...records('npm', 'semver', '7.7.1', '7.7.2'), ...records('npm', '@isaacs/cliui', '8.0.2', '9.0.0'), ...records('npm', 'ms', '2.1.3', '2.1.4'),
    { schema_version: '1.6.0', id: 'TEST-npm-withdrawn', modified: '2026-01-01T00:00:00Z', withdrawn: '2026-01-02T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name: 'ms' }, versions: ['2.1.3'] }] },
    { schema_version: '1.6.0', id: 'MAL-2026-1', modified: '2026-01-01T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name: 'left-pad' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }] },
  ],
  PyPI: [...records('PyPI', 'flask', '2.0.0', '2.0.1'), ...records('PyPI', 'typing_extensions', '4.12.2', '4.12.3'), ...records('PyPI', 'werkzeug', '2.2.3', '2.2.4.dev1')],
};

/** Advisories that spell a PyPI name differently from lock files: to the registry it is the same, but osv-scanner compares letters. */
const SPELLED_OTHERWISE = /^typing-extensions@\S+ TEST-PyPI-typing_extensions-/;

let scanner: string;

beforeAll(() => {
  for (const [ecosystem, all] of Object.entries(ADVISORIES)) {
    const archive = path.join(folder, 'db/osv-scalibr', ecosystem, 'all.zip');
    fs.mkdirSync(path.dirname(archive), { recursive: true });
    fs.writeFileSync(archive, zipSync(Object.fromEntries(all.map((record: any) => [`${record.id}.json`, strToU8(JSON.stringify(record))]))));
  }
  execFileSync('go', ['install', '-ldflags=-w', `github.com/google/osv-scanner/v2/cmd/osv-scanner@v${OSV_SCANNER}`], { env: { ...process.env, ...QUICK_GO, GOBIN: folder }, stdio: 'ignore' });
  scanner = path.join(folder, 'osv-scanner');
});

/** `name@version id`, sorted. */
type Decisions = readonly string[];

function ours(lock: string): Decisions {
  const { locked, unknown } = readLocks([lock]);
  expect(unknown).toEqual([]);
  const advisories = Advisories.read([path.join(folder, 'db')]);
  return [...new Set(locked.all.flatMap((one) => advisories.about(one).map(({ id }) => `${one.name}@${one.version} ${id}`)))].sort();
}

function theirs(lock: string): Decisions {
  const env = { ...process.env, OSV_SCALIBR_LOCAL_DB_CACHE_DIRECTORY: path.join(folder, 'db') };
  const { stdout, stderr, status } = spawnSync(scanner, ['scan', 'source', '--offline', '--format', 'json', '--lockfile', lock], { env, encoding: 'utf8' });
  // 1: it has findings.
  if (status !== 1) throw new Error(`osv-scanner ended with ${status}: ${stderr}`);
  const found = JSON.parse(stdout).results.flatMap(({ packages }: any) => packages).flatMap(({ package: one, vulnerabilities }: any) =>
    vulnerabilities.map(({ id }: any) => `${one.name.replace(/_/g, '-')}@${one.version} ${id}`));
  return [...new Set<string>(found)].sort();
}

test.each(Object.keys(LOCKS))('agrees with osv-scanner: %s', (kind) => {
  const [own, other] = [ours(LOCKS[kind]), theirs(LOCKS[kind])];
  const [more, less] = [own.filter((one) => !other.includes(one)), other.filter((one) => !own.includes(one))];
  const explained = more.filter((one) => SPELLED_OTHERWISE.test(one));
  process.stdout.write(`${kind}: ${own.length} decisions; ours alone, by spelling: ${explained.length}; unexplained: ${more.length - explained.length} ours, ${less.length} of osv-scanner\n`);
  expect(own.length).toBeGreaterThan(10);
  expect([more.filter((one) => !explained.includes(one)), less]).toEqual([[], []]);
});
