import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { strToU8, zipSync } from 'fflate';
import { Advisories } from '../../../lib/dependencies/advisories/advisories';
import type { OsvRecord } from '../../../lib/dependencies/advisories/osv-record';

const now = new Date('2026-06-01T00:00:00Z');
let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-osv-'))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Returns an advisory about lodash before 4.17.21. */
function record(id: string, changes: Partial<OsvRecord> = {}): OsvRecord {
  const affected = [{ package: { ecosystem: 'npm', name: 'lodash' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }] }];
  return { id, modified: '2026-05-20T00:00:00Z', summary: 'Command injection', affected, ...changes };
}

function read(files: { readonly [name: string]: unknown }): Advisories {
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return Advisories.read([folder], now);
}

const lodash = (version: string) => ({ ecosystem: 'npm' as const, name: 'lodash', version });
const ids = (advisories: Advisories, version = '4.17.20') => advisories.about(lodash(version)).map(({ id }) => id);

describe('facts about a package', () => {
  test('an advisory has the version that fixes it', () => {
    const advisories = read({ 'npm/GHSA-1.json': record('GHSA-1', { database_specific: { severity: 'HIGH' }, aliases: ['CVE-1'] }) });
    expect(advisories.about(lodash('4.17.20'))).toEqual([
      { id: 'GHSA-1', aliases: ['CVE-1'], summary: 'Command injection', severity: 'high', fixedIn: '4.17.21' },
    ]);
    expect(advisories.about(lodash('4.17.21'))).toEqual([]);
    expect(advisories.about({ ...lodash('4.17.20'), ecosystem: 'pypi' })).toEqual([]);
    expect(advisories.about({ ...lodash('4.17.20'), name: 'lodash-es' })).toEqual([]);
  });

  test('advisories are read from a zip archive', () => {
    const file = path.join(folder, 'all.zip');
    fs.writeFileSync(file, zipSync({ 'GHSA-1.json': strToU8(JSON.stringify(record('GHSA-1'))) }));
    expect(ids(Advisories.read([file], now))).toEqual(['GHSA-1']);
  });

  test('advisories are read from archives in a folder, from several places, and from JSON files beside archives', () => {
    const zip = (id: string) => zipSync({ [`${id}.json`]: strToU8(JSON.stringify(record(id))) });
    fs.mkdirSync(path.join(folder, 'more/deep'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'more/deep/npm.zip'), zip('A'));
    fs.writeFileSync(path.join(folder, 'more/B.json'), JSON.stringify(record('B')));
    fs.writeFileSync(path.join(folder, 'other.zip'), zip('C'));
    expect(ids(Advisories.read([path.join(folder, 'more'), path.join(folder, 'other.zip')], now)).sort()).toEqual(['A', 'B', 'C']);
  });

  test.each([
    ['MAL-1', {}], ['GHSA-1', { aliases: ['MAL-1'] }], ['GHSA-1', { database_specific: { severity: 'LOW', cwe_ids: ['CWE-506'] } }],
    ['X-1', { database_specific: { 'malicious-packages-origins': [] } }],
  ] as const)('malware %s is critical, with any other severity: %j', (id, changes) => {
    const severity = [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N' }];
    expect(read({ 'a.json': record(id, { severity, ...(changes as object) }) }).about(lodash('4.17.20'))).toMatchObject([{ severity: 'critical' }]);
  });

  test('the most severe advisories come first, after those of unknown severity', () => {
    const severity = (word: string) => ({ database_specific: { severity: word } });
    expect(ids(read({ 'a.json': record('A', severity('LOW')), 'b.json': record('B', severity('CRITICAL')), 'c.json': record('C') }))).toEqual(['C', 'B', 'A']);
  });

  test('withdrawn advisories are ignored', () => {
    const other = { 'b.json': record('B', { withdrawn: null }), 'c.json': record('C', { withdrawn: '0001-01-01T00:00:00Z' }), 'd.json': record('D', { withdrawn: '' }) };
    // Programs in Go write an absent time as that of year 1.
    expect(ids(read({ 'a.json': record('A', { withdrawn: '2026-05-01T00:00:00Z' }), ...other }))).toEqual(['B', 'C', 'D']);
  });

  test('advisories of two databases on one vulnerability are merged, with the severity that one of them states', () => {
    const advisories = read({
      'a.json': record('PYSEC-1', { aliases: ['CVE-1'] }),
      'b.json': record('GHSA-1', { aliases: ['CVE-1'], database_specific: { severity: 'LOW' } }),
    });
    expect(advisories.about(lodash('4.17.20'))).toMatchObject([{ id: 'GHSA-1', aliases: ['CVE-1', 'PYSEC-1'], severity: 'low' }]);
  });
});

test('a summary that is null is absent', () => {
  expect(read({ 'a.json': record('A', { summary: null }) }).about(lodash('4.17.20'))).toMatchObject([{ id: 'A', summary: '' }]);
});

describe('the time of the last change', () => {
  test('is that of the newest advisory', () => {
    const advisories = read({ 'a.json': record('A'), 'b.json': record('B', { modified: '2026-05-30T10:00:00Z' }) });
    expect(advisories.newest('npm')).toEqual(new Date('2026-05-30T10:00:00Z'));
  });

  test('ignores an advisory with a time in the future', () => {
    expect(read({ 'a.json': record('A'), 'b.json': record('B', { modified: '2999-01-01T00:00:00Z' }) }).newest('npm')).toEqual(new Date('2026-05-20T00:00:00Z'));
  });
});

describe('rejects advisories that can’t be read', () => {
  test.each([
    [{}, 'holds no advisory'],
    [{ 'a.json': '{' }, 'a.json:1:2: is not valid JSON'],
    [{ 'a.json': '[]' }, 'a.json: is not an advisory in the OSV format: it is not an object'],
    [{ 'package.json': { name: 'x' } }, 'package.json: is not an advisory in the OSV format: it has no id'],
    [{ 'a.json': { id: 'A', modified: 'yesterday' } }, 'modified is not a time'],
    [{ 'a.json': record('A', { affected: {} as any }) }, 'affected does not match the format'],
    [{ 'a.json': record('A', { affected: [{ ranges: [{ type: 'SEMVER' } as any] }] }) }, 'affected does not match the format'],
    [{ 'a.json': record('A', { affected: [{ ranges: [{ type: 'SEMVER', events: [{ introduced: 0 } as any] }] }] }) }, 'affected does not match the format'],
    [{ 'a.json': record('A', { severity: ['high'] as any }) }, 'severity does not match the format'],
    [{ 'a.json': record('A', { aliases: 'CVE-1' as any }) }, 'aliases is not a list of ids'],
  ])('%j', (files, reason) => expect(() => read(files)).toThrow(reason));

  test('an absent folder', () => {
    expect(() => Advisories.read([path.join(folder, 'absent')], now)).toThrow('absent: does not exist: name a folder or a zip archive');
  });
});
