import { readConfiguration, readEvent } from '../../lambda/bulletin-feed/configuration';
import { metricsOf } from '../../lambda/bulletin-feed/metrics';
import { DEFAULT_THRESHOLDS } from '../../lib/awareness/feed';
import { FEED_NAMESPACE } from '../../lib/awareness/template/feed-metadata';

const GIVEN = {
  table: 't',
  topic: 'arn:aws:sns:eu-central-1:123456789012:t',
  bus: 'default',
  feed: 'Stack/Feed',
  securityHub: false,
  epss: true,
  sources: [{ id: 'kev' }, { id: 'vendor', url: 'https://example.com', title: 'Vendor' }],
  thresholds: DEFAULT_THRESHOLDS,
};

const read = (given: unknown) => readConfiguration({ SEC3_FEED: typeof given === 'string' ? given : JSON.stringify(given) });

test('reads a configuration that the construct writes', () => {
  expect(read(GIVEN)).toEqual(GIVEN);
});

test('all problems are reported at once', () => {
  expect(() => read({ ...GIVEN, table: '', bus: 5, epss: 'yes', sources: [{ id: 7 }], thresholds: { affected: 'none' } })).toThrow(
    'SEC3_FEED: table is "": a text is expected; bus is 5: a text is expected; epss is "yes": true or false is expected; sources is not a list of sources; ' +
      'thresholds.affected is "none"; thresholds.service is undefined; thresholds.exploited is undefined; thresholds.awareness is undefined',
  );
  for (const text of ['', '{', 'null', '5']) expect(() => read(text)).toThrow('a JSON object is expected');
  expect(() => readConfiguration({})).toThrow('SEC3_FEED is ""');
});

test('accepts only events of the feed’s own schedules', () => {
  expect(readEvent({ action: 'read', source: 'vendor' }, GIVEN)).toEqual({ action: 'read', source: 'vendor' });
  expect(readEvent({ action: 'digest' }, GIVEN)).toEqual({ action: 'digest' });
  for (const event of [{ action: 'read', source: 'aws' }, { action: 'read' }, { action: 'delete' }, 'digest', null, undefined, []]) {
    expect(() => readEvent(event, GIVEN)).toThrow('is not an event of this feed: it reads kev, vendor');
  }
});

describe('metrics', () => {
  const OUTCOME = { source: 'kev', items: 5, notified: 2, digested: 3, drift: 1, problems: [], readAt: 1_000 };
  const { _aws: _, ...read5 } = metricsOf('Stack/Feed', { ...OUTCOME, status: 'read' }, false, 61_000) as any;

  test('of a successful and a failed reading', () => {
    expect(read5).toEqual({ Feed: 'Stack/Feed', Source: 'kev', Readings: 1, ParseFailures: 0, SchemaDrift: 1, Items: 5, Notified: 2, Digested: 3, Age: 60 });
    expect(metricsOf('f', { ...OUTCOME, status: 'failed' }, true, 61_000)).toMatchObject({ Readings: 0, ParseFailures: 1 });
    expect(metricsOf('f', { ...OUTCOME, status: 'failed', readAt: undefined }, false, 61_000)).not.toHaveProperty('Age');
  });

  test('have the namespace and the dimensions that the alarms use', () => {
    const [directive] = (metricsOf('f', { ...OUTCOME, status: 'read' }, false, 61_000) as any)._aws.CloudWatchMetrics;
    expect(directive).toMatchObject({ Namespace: FEED_NAMESPACE, Dimensions: [['Feed', 'Source'], ['Feed']] });
    expect(directive.Metrics.map(({ Name }: any) => Name)).toEqual(['Readings', 'ParseFailures', 'SchemaDrift', 'Items', 'Notified', 'Digested', 'Age']);
  });
});
