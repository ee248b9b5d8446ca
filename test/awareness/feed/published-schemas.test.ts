import * as fs from 'fs';
import * as path from 'path';
import * as fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Answer, Loopback } from './loopback';
import { NOW, ORDERS } from './scene';
import { KNOWN_SOURCES, Source, UsedSoftware } from '../../../lib/awareness/feed';
import { Drift } from '../../../lib/awareness/feed/drift';
import { Http } from '../../../lib/awareness/feed/http';
import { SchemaValues } from '../../../lib/fuzz/generator/schema-values';
import { NVD_PAGE, OSV_RECORD } from '../../integration/lodash-documents';

jest.setTimeout(120_000);

const RECORDED = path.join(__dirname, '../../../examples/bulletins/recorded');
const RUNS = 200;

const read = (file: string): any => JSON.parse(fs.readFileSync(file, 'utf8'));
const schema = (name: string): any => read(path.join(__dirname, 'schemas', `${name}.schema.json`));
const recorded = (file: string): any => read(path.join(RECORDED, file));

/** Schemas that the NVD refers to. */
const CVSS = Object.fromEntries(['2.0', '3.0', '3.1', '4.0'].map((version) => {
  return [`https://csrc.nist.gov/schema/nvd/api/2.0/external/cvss-v${version}.json`, schema(`cvss-v${version}`)];
}));

/** Converts nullable values of OpenAPI 3.0 to JSON Schema. */
function withNull(node: any): any {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map(withNull);
  const { nullable, ...rest } = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withNull(value)])) as any;
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}

/** Adds the type `object` to schemas with properties, which do not always have it. */
function withType(node: any): any {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map(withType);
  const isSilent = typeof node.properties === 'object' && !('type' in node) && Array.isArray(node.required);
  return { ...(isSilent && { type: 'object' }), ...Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withType(value)])) };
}

const PUBLISHED: { readonly [name: string]: SchemaValues } = {
  kev: new SchemaValues(schema('cisa-kev')),
  nvd: new SchemaValues(withType(schema('nvd-cve-api')), { documents: CVSS }),
  ghsa: new SchemaValues(withNull(schema('github-global-advisories')), { draft: '2020-12' }),
  osv: new SchemaValues(schema('osv')),
};

test('the schemas compile', () => {
  for (const { problems } of Object.values(PUBLISHED)) expect(problems).toEqual([]);
});

describe('recorded documents match the publishers’ schemas', () => {
  test.each(['kev', 'ghsa'])('%s', (name) => {
    expect(PUBLISHED[name].accepts(recorded(`${name}.json`))).toBe(true);
  });

  test('nvd', () => {
    // The schema requires times with an offset, which the NVD never has.
    const withoutFormats = new SchemaValues(schema('nvd-cve-api'), { documents: CVSS, checkFormats: false });
    for (const document of [recorded('nvd.json'), NVD_PAGE]) expect(withoutFormats.accepts(document)).toBe(true);
  });

  test.each(fs.readdirSync(path.join(RECORDED, 'osv')))('osv/%s', (file) => {
    for (const record of [recorded(`osv/${file}`), OSV_RECORD]) expect(PUBLISHED.osv.accepts(record)).toBe(true);
  });
});

describe('every document that a publisher’s schema allows is read completely', () => {
  let loopback: Loopback;
  let drift: Drift;

  beforeAll(async () => {
    loopback = await Loopback.start();
  });

  afterAll(() => loopback.stop());

  const answer = (body: unknown): Answer => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  async function idsOf(id: string): Promise<string[]> {
    const source: Source = KNOWN_SOURCES[id]();
    drift = new Drift();
    const { bulletins } = await source.read({
      http: new Http(loopback.transport, source.hosts, () => NOW),
      cursor: { seeded: false },
      now: NOW,
      workload: new UsedSoftware(ORDERS),
      drift,
      known: async () => new Map(),
      pause: async () => undefined,
    });
    return bulletins.map((bulletin) => bulletin.id);
  }

  test.each<[string, (document: any) => any, (document: any) => string[]]>([
    ['kev', (document) => document, ({ vulnerabilities }) => vulnerabilities.map((entry: any) => entry.cveID)],
    ['nvd', (document) => ({ ...document, totalResults: document.vulnerabilities.length }), ({ vulnerabilities }) => vulnerabilities.map((entry: any) => entry.cve.id)],
  ])('%s', async (name, complete, ids) => {
    await fc.assert(fc.asyncProperty(PUBLISHED[name].valid!, async (value) => {
      const document = complete(value);
      loopback.answer = () => answer(document);
      expect(await idsOf(name)).toEqual(ids(document));
      expect(drift.problems).toEqual([]);
    }), { numRuns: RUNS, seed: 6 });
  });

  test('ghsa', async () => {
    await fc.assert(fc.asyncProperty(PUBLISHED.ghsa.valid!, async (value) => {
      const advisories = (value as { ghsa_id: string }[]).filter(({ ghsa_id: id }) => id !== '');
      loopback.answer = ({ url }) => answer(url.searchParams.get('ecosystem') === 'npm' && url.searchParams.get('type') === 'reviewed' ? advisories : []);
      expect(await idsOf('ghsa')).toEqual(advisories.map(({ ghsa_id: id }) => (id.length <= 200 ? id : expect.any(String))));
      // The schema accepts any text as a range.
      expect(drift.problems.filter((problem) => !problem.endsWith('is not a range of versions'))).toEqual([]);
    }), { numRuns: RUNS, seed: 6 });
  });

  test('osv', async () => {
    // The schema checks one kind of event, and accepts any value for the others.
    const isSensible = ({ affected }: any) => (affected ?? []).flatMap(({ ranges }: any) => ranges ?? []).flatMap(({ events }: any) => events)
      .every((event: any) => ['introduced', 'fixed', 'last_affected', 'limit'].every((kind) => ['string', 'undefined'].includes(typeof event[kind])));
    await fc.assert(fc.asyncProperty(PUBLISHED.osv.valid!.filter(isSensible), async (value) => {
      const record = value as { id: string; modified: string };
      loopback.answer = ({ url }) => answer(url.pathname === '/v1/querybatch' ? { results: [{ vulns: [{ id: record.id, modified: record.modified }] }, {}] } : record);
      expect(await idsOf('osv')).toEqual([record.id]);
      expect(drift.problems).toEqual([]);
    }), { numRuns: RUNS, seed: 6 });
  });
});

describe('recorded documents of formats without a schema have the elements that the specification requires', () => {
  const RFC_822 = /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{2}(?:\d{2})? \d\d:\d\d(?::\d\d)? (?:GMT|UT|[+-]\d{4})$/;
  const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

  function xml(file: string): any {
    const text = fs.readFileSync(path.join(RECORDED, file), 'utf8');
    expect(XMLValidator.validate(text)).toBe(true);
    const isArray = (name: string) => ['item', 'entry', 'link', 'author'].includes(name);
    return new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', isArray, parseTagValue: false, parseAttributeValue: false }).parse(text);
  }

  test.each(['aws.xml', 'cisa.xml'])('RSS 2.0: %s', (file) => {
    const { rss } = xml(file);
    expect(rss).toMatchObject({ '@version': '2.0', 'channel': { title: expect.stringMatching(/./), link: [expect.stringMatching(/^https:/)], description: expect.stringMatching(/./) } });
    for (const { title, description, pubDate, guid } of rss.channel.item) {
      expect(title ?? description).toMatch(/./);
      expect(pubDate).toMatch(RFC_822);
      expect(guid['@isPermaLink']).toBe('false');
    }
  });

  test('Atom: owasp.xml', () => {
    const { feed } = xml('owasp.xml');
    expect(feed['@xmlns']).toBe('http://www.w3.org/2005/Atom');
    for (const part of [feed, ...feed.entry]) {
      expect(part).toMatchObject({ id: expect.stringMatching(/^[a-z]+:/), title: expect.stringMatching(/./), updated: expect.stringMatching(RFC_3339) });
      expect(part.link.filter((link: any) => link['@rel'] === 'alternate')).toHaveLength(1);
    }
    for (const { author } of feed.entry) expect(author).toEqual([{ name: expect.stringMatching(/./) }]);
  });

  test('EPSS: epss.json', () => {
    const score = expect.stringMatching(/^[01]\.\d{9}$/);
    const { total, data } = recorded('epss.json');
    expect(data).toHaveLength(total);
    for (const entry of data) expect(entry).toEqual({ cve: expect.stringMatching(/^CVE-\d{4}-\d{4,}$/), epss: score, percentile: score, date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  });
});
