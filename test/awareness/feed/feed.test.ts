import { DAYS, FakeSource, MINUTES, NOW, ORDERS, Scene } from './scene';
import { BulletinNotification, BurstNotification, DigestNotification, Postponed, SourceFailed, UsedSoftware } from '../../../lib/awareness/feed';

const LEFT_JOIN = [{ package: { ecosystem: 'npm', name: 'left-join' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.4.2' }] }] }];

let scene: Scene;
let source: FakeSource;

beforeEach(() => {
  scene = new Scene();
  source = new FakeSource();
});

/** Returns a source that was read before, when it was empty. */
async function seeded(id: string): Promise<FakeSource> {
  const other = new FakeSource(id);
  await scene.run(other);
  return other;
}

describe('which bulletins are reported', () => {
  test('bulletins of the first reading are not reported; later ones are, once', async () => {
    source.has({ id: 'a', title: 'Old, in AWS Lambda' });
    expect(await scene.run(source)).toEqual([]);
    source.has({ id: 'b', title: 'New, in AWS Lambda' });
    expect(await scene.run(source)).toEqual(['New, in AWS Lambda']);
    expect(await scene.run(source)).toEqual([]);
    expect(scene.publisher.announced).toEqual(scene.publisher.published);
    expect(scene.store.outbox.size).toBe(0);
  });

  test('a changed bulletin is reported again, once: for its text, its severity and its exploitation', async () => {
    await scene.run(source);
    const notified = async (draft: object) => {
      source.has({ id: 'a', title: 'In DynamoDB', severity: 'medium', ...draft });
      const titles = await scene.run(source);
      await scene.run(source);
      return titles.map(() => (scene.publisher.published.at(-1) as BulletinNotification).change);
    };
    expect(await notified({})).toEqual(['new']);
    expect(await notified({ modified: NOW })).toEqual([]);
    expect(await notified({ modified: NOW, severity: 'high' })).toEqual(['changed']);
    expect(await notified({ modified: NOW, severity: 'high', summary: 'more' })).toEqual(['changed']);
    expect(await notified({ modified: NOW, severity: 'high', summary: 'more', exploited: true })).toEqual(['exploited']);
    expect(scene.publisher.published).toHaveLength(4);
    expect(new Set(scene.publisher.published.map(({ notificationId }) => notificationId)).size).toBe(4);
  });

  test('the latest of several copies is used; an older copy changes nothing', async () => {
    await scene.run(source);
    const copy = (title: string, modified: number) => new FakeSource().has({ id: 'a', title: `${title}, in DynamoDB`, modified }).bulletins[0];
    source.bulletins = [copy('second', NOW), copy('first', NOW - DAYS)];
    expect(await scene.run(source)).toEqual(['second, in DynamoDB']);
    source.bulletins = [copy('first', NOW - DAYS)];
    expect(await scene.run(source)).toEqual([]);
    source.bulletins = [copy('second', NOW)];
    expect(await scene.run(source)).toEqual([]);
  });

  test('after a change of the workload, existing bulletins are matched again, without validators, and those that affect it are reported', async () => {
    scene.workload = new UsedSoftware({ ...ORDERS, packages: [] });
    source.has({ id: 'GHSA-1', title: 'left-join', severity: 'low', affected: LEFT_JOIN });
    await scene.run(source);
    await scene.run(source);
    expect(source.sessions.map(({ cursor }) => cursor.validators)).toEqual([undefined, { etag: '"1"' }]);
    scene.workload = new UsedSoftware(ORDERS);
    expect(await scene.run(source)).toEqual(['left-join']);
    expect(source.sessions[2].cursor.validators).toBeUndefined();
    expect(scene.publisher.published[0]).toMatchObject({
      change: 'affects-more',
      tier: 'affected',
      affected: [{ name: 'left-join', version: '1.4.0', fixedIn: '1.4.2', functions: ['Orders/Create', 'Orders/Process'], functionCount: 2 }],
    });
    // A removed function is no news, and an added one is.
    scene.workload = new UsedSoftware({ ...ORDERS, packages: [{ ...ORDERS.packages[0], functions: [0] }] });
    expect(await scene.run(source)).toEqual([]);
    scene.workload = new UsedSoftware(ORDERS);
    expect(await scene.run(source)).toEqual(['left-join']);
  });

  test('a withdrawn bulletin is in the digest and is not sent as a message', async () => {
    await scene.run(source);
    source.has({ id: 'GHSA-1', title: 'left-join', severity: 'high', affected: LEFT_JOIN, withdrawn: true });
    expect(await scene.run(source)).toEqual([]);
    expect(await scene.digested()).toEqual(['left-join']);
  });
});

describe('thresholds', () => {
  test('an unknown severity always reaches the threshold', async () => {
    await scene.run(source);
    source.has({ id: 'a', title: 'DynamoDB, unknown' }).has({ id: 'b', title: 'DynamoDB, low', severity: 'low' });
    expect(await scene.run(source)).toEqual(['DynamoDB, unknown']);
    expect((scene.publisher.published[0] as BulletinNotification).severity).toBe('unknown');
    expect(await scene.digested()).toEqual(['DynamoDB, low']);
  });

  test('each tier has its own threshold; never sends no message', async () => {
    scene.thresholds = { affected: 'high', service: 'never', exploited: 'critical', awareness: 'critical' };
    await scene.run(source);
    source
      .has({ id: 'GHSA-1', title: 'affected, medium', severity: 'medium', affected: LEFT_JOIN })
      .has({ id: 'GHSA-2', title: 'affected, high', severity: 'high', affected: LEFT_JOIN })
      .has({ id: 'c', title: 'DynamoDB, high', severity: 'high' })
      .has({ id: 'd', title: 'exploited, high', severity: 'high', exploited: true })
      .has({ id: 'e', title: 'exploited, unknown', exploited: true })
      .has({ id: 'f', title: 'other, critical', severity: 'critical' });
    expect((await scene.run(source)).sort()).toEqual(['affected, high', 'exploited, unknown', 'other, critical']);
    expect((await scene.digested()).sort()).toEqual(['DynamoDB, high', 'affected, medium', 'exploited, high']);
  });
});

describe('several sources', () => {
  test('a second source on the same package is not reported again, unless it states a higher severity', async () => {
    const [ghsa, osv] = [await seeded('ghsa'), await seeded('osv')];
    ghsa.has({ id: 'GHSA-1', title: 'of GitHub', severity: 'medium', aliases: ['CVE-2026-1'], affected: LEFT_JOIN });
    expect(await scene.run(ghsa)).toEqual(['of GitHub']);
    osv.has({ id: 'PYSEC-9', title: 'of OSV', severity: 'medium', aliases: ['CVE-2026-1'], affected: LEFT_JOIN });
    expect(await scene.run(osv)).toEqual([]);
    osv.has({ id: 'PYSEC-9', title: 'of OSV', severity: 'critical', aliases: ['CVE-2026-1'], affected: LEFT_JOIN });
    expect(await scene.run(osv)).toEqual(['of OSV']);
  });

  test('a KEV listing of a vulnerability that affects a function names the function, in either order of arrival', async () => {
    const [ghsa, kev] = [await seeded('ghsa'), await seeded('kev')];
    ghsa.has({ id: 'GHSA-1', title: 'left-join', severity: 'low', aliases: ['CVE-2026-1'], affected: LEFT_JOIN });
    await scene.run(ghsa);
    kev.has({ id: 'CVE-2026-1', title: 'listed', exploited: true });
    expect(await scene.run(kev)).toEqual(['listed']);
    expect(scene.publisher.published.at(-1)).toMatchObject({ tiers: ['affected', 'exploited', 'awareness'], affected: [{ name: 'left-join', fixedIn: '1.4.2' }] });
    expect(await scene.run(ghsa)).toEqual([]);

    kev.has({ id: 'CVE-2026-2', title: 'listed first', exploited: true });
    // It may be about any software.
    expect(await scene.run(kev)).toEqual([]);
    ghsa.has({ id: 'GHSA-2', title: 'left-join again', severity: 'low', aliases: ['CVE-2026-2'], affected: LEFT_JOIN });
    expect(await scene.run(ghsa)).toEqual(['left-join again']);
    expect(scene.publisher.published.at(-1)).toMatchObject({ exploited: true, tiers: ['affected', 'exploited', 'awareness'] });
  });

  test('a message does not name functions that no longer ship the package', async () => {
    const [ghsa, kev] = [await seeded('ghsa'), await seeded('kev')];
    ghsa.has({ id: 'GHSA-1', title: 'left-join', aliases: ['CVE-2026-1'], affected: LEFT_JOIN });
    await scene.run(ghsa);
    scene.workload = new UsedSoftware({ ...ORDERS, packages: [{ ...ORDERS.packages[0], version: '1.4.2' }] });
    kev.has({ id: 'CVE-2026-1', title: 'listed', exploited: true });
    expect(await scene.run(kev)).toEqual([]);
    scene.thresholds = { ...scene.thresholds, exploited: 'high' };
    kev.has({ id: 'CVE-2026-1', title: 'listed again', exploited: true });
    await scene.run(kev);
    expect(scene.publisher.published.at(-1)).toMatchObject({ tier: 'exploited', affected: [] });
  });
});

describe('one vulnerability under several names and from several sources', () => {
  const NAMED = 'A function of AWS Lambda writes to DynamoDB';

  test('KEV, NVD and GitHub on one CVE are one message; exploitation and a higher severity are updates on the same thread', async () => {
    const [ghsa, nvd, kev] = [await seeded('ghsa'), await seeded('nvd'), await seeded('kev')];
    nvd.has({ id: 'CVE-2026-1', title: NAMED, severity: 'medium', isRecord: true });
    expect(await scene.run(nvd)).toEqual([NAMED]);
    ghsa.has({ id: 'GHSA-1', title: NAMED, severity: 'medium', aliases: ['CVE-2026-1'], isRecord: true });
    expect(await scene.run(ghsa)).toEqual([]);
    kev.has({ id: 'CVE-2026-1', title: `${NAMED}, listed`, exploited: true, isRecord: true });
    expect(await scene.run(kev)).toEqual([`${NAMED}, listed`]);
    nvd.has({ id: 'CVE-2026-1', title: NAMED, severity: 'medium', exploited: true, modified: NOW, isRecord: true });
    expect(await scene.run(nvd)).toEqual([]);
    ghsa.has({ id: 'GHSA-1', title: NAMED, severity: 'critical', aliases: ['CVE-2026-1'], modified: NOW, isRecord: true });
    expect(await scene.run(ghsa)).toEqual([NAMED]);
    nvd.has({ id: 'CVE-2026-1', title: NAMED, severity: 'critical', exploited: true, modified: NOW + 1, isRecord: true });
    expect(await scene.run(nvd)).toEqual([]);
    const published = scene.publisher.published as BulletinNotification[];
    expect(published.map(({ change, thread }) => [change, thread])).toEqual([['new', 'CVE-2026-1'], ['exploited', 'CVE-2026-1'], ['changed', 'CVE-2026-1']]);
  });

  test('an advisory on several CVEs is reported unless each CVE was reported before', async () => {
    const [nvd, cisa] = [await seeded('nvd'), await seeded('cisa')];
    nvd.has({ id: 'CVE-2026-1', title: NAMED, isRecord: true });
    await scene.run(nvd);
    cisa.has({ id: 'a', title: `${NAMED}, twice`, aliases: ['CVE-2026-1', 'CVE-2026-2'] });
    expect(await scene.run(cisa)).toEqual([`${NAMED}, twice`]);
    cisa.has({ id: 'b', title: `${NAMED}, once more`, aliases: ['CVE-2026-1', 'CVE-2026-2'] });
    expect(await scene.run(cisa)).toEqual([]);
  });

  test('a fixed version is reported to those who were notified that there is none', async () => {
    const [ghsa, osv] = [await seeded('ghsa'), await seeded('osv')];
    const open = [{ ...LEFT_JOIN[0], ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] }];
    ghsa.has({ id: 'GHSA-1', title: 'left-join', severity: 'high', aliases: ['CVE-2026-1'], affected: open, isRecord: true });
    expect(await scene.run(ghsa)).toEqual(['left-join']);
    osv.has({ id: 'PYSEC-9', title: 'of OSV', severity: 'high', aliases: ['CVE-2026-1'], affected: LEFT_JOIN, isRecord: true });
    expect(await scene.run(osv)).toEqual(['of OSV']);
    ghsa.has({ id: 'GHSA-1', title: 'left-join', severity: 'high', aliases: ['CVE-2026-1'], affected: LEFT_JOIN, modified: NOW, isRecord: true });
    expect(await scene.run(ghsa)).toEqual([]);
  });

  test('old records with a new modification time are not reported, unless exploited since yesterday or affecting a function', async () => {
    scene.thresholds = { ...scene.thresholds, exploited: 'high' };
    const nvd = await seeded('nvd');
    const old = { published: NOW - 900 * DAYS, modified: NOW, severity: 'critical', isRecord: true } as const;
    for (let index = 0; index < 300; index += 1) {
      nvd.has({ ...old, id: `CVE-2022-${index}`, title: `Old ${index}`, exploited: true, exploitedSince: NOW - 800 * DAYS });
    }
    nvd.has({ ...old, id: 'CVE-2022-900', title: 'Exploited now', exploited: true, exploitedSince: NOW - DAYS });
    nvd.has({ ...old, id: 'CVE-2022-901', title: 'Old, in DynamoDB' });
    nvd.has({ ...old, id: 'CVE-2022-902', title: 'Old, in a function', affected: LEFT_JOIN });
    expect((await scene.run(nvd)).sort()).toEqual(['Exploited now', 'Old, in a function']);
    expect(await scene.digested()).toEqual(['Old, in DynamoDB']);
  });

  test('a new wording is reported for a bulletin, but not for a database record', async () => {
    const [nvd, aws] = [await seeded('nvd'), await seeded('aws')];
    nvd.has({ id: 'CVE-2026-1', title: NAMED, severity: 'high', isRecord: true });
    aws.has({ id: 'a', title: NAMED });
    expect(await scene.run(nvd)).toHaveLength(1);
    expect(await scene.run(aws)).toHaveLength(1);
    nvd.has({ id: 'CVE-2026-1', title: `${NAMED}, in other words`, severity: 'medium', modified: NOW, isRecord: true });
    aws.has({ id: 'a', title: `${NAMED}, with an update`, modified: NOW });
    expect(await scene.run(nvd)).toEqual([]);
    expect(await scene.run(aws)).toEqual([`${NAMED}, with an update`]);
  });

  test('in a burst, the five closest and most severe have a message each, and the rest share one', async () => {
    await scene.run(source);
    for (let index = 0; index < 40; index += 1) source.has({ id: `s${index}`, title: `${index}, in DynamoDB`, severity: 'medium' });
    source.has({ id: 'GHSA-1', title: 'left-join', severity: 'low', affected: LEFT_JOIN }).has({ id: 'c', title: 'critical, in DynamoDB', severity: 'critical' });
    await scene.run(source);
    const { published, announced } = scene.publisher;
    expect(published.map(({ kind }) => kind).sort()).toEqual(['bulletin', 'bulletin', 'bulletin', 'bulletin', 'burst']);
    const single = published.flatMap((one) => (one.kind === 'bulletin' ? [one.title] : []));
    expect(single).toEqual(expect.arrayContaining(['left-join', 'critical, in DynamoDB']));
    const burst = published.find((one): one is BurstNotification => one.kind === 'burst')!;
    expect(burst).toMatchObject({ total: 38 });
    expect(new Set(scene.publisher.titles).size).toBe(42);
    expect(announced).toHaveLength(42);
  });
});

describe('failures', () => {
  test('a failed source is reported as an outcome, and the feed continues', async () => {
    await scene.run(source);
    source.error = new SourceFailed('answered 500');
    expect(await scene.feed.read(source)).toMatchObject({ status: 'failed', error: source.error, readAt: NOW, items: 0 });
    expect((await scene.store.cursor('news'))!.readAt).toBe(NOW);
  });

  test('a source that asks for a delay is not read before its end', async () => {
    source.error = new Postponed('answered 429', NOW + 30 * MINUTES);
    expect((await scene.feed.read(source)).status).toBe('postponed');
    source.error = undefined;
    scene.now = NOW + 29 * MINUTES;
    expect((await scene.feed.read(source)).status).toBe('postponed');
    expect(source.sessions).toHaveLength(1);
    scene.now = NOW + 30 * MINUTES;
    expect((await scene.feed.read(source)).status).toBe('read');
  });

  test('an unexpected error is not attributed to the source', async () => {
    source.read = () => Promise.reject(new TypeError('a bug'));
    await expect(scene.feed.read(source)).rejects.toThrow(TypeError);
  });

  test('unreadable entries are counted as drift', async () => {
    source.problems = ['entry 3 has no id'];
    expect(await scene.feed.read(source)).toMatchObject({ status: 'read', drift: 1, problems: ['entry 3 has no id'] });
  });

  test('a message that can’t be sent delays no other message, and is sent later', async () => {
    await scene.run(source);
    for (const id of ['a', 'b', 'c']) source.has({ id, title: `${id}, in DynamoDB` });
    scene.publisher.rejected.add('b, in DynamoDB');
    await scene.feed.read(source);
    await expect(scene.feed.deliver()).rejects.toThrow('1 of 3 messages could not be sent: rejected b, in DynamoDB');
    expect(scene.publisher.titles).toEqual(['a, in DynamoDB', 'c, in DynamoDB']);
    scene.publisher.rejected.clear();
    expect(await scene.feed.deliver()).toEqual({ notified: 1, left: 0 });
    expect(scene.publisher.titles).toEqual(['a, in DynamoDB', 'c, in DynamoDB', 'b, in DynamoDB']);
  });

  test('without enough time left, nothing is started and nothing is lost', async () => {
    await scene.run(source);
    source.has({ id: 'a', title: 'In DynamoDB' });
    await scene.feed.read(source);
    scene.remaining = 5_000;
    expect(await scene.feed.deliver()).toEqual({ notified: 0, left: 1 });
    scene.remaining = 60_000;
    expect(await scene.feed.deliver()).toEqual({ notified: 1, left: 0 });
  });
});

describe('digest', () => {
  const digest = async () => {
    const weeks = await scene.feed.digest([source, new FakeSource('kev')]);
    await scene.feed.deliver();
    return weeks;
  };

  test('the digest lists all bulletins without a message, the closest first, with the state of the sources, once a week', async () => {
    source.has({ id: 'GHSA-1', title: 'there at first', severity: 'high', affected: LEFT_JOIN });
    await scene.run(source);
    source.has({ id: 'b', title: 'b, other', severity: 'critical' }).has({ id: 'c', title: 'c, low, in DynamoDB', severity: 'low' }).has({ id: 'd', title: 'd, other' });
    expect(await scene.run(source)).toEqual([]);
    expect(await digest()).toEqual(['2026-W47']);
    expect((scene.publisher.published[0] as DigestNotification).total).toBe(0);
    scene.now = NOW + 7 * DAYS;
    expect(await digest()).toEqual(['2026-W48']);
    const sent = scene.publisher.published[1] as DigestNotification;
    expect(sent).toMatchObject({ kind: 'digest', week: '2026-W48', total: 4, unknownFunctions: ['Orders/Legacy'] });
    expect(sent.entries.map(({ title }) => title)).toEqual(['there at first', 'c, low, in DynamoDB', 'd, other', 'b, other']);
    expect(sent.entries[0].functions).toEqual(['Orders/Create', 'Orders/Process']);
    expect(sent.sources).toEqual([
      { source: 'news', title: 'Source news', readAt: '2026-11-25T12:00:00.000Z' },
      { source: 'kev', title: 'Source kev', readAt: null },
    ]);
    expect(await digest()).toEqual([]);
  });

  test('missed weeks are sent later', async () => {
    await digest();
    scene.now = NOW + 21 * DAYS;
    expect(await digest()).toEqual(['2026-W48', '2026-W49', '2026-W50']);
    scene.now = NOW + 365 * DAYS;
    expect(await digest()).toHaveLength(8);
  });
});
