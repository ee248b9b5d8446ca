import * as fc from 'fast-check';
import { DAYS, FakeSource, NOW, Scene } from './scene';
import type { BulletinDraft } from '../../../lib/awareness/feed/bulletin';
import { Drift } from '../../../lib/awareness/feed/drift';
import { readFeed } from '../../../lib/awareness/feed/feed-document';

const LEFT_JOIN = [{ package: { ecosystem: 'npm', name: 'left-join' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.4.2' }] }] }];

type Draft = Omit<BulletinDraft, 'source' | 'summary'> & { readonly summary?: string };

/** Records of three databases about one thing, each under its own name. */
const ofThing = (number: number): readonly (readonly [source: string, Draft])[] => {
  const cve = `CVE-2026-${1000 + number}`;
  const record = { title: `Thing ${number}`, severity: 'high', isRecord: true, published: NOW, modified: NOW, affected: LEFT_JOIN } as const;
  return [
    ['ghsa', { ...record, id: `GHSA-${number}`, aliases: [cve.toLowerCase()] }],
    ['osv', { ...record, id: `PYSEC-${number}`, aliases: [`${cve} `, `GHSA-${number}`] }],
    ['osv', { ...record, id: `GHSA-${number}`, aliases: [cve] }],
    ['nvd', { ...record, id: cve, affected: [] }],
  ];
};

/** Readings of a source, each with some of its records, in some order and with copies. */
const readings = fc.array(
  fc.record({ source: fc.constantFrom('ghsa', 'osv', 'nvd'), picked: fc.array(fc.nat(5), { maxLength: 12 }), day: fc.nat(2) }),
  { minLength: 1, maxLength: 8 },
);

describe('entries in any order, with repetitions', () => {
  test('send one message for each thing that affects a function', async () => {
    await fc.assert(fc.asyncProperty(readings, async (plan) => {
      const scene = new Scene();
      for (const id of ['ghsa', 'osv', 'nvd']) await scene.run(new FakeSource(id));
      const seen = new Set<string>();
      for (const { source, picked, day } of plan) {
        const fake = new FakeSource(source);
        for (const number of picked) {
          for (const [of, draft] of ofThing(number).filter(([id]) => id === source)) {
            fake.bulletins = [...fake.bulletins, ...new FakeSource(of).has(draft).bulletins];
            // The record of NVD names no affected software, so it is not notified.
            if (source !== 'nvd') seen.add(draft.title);
          }
        }
        scene.now = NOW + day * DAYS;
        await scene.run(fake);
      }
      expect(scene.publisher.titles.sort()).toEqual([...seen].sort());
    }), { numRuns: 60 });
  });

  test('in one document give the same result in any order', async () => {
    const copies = fc.array(fc.record({ id: fc.constantFrom('a', 'b'), title: fc.constantFrom('In DynamoDB, 1', 'In DynamoDB, 2'), modified: fc.constantFrom(undefined, NOW, NOW - DAYS) }), { minLength: 1, maxLength: 6 });
    await fc.assert(fc.asyncProperty(copies, fc.infiniteStream(fc.nat()), async (drafts, order) => {
      const scene = new Scene();
      await scene.run(new FakeSource());
      const source = new FakeSource();
      source.bulletins = drafts.flatMap((draft) => new FakeSource().has(draft).bulletins);
      const notified = await scene.run(source);
      source.bulletins = source.bulletins.map((one) => [order.next().value, one] as const).sort(([a], [b]) => a - b).map(([, one]) => one);
      expect(await scene.run(source)).toEqual([]);
      expect(notified).toHaveLength(new Set(drafts.map(({ id }) => id)).size);
    }), { numRuns: 60 });
  });
});

describe('feeds with unusual ids and times', () => {
  const item = (id: string, title: string, more = '') => `<item><guid>${id}</guid><title>${title}</title><description>In DynamoDB.</description><pubDate>Wed, 25 Nov 2026 10:00:00 GMT</pubDate>${more}</item>`;
  const rss = (...items: string[]) => `<rss version="2.0"><channel>${items.join('')}</channel></rss>`;
  const from = (text: string) => {
    const source = new FakeSource();
    source.bulletins = readFeed('news', text, new Drift());
    return source;
  };

  test('changed ids alone are not reported as new entries', async () => {
    const scene = new Scene();
    await scene.run(from(rss(item('1', 'First'))));
    expect(await scene.run(from(rss(item('1?v=2', 'First'), item('2?v=2', 'Second'), item('3?v=2', 'Second'))))).toEqual(['Second']);
    expect(await scene.run(from(rss(item('1?v=3', 'First'), item('2?v=3', 'Second'))))).toEqual([]);
    // Items that return after they were gone are not reported either.
    expect(await scene.run(from(rss(item('2?v=4', 'Second'))))).toEqual([]);
    expect(await scene.run(from(rss(item('1?v=5', 'First'), item('2?v=5', 'Second'))))).toEqual([]);
  });

  test('entries that share one id are all reported', async () => {
    const scene = new Scene();
    await scene.run(from(rss(item('https://example.com/', 'First'))));
    expect(await scene.run(from(rss(item('https://example.com/', 'Second'), item('https://example.com/', 'First'))))).toEqual(['Second']);
    expect(await scene.run(from(rss(item('https://example.com/', 'Third'), item('https://example.com/', 'Second'))))).toEqual(['Third']);
  });

  test('a time in the future does not suppress later changes', async () => {
    const scene = new Scene();
    const source = new FakeSource();
    await scene.run(source);
    source.has({ id: 'a', title: 'In DynamoDB', modified: NOW + 3000 * DAYS });
    expect(await scene.run(source)).toEqual(['In DynamoDB']);
    scene.now += DAYS;
    expect(await scene.run(source)).toEqual([]);
    source.has({ id: 'a', title: 'In DynamoDB, exploited', modified: NOW + DAYS / 2, exploited: true });
    expect(await scene.run(source)).toEqual(['In DynamoDB, exploited']);
  });
});
