import { DAYS, FakeSource, MINUTES, NOW, ORDERS, Scene } from './scene';
import { BulletinNotification, BurstNotification, DigestNotification, Postponed, SourceFailed, UsedSoftware } from '../../../lib/awareness/feed';

const LEFT_JOIN = [{ package: { ecosystem: 'npm', name: 'left-join' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.4.2' }] }] }];

let scene: Scene;
let source: FakeSource;

beforeEach(() => {
  scene = new Scene();
  source = new FakeSource();
});

/** A source that was read before, when it had nothing. */
async function seeded(id: string): Promise<FakeSource> {
  const other = new FakeSource(id);
  await scene.run(other);
  return other;
}

describe('what is news', () => {
  test('what is there at first is not; what comes later is, once', async () => {
    source.has({ id: 'a', title: 'Old, in AWS Lambda' });
    expect(await scene.run(source)).toEqual([]);
    source.has({ id: 'b', title: 'New, in AWS Lambda' });
    expect(await scene.run(source)).toEqual(['New, in AWS Lambda']);
    expect(await scene.run(source)).toEqual([]);
    expect(scene.publisher.announced).toEqual(scene.publisher.published);
    expect(scene.store.outbox.size).toBe(0);
  });

  test('a bulletin that changes is reported again, once: its text, its severity, its exploitation', async () => {
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

  test('of several copies the latest counts; one that was overtaken changes nothing', async () => {
    await scene.run(source);
    const copy = (title: string, modified: number) => new FakeSource().has({ id: 'a', title: `${title}, in DynamoDB`, modified }).bulletins[0];
    source.bulletins = [copy('second', NOW), copy('first', NOW - DAYS)];
    expect(await scene.run(source)).toEqual(['second, in DynamoDB']);
    source.bulletins = [copy('first', NOW - DAYS)];
    expect(await scene.run(source)).toEqual([]);
    source.bulletins = [copy('second', NOW)];
    expect(await scene.run(source)).toEqual([]);
  });

  test('another workload: what is there is compared with it, without validators, and what it affects is reported', async () => {
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
    // One function less is no news, and one more is.
    scene.workload = new UsedSoftware({ ...ORDERS, packages: [{ ...ORDERS.packages[0], functions: [0] }] });
    expect(await scene.run(source)).toEqual([]);
    scene.workload = new UsedSoftware(ORDERS);
    expect(await scene.run(source)).toEqual(['left-join']);
  });

  test('what was taken back is in the digest, and sent to no one', async () => {
    await scene.run(source);
    source.has({ id: 'GHSA-1', title: 'left-join', severity: 'high', affected: LEFT_JOIN, withdrawn: true });
    expect(await scene.run(source)).toEqual([]);
    expect(await scene.digested()).toEqual(['left-join']);
  });
});

describe('thresholds', () => {
  test('a severity that is not known is never too low', async () => {
    await scene.run(source);
    source.has({ id: 'a', title: 'DynamoDB, unknown' }).has({ id: 'b', title: 'DynamoDB, low', severity: 'low' });
    expect(await scene.run(source)).toEqual(['DynamoDB, unknown']);
    expect((scene.publisher.published[0] as BulletinNotification).severity).toBe('unknown');
    expect(await scene.digested()).toEqual(['DynamoDB, low']);
  });

  test('each tier has its own; never means never', async () => {
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
  test('what one source said of a package, another does not say once more; as more severe it does', async () => {
    const [ghsa, osv] = [await seeded('ghsa'), await seeded('osv')];
    ghsa.has({ id: 'GHSA-1', title: 'of GitHub', severity: 'medium', aliases: ['CVE-2026-1'], affected: LEFT_JOIN });
    expect(await scene.run(ghsa)).toEqual(['of GitHub']);
    osv.has({ id: 'PYSEC-9', title: 'of OSV', severity: 'medium', aliases: ['CVE-2026-1'], affected: LEFT_JOIN });
    expect(await scene.run(osv)).toEqual([]);
    osv.has({ id: 'PYSEC-9', title: 'of OSV', severity: 'critical', aliases: ['CVE-2026-1'], affected: LEFT_JOIN });
    expect(await scene.run(osv)).toEqual(['of OSV']);
  });

  test('a listing in KEV of what affects a function names the function, whichever comes first', async () => {
    const [ghsa, kev] = [await seeded('ghsa'), await seeded('kev')];
    ghsa.has({ id: 'GHSA-1', title: 'left-join', severity: 'low', aliases: ['CVE-2026-1'], affected: LEFT_JOIN });
    await scene.run(ghsa);
    kev.has({ id: 'CVE-2026-1', title: 'listed', exploited: true });
    expect(await scene.run(kev)).toEqual(['listed']);
    expect(scene.publisher.published.at(-1)).toMatchObject({ tiers: ['affected', 'exploited', 'awareness'], affected: [{ name: 'left-join', fixedIn: '1.4.2' }] });
    expect(await scene.run(ghsa)).toEqual([]);

    kev.has({ id: 'CVE-2026-2', title: 'listed first', exploited: true });
    // It may be of anything.
    expect(await scene.run(kev)).toEqual([]);
    ghsa.has({ id: 'GHSA-2', title: 'left-join again', severity: 'low', aliases: ['CVE-2026-2'], affected: LEFT_JOIN });
    expect(await scene.run(ghsa)).toEqual(['left-join again']);
    expect(scene.publisher.published.at(-1)).toMatchObject({ exploited: true, tiers: ['affected', 'exploited', 'awareness'] });
  });

  test('functions that no longer ship the package are not named by what was said of it before', async () => {
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

describe('one thing, whatever its names and sources', () => {
  const NAMED = 'A function of AWS Lambda writes to DynamoDB';

  test('KEV, NVD and GitHub on one CVE are one message; that it is exploited, and that it is worse, are updates on the same thread', async () => {
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

  test('an advisory on several CVEs is news unless someone was notified of each', async () => {
    const [nvd, cisa] = [await seeded('nvd'), await seeded('cisa')];
    nvd.has({ id: 'CVE-2026-1', title: NAMED, isRecord: true });
    await scene.run(nvd);
    cisa.has({ id: 'a', title: `${NAMED}, twice`, aliases: ['CVE-2026-1', 'CVE-2026-2'] });
    expect(await scene.run(cisa)).toEqual([`${NAMED}, twice`]);
    cisa.has({ id: 'b', title: `${NAMED}, once more`, aliases: ['CVE-2026-1', 'CVE-2026-2'] });
    expect(await scene.run(cisa)).toEqual([]);
  });

  test('a version with the fix is news for who was notified that there is none', async () => {
    const [ghsa, osv] = [await seeded('ghsa'), await seeded('osv')];
    const open = [{ ...LEFT_JOIN[0], ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] }];
    ghsa.has({ id: 'GHSA-1', title: 'left-join', severity: 'high', aliases: ['CVE-2026-1'], affected: open, isRecord: true });
    expect(await scene.run(ghsa)).toEqual(['left-join']);
    osv.has({ id: 'PYSEC-9', title: 'of OSV', severity: 'high', aliases: ['CVE-2026-1'], affected: LEFT_JOIN, isRecord: true });
    expect(await scene.run(osv)).toEqual(['of OSV']);
    ghsa.has({ id: 'GHSA-1', title: 'left-join', severity: 'high', aliases: ['CVE-2026-1'], affected: LEFT_JOIN, modified: NOW, isRecord: true });
    expect(await scene.run(ghsa)).toEqual([]);
  });

  test('old records that a database touches are no news; one that is exploited since yesterday is, and one that affects a function', async () => {
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

  test('the wording of a record is no news, and that of a text is', async () => {
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

  test('of more than five at once the nearest and most severe have a message each, and the rest share one', async () => {
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

describe('what goes wrong', () => {
  test('a source that fails is an outcome, and what is left is sent', async () => {
    await scene.run(source);
    source.error = new SourceFailed('answered 500');
    expect(await scene.feed.read(source)).toMatchObject({ status: 'failed', error: source.error, readAt: NOW, items: 0 });
    expect((await scene.store.cursor('news'))!.readAt).toBe(NOW);
  });

  test('a source that asks to wait is not asked before', async () => {
    source.error = new Postponed('answered 429', NOW + 30 * MINUTES);
    expect((await scene.feed.read(source)).status).toBe('postponed');
    source.error = undefined;
    scene.now = NOW + 29 * MINUTES;
    expect((await scene.feed.read(source)).status).toBe('postponed');
    expect(source.sessions).toHaveLength(1);
    scene.now = NOW + 30 * MINUTES;
    expect((await scene.feed.read(source)).status).toBe('read');
  });

  test('an error of another kind is none of the source', async () => {
    source.read = () => Promise.reject(new TypeError('a bug'));
    await expect(scene.feed.read(source)).rejects.toThrow(TypeError);
  });

  test('drift is counted', async () => {
    source.problems = ['entry 3 has no id'];
    expect(await scene.feed.read(source)).toMatchObject({ status: 'read', drift: 1, problems: ['entry 3 has no id'] });
  });

  test('a message that can’t be determined keeps no other from being sent, and is sent when it can', async () => {
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

  test('without time nothing is begun, and nothing is lost', async () => {
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

  test('all that no one was notified of, the nearest first, with what is known of the sources; each week once', async () => {
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

  test('weeks in which there was none are made up for', async () => {
    await digest();
    scene.now = NOW + 21 * DAYS;
    expect(await digest()).toEqual(['2026-W48', '2026-W49', '2026-W50']);
    scene.now = NOW + 365 * DAYS;
    expect(await digest()).toHaveLength(8);
  });
});
