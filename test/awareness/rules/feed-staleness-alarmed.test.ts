import { FEED, fn, template } from './functions';
import { feedStalenessAlarmed } from '../../../lib/awareness/rules/feed-staleness-alarmed';
import { ids } from '../../gate/harness';

const alarm = (source: unknown, properties: object = {}) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    Namespace: 'Sec3/Bulletins',
    MetricName: 'Readings',
    Dimensions: [{ Name: 'Feed', Value: 'f' }, { Name: 'Source', Value: source }],
    TreatMissingData: 'breaching',
    AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:t'],
    ...properties,
  },
});

test('non-compliant: a source without an alarm, or with an ineffective one', () => {
  expect(ids(feedStalenessAlarmed, template({ Feed: FEED, Alarm: alarm('kev') }))).toEqual(['Feed[not-alarmed]']);
  expect(ids(feedStalenessAlarmed, template({ Feed: FEED, A: alarm('kev'), B: alarm('aws', { TreatMissingData: 'notBreaching' }) }))).toEqual(['Feed[missing-data-passes]']);
  expect(ids(feedStalenessAlarmed, template({ Feed: FEED, A: alarm('kev', { AlarmActions: [] }), B: alarm('aws', { ActionsEnabled: false }) }))).toEqual([
    'Feed[without-action]', 'Feed[without-action]',
  ]);
  expect(ids(feedStalenessAlarmed, template({ Feed: FEED, A: alarm('kev', { MetricName: 'Items' }), B: alarm('aws') }))).toEqual(['Feed[not-alarmed]']);
});

test('compliant: an alarm for each source; functions that are not feeds', () => {
  expect(ids(feedStalenessAlarmed, template({ Feed: FEED, A: alarm('kev'), B: alarm('aws') }))).toEqual([]);
  expect(ids(feedStalenessAlarmed, template({ One: fn() }))).toEqual([]);
});
