import { each, finding, Resource, Rule } from '../../gate';
import { FEED_METADATA, FEED_NAMESPACE, READINGS, SOURCE_DIMENSION } from '../template/feed-metadata';

/** An alarm reports an outage of the feed. */
export const feedStalenessAlarmed: Rule = {
  id: 'FeedStalenessAlarmed',
  item: 'awareness/feeds',
  severity: 'warning',
  title: 'An alarm notifies when a source of a feed of security bulletins is no longer read.',
  why: 'A feed that fails, or whose source has moved, is as silent as one without news, and advisories are missed until the outage is noticed.',
  fix: {
    cdk: 'Keep the alarms of the SecurityBulletinFeed as it creates them, with its topic or another action.',
    template: `Add an AWS::CloudWatch::Alarm on ${FEED_NAMESPACE} ${READINGS} with the dimension ${SOURCE_DIMENSION}, TreatMissingData breaching, and AlarmActions.`,
  },
  acceptable: 'If another system outside of the templates monitors the metrics of the feed: name it.',
  link: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'not-alarmed': 'No alarm monitors whether a source is read.',
    'missing-data-passes': 'An alarm monitors a source, but does not go off when data is missing, as when the feed does not run.',
    'without-action': 'An alarm monitors a source, but has no action.',
  },
  check: (fn, workload) => {
    const sources = fn.attribute('Metadata').at(FEED_METADATA);
    if (!sources.exists) return [];
    const alarms = workload.inEnvironment(fn.stack, 'AWS::CloudWatch::Alarm').filter((alarm) => alarm.created && isOnReadings(alarm));
    return each(sources.items(), (item) => {
      const source = item.string()!;
      const [alarm] = alarms.filter((candidate) => sourceOf(candidate) === source);
      if (!alarm) return [finding(fn, 'not-alarmed', `no alarm monitors whether source ${source} is read`)];
      if (alarm.get('TreatMissingData').string() !== 'breaching') {
        return [finding(fn, 'missing-data-passes', `alarm ${alarm.path} on source ${source} does not treat missing data as breaching`)];
      }
      const tells = alarm.get('ActionsEnabled').boolean() !== false && alarm.get('AlarmActions').items().length > 0;
      return tells ? [] : [finding(fn, 'without-action', `alarm ${alarm.path} on source ${source} has no action`)];
    });
  },
};

function isOnReadings(alarm: Resource): boolean {
  return alarm.get('Namespace').string() === FEED_NAMESPACE && alarm.get('MetricName').string() === READINGS;
}

function sourceOf(alarm: Resource): string | undefined {
  return alarm.get('Dimensions').items().find((dimension) => dimension.at('Name').string() === SOURCE_DIMENSION)?.at('Value').string();
}
