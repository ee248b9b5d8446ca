import * as fs from 'fs';
import * as path from 'path';
import { Answer, Loopback } from './loopback';
import { NOW, ORDERS } from './scene';
import { Cursor, KnownBulletin, KNOWN_SOURCES, Postponed, Reading, Source, Transport, UnexpectedDocument, UsedSoftware } from '../../../lib/awareness/feed';
import { Drift } from '../../../lib/awareness/feed/drift';
import { EPSS_HOST, epssOf } from '../../../lib/awareness/feed/epss';
import { Http } from '../../../lib/awareness/feed/http';
import { eventsOf } from '../../../lib/awareness/feed/sources/ghsa-source';
import { offline } from '../../../lib/awareness/offline-transport';

const RECORDED = path.join(__dirname, '../../../examples/bulletins/recorded');
const JSON_TYPE = { 'content-type': 'application/json' };

let loopback: Loopback;
let drift: Drift;
let pauses: number[];

beforeAll(async () => {
  loopback = await Loopback.start();
});

beforeEach(() => {
  drift = new Drift();
  pauses = [];
  loopback.received.length = 0;
});

afterAll(() => loopback.stop());

interface Given {
  readonly cursor?: Cursor;
  readonly secret?: string;
  readonly known?: ReadonlyMap<string, KnownBulletin>;
  readonly transport?: Transport;
}

function read(id: string, { cursor = { seeded: false }, secret, known = new Map(), transport = loopback.transport }: Given = {}): Promise<Reading> {
  const source: Source = KNOWN_SOURCES[id]();
  return source.read({
    http: new Http(transport, source.hosts, () => NOW),
    cursor,
    now: NOW,
    workload: new UsedSoftware(ORDERS),
    drift,
    secret,
    known: async () => known,
    pause: async (milliseconds) => void pauses.push(milliseconds),
  });
}

const json = (body: unknown, headers = {}): Answer => ({ headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });

describe('documents in the published formats', () => {
  test.each([
    ['aws', ['AWS-2026-901', 'AWS-2026-902']],
    ['cisa', ['/node/90001']],
    ['kev', ['CVE-2026-90001', 'CVE-2026-90031']],
    ['nvd', ['CVE-2026-90041', 'CVE-2026-90042']],
    ['ghsa', ['GHSA-2222-3333-4444', 'GHSA-5555-6666-7777']],
    ['owasp', ['tag:github.com,2008:Grit::Commit/0123456789abcdef0123456789abcdef01234567']],
    ['osv', []],
  ])('%s', async (id, ids) => {
    const { bulletins } = await read(id, { transport: offline(RECORDED) });
    expect(bulletins.map((bulletin) => bulletin.id)).toEqual(id === 'osv' ? ['GHSA-2222-3333-4444'] : ids);
    expect(drift.problems).toEqual([]);
    for (const bulletin of bulletins) {
      expect(bulletin).toMatchObject({ source: id, title: expect.stringMatching(/\w/), published: expect.any(Number), modified: expect.any(Number) });
      expect(JSON.stringify(bulletin)).not.toMatch(/<\/?[a-z]|&lt;/);
    }
  });

  test('the content of recorded documents', async () => {
    const all = async (id: string) => (await read(id, { transport: offline(RECORDED) })).bulletins;
    expect((await all('aws'))[0]).toMatchObject({ aliases: ['CVE-2026-90011'], severity: undefined, link: expect.stringContaining('https://aws.amazon.com/') });
    expect((await all('aws'))[0].summary).toContain('versions < 2.3');
    expect((await all('kev'))[1]).toMatchObject({ exploited: true, summary: expect.stringContaining('Known to be used by ransomware') });
    expect((await all('nvd')).map(({ severity, summary }) => [severity, summary])).toEqual([
      ['medium', 'An example plugin lets authenticated users read files.'],
      [undefined, expect.stringContaining('has scored yet')],
    ]);
    expect((await all('ghsa'))[0]).toMatchObject({
      severity: 'high',
      aliases: ['CVE-2026-90001'],
      withdrawn: false,
      affected: [{ package: { ecosystem: 'npm', name: 'left-join' }, ranges: [{ events: [{ introduced: '1.0.0' }, { fixed: '1.4.2' }] }] }],
    });
    expect((await all('osv'))[0]).toMatchObject({ severity: 'high', aliases: ['CVE-2026-90001'] });
  });

  test('a document that is missing offline is a failure', async () => {
    await expect(read('kev', { transport: offline(path.join(RECORDED, 'osv')) })).rejects.toThrow(/kev\.json can’t be read \(ENOENT\)/);
    await expect(read('osv', { transport: offline(path.join(RECORDED, 'osv')) })).rejects.toThrow(/osv can’t be read \(ENOENT\)/);
  });
});

describe('KEV', () => {
  test('304 gives no document; entries in another form are reported, and the others are read', async () => {
    loopback.answer = () => ({ status: 304 });
    const validators = { etag: '"1"' };
    expect(await read('kev', { cursor: { seeded: true, validators } })).toEqual({ bulletins: [], next: { validators } });
    const entry = { cveID: 'CVE-2026-1', vulnerabilityName: 'n', shortDescription: 's', requiredAction: 'r', dateAdded: '2026-11-24' };
    loopback.answer = () => json({ vulnerabilities: [entry, { ...entry, cveID: undefined }, 'text', { ...entry, dateAdded: 5 }] });
    expect((await read('kev')).bulletins).toHaveLength(1);
    expect(drift.problems).toEqual(['vulnerabilities[1].cveID is not a string', 'vulnerabilities[2] is not an object', 'vulnerabilities[3].dateAdded is not a string']);
  });

  test.each([['no JSON', '{"vulner'], ['a list', '[]'], ['no list', '{"vulnerabilities":{}}'], ['a list without readable entries', '{"vulnerabilities":[{}]}']])(
    '%s is rejected', async (_, body) => {
      loopback.answer = () => ({ headers: JSON_TYPE, body });
      await expect(read('kev')).rejects.toThrow(UnexpectedDocument);
    },
  );
});

describe('NVD', () => {
  const cve = (index: number) => ({ cve: { id: `CVE-2026-${10_000 + index}`, published: '2026-11-24T10:15:00.000', lastModified: '2026-11-24T10:15:00.000', descriptions: [{ lang: 'en', value: 'd' }] } });

  test('pages are read six seconds apart, with the key; the window begins an hour before the end of the last one', async () => {
    loopback.answer = ({ url }) => {
      const start = Number(url.searchParams.get('startIndex'));
      return json({ totalResults: 2500, vulnerabilities: Array.from({ length: Math.min(2000, 2500 - start) }, (_, index) => cve(start + index)) });
    };
    const { bulletins, next } = await read('nvd', { cursor: { seeded: true, since: NOW - 900_000 }, secret: 'key' });
    expect([bulletins.length, new Set(bulletins.map(({ id }) => id)).size, next.since, pauses]).toEqual([2500, 2500, NOW, [6000]]);
    expect(loopback.received.map(({ url, headers }) => [url.searchParams.get('startIndex'), headers.apikey])).toEqual([['0', 'key'], ['2000', 'key']]);
    const { searchParams } = loopback.received[0].url;
    expect([searchParams.get('lastModStartDate'), searchParams.get('lastModEndDate')]).toEqual(['2026-11-25T10:45:00.000Z', '2026-11-25T12:00:00.000Z']);
  });

  test('after a long pause, it reads the missed time in windows that NVD accepts', async () => {
    loopback.answer = ({ url }) => {
      const [start, end] = ['lastModStartDate', 'lastModEndDate'].map((name) => Date.parse(url.searchParams.get(name)!));
      const days = (end - start) / 86_400_000;
      if (days > 120) return { status: 404 };
      return json({ totalResults: days > 40 ? 30_000 : 1, vulnerabilities: [cve(1)] });
    };
    const since = NOW - 200 * 86_400_000;
    const { next } = await read('nvd', { cursor: { seeded: true, since } });
    expect((next.since! - since) / 86_400_000).toBeCloseTo(119 / 4, 0);
  });

  test('a total that is not reached, or is not a number, is rejected', async () => {
    loopback.answer = ({ url }) => json({ totalResults: 3, vulnerabilities: url.searchParams.get('startIndex') === '0' ? [cve(0)] : [] });
    await expect(read('nvd')).rejects.toThrow('page.vulnerabilities is empty at 1 of 3');
    loopback.answer = () => json({ totalResults: '3', vulnerabilities: [] });
    await expect(read('nvd')).rejects.toThrow('page.totalResults is not a number');
    loopback.answer = () => ({ status: 429, headers: { 'retry-after': '30' } });
    await expect(read('nvd')).rejects.toThrow(Postponed);
  });
});

describe('GitHub', () => {
  test('each ecosystem and type is read page by page, sorted by changes, with the token', async () => {
    const [advisory] = JSON.parse(fs.readFileSync(path.join(RECORDED, 'ghsa.json'), 'utf8'));
    loopback.answer = ({ url }) => {
      const first = url.searchParams.get('page') === null;
      const link = first && url.searchParams.get('type') === 'reviewed' ? { link: `<${url.href}&page=2>; rel="next"` } : {};
      return json(url.searchParams.get('ecosystem') === 'npm' ? [{ ...advisory, ghsa_id: `GHSA-${first ? 1 : 2}` }] : [], link);
    };
    const { bulletins, next } = await read('ghsa', { cursor: { seeded: true, since: NOW }, secret: 'token' });
    expect(bulletins.map(({ id }) => id)).toEqual(['GHSA-1', 'GHSA-2', 'GHSA-1']);
    expect(next.since).toBe(NOW);
    expect(loopback.received).toHaveLength(6);
    expect(loopback.received.every(({ headers }) => headers.authorization === 'Bearer token')).toBe(true);
    expect(loopback.received[0].url.searchParams.get('modified')).toBe('>=2026-11-25T11:00:00Z');
  });

  test('a next page on another host is not requested', async () => {
    loopback.answer = () => json([], { link: '<https://evil.example.org/>; rel="next"' });
    await expect(read('ghsa')).rejects.toThrow('leads to evil.example.org');
  });

  test.each([
    ['>= 4.3.0, < 4.3.5', undefined, [{ introduced: '4.3.0' }, { fixed: '4.3.5' }]],
    ['< 1.2.3', undefined, [{ introduced: '0' }, { fixed: '1.2.3' }]],
    ['<= 1.0.8', '1.0.9', [{ introduced: '0' }, { fixed: '1.0.9' }]],
    ['<= 1.0.8', undefined, [{ introduced: '0' }, { last_affected: '1.0.8' }]],
    ['= 0.2.0', '0.2.1', [{ introduced: '0.2.0' }, { last_affected: '0.2.0' }]],
    ['> 1.0, <= 2.0', undefined, [{ introduced: '1.0' }, { last_affected: '2.0' }]],
    ['>= 0', undefined, [{ introduced: '0' }]],
  ])('range %j', (range, fixed, events) => {
    expect(eventsOf(range, fixed)).toEqual(events);
  });

  test('unknown versions count as affected; an advisory without a package is kept', async () => {
    const [advisory] = JSON.parse(fs.readFileSync(path.join(RECORDED, 'ghsa.json'), 'utf8'));
    const named = { ecosystem: 'npm', name: 'left-join' };
    const vulnerabilities = [
      { package: named, vulnerable_version_range: null, first_patched_version: '1.4.2' },
      { package: named, vulnerable_version_range: 'all of them', first_patched_version: '1.4.2' },
      { package: null, vulnerable_version_range: '< 1' },
      { package: { ecosystem: 'npm', name: null }, vulnerable_version_range: '< 1' },
    ];
    loopback.answer = ({ url }) => json(url.searchParams.get('ecosystem') === 'npm' && url.searchParams.get('type') === 'reviewed' ? [{ ...advisory, vulnerabilities }] : []);
    const { bulletins } = await read('ghsa');
    expect(bulletins.map(({ affected }) => affected.map(({ ranges }) => ranges![0].events))).toEqual([[[{ introduced: '0' }, { fixed: '1.4.2' }], [{ introduced: '0' }]]]);
    expect(drift.problems).toEqual(['"all of them" is not a range of versions']);
  });

  test.each(['', '1.2.3', '~ 1.2', '>= 1 < 2'])('range %j is rejected', (range) => {
    expect(() => eventsOf(range)).toThrow(UnexpectedDocument);
  });
});

describe('OSV', () => {
  const record = (id: string, modified = '2026-11-24T00:00:00Z') => ({ id, modified, summary: id, affected: [{ package: { ecosystem: 'npm', name: 'left-join' }, versions: ['1.4.0'] }] });

  test('one query for all packages, further pages, and a request for each new match', async () => {
    loopback.answer = ({ url, body }) => {
      if (url.pathname !== '/v1/querybatch') return json(record(url.pathname.split('/').at(-1)!));
      const { queries } = JSON.parse(body);
      return json({
        results: queries.map(({ page_token: token, package: { name } }: any) => {
          if (name !== 'left-join') return {};
          return token ? { vulns: [{ id: 'OSV-2', modified: '2026-11-24T00:00:00Z' }] } : { vulns: [{ id: 'OSV-1', modified: '2026-11-24T00:00:00Z' }], next_page_token: 't' };
        }),
      });
    };
    expect((await read('osv')).bulletins.map(({ id }) => id)).toEqual(['OSV-1', 'OSV-2']);
    expect(JSON.parse(loopback.received[0].body).queries).toEqual([
      { package: { ecosystem: 'npm', name: 'left-join' }, version: '1.4.0' },
      { package: { ecosystem: 'PyPI', name: 'example-reports' }, version: '2.0.1' },
    ]);
    expect(loopback.received.map(({ url }) => url.pathname)).toEqual(['/v1/querybatch', '/v1/querybatch', '/v1/vulns/OSV-1', '/v1/vulns/OSV-2']);

    const { reachOf } = jest.requireActual('../../../lib/awareness/feed/used-software');
    const reach = reachOf([{ ...ORDERS.packages[0], functions: ORDERS.functions }]);
    const item = { facts: '', modified: Date.parse('2026-11-24T00:00:00Z'), exploited: false, reach };
    const known = new Map([['OSV-1', item], ['OSV-2', { ...item, reach: reach.slice(1) }]]);
    expect((await read('osv', { known })).bulletins.map(({ id }) => id)).toEqual(['OSV-2']);
  });

  test('an answer that does not match the query is rejected or recorded', async () => {
    loopback.answer = () => json({ results: [] });
    await expect(read('osv')).rejects.toThrow('answer.results has 0 entries for 2 queries');
    loopback.answer = ({ url }) => json(url.pathname === '/v1/querybatch' ? { results: [{ vulns: [{ id: 'X', modified: 'x' }] }, null] } : { id: 'X' });
    expect((await read('osv')).bulletins).toEqual([]);
    expect(drift.problems).toEqual(['X is not an advisory in the OSV format: modified is not a time']);
  });
});

test('EPSS: scores are read in groups of 100; an invalid score is recorded', async () => {
  loopback.answer = ({ url }) => json({ data: url.searchParams.get('cve')!.split(',').map((cve, index) => ({ cve, epss: index === 1 ? '7' : '0.5' })) });
  const cves = Array.from({ length: 150 }, (_, index) => `CVE-2026-${index}`);
  const scores = await epssOf(cves, new Http(loopback.transport, [EPSS_HOST]), drift);
  expect([scores.size, loopback.received.length, drift.count, scores.get('CVE-2026-0')]).toEqual([148, 2, 2, 0.5]);
});
