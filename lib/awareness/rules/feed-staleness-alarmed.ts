import { each, finding, Resource, Rule } from '../../gate';
import { FEED_METADATA, FEED_NAMESPACE, READINGS, SOURCE_DIMENSION } from '../template/feed-metadata';

/** Someone is told when the feed has gone deaf. */
export const feedStalenessAlarmed: Rule = {
  id: 'FeedStalenessAlarmed',
  item: 'awareness/feeds',
  severity: 'warning',
  title: 'An alarm tells somebody when a source of a feed of security bulletins is no longer read.',
  why: 'A feed that fails, or whose source has moved, is as silent as one without news: an attacker gains all the time until somebody looks.',
  fix: {
    cdk: 'Leave the alarms of the SecurityBulletinFeed as it makes them, with its topic or another action.',
    template: `Add an AWS::CloudWatch::Alarm on ${FEED_NAMESPACE} ${READINGS} with the dimension ${SOURCE_DIMENSION}, TreatMissingData breaching, and AlarmActions.`,
  },
  acceptable: 'When something outside of the templates watches the metrics of the feed: say what.',
  link: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'not-alarmed': 'No alarm watches whether a source is read.',
    'missing-data-passes': 'An alarm watches a source, but does not go off when there is no data, as when the feed does not run.',
    'tells-nobody': 'An alarm watches a source, and has no action.',
  },
  check: (fn, workload) => {
    const sources = fn.attribute('Metadata').at(FEED_METADATA);
    if (!sources.exists) return [];
    const alarms = workload.inEnvironment(fn.stack, 'AWS::CloudWatch::Alarm').filter((alarm) => alarm.created && isOnReadings(alarm));
    return each(sources.items(), (item) => {
      const source = item.string()!;
      const [alarm] = alarms.filter((candidate) => sourceOf(candidate) === source);
      if (!alarm) return [finding(fn, 'not-alarmed', `no alarm watches whether source ${source} is read`)];
      if (alarm.get('TreatMissingData').string() !== 'breaching') {
        return [finding(fn, 'missing-data-passes', `alarm ${alarm.path} on source ${source} does not treat missing data as breaching`)];
      }
      const tells = alarm.get('ActionsEnabled').boolean() !== false && alarm.get('AlarmActions').items().length > 0;
      return tells ? [] : [finding(fn, 'tells-nobody', `alarm ${alarm.path} on source ${source} has no action`)];
    });
  },
};

function isOnReadings(alarm: Resource): boolean {
  return alarm.get('Namespace').string() === FEED_NAMESPACE && alarm.get('MetricName').string() === READINGS;
}

function sourceOf(alarm: Resource): string | undefined {
  return alarm.get('Dimensions').items().find((dimension) => dimension.at('Name').string() === SOURCE_DIMENSION)?.at('Value').string();
}
